"""A report as a JSON value for programs, and read from one: of another run, or of a part of one.

The value that is read is from outside: every member is looked at, and a wrong one is named by its
place. New members may be added; a change that breaks readers gets another `version`.
"""

import hashlib
from dataclasses import replace
from datetime import datetime

from contracts.http.client.limits import TrafficStats
from contracts.http.messages.serialization import exchange_from_json, exchange_to_json
from contracts.results.confidence import Confidence
from contracts.results.coverage import Coverage, CoverageItem
from contracts.results.finding import Finding, Occurrence, ReportedFinding
from contracts.results.gathering import occurrences_of
from contracts.results.harm import harm_of
from contracts.results.merging.layouts import (
    COUNT,
    COUNTS,
    FLAG,
    OPTIONAL,
    TEXT,
    TEXTS,
    TEXTS_BY_NAME,
    Layout,
    MemberKind,
    parsed,
    rounded,
    shown,
    word,
)
from contracts.results.merging.members import Members, of_version
from contracts.results.recording import RecordingStats
from contracts.results.report import ExampleReport, OperationReport, Report
from contracts.results.verdict import Verdict
from openapi.contract import SAFE_METHODS, Severity
from openapi.json.types import JSON
from openapi.rules.outcome import Outcome

VERSION = 1


def as_json(report: Report) -> dict[str, JSON]:
    """Return the report as a JSON value."""
    return {"version": VERSION, **_REPORT.write(report)}


def report_from_json(document: JSON, where: str) -> Report:
    """Return the report that a JSON value describes; texts of documents are not in it.

    The message of an error names the file, `where`.

    Raises:
        OptionError: It is no report, or one of another version.
    """
    hint = "write one with contracts check --report json=FILE, of the same release"
    return _REPORT.read(of_version(document, VERSION, where, "a report", hint))


def hashes_of(report: Report) -> dict[str, str]:
    """Return the hash of each document that a report is about, by the name of its file."""
    return {**report.hashes, **{name: text_hash(text) for name, text in report.texts.items()}}


