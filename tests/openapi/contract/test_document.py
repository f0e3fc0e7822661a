"""A contract finds its operations and cannot be changed."""

import dataclasses

import pytest

from openapi.contract import Contract, Operation


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
