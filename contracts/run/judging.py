"""From exchanges to verdicts and findings: runs the checks, counts, and redacts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from contracts.checks.all_checks import judge_in_time, rule_ids
from contracts.checks.confidence import with_confidence
from contracts.http.messages.curl import curl_line, without_browser_headers
from contracts.http.messages.exchange import Exchange, Purpose
from contracts.http.messages.masking import REDACTED, masked
from contracts.http.messages.redaction import Redactor
from contracts.http.messages.serialization import redact_exchanges
from contracts.observations.citations import contract_location, source_text
from contracts.observations.evidence import Evidence
from contracts.observations.failures.provocation import PLAIN
from contracts.results.coverage import coverage_of
from contracts.results.finding import Finding, ReportedFinding, finding_id, former_id, preview
from contracts.results.report import OperationReport
from contracts.results.verdict import NOTHING_SEEN, CheckResult, Tally
from contracts.witnesses.minimization import minimal_exchanges
from contracts.witnesses.second_opinions import relevant_second_opinions
from openapi.contract import Contract, Operation
from openapi.rules.outcome import Outcome
from openapi.text.secret_names import is_credential_name

NOT_ALL_JUDGED = "the run had no time left to judge every answer (--max-time)"
"""Why an operation is not proved if some of its answers are not judged."""

_REDIRECTS = 3


def judge_operation(
    evidence: Evidence, second_opinion: Sequence[CheckResult], redactor: Redactor
) -> tuple[OperationReport, tuple[ReportedFinding, ...]]:
    """Return the report on one operation, and its findings."""
    own, is_cut = judge_in_time(evidence)
    judgements = [*own, *relevant_second_opinions(evidence, own, second_opinion)]
    coverage = coverage_of(evidence)
    tally = Tally()
    tally.add(judgements)
    report = replace(
        judged_report(evidence, tally, redactor),
        exchanges=len(evidence.observations),
        seconds=sum(seen.exchange.elapsed_seconds for seen in evidence.observations),
        coverage=coverage,
        cut=NOT_ALL_JUDGED if is_cut or coverage.is_cut else "",
    )
    exchanges = {seen.exchange.number: seen.exchange for seen in evidence.every}
    return report, report_findings(evidence, judgements, exchanges, redactor)


def judged_report(evidence: Evidence, tally: Tally, redactor: Redactor) -> OperationReport:
    """Return the report on an operation with its verdicts."""
    return replace(
        empty_report(evidence.contract, evidence.operation),
        verdicts=tuple(
            replace(verdict, reason=redactor.text(verdict.reason))
            if verdict.reason not in {"", NOTHING_SEEN}
            else verdict
            for verdict in tally.verdicts(rule_ids(evidence))
        ),
    )


def why_busy(busy: int, answers: int) -> str:
    """Return why an operation is not proved where it was asked; empty if few answers were busy.

    A server that refuses most requests has passed no check that was made of them.
    """
    if 2 * busy <= answers:
        return ""
    return f"{busy} of {answers} answers were those of a busy server, which prove nothing"


def skipped_report(contract: Contract, operation: Operation, reason: str) -> OperationReport:
    """Return the report on an operation that was not called."""
    return replace(empty_report(contract, operation), skipped_reason=reason)


def empty_report(contract: Contract, operation: Operation) -> OperationReport:
    """Return the report on an operation without verdicts and exchanges."""
    return OperationReport(
        api=contract.api,
        id=operation.id,
        method=operation.method,
        path=contract.path_of(operation),
        contract=contract_location(contract, operation.pointer),
        source=source_text(operation.source),
    )


def report_findings(
    evidence: Evidence,
    judgements: Iterable[CheckResult],
    exchanges: Mapping[int, Exchange],
    redactor: Redactor,
) -> tuple[ReportedFinding, ...]:
    """Return the findings among judgements, each identity once, counted and redacted."""
    api, operation = evidence.contract.api, evidence.operation.id
    by_identity: dict[str, list[Finding]] = {}
    for judgement in judgements:
        if judgement.outcome is Outcome.FAIL and judgement.finding is not None:
            key = finding_id(api, operation, judgement.finding)
            by_identity.setdefault(key, []).append(judgement.finding)
    return tuple(
        _reported(key, evidence, found, exchanges, redactor) for key, found in by_identity.items()
    )


def _reported(
    key: str,
    evidence: Evidence,
    found: Sequence[Finding],
    exchanges: Mapping[int, Exchange],
    redactor: Redactor,
) -> ReportedFinding:
    finding = min(found, key=lambda each: _clarity(exchanges.get(each.exchange)))
    exchange = exchanges.get(finding.exchange)
    api, operation = evidence.contract.api, evidence.operation.id
    is_sent = exchange is not None and not evidence.is_contract_example
    trail = minimal_exchanges(evidence, finding) if is_sent else ()
    wanted = {*trail}
    every = (seen.exchange for seen in evidence.every)
    steps = [each for each in every if each.number in wanted]
    return ReportedFinding(
        id=key,
        api=api,
        operation=operation,
        finding=_with_location(_redacted(with_confidence(finding), redactor), exchange, redactor),
        count=len(found),
        curl=_curl(exchange, steps, evidence.operation, redactor) if exchange and is_sent else "",
        status=exchange.status if exchange else 0,
        note=redactor.text(exchange.note) if exchange else "",
        exchange_numbers=trail,
        exchanges=redact_exchanges(steps, redactor),
        former_ids=tuple(dict.fromkeys(former_id(api, operation, each) for each in found)),
    )


def _curl(
    exchange: Exchange, steps: Sequence[Exchange], operation: Operation, redactor: Redactor
) -> str:
    """Return the request of a finding as a curl line; what reads back a write, after the write."""
    request = exchange.request
    if exchange.is_recorded:
        documented = {p.name.lower() for p in operation.parameters}
        request = without_browser_headers(request, documented)
    line = curl_line(request, redactor, exchange.response)
    if exchange.purpose is not Purpose.READ_BACK:
        return line
    writes = [each for each in steps if each.request.method == operation.method]
    return " && ".join(
        [*(curl_line(each.request, redactor, each.response) for each in writes[-1:]), line]
    )


def _clarity(exchange: Exchange | None) -> tuple[bool, int]:
    """Return how well a request shows a finding: a plain one does best, then a short one."""
    if exchange is None:
        return False, 0
    request = exchange.request
    headers = sum(len(value) for _, value in request.headers)
    return exchange.purpose not in PLAIN, len(request.target) + headers + len(request.body)


def _with_location(finding: Finding, exchange: Exchange | None, redactor: Redactor) -> Finding:
    """Return a redacted finding; where its answer is a redirect, with the place it points to."""
    answer = exchange.response if exchange else None
    if answer is None or answer.status // 100 != _REDIRECTS:
        return finding
    location = (header for header in answer.headers if header[0].lower() == "location")
    shown = tuple((name, preview(value)) for name, value in redactor.headers(tuple(location)))
    return replace(finding, values=(*finding.values, *shown))


def _redacted(finding: Finding, redactor: Redactor) -> Finding:
    """Return a finding without secrets; those of the server are known by their names."""
    message, values = finding.message, dict(finding.values)
    for name, text in values.items():
        if is_credential_name(name.rpartition("/")[2]) and not text.startswith("("):
            message, values[name] = message.replace(text, REDACTED), REDACTED
    return replace(
        finding,
        message=redactor.text(masked(message)),
        pointer=redactor.text(finding.pointer),
        values=tuple((redactor.text(n), redactor.text(masked(v))) for n, v in values.items()),
        expected=redactor.text(finding.expected),
        overlay=redactor.text(finding.overlay),
    )
