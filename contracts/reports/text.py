"""The report for the terminal: one screen, worst first, the next command last."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, islice

from contracts.reports.printed import printed
from contracts.reports.text_findings import (
    MORE,
    all_findings,
    findings_with_requests,
    format_findings,
    known_line,
    wrapped,
)
from contracts.reports.text_operations import (
    WORSE_FIRST,
    Labels,
    known_only,
    labels_of,
    operation_lines,
)
from contracts.results.report import ExitCode, Report
from openapi.contract import SAFE_METHODS, Severity
from openapi.rules.outcome import Outcome
from openapi.text.listing import counted, listed
from openapi.text.printable import printable_lines

SCREEN = 40  # lines of a report
MAX_DETAILS = 14  # lines about operations up to which each operation has lines of its own
MAX_UNPROVED = 3  # reasons why operations are not proved; operations with others are counted
MAX_LINES = 5  # lines of known findings, of vanished ones, and of notes; further ones are counted
MAX_NOTES = 4  # notes of a short report, of two lines each; further ones are counted

MEGABYTE = 1_000_000
_COVERED = (
    ("status", "statuses", "statuses", "seen"),
    ("parameter", "parameters", "parameters", "sent"),
    ("enum value", "enum values", "enum_values", "seen"),
)


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
    known = known_only(report)
    labels = labels_of(report, known)
    # A document may have thousands of operations: no more lines are made than are shown.
    most = None if report.is_verbose else MAX_DETAILS + 1
    every = [*islice(chain(operation_lines(report, labels, known), _left_out(report)), most)]
    is_short = len(every) <= MAX_DETAILS or report.is_verbose
    yield from every if is_short else _operations_in_short(report, labels)
    yield from _examples(report)
    yield from wrapped("", _coverage(report, labels), 2)
    yield from _notes(report)
    yield proof_line(report)
    yield _summary(report)
    yield _next(report)


def _operations_in_short(report: Report, labels: Labels) -> Iterator[str]:
    """Yield how many operations have each verdict, and why some are not proved."""
    found = Counter(labels.values())
    words = (*WORSE_FIRST, "left out")
    counts = ", ".join(f"{found[word]} {word.upper()}" for word in words if found[word])
    yield f"operations: {counts}; {MORE}"
    yield from _unproved(report)
    reasons = Counter(each.skipped_reason for each in report.operations if each.skipped_reason)
    for reason, count in reasons.items():
        most = 2 if report.is_cut else None
        yield from wrapped("  ", f"{counted(count, 'operation')} left out: {reason}", 4, most=most)


def _unproved(report: Report) -> Iterator[str]:
    """Yield why operations are not proved, each reason once."""
    groups = [*report.unproved().items()]
    most = 2 if report.is_cut else None
    for (reason, advice), alike in groups[:MAX_UNPROVED]:
        names = listed([each.id for each in alike], 1)
        text = f"not proved: {reason}. {advice}".rstrip()
        yield from wrapped(f"  {names}  ", text, 4, most=most)
    if rest := sum(len(alike) for _, alike in groups[MAX_UNPROVED:]):
        yield f"  and {rest} more are not proved"


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


def _coverage(report: Report, labels: Labels) -> str:
    """Return the line with the share of the contracts that was covered.

    Only an operation that passes is proved; what was sent or seen need not have been right.
    """
    every = report.operations
    proved = sum(label == "pass" for label in labels.values())
    rules = [
        verdict
        for operation in every
        for verdict in operation.verdicts
        if verdict.rule.startswith(f"{operation.api}.")
    ]
    judged = sum(verdict.outcome is not Outcome.NOT_EXERCISED for verdict in rules)
    head = f"coverage: {proved} of {counted(len(every), 'operation')} proved"
    called = [each for each in every if not each.skipped_reason]
    judged = sum(each.is_judged for each in called)
    parts: list[str] = []
    for noun, nouns, field, word in _COVERED:
        covered = [each.is_covered for o in every for each in getattr(o.coverage, field)]
        if covered:
            name = noun if len(covered) == 1 else nouns
            parts.append(f"{sum(covered)} of {len(covered)} {name} {word}")
    if rules:
        parts.append(f"{judged} of {counted(len(rules), 'rule')} judged")
    if not parts:
        return head
    of_judged = f"; of the {judged} that were judged: " if judged < len(called) else ", "
    return f"{head}{of_judged}{', '.join(parts)}"


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
