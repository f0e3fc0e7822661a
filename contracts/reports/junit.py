"""The report for CI servers: one suite per operation, one case per rule."""

import re
from datetime import UTC
from functools import cache
from importlib.metadata import version
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from contracts.reports.printed import printed
from contracts.reports.text_findings import OVERLAY_HINT
from contracts.results.finding import ReportedFinding
from contracts.results.report import OperationReport, Report
from contracts.results.verdict import Verdict
from openapi.rules.outcome import Outcome

NO_TIME = "0.000"
"""The time of a rule; that of all requests of the operation is the time of its first case."""

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(report: Report, *, is_quiet: bool = False) -> str:  # noqa: ARG001 - as in Render
    """Return the report as JUnit XML."""
    report = printed(report)
    root = Element("testsuites", name="contracts")
    found_in: dict[tuple[str, str], list[ReportedFinding]] = {}
    for found in report.findings:
        for name in dict.fromkeys(found.operations):
            found_in.setdefault((found.api, name), []).append(found.in_operation(name))
    for operation in report.operations:
        _suite(root, operation, found_in.get((operation.api, operation.id), []), report)
    if report.error or report.stop_signal:
        _run_suite(root, report)
    cases = root.iter("testcase")
    root.set("tests", str(sum(1 for _ in cases)))
    root.set("failures", str(sum(1 for _ in root.iter("failure"))))
    root.set("errors", str(sum(1 for _ in root.iter("error"))))
    root.set("time", f"{report.seconds:.3f}")
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _suite(
    root: Element, operation: OperationReport, found: list[ReportedFinding], report: Report
) -> None:
    name = f"{operation.api}.{operation.id}"
    suite = SubElement(root, "testsuite", name=_clean(name))
    _properties(suite, operation, report)
    if operation.skipped_reason:
        case = _testcase(suite, name, "operation")
        SubElement(case, "skipped", message=_clean(operation.skipped_reason))
    known = {verdict.rule for verdict in operation.verdicts}
    for verdict in operation.verdicts:
        of_rule = [f for f in found if f.finding.rule == verdict.rule]
        _case(suite, name, verdict, of_rule, report)
    for other in found:
        if other.finding.rule not in known:
            # A finding about the contract's own example, which no request was sent for.
            of_rule = [f for f in found if f.finding.rule == other.finding.rule]
            _show_findings(_testcase(suite, name, other.finding.rule), of_rule, report)
            known.add(other.finding.rule)
    if operation.cut:
        # What was not sent or not judged fails the run, whatever the other cases say.
        case = _testcase(suite, name, "not cut short")
        SubElement(case, "failure", type="not proved", message=_clean(operation.cut))
    cases = suite.findall("testcase")
    suite.set("tests", str(len(cases)))
    suite.set("failures", str(len(list(suite.iter("failure")))))
    suite.set("skipped", str(len(list(suite.iter("skipped")))))
    suite.set("errors", "0")
    suite.set("time", f"{operation.seconds:.3f}")
    if cases:
        cases[0].set("time", f"{operation.seconds:.3f}")
    if report.started is not None:
        # Readers take a time without an offset for UTC, and some refuse an offset.
        suite.set("timestamp", report.started.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S"))


def _properties(suite: Element, operation: OperationReport, report: Report) -> None:
    """Add what a reader needs to run the same again, and where the operation is described."""
    facts = {
        "target": report.targets.get(operation.api, ""),
        "profile": report.profile,
        "seed": str(report.seed),
        "operation": f"{operation.method} {operation.path}",
        "contract": operation.contract,
        "requests": str(operation.exchanges),
        "version": _version(),
    }
    properties = SubElement(suite, "properties")
    for name, fact in facts.items():
        if fact:
            SubElement(properties, "property", name=name, value=_clean(fact))


@cache
def _version() -> str:
    """Return the version of this package; finding it reads a file."""
    return version("specimen")


def _run_suite(root: Element, report: Report) -> None:
    """Add a suite about the run itself, which could not begin or did not come to its end."""
    suite = SubElement(root, "testsuite", name="contracts", tests="1", errors="1", time=NO_TIME)
    suite.set("failures", "0")
    suite.set("skipped", "0")
    text = report.error or "\n".join(report.notes) or "the run was interrupted"
    kind = "could not run" if report.error else "interrupted"
    message = _clean(text.splitlines()[0])
    error = SubElement(_testcase(suite, "contracts", "run"), "error", type=kind, message=message)
    error.text = _clean(text)


def _testcase(suite: Element, operation: str, rule: str) -> Element:
    return SubElement(
        suite, "testcase", classname=_clean(operation), name=_clean(rule), time=NO_TIME
    )


def _case(
    suite: Element,
    name: str,
    verdict: Verdict,
    found: list[ReportedFinding],
    report: Report,
) -> None:
    case = _testcase(suite, name, verdict.rule)
    if _show_findings(case, found, report):
        return
    if verdict.rule == "success-seen" and verdict.outcome is Outcome.NOT_EXERCISED:
        # No error of the server, but the run fails because of it.
        failure = SubElement(
            case, "failure", type=Outcome.NOT_EXERCISED.value, message=_clean(verdict.reason)
        )
        failure.text = _clean(verdict.reason)
    elif not found and verdict.outcome is Outcome.NOT_EXERCISED:
        SubElement(case, "skipped", message=_clean(f"not exercised: {verdict.reason}"))


def _show_findings(case: Element, found: list[ReportedFinding], report: Report) -> bool:
    """Add findings to a case, and return whether they fail it, as they fail the run."""
    bad = [each for each in found if report.is_failed_by(each)]
    if bad:
        _failure(case, bad)
    elif found:
        SubElement(case, "system-out").text = _clean("\n\n".join(map(_text, found)))
    return bool(bad)


def _failure(case: Element, found: list[ReportedFinding]) -> None:
    first = found[0].finding
    failure = SubElement(case, "failure", type=first.severity.value, message=_clean(first.message))
    failure.text = _clean("\n\n".join(map(_text, found)))


def _text(found: ReportedFinding) -> str:
    finding = found.finding
    values = ", ".join(f"{name} = {value}" for name, value in finding.values)
    rows = (
        f"{finding.severity.value} ({finding.trust}) {finding.rule} {finding.pointer}".rstrip(),
        finding.message,
        f"values: {values}" if values else "",
        f"documented: {finding.source}" if finding.source else "",
        f"contract: {finding.contract}" if finding.contract else "",
        f"{finding.discrepancy}: {finding.ruling}" if finding.discrepancy else "",
        f"{OVERLAY_HINT}\n{finding.overlay}" if finding.overlay else "",
        f"seen {found.count} times" if found.count > 1 else "",
        f"in {len(found.operations)} operations" if len(found.operations) > 1 else "",
        found.curl,
    )
    return "\n".join(filter(None, rows))


def _clean(text: str) -> str:
    """Return text with the characters that XML does not allow replaced."""
    return _NOT_XML.sub("\ufffd", text)
