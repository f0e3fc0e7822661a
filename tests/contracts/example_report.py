"""An example of a report, for tests of its formats."""

from contracts.http.client.limits import TrafficStats
from contracts.results.coverage import Coverage, CoverageItem
from contracts.results.finding import Finding, ReportedFinding
from contracts.results.report import ExampleReport, OperationReport, Report
from contracts.results.verdict import Tally, failed, not_exercised, passed
from openapi.contract import Severity

WRONG = Finding(
    rule="schema",
    severity=Severity.ERROR,
    message='/status is "lost", allowed is "open", "done".',
    pointer="/status",
    values=(("/status", '"lost"'),),
    expected='"open", "done"',
    source="shop_page 42 (documented)",
    contract="shop.yaml:120",
    exchange=3,
)
ODD = Finding(
    rule="shop.total-is-even",
    severity=Severity.WARNING,
    message="Does not hold: The total is even.",
    pointer="/total",
    values=(("/total", "11"),),
    contract="shop.yaml:144",
    discrepancy="shop.odd-totals",
    ruling="An odd total passes with a warning.",
    exchange=4,
)


def verdicts(rules, results):
    """Return one verdict per rule."""
    tally = Tally()
    tally.add(results)
    return tally.verdicts(rules)


SHOWN = OperationReport(
    api="shop",
    id="showOrder",
    method="GET",
    path="/v1/orders/{order_id}",
    verdicts=verdicts(
        ["success-seen", "schema", "shop.total-is-even", "shop.done-does-not-fall"],
        [
            passed("success-seen"),
            passed("schema"),
            failed(WRONG),
            failed(ODD),
            not_exercised("shop.done-does-not-fall", "no resource is in both answers"),
        ],
    ),
    exchanges=5,
    coverage=Coverage(
        statuses=(
            CoverageItem(name="200", is_covered=True, contract="shop.yaml:60"),
            CoverageItem(name="404", is_covered=False, contract="shop.yaml:70"),
        ),
        parameters=(CoverageItem(name="order_id", is_covered=True, contract="shop.yaml:50"),),
        enum_values=(
            CoverageItem(name='"open"', is_covered=True, contract="shop.yaml:120"),
            CoverageItem(name='"done"', is_covered=False, contract="shop.yaml:120"),
        ),
    ),
)
PROVED = OperationReport(
    api="shop",
    id="listOrders",
    method="GET",
    path="/v1/orders",
    verdicts=verdicts(["success-seen"], [passed("success-seen")]),
    exchanges=1,
)
UNPROVED = OperationReport(
    api="shop",
    id="listOrders",
    method="GET",
    path="/v1/orders",
    verdicts=verdicts(
        ["success-seen"],
        [not_exercised("success-seen", "every answer is 401: credentials are missing")],
    ),
    exchanges=2,
)
LEFT_OUT = OperationReport(
    api="shop", id="createOrder", method="POST", path="/v1/orders", skipped_reason="it could change"
)
FOUND_WRONG = ReportedFinding(
    id="0123456789ab",
    api="shop",
    operation="showOrder",
    finding=WRONG,
    count=2,
    curl="curl -sS -i http://127.0.0.1:4010/v1/orders/7",
    status=200,
    note="required parameters only",
)
FOUND_ODD = ReportedFinding(
    id="ba9876543210",
    api="shop",
    operation="showOrder",
    finding=ODD,
    curl="curl -sS -i http://127.0.0.1:4010/v1/orders/7",
    status=200,
)


def report(**changes) -> Report:
    """Return a run with an error, a warning, an operation left out, and the given changes."""
    values = {
        "targets": {"shop": "http://127.0.0.1:4010/v1"},
        "profile": "ci",
        "seed": 1,
        "examples": ExampleReport(passed=2, skipped=1),
        "operations": (SHOWN, LEFT_OUT),
        "findings": (FOUND_WRONG, FOUND_ODD),
        "tally": TrafficStats(
            methods={"GET": 5}, origins={"http://127.0.0.1:4010": 5}, received_bytes=1_300_000
        ),
        "seconds": 1.25,
    }
    return Report(**{**values, **changes})
