"""The kill matrix: which deliberate faults are noticed, and by which checks and rules.

A fault that none of its named checks notices is a gap in the checks, unless a written reason
explains it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from openapi.json.types import JSON


class MutantStatus(StrEnum):
    """The outcome for a mutant."""

    KILLED = "killed"
    """One of its named checks noticed it."""

    EXPLAINED = "explained"
    """None of its named checks noticed it, for a written reason."""

    SURVIVED = "survived"
    """None of its named checks noticed it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """A server with one deliberate fault."""

    fault: str  # the fault's id
    api: str  # the API whose answers it changes
    operation: str  # the operation whose answers it changes; empty for every one
    kind: str
    summary: str
    caught_by: tuple[str, ...]  # checks and rules of which at least one must notice it
    # Whether it shows only in answers to requests that must be refused.
    is_on_refusals: bool = False

    @property
    def id(self) -> str:
        """Its id in the matrix and in the files of explanations."""
        return f"{self.api}/{self.fault}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """The result of checking one mutant."""

    mutant: Mutant
    noticed_by: tuple[str, ...]  # every check and rule with a finding, of any severity
    status: MutantStatus
    reason: str = ""  # why it need not be noticed; empty unless it is explained


@dataclass(frozen=True, slots=True, kw_only=True)
class KillMatrix:
    """Every trial, and the rules without a finding in any of them."""

    trials: tuple[Trial, ...]  # in the order of the mock's faults
    # Expected rules without a finding, each with its explanation or "".
    untriggered: Mapping[str, str] = field(default_factory=dict)
    stale: tuple[str, ...] = ()  # explanations of mutants and rules that need none
    seconds: float = 0.0  # duration of all trials

    def count(self, status: MutantStatus) -> int:
        """Return the number of mutants with this outcome."""
        return sum(trial.status is status for trial in self.trials)

    @property
    def is_complete(self) -> bool:
        """Whether every survivor and untriggered rule is explained, and no explanation is stale."""
        unexplained = [rule for rule, reason in self.untriggered.items() if not reason]
        return bool(self.trials) and not (
            self.count(MutantStatus.SURVIVED) or unexplained or self.stale
        )


def judge_trial(mutant: Mutant, detected: Sequence[str], reasons: Mapping[str, str]) -> Trial:
    """Return the trial of a mutant.

    `detected` has every check and rule with a finding; the reasons say why a mutant need not be
    noticed, by its id.
    """
    reason = ""
    if set(mutant.caught_by) & set(detected):
        status = MutantStatus.KILLED
    elif mutant.id in reasons:
        status, reason = MutantStatus.EXPLAINED, reasons[mutant.id]
    else:
        status = MutantStatus.SURVIVED
    return Trial(
        mutant=mutant, noticed_by=tuple(sorted(set(detected))), status=status, reason=reason
    )


def matrix_of(
    trials: Sequence[Trial], due: Sequence[str], reasons: Mapping[str, str], seconds: float
) -> KillMatrix:
    """Return the matrix of all trials.

    `due` has every rule that some mutant should trigger; the reasons are by the id of a mutant or
    rule.
    """
    triggered = {rule for trial in trials for rule in trial.noticed_by}
    untriggered = {rule: reasons.get(rule, "") for rule in due if rule not in triggered}
    needed = {trial.mutant.id for trial in trials if trial.status is MutantStatus.EXPLAINED}
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
    """Return the matrix as text: gaps first, then kills by check, explanations, and the score."""
    lines: list[str] = []
    for trial in matrix.trials:
        if trial.status is MutantStatus.SURVIVED:
            wanted, noticed = ", ".join(trial.mutant.caught_by), ", ".join(trial.noticed_by)
            lines += [
                f"survived  {trial.mutant.id}: {trial.mutant.summary}",
                f"          must be noticed by {wanted}; was noticed by {noticed or 'no check'}",
            ]
    for rule, reason in matrix.untriggered.items():
        if not reason:
            lines.append(f"untriggered  {rule}: no fault causes a finding of this rule")
    lines += [f"stale  {name}: has an explanation but needs none" for name in matrix.stale]
    killers: dict[str, int] = {}
    for trial in matrix.trials:
        for rule in set(trial.mutant.caught_by) & set(trial.noticed_by):
            killers[rule] = killers.get(rule, 0) + 1
    width = max(map(len, killers), default=0)
    ranked = sorted(killers.items(), key=lambda pair: (-pair[1], pair[0]))
    lines += [f"{rule:<{width}}  killed {count}" for rule, count in ranked]
    explained = [trial for trial in matrix.trials if trial.status is MutantStatus.EXPLAINED]
    lines += [f"explained  {trial.mutant.id}: {trial.reason}" for trial in explained]
    lines += [f"explained  {rule}: {why}" for rule, why in matrix.untriggered.items() if why]
    lines.append(
        f"{'complete' if matrix.is_complete else 'incomplete'}: {len(matrix.trials)} mutants, "
        f"{matrix.count(MutantStatus.KILLED)} killed, "
        f"{matrix.count(MutantStatus.EXPLAINED)} explained, "
        f"{matrix.count(MutantStatus.SURVIVED)} survived ({matrix.seconds:.0f} s)"
    )
    return "\n".join(lines)


def as_document(matrix: KillMatrix) -> JSON:
    """Return the matrix as JSON."""
    return {
        "version": 1,
        "whole": matrix.is_complete,
        "seconds": round(matrix.seconds, 1),
        "counts": {status.value: matrix.count(status) for status in MutantStatus},
        "mutants": [
            {
                "id": trial.mutant.id,
                "operation": trial.mutant.operation,
                "kind": trial.mutant.kind,
                "must_be_noticed_by": list(trial.mutant.caught_by),
                "noticed_by": list(trial.noticed_by),
                "fate": trial.status.value,
                "reason": trial.reason,
            }
            for trial in matrix.trials
        ],
        "untriggered": dict(matrix.untriggered),
        "stale": list(matrix.stale),
    }
