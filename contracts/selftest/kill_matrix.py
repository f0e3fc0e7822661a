"""The kill matrix: which deliberate faults are noticed, and by what.

Pure values and questions about them. A fault that nobody notices, or one that is noticed only by
others than it names, is a hole in the checks unless a reason is written down for it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from openapi.json.types import JSON


class MutantStatus(StrEnum):
    """What became of a mutant."""

    KILLED = "killed"
    """What must notice it did."""

    EXPLAINED = "explained"
    """It was not noticed as it should be, for a reason that is written down."""

    SURVIVED = "survived"
    """It was not noticed as it should be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """A server with one deliberate fault.

    Attributes:
        fault: The fault's id.
        api: The API whose answers it spoils.
        operation: The operation whose answers it spoils; empty for every one.
        kind: What kind of fault it is.
        summary: What it does.
        caught_by: Checks and rules that must notice it; one of them is enough.
        is_on_refusals: Whether only a request that must be refused makes it show.
    """

    fault: str
    api: str
    operation: str
    kind: str
    summary: str
    caught_by: tuple[str, ...]
    is_on_refusals: bool = False

    @property
    def id(self) -> str:
        """Its name in the matrix, and in the list of explanations."""
        return f"{self.api}/{self.fault}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What the checks said about one mutant.

    Attributes:
        mutant: The mutant.
        noticed_by: Every check and rule that objected, at any severity.
        fate: What became of it.
        reason: Why it is no hole, where it was not noticed as it should be.
    """

    mutant: Mutant
    noticed_by: tuple[str, ...]
    fate: MutantStatus
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KillMatrix:
    """Every trial, and the rules that no trial has made object.

    Attributes:
        trials: In the order of the catalogue.
        untriggered: Rules that are due and never objected, with the reason where one is known.
        stale: Explanations of what needs none.
        seconds: How long it took.
    """

    trials: tuple[Trial, ...]
    untriggered: Mapping[str, str] = field(default_factory=dict)
    stale: tuple[str, ...] = ()
    seconds: float = 0.0

    def count(self, fate: MutantStatus) -> int:
        """Return how many mutants met this fate."""
        return sum(trial.fate is fate for trial in self.trials)

    @property
    def is_complete(self) -> bool:
        """Whether nothing is unexplained."""
        unexplained = [rule for rule, reason in self.untriggered.items() if not reason]
        return bool(self.trials) and not (
            self.count(MutantStatus.SURVIVED) or unexplained or self.stale
        )


def judge_trial(mutant: Mutant, detected: Sequence[str], reasons: Mapping[str, str]) -> Trial:
    """Return what became of a mutant.

    Args:
        mutant: The mutant.
        detected: Every check and rule that objected.
        reasons: Why a mutant need not be noticed, by its id.
    """
    reason = ""
    if set(mutant.caught_by) & set(detected):
        fate = MutantStatus.KILLED
    elif mutant.id in reasons:
        fate, reason = MutantStatus.EXPLAINED, reasons[mutant.id]
    else:
        fate = MutantStatus.SURVIVED
    return Trial(mutant=mutant, noticed_by=tuple(sorted(set(detected))), fate=fate, reason=reason)


def matrix_of(
    trials: Sequence[Trial], due: Sequence[str], reasons: Mapping[str, str], seconds: float
) -> KillMatrix:
    """Return the matrix of all trials.

    Args:
        trials: What became of each mutant.
        due: Every rule that some mutant should make object.
        reasons: Explanations, of mutants and of rules.
        seconds: How long it took.
    """
    objected = {rule for trial in trials for rule in trial.noticed_by}
    untriggered = {rule: reasons.get(rule, "") for rule in due if rule not in objected}
    needed = {trial.mutant.id for trial in trials if trial.fate is MutantStatus.EXPLAINED}
    about_tried = {trial.mutant.id for trial in trials} | set(due)
    stale = [
        name
        for name in reasons
        if name in about_tried and name not in needed and name not in untriggered
    ]
    return KillMatrix(
        trials=tuple(trials), untriggered=untriggered, stale=tuple(stale), seconds=seconds
    )


def as_text(matrix: KillMatrix) -> str:
    """Return the matrix for people: what is wrong first, then who killed how many, the score."""
    lines: list[str] = []
    for trial in matrix.trials:
        if trial.fate is MutantStatus.SURVIVED:
            wanted, noticed = ", ".join(trial.mutant.caught_by), ", ".join(trial.noticed_by)
            lines += [
                f"survived  {trial.mutant.id}: {trial.mutant.summary}",
                f"          must be noticed by {wanted}; was by {noticed or 'nobody'}",
            ]
    for rule, reason in matrix.untriggered.items():
        if not reason:
            lines.append(f"untriggered  {rule}: no fault makes it object")
    lines += [f"stale  {name}: explained, and noticed all the same" for name in matrix.stale]
    killers: dict[str, int] = {}
    for trial in matrix.trials:
        for rule in set(trial.mutant.caught_by) & set(trial.noticed_by):
            killers[rule] = killers.get(rule, 0) + 1
    width = max(map(len, killers), default=0)
    ranked = sorted(killers.items(), key=lambda pair: (-pair[1], pair[0]))
    lines += [f"{rule:<{width}}  killed {count}" for rule, count in ranked]
    explained = [trial for trial in matrix.trials if trial.fate is MutantStatus.EXPLAINED]
    lines += [f"explained  {trial.mutant.id}: {trial.reason}" for trial in explained]
    lines += [f"explained  {rule}: {why}" for rule, why in matrix.untriggered.items() if why]
    lines.append(
        f"{'whole' if matrix.is_complete else 'not whole'}: {len(matrix.trials)} mutants, "
        f"{matrix.count(MutantStatus.KILLED)} killed, "
        f"{matrix.count(MutantStatus.EXPLAINED)} explained, "
        f"{matrix.count(MutantStatus.SURVIVED)} survived ({matrix.seconds:.0f} s)"
    )
    return "\n".join(lines)


def as_document(matrix: KillMatrix) -> JSON:
    """Return the matrix for programs."""
    return {
        "version": 1,
        "whole": matrix.is_complete,
        "seconds": round(matrix.seconds, 1),
        "counts": {fate.value: matrix.count(fate) for fate in MutantStatus},
        "mutants": [
            {
                "id": trial.mutant.id,
                "operation": trial.mutant.operation,
                "kind": trial.mutant.kind,
                "must_be_noticed_by": list(trial.mutant.caught_by),
                "noticed_by": list(trial.noticed_by),
                "fate": trial.fate.value,
                "reason": trial.reason,
            }
            for trial in matrix.trials
        ],
        "untriggered": dict(matrix.untriggered),
        "stale": list(matrix.stale),
    }
