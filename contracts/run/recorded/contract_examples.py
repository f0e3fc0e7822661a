"""The contract's own examples, judged by its schema and rules; no request is sent."""

from collections.abc import Sequence
from itertools import islice

from contracts.checks.all_checks import judge_all
from contracts.checks.responses import schema
from contracts.http.clock import Clock
from contracts.http.deadline import Deadline
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

NOT_ALL_CHECKED = "the run had no time left to check its examples (--max-time)"
"""Why an operation is not proved if an example of it is not checked."""


def check_examples(
    targets: Sequence[Target],
    settings: RunSettings,
    clock: Clock,
    deadline: Deadline | None = None,
) -> tuple[ExampleReport, list[ReportedFinding], frozenset[tuple[str, str]]]:
    """Return how many of the contracts' own examples are valid, and the findings on the others.

    Last come API and id of the operations with examples for which there was no time.
    """
    passed = failed = skipped = 0
    findings: list[ReportedFinding] = []
    unchecked: set[tuple[str, str]] = set()
    for target in targets:
        contract = target.contract
        own = (each for each in documented_examples(contract) if target.is_chosen(each.operation))
        skipped += sum(each.example.is_placeholder for each in own)
        observer = Observer(contract)
        for found, exchange in contract_examples.gather(target, clock.now()):
            if deadline is not None and deadline.is_past:
                rest = islice(documented_examples(contract), exchange.number - 1, None)
                unchecked.update((contract.api, each.operation.id) for each in rest)
                break
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
    counts = ExampleReport(passed=passed, failed=failed, skipped=skipped)
    return counts, findings, frozenset(unchecked)


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