def text_hash(text: str) -> str:
    """Return a text that differs between two versions of a document."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _number_or_null(value: JSON) -> int:
    if isinstance(value, bool) or not isinstance(value, int | None):
        raise TypeError
    return value or 0


def _severity(value: JSON) -> Severity:
    return Severity.INFO if value is None else Severity(value)


def _moment(value: JSON) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value)


_STATUS = parsed(_number_or_null, "a status, or null", lambda status: status or None)

_VERDICT = Layout(
    Verdict,
    id=TEXT.of("rule"),
    verdict=word(Outcome, "pass, fail or not exercised").of("outcome"),
    severity=parsed(_severity, "error, warning, info or null").written(
        lambda verdict: verdict.severity.value if verdict.fails else None
    ),
    passes=COUNT,
    fails=COUNT,
    reason=OPTIONAL,
)

_ITEMS = Layout(CoverageItem, name=TEXT, met=FLAG.of("is_covered"), contract=TEXT).several

_OPERATION = Layout(
    OperationReport,
    api=TEXT,
    id=TEXT,
    method=TEXT,
    path=TEXT,
    not_proved=shown(lambda operation: operation.unverified_reason or None),
    left_out=OPTIONAL.of("skipped_reason"),
    exchanges=COUNT,
    contract=TEXT,
    source=OPTIONAL,
    rules=_VERDICT.several.of("verdicts"),
    coverage=Layout(
        Coverage, statuses=_ITEMS, parameters=_ITEMS, words=_ITEMS.of("enum_values")
    ).inner,
    place=COUNT,
    cut=OPTIONAL,
    advice=OPTIONAL,
    seconds=rounded(6),
)

_FINDING = Layout(
    Finding,
    rule=TEXT,
    severity=word(Severity, "error, warning or info"),
    confidence=word(Confidence, "certain, firm or tentative").written(lambda found: found.trust),
    harm=shown(lambda found: harm_of(found.rule).value),
    message=TEXT,
    pointer=TEXT,
    values=MemberKind(lambda about, key: tuple(about.texts_by_name(key).items()), dict),
    expected=OPTIONAL,
    source=OPTIONAL,
    contract=OPTIONAL,
    discrepancy=OPTIONAL,
    ruling=OPTIONAL,
    overlay=OPTIONAL,
    blamed=TEXTS,
)

_OCCURRENCES = Layout(
    Occurrence,
    id=TEXT.of("operation"),
    count=COUNT,
    message=TEXT,
    pointer=TEXT,
    status=_STATUS,
    curl=OPTIONAL,
).several


def _steps(about: Members, key: str) -> tuple[object, ...]:
    steps = enumerate(about.list(key), 1)
    return tuple(exchange_from_json(step, number, about.where) for number, step in steps)


def _decisive(found: ReportedFinding) -> int | None:
    """Return the place of the exchange that shows a finding among its exchanges, from 1."""
    numbers, number = found.exchange_numbers, found.finding.exchange
    return numbers.index(number) + 1 if number in numbers else None


_REPORTED = Layout(
    ReportedFinding,
    api=TEXT,
    operation=TEXT,
    count=COUNT,
    operations=_OCCURRENCES.of("occurrences").written(
        lambda found: _OCCURRENCES.write(occurrences_of(found))
    ),
    status=_STATUS,
    case=OPTIONAL.of("note"),
    curl=OPTIONAL,
    known=OPTIONAL.of("accepted"),
    witness=OPTIONAL,
    exchanges=MemberKind(_steps, lambda steps: list(map(exchange_to_json, steps))),
    decisive=shown(_decisive),
    replay_options=TEXTS,
    former_ids=TEXTS,
)


def _read_finding(about: Members) -> ReportedFinding:
    decisive = about.read("decisive", _number_or_null, "a whole number, or null")
    finding = replace(_FINDING.read(about), exchange=decisive)
    found = ReportedFinding(id=about.text("id"), finding=finding, **_REPORTED.attributes(about))
    numbers = tuple(range(1, len(found.exchanges) + 1)) if decisive else ()
    return replace(found, exchange_numbers=numbers)


def _write_finding(found: ReportedFinding) -> dict[str, JSON]:
    return {"id": found.id, **_FINDING.write(found.finding), **_REPORTED.write(found)}


_RECORDING = Layout(
    RecordingStats,
    files=TEXTS,
    entries=COUNT,
    judged=COUNT,
    unmatched=COUNTS,
    unmatched_total=COUNT,
    outside=COUNTS,
    hosts=COUNTS,
    suspects=COUNTS,
    not_judged=COUNTS,
    without_body=COUNT,
    problems=TEXTS,
)

_REPORT = Layout(
    Report,
    verdict=shown(lambda report: "fail" if report.exit_code else "pass"),
    exit_code=shown(lambda report: int(report.exit_code)),
    targets=TEXTS_BY_NAME,
    profile=TEXT,
    seed=COUNT,
    rule_sets=MemberKind(lambda about, key: frozenset(about.texts(key)), sorted, "sets"),
    readings=TEXTS_BY_NAME,
    strict=FLAG.of("is_strict"),
    seconds=rounded(3),
    traffic=Layout(
        TrafficStats,
        read_only=shown(lambda tally: SAFE_METHODS.issuperset(tally.methods)),
        methods=replace(COUNTS, write=lambda counts: dict(sorted(counts.items()))),
        hosts=COUNTS.of("origins"),
        received_bytes=COUNT,
        refused=COUNT,
    ).inner.of("tally"),
    examples=Layout(ExampleReport, passed=COUNT, failed=COUNT, left_out=COUNT.of("skipped")).inner,
    operations=_OPERATION.several.written(
        lambda report: [
            {**_OPERATION.write(each), "verdict": label}
            for each, label in zip(report.operations, report.labels(), strict=True)
        ]
    ),
    findings=MemberKind(
        lambda about, key: tuple(map(_read_finding, about.each(key))),
        lambda findings: list(map(_write_finding, findings)),
    ),
    vanished=TEXTS.of("resolved"),
    notes=TEXTS,
    error=OPTIONAL,
    recording=MemberKind(
        lambda about, key: None if about.get(key) is None else _RECORDING.read(about.inner(key)),
        lambda stats: None if stats is None else _RECORDING.write(stats),
    ),
    unsafe=FLAG.of("is_unsafe"),
    started=parsed(
        _moment, "a date and time, or null", lambda moment: moment.isoformat() if moment else None
    ),
    signal=COUNT.of("stop_signal"),
    nothing_chosen=FLAG.of("is_nothing_chosen"),
    repeat=TEXTS,
    command=TEXTS,
    unchosen=TEXTS,
    files=TEXTS_BY_NAME,
    documents=TEXTS_BY_NAME.of("hashes").written(hashes_of),
)
