"""Tests of: one cause is one finding, in however many operations it shows."""

from dataclasses import replace

from contracts.results.gathering import gather, occurrences_of
from openapi.contract import Severity
from tests.contracts.example_report import FOUND_ODD, FOUND_WRONG

ELSEWHERE = replace(FOUND_WRONG, operation="listOrders", count=3, former_ids=("b",))


def test_one_cause_in_two_operations_is_one_finding():
    """Its count is the sum, and each operation is listed with its own request."""
    [found] = gather([replace(FOUND_WRONG, former_ids=("a",)), ELSEWHERE])

    assert (found.operation, found.count, found.former_ids) == ("showOrder", 5, ("a", "b"))
    assert [(each.operation, each.count) for each in found.occurrences] == [
        ("showOrder", 2),
        ("listOrders", 3),
    ]
    assert found.operations == ("showOrder", "listOrders")


def test_other_causes_stay_apart():
    """Another id, another API, and the contract's own example are findings of their own."""
    own = replace(FOUND_WRONG, curl="", status=0)
    other_api = replace(FOUND_WRONG, api="bakery")

    assert len(gather([FOUND_WRONG, FOUND_ODD, other_api, own])) == 4


def test_the_worst_is_shown():
    """An error in one operation is not hidden behind an info in another."""
    info = replace(FOUND_WRONG, finding=replace(FOUND_WRONG.finding, severity=Severity.INFO))

    [found] = gather([info, ELSEWHERE])

    assert found.finding.severity is Severity.ERROR
    assert found.operation == "listOrders"


def test_a_single_finding_has_one_occurrence():
    """Reports need not know whether it was gathered."""
    [only] = occurrences_of(FOUND_WRONG)

    assert (only.operation, only.count, only.curl) == ("showOrder", 2, FOUND_WRONG.curl)


def test_a_finding_is_shown_as_in_each_operation():
    """The report of one operation has that operation's request."""
    [found] = gather([FOUND_WRONG, replace(ELSEWHERE, curl="curl /v1/orders", status=404)])

    there = found.in_operation("listOrders")

    assert (there.operation, there.curl, there.status) == ("listOrders", "curl /v1/orders", 404)
    assert found.in_operation("showOrder") == found
