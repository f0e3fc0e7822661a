"""From exchanges to verdicts and findings: runs the checks, counts, and redacts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from contracts.checks.all_checks import judge_in_time, rule_ids
from contracts.checks.confidence import with_confidence
from contracts.checks.responses import schema
from contracts.http.messages.curl import curl_line, without_browser_headers
from contracts.http.messages.exchange import Exchange
from contracts.http.messages.masking import REDACTED, masked
from contracts.http.messages.redaction import Redactor
from contracts.http.messages.serialization import redact_exchanges
from contracts.observations.citations import contract_location, source_text
from contracts.observations.evidence import Evidence
from contracts.observations.failures.provocation import PLAIN
from contracts.observations.observation import Observation
from contracts.results.coverage import coverage_of
from contracts.results.finding import Finding, ReportedFinding, finding_id, former_id, preview
from contracts.results.report import OperationReport
from contracts.results.verdict import NOTHING_SEEN, CheckResult, Tally
from contracts.witnesses.minimization import minimal_exchanges
from openapi.contract import Contract, Operation, Severity, is_json_type
from openapi.rules.outcome import Outcome
from openapi.text.secret_names import is_credential_name

METHOD_RULES = frozenset({"schemathesis.unsupported-method"})
"""Rules of Schemathesis about requests with a method that the contract does not name."""

SCHEMA_RULE = "schemathesis.response-schema-conformance"

NOT_ALL_JUDGED = "the run had no time left to judge every answer (--max-time)"
"""Why an operation is not proved if some of its answers are not judged."""

_REDIRECTS = 3

ALWAYS_ALLOWED_METHODS = frozenset({"HEAD", "OPTIONS", "TRACE"})
"""Methods that HTTP itself defines: a server may answer them even if no contract names them."""


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


def relevant_second_opinions(
    evidence: Evidence, own: Sequence[CheckResult], second_opinion: Sequence[CheckResult]
) -> Iterator[CheckResult]:
    """Yield the judgements of Schemathesis that count beside our own.

    Only those about a success: only our checks know which refusals a contract leaves open. Not
    those about an exchange that our own checks object to, and of a body not where our own check of
    its schema has a milder word, as about a value that the document's example shows. A judgement
    about an undocumented method counts although the request belongs to no operation.
    """
    objected = {
        judgement.finding.exchange
        for judgement in own
        if judgement.finding and judgement.finding.severity is Severity.ERROR
    }
    shown = {each.finding.exchange for each in own if each.finding and each.rule == schema.ID}
    successes = [seen for seen in evidence.observations if seen.is_success]
    routed = {seen.exchange.number for seen in successes if seen.is_routed} - objected
    # Schemathesis reads YAML by its schema; we judge a text as the text that it is.
    texts = {seen.exchange.number for seen in successes if _is_text(seen)}
    every = {
        seen.exchange.number
        for seen in successes
        if seen.exchange.request.method not in ALWAYS_ALLOWED_METHODS
    }
    for judgement in second_opinion:
        relevant = every if judgement.rule in METHOD_RULES else routed
        if judgement.rule == SCHEMA_RULE:
            relevant = relevant - texts - shown
        if judgement.finding is None or judgement.finding.exchange in relevant:
            yield judgement


def _is_text(seen: Observation) -> bool:
    found = seen.answer.media_type
    return found.startswith("text/") and not is_json_type(found)


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
        curl=_curl(exchange, evidence.operation, redactor) if exchange and is_sent else "",
        status=exchange.status if exchange else 0,
        note=redactor.text(exchange.note) if exchange else "",
        exchange_numbers=trail,
        exchanges=redact_exchanges(steps, redactor),
        former_ids=tuple(dict.fromkeys(former_id(api, operation, each) for each in found)),
    )


def _curl(exchange: Exchange, operation: Operation, redactor: Redactor) -> str:
    request = exchange.request
    if exchange.is_recorded:
        documented = {p.name.lower() for p in operation.parameters}
        request = without_browser_headers(request, documented)
    return curl_line(request, redactor, exchange.response)


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
