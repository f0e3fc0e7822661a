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


def test_the_first_of_two_operations_with_an_id_is_found():
    """What is lenient in reading is still the same at each look."""
    two = operation(), dataclasses.replace(operation(), method="POST")
    contract = Contract(api="a", title="", version="", file="", tree={}, operations=two)

    assert contract.operation("a") is two[0]


def test_operations_are_not_searched_one_by_one():
    """A document may have thousands, and every exchange asks for one by its id."""
    looks = []

    class Watched(tuple):
        __slots__ = ()

        def __iter__(self):
            looks.append("forwards")
            return super().__iter__()

        def __reversed__(self):
            looks.append("backwards")
            return iter(self[::-1])

    contract = Contract(
        api="a", title="", version="", file="", tree={}, operations=Watched([operation()])
    )
    for _ in range(20):
        contract.operation("a")

    assert len(looks) == 1
    assert dataclasses.replace(contract, operations=()).operation("a") is None


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
