"""Reads a report from its JSON: that of another run, or of a part of this one.

The value is from outside: every member is looked at, and a wrong one is named by its place.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

from contracts.http.client.limits import TrafficStats
from contracts.http.messages.serialization import exchange_from_json
from contracts.results.confidence import Confidence
from contracts.results.coverage import Coverage, CoverageItem
from contracts.results.finding import Finding, Occurrence, ReportedFinding
from contracts.results.merging.members import Members, of_version
from contracts.results.merging.writing import VERSION
from contracts.results.recording import RecordingStats
from contracts.results.report import ExampleReport, OperationReport, Report
from contracts.results.verdict import Verdict
from openapi.contract import Severity
from openapi.json.types import JSON
from openapi.rules.outcome import Outcome

T = TypeVar("T")


def report_from_json(document: JSON, where: str) -> Report:
    """Return the report that a JSON value describes; texts of documents are not in it.

    The JSON is that of `contracts.results.merging.writing.as_json`; the message of an error names
    the file, `where`.

    Raises:
        OptionError: It is no report, or one of another version.
    """
    hint = "write one with contracts check --report json=FILE, of the same release"
    root = of_version(document, VERSION, where, "a report", hint)
    traffic, examples = root.inner("traffic"), root.inner("examples")
    return Report(
        targets=root.texts_by_name("targets"),
        profile=root.text("profile"),
        seed=root.count("seed"),
        sets=frozenset(root.texts("rule_sets")),
        readings=root.texts_by_name("readings"),
        examples=ExampleReport(
            passed=examples.count("passed"),
            failed=examples.count("failed"),
            skipped=examples.count("left_out"),
        ),
        operations=_all(root, "operations", _operation),
        findings=_all(root, "findings", _finding),
        tally=TrafficStats(
            methods=traffic.counts("methods"),
            origins=traffic.counts("hosts"),
            received_bytes=traffic.count("received_bytes"),
            refused=traffic.count("refused"),
        ),
        is_unsafe=root.flag("unsafe"),
        is_strict=root.flag("strict"),
        repeat=root.texts("repeat"),
        notes=root.texts("notes"),
        seconds=root.number("seconds"),
        started=root.read("started", _moment, "a date and time, or null"),
        stop_signal=root.count("signal"),
        is_nothing_chosen=root.flag("nothing_chosen"),
        error=root.optional("error"),
        resolved=root.texts("vanished"),
        unchosen=root.texts("unchosen"),
        files=root.texts_by_name("files"),
        hashes=root.texts_by_name("documents"),
        recording=_recording(root),
        command=root.texts("command"),
    )


def _all(parent: Members, name: str, read: Callable[[Members], T]) -> tuple[T, ...]:
    return tuple(map(read, parent.each(name)))


def _moment(value: JSON) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value)


def _operation(about: Members) -> OperationReport:
    coverage = about.inner("coverage")
    return OperationReport(
        api=about.text("api"),
        id=about.text("id"),
        method=about.text("method"),
        path=about.text("path"),
        verdicts=_all(about, "rules", _verdict),
        exchanges=about.count("exchanges"),
        skipped_reason=about.optional("left_out"),
        contract=about.text("contract"),
        source=about.optional("source"),
        coverage=Coverage(
            statuses=_all(coverage, "statuses", _item),
            parameters=_all(coverage, "parameters", _item),
            enum_values=_all(coverage, "words", _item),
        ),
        cut=about.optional("cut"),
        advice=about.optional("advice"),
        seconds=about.number("seconds"),
        place=about.count("place"),
    )


def _verdict(about: Members) -> Verdict:
    return Verdict(
        rule=about.text("id"),
        outcome=about.read("verdict", Outcome, "pass, fail or not exercised"),
        severity=about.read("severity", _severity, "error, warning, info or null"),
        passes=about.count("passes"),
        fails=about.count("fails"),
        reason=about.optional("reason"),
    )


def _severity(value: JSON) -> Severity:
    return Severity.INFO if value is None else Severity(value)


def _item(about: Members) -> CoverageItem:
    return CoverageItem(
        name=about.text("name"), is_covered=about.flag("met"), contract=about.text("contract")
    )


def _finding(about: Members) -> ReportedFinding:
    steps: Sequence[JSON] = about.list("exchanges")
    decisive = about.read("decisive", _place, "a whole number, or null")
    return ReportedFinding(
        id=about.text("id"),
        api=about.text("api"),
        operation=about.text("operation"),
        finding=Finding(
            rule=about.text("rule"),
            severity=about.read("severity", Severity, "error, warning or info"),
            message=about.text("message"),
            pointer=about.text("pointer"),
            values=tuple(about.texts_by_name("values").items()),
            expected=about.optional("expected"),
            source=about.optional("source"),
            contract=about.optional("contract"),
            discrepancy=about.optional("discrepancy"),
            ruling=about.optional("ruling"),
            overlay=about.optional("overlay"),
            exchange=decisive,
            blamed=about.texts("blamed"),
            confidence=about.read("confidence", Confidence, "certain, firm or tentative"),
        ),
        count=about.count("count"),
        curl=about.optional("curl"),
        status=about.read("status", _place, "a status, or null"),
        note=about.optional("case"),
        exchange_numbers=tuple(range(1, len(steps) + 1)) if decisive else (),
        exchanges=tuple(
            exchange_from_json(step, number, about.where) for number, step in enumerate(steps, 1)
        ),
        witness=about.optional("witness"),
        replay_options=about.texts("replay_options"),
        accepted=about.optional("known"),
        occurrences=_all(about, "operations", _occurrence),
        former_ids=about.texts("former_ids"),
    )


def _place(value: JSON) -> int:
    if isinstance(value, bool) or not isinstance(value, int | None):
        raise TypeError
    return value or 0


def _occurrence(about: Members) -> Occurrence:
    return Occurrence(
        operation=about.text("id"),
        count=about.count("count"),
        message=about.text("message"),
        pointer=about.text("pointer"),
        status=about.read("status", _place, "a status, or null"),
        curl=about.optional("curl"),
    )


def _recording(root: Members) -> RecordingStats | None:
    if root.get("recording") is None:
        return None
    about = root.inner("recording")
    return RecordingStats(
        files=about.texts("files"),
        entries=about.count("entries"),
        judged=about.count("judged"),
        unmatched=about.counts("unmatched"),
        unmatched_total=about.count("unmatched_total"),
        outside=about.counts("outside"),
        hosts=about.counts("hosts"),
        suspects=about.counts("suspects"),
        not_judged=about.counts("not_judged"),
        without_body=about.count("without_body"),
        problems=about.texts("problems"),
    )
