"""The findings of checks; their exchanges are already redacted, so reports only format them."""

import hashlib
import json
import re
import shlex
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Self

from contracts.http.messages.exchange import Exchange
from contracts.results.confidence import Confidence
from contracts.results.harm import RANK, harm_of
from openapi.contract import Severity
from openapi.json.types import JSON
from openapi.text.previews import shortened

SHOWN = 120  # characters of a value that a finding shows

ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A violation of the contract, or of HTTP."""

    rule: str  # id of the check or of the contract's rule
    severity: Severity
    message: str  # what was found against what is allowed, one sentence
    pointer: str = ""  # JSON pointer in the body, or the name of a parameter or header
    values: tuple[tuple[str, str], ...] = ()  # the violating values by name, as short texts
    expected: str = ""  # what is allowed; may be empty
    source: str = ""  # the documentation, such as `placewise 142-145 (example)`; may be empty
    contract: str = ""  # file and line of the contract, `placewise.yaml:88`
    discrepancy: str = ""  # id of the discrepancy it belongs to, or empty
    ruling: str = ""  # the decision on that discrepancy, or empty
    exchange: int = 0  # number of the exchange that shows it; 0 for a documented example
    key: str = ""  # distinguishes findings of one rule, operation and place
    # Identifies the cause among all findings of the rule, in whichever operation they are; empty if
    # the operation is a part of the cause.
    cause: str = ""
    # The parts of the request that provoke it, such as `query page`; the fewest that were seen to.
    blamed: tuple[str, ...] = ()
    # How sure it is; None for that of its check (`contracts.checks.confidence`). A tentative
    # finding is a warning at most.
    confidence: Confidence | None = None
    # An overlay on one line that makes a guess a claim of the document; empty for other findings.
    overlay: str = ""

    def __post_init__(self) -> None:
        """Make a tentative error a warning: what fails a run is certain or firm."""
        if self.confidence is Confidence.TENTATIVE and self.severity is Severity.ERROR:
            object.__setattr__(self, "severity", Severity.WARNING)

    @property
    def trust(self) -> str:
        """The confidence as reports show it; `firm` if it is not decided."""
        return (self.confidence or Confidence.FIRM).value


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """A finding in one of the operations in which its cause shows."""

    operation: str  # id of the operation
    count: int = 1  # how often it was seen there
    message: str = ""  # the finding's message there
    pointer: str = ""  # as in a finding
    status: int = 0  # status of the answer that shows it; 0 without an answer
    curl: str = ""  # a command that sends the request again; empty for a documented example


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedFinding:
    """One cause as reports show it: counted, with its operations and how to reproduce it."""

    id: str  # stable across runs, seeds and names of files; twelve hexadecimal digits
    api: str  # short name of the API
    operation: str  # id of the operation whose request is shown
    # From the operation where it is worst, the first of equals: the one that the shortest plain
    # request shows, or the shortest request if none is plain.
    finding: Finding
    count: int = 1  # how often it was seen in all operations together
    curl: str = ""  # a command that sends the request again; empty for a documented example
    status: int = 0  # status of the answer that shows it; 0 without an answer
    note: str = ""  # what is special about the request, or the name of the example
    exchange_numbers: tuple[int, ...] = ()  # numbers of the fewest exchanges that show it, in order
    exchanges: tuple[Exchange, ...] = ()  # the same exchanges, redacted and numbered from 1
    witness: str = ""  # the file with these exchanges, or empty
    # Options of `contracts replay` for this file, quoted for a shell.
    replay_options: tuple[str, ...] = ()
    accepted: str = ""  # expiry, owner and reason by the baseline; empty if it is not accepted
    # The operations in which the cause shows, the shown one among them.
    occurrences: tuple[Occurrence, ...] = ()
    # The ids of earlier versions, one for each operation and status.
    former_ids: tuple[str, ...] = ()

    @property
    def replay_command(self) -> str:
        """The command that sends the witness again; empty without a witness.

        >>> finding = Finding(rule="schema", severity=Severity.ERROR, message="")
        >>> found = ReportedFinding(id="", api="", operation="", finding=finding, witness="w.json")
        >>> replace(found, replay_options=("--spec", "shop.yaml")).replay_command
        'contracts replay w.json --spec shop.yaml'
        """
        return replay_command(self.witness, self.replay_options) if self.witness else ""

    @property
    def operations(self) -> tuple[str, ...]:
        """The ids of all operations in which the cause shows."""
        return tuple(each.operation for each in self.occurrences) or (self.operation,)

    @property
    def order(self) -> tuple[int, int, int, str, str, str, str, str]:
        """Worst first: by severity, harm and number of operations, then by place.

        It is total, so that it does not depend on which finding was made first.
        """
        finding = self.finding
        harm = RANK[harm_of(finding.rule)]
        place = (self.api, self.operation, f"{finding.rule} {' '.join(finding.blamed)}")
        worst = (ORDER[finding.severity], harm, -len(self.operations))
        return (*worst, *place, finding.pointer, self.id)

    def in_operation(self, operation: str) -> Self:
        """Return the finding as it shows in one of its operations."""
        for each in self.occurrences:
            if each.operation == operation != self.operation:
                finding = replace(self.finding, message=each.message, pointer=each.pointer)
                return replace(
                    self,
                    operation=operation,
                    finding=finding,
                    count=each.count,
                    curl=each.curl,
                    status=each.status,
                )
        return self


def replay_command(witness: str, options: Iterable[str]) -> str:
    """Return the command that sends a witness again; the options are quoted for a shell."""
    return " ".join(["contracts replay", shlex.quote(witness), *options])


def finding_id(api: str, operation: str, finding: Finding) -> str:
    """Return the stable id of a finding: its cause, never its message, values or document's name.

    The name of the API is left out, as a document without one is named after its file.
    """
    rule = finding.rule.removeprefix(f"{api}.")
    if finding.cause:
        parts = (rule, finding.cause, *finding.blamed)
    else:
        place = generic_place(finding.pointer)
        parts = (rule, f"in {operation}", place, finding.key, *finding.blamed)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


def former_id(api: str, operation: str, finding: Finding) -> str:
    """Return the id that earlier versions gave a finding, which baselines may still have."""
    place = generic_place(finding.pointer)
    text = f"{finding.rule}\n{api}\n{operation}\n{place}\n{finding.key}"
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def generic_place(pointer: str) -> str:
    """Return a JSON pointer with `*` for every index of a list."""
    return re.sub(r"/\d+(?=/|$)", "/*", pointer)


def preview(value: JSON) -> str:
    """Return a value as short one-line text."""
    return shortened(json.dumps(value, ensure_ascii=False), SHOWN)
