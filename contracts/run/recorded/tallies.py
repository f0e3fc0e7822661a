"""What is kept of the judgements on one operation, however many exchanges it has."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from contracts.results.coverage import Coverage, CoverageItem
from contracts.results.finding import ReportedFinding
from contracts.results.verdict import Tally

MAX_FINDINGS = 1000
"""Different findings of one operation that are reported; what they break is counted in any case."""


@dataclass(slots=True)
class OperationTally:
    """The results of one operation so far."""

    exchanges: int = 0  # number of exchanges that were judged
    seconds: float = 0.0  # how long their answers took together
    results: Tally = field(default_factory=Tally)  # the results by rule
    # The first finding of each id, with its count.
    findings: dict[str, ReportedFinding] = field(default_factory=dict)
    coverage: Coverage = field(default_factory=Coverage)  # what the exchanges have covered

    def add_findings(self, counts: Mapping[str, int], found: Mapping[str, ReportedFinding]) -> None:
        """Count findings.

        `counts` has how often each id was found; `found` has the findings of ids that were not
        known before.
        """
        for key, count in counts.items():
            known = self.findings.get(key)
            if known is not None:
                self.findings[key] = replace(known, count=known.count + count)
            elif key in found and len(self.findings) < MAX_FINDINGS:
                self.findings[key] = replace(found[key], count=count)


def merged(one: Coverage, other: Coverage) -> Coverage:
    """Return what two parts of the exchanges of an operation have covered together."""
    return Coverage(
        statuses=_either(one.statuses, other.statuses),
        parameters=_either(one.parameters, other.parameters),
        enum_values=_either(one.enum_values, other.enum_values),
        is_cut=one.is_cut or other.is_cut,
    )


def _either(
    one: tuple[CoverageItem, ...], other: tuple[CoverageItem, ...]
) -> tuple[CoverageItem, ...]:
    if not one:
        return other
    pairs = zip(one, other, strict=True)
    return tuple(
        replace(first, is_covered=first.is_covered or second.is_covered) for first, second in pairs
    )
