"""Tests of which parameters seem to filter a list."""

import json

import pytest

from contracts.observations.learning.filters import (
    filters_of,
    item_reader,
    path_of_items,
    shown_values,
)
from openapi.loading.document import load_contract
from tests.acceptance.cases import cases

WORDS = {"type": "string", "enum": ["a", "b"]}


def contract_of(folder, parameter, member, *, name="state", paths=("/pets/{id}",), about=""):
    """Return a contract with one list, its parameter and its item."""
    get = {"responses": {"200": {"description": "ok"}}}
    key = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    item = {"type": "object", "properties": {"state": member}}
    shown = {"type": "object", "properties": {"pets": {"type": "array", "items": item}}}
    given = {"name": name, "in": "query", "schema": parameter, "description": about}
    content = {"application/json": {"schema": shown}}
    answers = {"200": {"description": "ok", "content": content}}
    tree = {
        "openapi": "3.1.0",
        "info": {"title": "Pets", "version": "1"},
        "paths": {"/pets": {"get": {"parameters": [given], "responses": answers}}}
        | {path: {"get": get, "parameters": [key]} for path in paths},
    }
    path = folder / "pets.json"
    path.write_text(json.dumps(tree), encoding="utf-8")
    return load_contract(path)


@cases(
    "parameter, member, values",
    {
        "an-enum": (WORDS, WORDS, ("a", "b")),
        "in-another-order": (WORDS, {"enum": ["b", "a"]}, ("a", "b")),
        "that-may-be-null": (
            {"anyOf": [WORDS, {"type": "null"}]},
            {"type": ["string", "null"], "enum": ["a", "b", None]},
            ("a", "b"),
        ),
        "several-at-once": ({"type": "array", "items": WORDS}, WORDS, ("a", "b")),
        "a-boolean": ({"type": "boolean"}, {"type": "boolean"}, (False, True)),
    },
)
def test_a_parameter_like_a_member_filters(tmp_path, parameter, member, values):
    """Both have the same closed set of values."""
    [found] = filters_of(contract_of(tmp_path, parameter, member).operations[0])

    assert (found.member, found.items, found.values) == ("state", "/pets", values)
    assert found.sent("a") == (["a"] if parameter.get("type") == "array" else "a")


@cases(
    "parameter, member, more",
    {
        "another-name": (WORDS, WORDS, {"name": "sort"}),
        "more-values": ({"enum": ["a", "b", "all"]}, WORDS, {}),
        "any-text": ({"type": "string"}, {"type": "string"}, {}),
        "another-type": ({"type": "boolean"}, WORDS, {}),
        "one-value": ({"enum": ["a"]}, {"enum": ["a"]}, {}),
        "and-more": (WORDS, WORDS, {"about": "Includes those of the other state, too."}),
        "all-from-it-on": (WORDS, WORDS, {"about": "The state that pets have at least."}),
    },
)
def test_other_parameters_are_left_alone(tmp_path, parameter, member, more):
    """A parameter that may mean more than its value proves nothing."""
    assert filters_of(contract_of(tmp_path, parameter, member, **more).operations[0]) == ()


@pytest.mark.parametrize(
    ("about", "is_claimed"),
    [("Only pets in this state.", True), ("Filters by state.", True), ("The state.", False)],
)
def test_a_description_may_claim_it(tmp_path, about, is_claimed):
    """Then it is no guess."""
    [found] = filters_of(contract_of(tmp_path, WORDS, WORDS, about=about).operations[0])

    assert found.is_claimed is is_claimed


def test_only_documented_values_of_the_member_are_compared(tmp_path):
    """An item without it, or with an undocumented one, is no item of another value."""
    [found] = filters_of(contract_of(tmp_path, WORDS, WORDS).operations[0])

    assert shown_values(found, {"pets": [{"state": "a"}, {}, {"state": "x"}, 7]}) == ["a"]
    assert shown_values(found, {"pets": 7}) is None
    assert shown_values(found, []) is None


@cases(
    "paths, before",
    {
        "below": (("/pets/{id}",), "/v1/pets/"),
        "with-a-slash": (("/pets/{id}/",), "/v1/pets/"),
        "none": ((), None),
        "deeper": (("/pets/{id}/name",), None),
    },
)
def test_an_item_is_read_below_its_list(tmp_path, paths, before):
    """The same server answers it, so that a mock can be recognised."""
    contract = contract_of(tmp_path, WORDS, WORDS, paths=paths)
    operation = contract.operations[0]
    reader = item_reader(operation, contract)

    assert (reader and path_of_items(operation, reader, "/v1/pets")) == before
