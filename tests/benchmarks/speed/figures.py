"""From measurements to medians, ratios and verdicts; none from wrong answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


class WrongAnswersError(Exception):
    """There is no ratio, because answers were wrong or missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """One load on one server.

    Attributes:
        requests: Answers that came back whole.
        seconds: How long it took.
        cpu_seconds: What the server's processes used meanwhile.
        p50_ms: Half of the answers took at most this long.
        p99_ms: All but one in a hundred took at most this long.
        wrong: What was not as expected, in words; empty where all was right.
    """

    requests: int
    seconds: float
    cpu_seconds: float
    p50_ms: float
    p99_ms: float
    wrong: tuple[str, ...] = ()

    @property
    def rate(self) -> float:
        """Answers per second."""
        return self.requests / self.seconds if self.seconds else 0.0

    @property
    def cpu_us(self) -> float:
        """Microseconds of the server's CPU time per answer."""
        return self.cpu_seconds / self.requests * 1e6 if self.requests else 0.0


def complaints(measurements: Sequence[Measurement]) -> tuple[str, ...]:
    """Return what was wrong in any of them, or that there is no measurement."""
    if not measurements:
        return ("it was not measured",)
    idle = (
        ()
        if all(measurement.requests for measurement in measurements)
        else ("there was no answer",)
    )
    return (
        *idle,
        *dict.fromkeys(wrong for measurement in measurements for wrong in measurement.wrong),
    )


def rate_ratio(measured: Sequence[Measurement], reference: Sequence[Measurement]) -> float:
    """Return the median, over the rounds, of one rate divided by the other.

    Raises:
        WrongAnswersError: Answers of either were wrong, or a round is missing.
    """
    refuse_wrong(measured, reference)
    return median(one.rate / other.rate for one, other in zip(measured, reference, strict=True))


def cpu_ratio(measured: Sequence[Measurement], reference: Sequence[Measurement]) -> float:
    """Return how many times the CPU time per answer the reference needs.

    Above 1 is better than the reference, as with rates; other programs disturb it less.

    Raises:
        WrongAnswersError: Answers of either were wrong, or a round is missing.
    """
    refuse_wrong(measured, reference)
    cost = median(measurement.cpu_us for measurement in measured)
    return median(measurement.cpu_us for measurement in reference) / cost if cost else float("nan")


def refuse_wrong(measured: Sequence[Measurement], reference: Sequence[Measurement]) -> None:
    """Raise unless every answer of both was right and every round is there twice.

    Raises:
        WrongAnswersError: With what was wrong.
    """
    wrong = (*complaints(measured), *complaints(reference))
    if wrong:
        raise WrongAnswersError("; ".join(dict.fromkeys(wrong)))
    if len(measured) != len(reference):
        raise WrongAnswersError(f"{len(measured)} rounds against {len(reference)}")


def unsteadiness(measurements: Sequence[Measurement]) -> float:
    """Return the spread of the rounds' rates, relative to their median."""
    rates = [measurement.rate for measurement in measurements]
    middle = median(rates) if rates else 0.0
    return (max(rates) - min(rates)) / middle if middle else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a figure must reach.

    Attributes:
        limit: The figure itself.
        is_least: Whether it is the least allowed, rather than the most.
    """

    limit: float
    is_least: bool = True

    def __str__(self) -> str:
        return f"{'≥' if self.is_least else '≤'} {self.limit:g}"

    def is_met(self, figure: float) -> bool:
        """Whether a figure is good enough."""
        return figure >= self.limit if self.is_least else figure <= self.limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the result.

    Attributes:
        name: By which `--only` asks for it.
        what: For people.
        unit: Of figure and target.
        figure: What was measured; None where answers were wrong.
        target: What it must reach; None where it only informs.
        note: What else is worth knowing, or why there is no figure.
    """

    name: str
    what: str
    figure: float | None
    target: Target | None = None
    unit: str = "x"
    note: str = ""

    @property
    def verdict(self) -> str:
        """Pass or fail; `wrong` without a figure, `info` without a target."""
        if self.figure is None:
            return "wrong"
        if self.target is None:
            return "info"
        return "pass" if self.target.is_met(self.figure) else "fail"
