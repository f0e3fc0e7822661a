"""The contract's own examples, judged by its schema and rules; no request is sent."""

from collections.abc import Sequence

from contracts.checks.all_checks import judge_all
from contracts.checks.responses import schema
from contracts.http.clock import Clock
from contracts.http.requests.credentials import Credentials
from contracts.http.requests.targets import Target
from contracts.observations.evidence import Evidence
from contracts.observations.observer import Observer
from contracts.probes import contract_examples
from contracts.results.finding import ReportedFinding
from contracts.results.report import ExampleReport
from contracts.results.verdict import CheckResult
from contracts.run.judging import report_findings
from contracts.run.settings.run import RunSettings
from openapi.contract import Severity
from openapi.schema.examples import documented_examples


def check_examples(
    targets: Sequence[Target], settings: RunSettings, clock: Clock
) -> tuple[ExampleReport, list[ReportedFinding]]:
    """Return how many of the contracts' own examples are valid, and the findings on the others."""
    passed = failed = every = 0
    findings: list[ReportedFinding] = []
    for target in targets:
        contract = target.contract
        chosen = target.operations
        every += sum(found.operation in chosen for found in documented_examples(contract))
        observer = Observer(contract)
        for found, exchange in contract_examples.gather(target, clock.now()):
            evidence = Evidence(
                contract=contract,
                operation=found.operation,
                observations=(observer.observe(exchange),),
                rule_sets=settings.rule_sets,
                is_contract_example=True,
            )
            wrong = [each for each in judge_all(evidence) if _is_reported(each)]
            failed += bool(wrong)
            passed += not wrong
            exchanges = {exchange.number: exchange}
            redactor = Credentials().redactor
            findings += report_findings(evidence, wrong, exchanges, redactor)
    left = every - passed - failed
    return ExampleReport(passed=passed, failed=failed, skipped=left), findings


def _is_reported(judgement: CheckResult) -> bool:
    """Whether the verdict on an example is reported.

    An example that contradicts its schema is a warning, since no server is to blame. Examples that
    break lesser rules are known: the register of discrepancies lists them.
    """
    finding = judgement.finding
    if finding is None:
        return False
    is_contradiction = judgement.rule == schema.ID and finding.severity is Severity.WARNING
    return is_contradiction or finding.severity is Severity.ERROR
