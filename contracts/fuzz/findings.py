"""The findings of a fuzz run: each identity once, with a witness that is written at once."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import unquote

from contracts.checks.all_checks import rule_ids
from contracts.checks.responses import server_error
from contracts.http.messages.exchange import Exchange, Request
from contracts.observations.evidence import Evidence
from contracts.results.baseline import KnownFinding
from contracts.results.finding import Finding, ReportedFinding, finding_id, former_id
from contracts.results.gathering import occurrences_of
from contracts.results.verdict import CheckResult, Tally, Verdict
from contracts.run.judging import report_findings
from contracts.run.selection.rules import Selection
from contracts.witnesses.creation import WitnessContext, build_witness, create_witness
from contracts.witnesses.witness import write_witness
from openapi.contract import Severity

_SEARCHED = 4096  # bytes of an answer that are compared with those of others
_WORD = re.compile(r"\b[A-Za-z]{2,30}\b")

OnFinding = Callable[[ReportedFinding], None]
"""Called with a new finding, after its witness is written."""

PROVOKED = frozenset({"server-error", "answered", "valid-accepted"})
"""Rules whose findings have the parts of the request that are to blame."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingFilter:
    """Which findings a run reports."""

    selection: Selection  # rules that are reported
    # Severities that fail the run; these findings are shrunk and get a witness.
    failing: frozenset[Severity]
    known: Mapping[str, KnownFinding]  # accepted findings, by id
    witnesses: Path  # the folder of the witnesses
    # Ids of findings that other parts of the run have found: they are counted, and have a witness
    # already.
    settled: frozenset[str] = frozenset()


@dataclass(slots=True)
class _FindingGroup:
    """The findings of one id, with the shortest request that shows it."""

    found: ReportedFinding
    # Of that request; None once it is reproduced, since answers may be large.
    evidence: Evidence | None
    length: int
    is_new: bool


