"""The report for the terminal: one screen, worst first, the next command last."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from contracts.reports.printed import printed
from contracts.reports.text_findings import (
    MORE,
    all_findings,
    findings_with_requests,
    format_findings,
    known_line,
    wrapped,
)
from contracts.results.gathering import occurrences_of
from contracts.results.report import ExitCode, OperationReport, Report
from contracts.results.verdict import Verdict
from openapi.contract import SAFE_METHODS, Severity
from openapi.rules.outcome import Outcome
from openapi.text.listing import counted
from openapi.text.printable import printable_lines

SCREEN = 40  # lines of a report
MAX_DETAILS = 14  # lines about operations up to which each operation has lines of its own
MAX_UNPROVED = 3  # operations that are not proved of which a short report has the reasons
MAX_LINES = 5  # lines of known findings, of vanished ones, and of notes; further ones are counted
MAX_NOTES = 4  # notes of a short report, of two lines each; further ones are counted
MAX_PASSING = 6  # passing operations that are listed; further ones are counted

MEGABYTE = 1_000_000
_COVERED = (
    ("status", "statuses", "statuses", "seen"),
    ("parameter", "parameters", "parameters", "sent"),
    ("enum value", "enum values", "enum_values", "seen"),
)
_WORSE_FIRST = ("fail", Outcome.NOT_EXERCISED, "pass")
_COUNTED = ("fail", "warning", "info")

Places = set[tuple[str, str, str]]  # rules of operations: API, operation and rule


def render(report: Report, *, is_quiet: bool = False) -> str:
    """Return the report as text.

    If quiet, only findings and the result are shown, with what is not proved.
    """
    if report.error:
        return printable_lines(f"{report.error}\n")
    report = printed(report)
    rest = [*_unproved(report), _summary(report)] if is_quiet else [*_details(report)]
    known = [*_known(report)]
    found = [*_fresh(report, SCREEN - len(rest) - len(known) - 1, is_quiet=is_quiet), *known]
    # After wrapping a line may begin with what looks like a workflow command.
    return printable_lines("\n".join([*found, *([""] if found else []), *rest]) + "\n")


def _fresh(report: Report, room: int, *, is_quiet: bool) -> Iterator[str]:
    """Yield the lines of findings that are not accepted; a screen has room for so many lines."""
    fresh = [found for found in report.findings if not found.accepted]
    if report.is_verbose:
        yield from all_findings(fresh)
    elif report.is_cut or is_quiet:
        shown = [*format_findings(fresh, room, is_cut=report.is_cut)]
        yield from shown
        requests = sum(bool(found.curl) for found in fresh)
        is_whole = sum(line.startswith("         try ") for line in shown) >= requests
        if is_quiet and not is_whole and not shown[-1].endswith(MORE):
            yield f"findings are shortened: {MORE}"
    else:
        yield from findings_with_requests(fresh)


def _details(report: Report) -> Iterator[str]:
    """Yield the lines after the findings."""
    every = [*_operations(report), *_left_out(report)]
    is_short = len(every) <= MAX_DETAILS or report.is_verbose
    yield from every if is_short else _operations_in_short(report)
    yield from _examples(report)
    yield from wrapped("", _coverage(report), 2)
    yield from _notes(report)
    yield proof_line(report)
    yield _summary(report)
    yield _next(report)


def _operations_in_short(report: Report) -> Iterator[str]:
    """Yield how many operations have each verdict, and why some are not proved."""
    label_of = _labels(report)
    labels = Counter(map(label_of, report.operations))
    words = (*_WORSE_FIRST, "left out")
    counts = ", ".join(f"{labels[word]} {word.upper()}" for word in words if labels[word])
    yield f"operations: {counts}; {MORE}"
    yield from _unproved(report)
    reasons = Counter(each.skipped_reason for each in report.operations if each.skipped_reason)
    for reason, count in reasons.items():
        most = 2 if report.is_cut else None
        yield from wrapped("  ", f"{counted(count, 'operation')} left out: {reason}", 4, most=most)


def _unproved(report: Report) -> Iterator[str]:
    """Yield why operations are not proved."""
    unproved = [each for each in report.operations if each.unverified_reason]
    most = 2 if report.is_cut else None
    for each in unproved[:MAX_UNPROVED]:
        text = f"not proved: {each.unverified_reason}. {each.advice}".rstrip()
        yield from wrapped(f"  {each.id}  ", text, 4, most=most)
    if len(unproved) > MAX_UNPROVED:
        yield f"  and {len(unproved) - MAX_UNPROVED} more are not proved"


def _notes(report: Report) -> Iterator[str]:
    if report.is_verbose:
        yield from (f"note  {note}" for note in report.notes)
        return
    # What to do about a wrong base path is the result of the run, and is never cut.
    bases = tuple(f"{api}: the base path " for api in report.right_urls)
    whole = [note for note in report.notes if note.startswith(bases)]
    yield from chain.from_iterable(wrapped("note  ", each, 6, most=len(each)) for each in whole)
    most = 2 if report.is_cut else None
    shown = [wrapped("note  ", note, 6, most=most) for note in report.notes if note not in whole]
    lines = [*shown] if len(shown) <= MAX_NOTES else shown[: MAX_NOTES - 1]
    for note in lines:
        yield from note
    if len(shown) > len(lines):
        yield f"and {len(shown) - len(lines)} more notes"


def _known(report: Report) -> Iterator[str]:
    known = [known_line(found) for found in report.findings if found.accepted]
    yield from _at_most(known, "known findings")
    yield from _at_most([f"vanished {line}" for line in report.resolved], "vanished findings")


def _at_most(lines: Sequence[str], noun: str) -> Iterator[str]:
    shown = lines if len(lines) <= MAX_LINES else lines[: MAX_LINES - 1]
    yield from shown
    if len(lines) > len(shown):
        yield f"and {len(lines) - len(shown)} more {noun}"


def _operations(report: Report) -> Iterator[str]:
    called = [operation for operation in report.operations if not operation.skipped_reason]
    known, label_of = _known_only(report), _labels(report)
    ordered = sorted(called, key=lambda each: _WORSE_FIRST.index(label_of(each)))
    passing = [each for each in ordered if label_of(each) == "pass"]
    counts = Counter(
        (found.api, operation)
        for found in report.findings
        if found.accepted
        for operation in {each.operation for each in occurrences_of(found)}
    )
    folded = passing[MAX_PASSING - 1 :] if len(passing) > MAX_PASSING else []
    for operation in ordered:
        if operation not in folded:
            count = counts[operation.api, operation.id]
            yield from _operation(operation, label_of(operation), known, count)
            if rules := report.failing_examples(operation):
                yield from _row("examples", f"{len(rules)}: {', '.join(rules)}")
    if folded:
        yield f"and {len(folded)} more operations  PASS"


def _known_only(report: Report) -> Places:
    """Return the rules that failed on an operation by known findings only."""
    places: dict[bool, set[tuple[str, str, str]]] = {True: set(), False: set()}
    for found in report.findings:
        for each in occurrences_of(found):
            places[bool(found.accepted)].add((found.api, each.operation, found.finding.rule))
    return places[True] - places[False]


def _labels(report: Report) -> Callable[[OperationReport], str]:
    """Return what gives an operation's verdict: known findings alone fail none."""
    known, failing = _known_only(report), report.failing

    def label_of(operation: OperationReport) -> str:
        fresh = (
            verdict
            for verdict in operation.verdicts
            if verdict.outcome is not Outcome.FAIL
            or (operation.api, operation.id, verdict.rule) not in known
        )
        label = replace(operation, verdicts=tuple(fresh)).label_for(failing)
        return report.with_examples(operation, label)

    return label_of


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


