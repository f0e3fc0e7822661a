"""A contract finds its operations and cannot be changed."""

import dataclasses

import pytest

from openapi.contract import Contract, Discrepancy, Operation, Reading, Severity


def operation():
    """Return an operation."""
    return Operation(api="a", id="a", method="GET", path="/")


def test_operations_by_id():
    """An operation is found by its id."""
    contract = Contract(api="a", title="", version="", file="", tree={}, operations=(operation(),))

    assert contract.operation("a") is contract.operations[0]
    assert contract.operation("b") is None
    assert contract.rules == ()


def test_values_are_frozen():
    """No code can change a contract that other code reads."""
    with pytest.raises(dataclasses.FrozenInstanceError):
        operation().method = "POST"


def test_a_reading_without_overlay_changes_nothing():
    """The reading that the document follows needs no overlay."""
    assert Reading(name="as-is").overlay == ()


def test_an_entry_may_have_one_reading_only():
    """An entry without selectable readings has no default reading either."""
    entry = Discrepancy(
        id="a.b", number="A-1", title="x", sides=(), decision="x", severity=Severity.INFO
    )

    assert (entry.default, entry.readings) == ("", ())