class FindingStore:
    """The findings on one API."""

    def __init__(
        self, context: WitnessContext, finding_filter: FindingFilter, on_finding: OnFinding
    ) -> None:
        """Begin without findings; `on_finding` is called with each new one."""
        self._context = context
        self._filter = finding_filter
        self._on_finding = on_finding
        self._groups: dict[str, _FindingGroup] = {}
        self._tallies: dict[str, Tally] = {}
        # Ids of provoked failures of an operation, with the parts that all requests of one have.
        self._blamed: dict[tuple[str, str, str], dict[str, frozenset[str]]] = {}
        self._words: dict[str, frozenset[str]] = {}  # of the first answer of each id
        self._working: set[str] = set()  # operations with a success
        self._settled: frozenset[str] = frozenset(finding_filter.known) | finding_filter.settled

    @property
    def all(self) -> tuple[ReportedFinding, ...]:
        """The findings so far, each id once."""
        return tuple(group.found for group in self._groups.values())

    @property
    def new(self) -> int:
        """How many of them are new and fail the run."""
        return sum(group.is_new for group in self._groups.values())

    @property
    def judged(self) -> tuple[str, ...]:
        """The ids of the operations of which answers were judged."""
        return tuple(self._tallies)

    def add(self, evidence: Evidence, judgements: Iterable[CheckResult], *, is_replay: bool) -> str:
        """Count the judgements on one exchange; return the id of a finding to shrink, or "".

        The evidence has the one exchange. For a request from the corpus, known findings count too.
        """
        shown: list[str] = []
        [exchange] = [seen.exchange for seen in evidence.observations]
        if any(seen.is_success for seen in evidence.observations):
            self._working.add(evidence.operation.id)
        for judgement in judgements:
            if not self._filter.selection.covers(judgement.rule):
                continue
            self._tallies.setdefault(evidence.operation.id, Tally()).add([judgement])
            finding = judgement.finding
            if finding is None:
                continue
            key = self._key(evidence, finding)
            self._keep(key, evidence, judgement, exchange)
            is_unsettled = is_replay or key not in self._settled
            if is_unsettled and finding.severity in self._filter.failing:
                shown.append(key)
        return shown[0] if shown else ""

    def _key(self, evidence: Evidence, finding: Finding) -> str:
        """Return the id of a finding; a known failure of a part of the request explains it, too.

        Random requests have many parts, so that only two facts separate failures of one operation:
        the place of an error that a server shows, and a message in other words where one part
        is to blame that no other failure has. A part alone may be blamed by chance.
        """
        api, operation = evidence.contract.api, evidence.operation.id
        if finding.rule not in PROVOKED or (finding.cause and not finding.blamed):
            return finding_id(api, operation, finding)
        mine, first = frozenset(finding.blamed), former_id(api, operation, finding)
        known = self._blamed.setdefault((operation, finding.rule, finding.key), {})
        shared = {key: parts & mine for key, parts in known.items() if parts & mine}
        if shared:
            key = next((key for key in shared if known[key] <= mine), next(iter(shared)))
            known[key] = shared[key]
            return key
        words = _words(evidence)
        same = next((key for key in known if self._words[key] == words), "")
        is_known = finding.rule == server_error.ID and len(mine) == 1 and known.get(first)
        is_separate = is_known and not same and operation in self._working
        key = finding_id(api, operation, finding) if is_separate else same or first
        known.setdefault(key, mine)
        self._words.setdefault(key, words)
        return key

    def confirm(self, context: WitnessContext) -> None:
        """Reproduce the new findings of a round; later rounds shrink others only.

        Raises:
            BudgetExhausted: A budget is used up.
        """
        self._settled |= self._groups.keys()
        for group in self._groups.values():
            evidence, group.evidence = group.evidence, None
            if evidence is None or not group.is_new:
                continue
            shown = replace(context, evidence={evidence.operation.id: evidence})
            witness = create_witness(group.found, shown)
            if witness is not None:
                path = write_witness(witness, self._filter.witnesses)
                group.found = replace(group.found, exchanges=witness.steps, witness=str(path))

    def verdicts(self, evidence: Evidence) -> tuple[Verdict, ...]:
        """Return the verdict on each rule of one operation."""
        tally = self._tallies.get(evidence.operation.id, Tally())
        expected = [rule for rule in rule_ids(evidence) if self._filter.selection.shows(rule)]
        return tuple(
            replace(verdict, reason=self._context.redactor.text(verdict.reason))
            for verdict in tally.verdicts(expected)
        )

    def _keep(
        self, key: str, evidence: Evidence, judgement: CheckResult, exchange: Exchange
    ) -> None:
        group = self._groups.get(key)
        if group is not None:
            group.found = _seen_again(group.found, evidence.operation.id)
            if _length(exchange.request) >= group.length:
                return
        numbers = {exchange.number: exchange}
        [found] = report_findings(evidence, [judgement], numbers, self._context.redactor)
        known = map(self._filter.known.get, (key, found.id, *found.former_ids))
        entry = next(filter(None, known), None)
        is_fresh = entry is None and key not in self._filter.settled
        is_new = is_fresh and found.finding.severity in self._filter.failing
        found = replace(
            found,
            id=key,
            count=group.found.count if group else 1,
            occurrences=group.found.occurrences if group else occurrences_of(found),
            accepted=entry.why if entry else "",
        )
        if is_new:
            # Write the witness at once, so that it is there even if the process dies.
            witness = build_witness(found, self._context, [exchange], None)
            path = write_witness(witness, self._filter.witnesses)
            found = replace(found, witness=str(path))
        self._groups[key] = _FindingGroup(
            found=found, evidence=evidence, length=_length(exchange.request), is_new=is_new
        )
        if is_new and group is None:
            self._on_finding(found)


def _words(evidence: Evidence) -> frozenset[str]:
    """Return the words of an answer that are no part of its request, without numbers and ids."""
    [exchange] = [seen.exchange for seen in evidence.observations]
    if exchange.response is None:
        return frozenset()
    sent = frozenset(_WORD.findall(f"{unquote(exchange.request.target)} {exchange.request.body!r}"))
    return (
        frozenset(_WORD.findall(exchange.response.body[:_SEARCHED].decode("utf-8", "replace")))
        - sent
    )


def _seen_again(found: ReportedFinding, operation: str) -> ReportedFinding:
    """Return a finding that was seen once more, in the same or another operation."""
    counts = {each.operation: each for each in found.occurrences}
    before = counts.get(operation, replace(found.occurrences[0], operation=operation, count=0))
    counts[operation] = replace(before, count=before.count + 1)
    return replace(found, count=found.count + 1, occurrences=tuple(counts.values()))


def _length(request: Request) -> int:
    heads = sum(len(name) + len(value) for name, value in request.headers)
    return len(request.method) + len(request.target) + heads + len(request.body)
