"""Operations in the report for the terminal: the verdict of each, worst first, and its reasons."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from contracts.reports.text_findings import wrapped
from contracts.results.gathering import occurrences_of
from contracts.results.report import OperationReport, Report, with_examples
from contracts.results.verdict import Verdict
from openapi.rules.outcome import Outcome
from openapi.text.listing import counted, listed

MAX_PASSING = 6  # operations that pass, or are not judged, that are listed; the rest is counted

WORSE_FIRST = ("fail", Outcome.NOT_EXERCISED, "pass")
_COUNTED = ("fail", "warning", "info")

Places = set[tuple[str, str, str]]  # rules of operations: API, operation and rule
Labels = Mapping[tuple[str, str], str]  # verdicts of operations by API and operation


def operation_lines(report: Report, labels: Labels, known: Places) -> Iterator[str]:
    """Yield the lines of the operations that were called, worst first."""
    unjudged = (
        [each for each in alike if not each.is_judged and labels[_place(each)] != "fail"]
        for alike in report.unproved().values()
    )
    groups = [alike for alike in unjudged if len(alike) > MAX_PASSING]
    grouped = {_place(each) for alike in groups for each in alike}
    called = [o for o in report.operations if not o.skipped_reason and _place(o) not in grouped]
    ordered = sorted(called, key=lambda each: WORSE_FIRST.index(labels[_place(each)]))
    passing = sum(labels[_place(each)] == "pass" for each in called)
    counts = Counter(
        (found.api, operation)
        for found in report.findings
        if found.accepted
        for operation in {each.operation for each in occurrences_of(found)}
    )
    failing = report.failing_examples()
    folded = passing - MAX_PASSING + 1 if passing > MAX_PASSING else 0
    for operation in ordered[: len(ordered) - folded]:
        place = _place(operation)
        yield from _operation(operation, labels[place], known, counts[place])
        if rules := failing.get(place):
            yield from _row("examples", f"{len(rules)}: {', '.join(rules)}")
    for alike in groups:
        names = listed([each.id for each in alike], MAX_PASSING)
        requests = counted(sum(each.exchanges for each in alike), "request")
        yield from wrapped("", f"{alike[0].api}  {names}  NOT EXERCISED, {requests}", 2, most=None)
        yield f"  not proved: {alike[0].unverified_reason}. {alike[0].advice}".rstrip()
    if folded:
        yield f"and {folded} more operations  PASS"


def _place(operation: OperationReport) -> tuple[str, str]:
    return operation.api, operation.id


def known_only(report: Report) -> Places:
    """Return the rules that failed on an operation by known findings only."""
    places: dict[bool, set[tuple[str, str, str]]] = {True: set(), False: set()}
    for found in report.findings:
        for each in occurrences_of(found):
            places[bool(found.accepted)].add((found.api, each.operation, found.finding.rule))
    return places[True] - places[False]


def labels_of(report: Report, known: Places) -> Labels:
    """Return the verdict of each operation: known findings alone fail none."""
    failing, examples = report.failing, report.failing_examples()
    return {
        _place(each): with_examples(each, _without(known, each).label_for(failing), examples)
        for each in report.operations
    }


def _without(known: Places, operation: OperationReport) -> OperationReport:
    """Return an operation without the failures that are known."""
    failed = [each for each in operation.verdicts if each.outcome is Outcome.FAIL]
    if not any((*_place(operation), each.rule) in known for each in failed):
        return operation
    fresh = (
        verdict
        for verdict in operation.verdicts
        if verdict.outcome is not Outcome.FAIL or (*_place(operation), verdict.rule) not in known
    )
    return replace(operation, verdicts=tuple(fresh))


def _operation(operation: OperationReport, label: str, known: Places, count: int) -> Iterator[str]:
    head = f"{operation.api}  {operation.id}  {operation.method} {operation.path}"
    accepted = f", {counted(count, 'known finding')}" if count else ""
    yield f"{head}  {label.upper()}{accepted}, {counted(operation.exchanges, 'request')}"
    if operation.unverified_reason:
        yield f"  not proved: {operation.unverified_reason}. {operation.advice}".rstrip()
    by_word: dict[str, list[Verdict]] = {}
    for verdict in operation.verdicts:
        is_known = (operation.api, operation.id, verdict.rule) in known
        by_word.setdefault("known" if is_known else verdict.label, []).append(verdict)
    for word in (*_COUNTED, "known", Outcome.NOT_EXERCISED):
        if word in by_word:
            others = ", ".join(_verdict(each) for each in by_word[word] if not _by_option(each))
            by_option = [f"{', '.join(rules)} {why}" for why, rules in _by_reason(by_word[word])]
            rules = "; ".join(filter(None, (*by_option, others)))
            yield from _row(word, f"{len(by_word[word])}: {rules}")
    if "pass" in by_word:
        yield from _row("pass", _counts(operation, by_word["pass"]))


def _by_reason(verdicts: Sequence[Verdict]) -> Iterable[tuple[str, list[str]]]:
    """Return the rules that an option would exercise, by what the reason says of it."""
    found: dict[str, list[str]] = {}
    for verdict in verdicts:
        if _by_option(verdict):
            found.setdefault(f"({verdict.reason})", []).append(verdict.rule)
    return found.items()


def _by_option(verdict: Verdict) -> bool:
    return verdict.label == Outcome.NOT_EXERCISED and verdict.reason.startswith("needs --")


def _verdict(verdict: Verdict) -> str:
    if verdict.label not in _COUNTED:
        return verdict.rule
    return f"{verdict.rule} ({verdict.fails} of {verdict.passes + verdict.fails})"


def _counts(operation: OperationReport, passing: Sequence[Verdict]) -> str:
    """Return how many checks, rules of the contract and rules of Schemathesis pass."""
    rules = sum(verdict.rule.startswith(f"{operation.api}.") for verdict in passing)
    checks = sum("." not in verdict.rule for verdict in passing)
    others = len(passing) - rules - checks
    parts = ((checks, "check"), (rules, "rule"), (others, "second opinion"))
    return ", ".join(counted(count, noun) for count, noun in parts if count)


def _row(word: str, text: str) -> Sequence[str]:
    return wrapped(f"  {word:<14} ", text, 17)