def _left_out(report: Report) -> Iterator[str]:
    lines = [
        f"{operation.api}  {operation.id}  {operation.method} {operation.path}"
        f"  LEFT OUT: {operation.skipped_reason}"
        for operation in report.operations
        if operation.skipped_reason
    ]
    yield from _at_most(lines, "operations  LEFT OUT")


def _examples(report: Report) -> Iterator[str]:
    examples = report.examples
    if examples.passed or examples.failed:
        left = f", {examples.skipped} only shown" if examples.skipped else ""
        failed = f", {examples.failed} invalid" if examples.failed else ""
        yield f"examples of the documents: {examples.passed} valid{failed}{left}"


def _coverage(report: Report) -> str:
    """Return the line with the share of the contracts that was covered.

    Only an operation that passes is proved; what was sent or seen need not have been right.
    """
    every, label_of = report.operations, _labels(report)
    proved = sum(label_of(operation) == "pass" for operation in every)
    rules = [
        verdict
        for operation in every
        for verdict in operation.verdicts
        if verdict.rule.startswith(f"{operation.api}.")
    ]
    judged = sum(verdict.outcome is not Outcome.NOT_EXERCISED for verdict in rules)
    parts = [f"{proved} of {counted(len(every), 'operation')} proved"]
    for noun, nouns, field, word in _COVERED:
        covered = [each.is_covered for o in every for each in getattr(o.coverage, field)]
        if covered:
            name = noun if len(covered) == 1 else nouns
            parts.append(f"{sum(covered)} of {len(covered)} {name} {word}")
    if rules:
        parts.append(f"{judged} of {counted(len(rules), 'rule')} judged")
    return f"coverage: {', '.join(parts)}"


