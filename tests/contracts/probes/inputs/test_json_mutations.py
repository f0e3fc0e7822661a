"""Tests of small changes of a JSON value."""

import pytest

from contracts.probes.inputs.json_mutations import MISSING, Mutation, apply_mutation, mutations
from tests.contracts.shop import operation


@pytest.mark.parametrize(
    ("value", "pointer", "after"),
    [
        ({"a": 3}, "/a", 4),
        ({"a": 3}, "/a", 2),
        ({"a": True}, "/a", False),
        ({"a": 3}, "/a", MISSING),
        ({"a": [1]}, "/a", [1, 1]),
        ({"a": [1]}, "/a", []),
        ({"a": {"b": "x"}}, "/a/b", "x-2"),
        ({"at": "2026-11-21T12:00:00Z"}, "/at", "2000-01-01T00:00:00Z"),
    ],
)
def test_every_place_is_changed(value, pointer, after):
    """Numbers, texts, times, lists and members are changed."""
    found = [(each.pointer, each.after) for each in mutations(value)]

    assert (pointer, after) in found


def test_other_enum_values_are_tried():
    """The values of the schema come before invented ones."""
    schema = operation("showOrder").success.media_types[0].schema

    found = [m.after for m in mutations({"status": "open"}, schema) if m.pointer == "/status"]

    assert found == ["done", "open-2", MISSING]


@pytest.mark.parametrize(
    ("mutation", "after"),
    [
        (Mutation(pointer="/a/1", before=2, after=9), {"a": [1, 9], "b": {}}),
        (Mutation(pointer="/a/0", before=1, after=MISSING), {"a": [2], "b": {}}),
        (Mutation(pointer="/b", before={}, after=MISSING), {"a": [1, 2]}),
        (Mutation(pointer="", before=None, after=7), 7),
    ],
)
def test_one_place_of_a_copy_is_changed(mutation, after):
    """The original keeps its value."""
    value = {"a": [1, 2], "b": {}}

    assert apply_mutation(value, mutation) == after
    assert value == {"a": [1, 2], "b": {}}
