"""Equality of JSON values."""

import ast
import gc
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openapi.json.equality import IdentityKey, canonical_text, first_duplicate, is_same_json
from tests.acceptance.cases import cases
from tests.architecture.files import name_of, package_modules, parse

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@pytest.mark.parametrize(
    ("left", "right", "is_same"),
    [
        (1, 1.0, True),
        (True, 1, False),
        (False, 0.0, False),
        ({"a": 1, "b": [None]}, {"b": [None], "a": 1}, True),
        ({"a": [{"b": False}]}, {"a": [{"b": 0}]}, False),
        ([1], [1, 2], False),
        ("1", 1, False),
    ],
)
def test_values_are_compared_as_json_has_them(left, right, is_same):
    """Numbers are equal by value, and no number is a boolean, at any depth."""
    assert is_same_json(left, right) is is_same
    assert is_same_json(right, left) is is_same


@given(JSON)
def test_every_value_equals_itself(value):
    """Any value equals itself, however it is nested."""
    assert is_same_json(value, value)


@cases(
    "items, places",
    {
        "none": ([1, 2, 3], None),
        "texts": (["a", "b", "a"], (0, 2)),
        "one and true": ([1, True, "1"], None),
        "zero and false": ([0, False, None, "", [], {}], None),
        "whole numbers": ([{"a": [1]}, {"a": [1.0]}], (0, 1)),
        "order of keys": ([{"a": 1, "b": 2}, {"b": 2, "a": 1}], (0, 1)),
        "order of items": ([[1, 2], [2, 1]], None),
        "the first that came before": (["a", "b", "b", "a"], (1, 2)),
    },
)
def test_equal_items_are_found(items, places):
    """Items are equal as JSON Schema defines it."""
    assert first_duplicate(items) == places


@given(st.lists(st.integers() | st.booleans() | st.text(max_size=2) | st.none(), max_size=8))
def test_a_duplicate_has_the_text_of_another_item(items):
    """There is a duplicate exactly if there are fewer canonical texts than items."""
    texts = {canonical_text(item) for item in items}

    assert (first_duplicate(items) is not None) == (len(texts) < len(items))


def test_numbers_with_equal_hashes_take_no_longer_than_others():
    """Numbers that all have the same hash in Python would make a table of numbers quadratic."""
    modulus = 2**61 - 1

    assert first_duplicate([i * modulus for i in range(50_000)]) is None


def test_equal_values_have_different_keys():
    """Two objects with equal content may have different meanings."""
    one, other = {"a": 1}, {"a": 1}

    assert IdentityKey(one) == IdentityKey(one)
    assert hash(IdentityKey(one)) == hash(IdentityKey(one))
    assert IdentityKey(one) != IdentityKey(other)
    assert IdentityKey(one) != one


def test_key_keeps_its_value():
    """A later value never gets the identity of one that is still in a table."""
    table = {IdentityKey({"number": number}): number for number in range(1000)}
    gc.collect()

    assert len({IdentityKey({"number": 0}), *table}) == 1001


def test_no_table_is_keyed_by_a_number_that_is_given_out_again():
    """The packages call `id` nowhere but in `IdentityKey`, which holds its value."""
    calls = [
        f"{name_of(path)}:{node.lineno}"
        for path in package_modules()
        if path.name != "equality.py"
        if re.search(r"""(?<![.\w"'])id\b(?!["'])""", path.read_text(encoding="utf-8"))
        for node in ast.walk(parse(path))
        if isinstance(node, ast.Name) and node.id == "id" and isinstance(node.ctx, ast.Load)
        if not is_own_name(path, "id")
    ]

    assert calls == []


def is_own_name(path, name):
    """Whether a module uses the name for a variable or a parameter of its own."""
    return any(
        (isinstance(node, ast.arg) and node.arg == name)
        or (isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store))
        for node in ast.walk(parse(path))
    )