def proof_line(report: Report) -> str:
    """Return the line with what was sent and received, or read from a recording."""
    if report.recording is not None:
        read = report.recording
        counts = f"{read.entries} entries, {read.judged} judged"
        return f"nothing was sent: {counted(len(read.files), 'file')}, {counts}"
    methods = report.tally.methods
    safe = ", ".join(f"{methods.get(name, 0)} {name}" for name in ("GET", "HEAD", "OPTIONS"))
    other = sum(count for name, count in methods.items() if name not in SAFE_METHODS)
    hosts = counted(len(report.tally.origins), "host")
    size = f"{report.tally.received_bytes / MEGABYTE:.1f} MB"
    word = "sent" if report.is_unsafe else "read-only"
    return f"{word}: {safe}, {other} other; {hosts}; {size}"


def _summary(report: Report) -> str:
    word = "passed" if report.exit_code is ExitCode.OK else "FAILED"
    word = "INTERRUPTED" if report.stop_signal else word
    counts = ", ".join(
        counted(report.count(severity), name)
        for severity, name in ((Severity.ERROR, "error"), (Severity.WARNING, "warning"))
    )
    tested = [operation for operation in report.operations if not operation.skipped_reason]
    unproved = sum(bool(operation.unverified_reason) for operation in tested)
    extra = f", {unproved} not proved" if unproved else ""
    how = report.profile if report.recording else f"{report.profile}, seed {report.seed}"
    return (
        f"{word}: {counted(len(tested), 'operation')}, {counts}{extra}"
        f" ({how}, {report.seconds:.1f} s)"
    )


def _next(report: Report) -> str:
    if report.command:
        return f"next: {' '.join(report.command)} --report html=contracts.html"
    command = f"contracts check {repeated_arguments(report)}"
    if report.stop_signal:
        return f"next: {command} --profile {report.profile}"
    if credentials := _missing_credentials(report):
        return f"next: {command} --profile {report.profile} {credentials}"
    if report.exit_code is not ExitCode.OK:
        return f"next: {command} --profile {report.profile} --report html=contracts.html"
    more_thorough = {"smoke": "ci", "ci": "full"}.get(report.profile)
    if more_thorough:
        return f"next: {command} --profile {more_thorough}"
    return f"next: {command} --profile full --report junit=contracts.xml"


def _missing_credentials(report: Report) -> str:
    """Return the options that give the credentials without which nothing is proved, or ""."""
    for each in report.operations:
        if "credentials are missing" in each.unverified_reason and "with --" in each.advice:
            options = each.advice.removesuffix(".").partition(" with ")[2]
            return options.partition(" or ")[0].partition(" (or ")[0].replace(" and ", " ")
    return ""


def repeated_arguments(report: Report) -> str:
    """Return the targets and options with which a command does the same again."""
    targets = report.targets.items()
    urls = [f"{api}={report.right_urls.get(api) or url}" for api, url in targets]
    return " ".join([*urls, *report.repeat])
