"""Parsing and dumping JSON are inverse, and any bytes are parsed or refused."""

import json

from hypothesis import example, given
from hypothesis import strategies as st

from openapi.json.parsing import JsonError, dump_json, parse_json
from openapi.json.pointers import exists, iter_values, merge_patch, removed, replaced, resolve
from tests.openapi.shipped_sources import canonical_hash
from tests.properties.values import JSON_VALUES, TEXTS


def read(data):
    """Return the value of some bytes, or the reason of the refusal."""
    try:
        return parse_json(data), ""
    except JsonError as error:
        return None, error.reason


@given(JSON_VALUES)
def test_a_dumped_value_is_parsed_again(value):
    """The value is equal, with the type of each number."""
    assert repr(parse_json(dump_json(value))) == repr(value)


@given(st.binary())
@example(b'"\\uD800"')
@example(b"\xef\xbb\xbf{}")
@example(b"[1e999]")
def test_any_bytes_are_read_or_refused(data):
    """A parsed value can be dumped, and Python's parser gives the same value."""
    value, reason = read(data)

    assert reason or parse_json(dump_json(value)) == value == json.loads(data)


@given(st.lists(st.sampled_from([*'[]{}",:\\ \n0123456789.eE+-truefalsn', "\\u00e9", "\\ud83d"])))
def test_nearly_json_is_read_or_refused(pieces):
    """Texts of JSON's own characters are parsed or refused too."""
    _, reason = read("".join(pieces).encode())

    assert reason.isprintable()


@given(JSON_VALUES)
def test_pointers_resolve_to_the_iterated_values(value):
    """Every value is found at its pointer, and a replaced value too."""
    for pointer, found in iter_values(value):
        assert resolve(value, pointer) is found
        assert resolve(replaced(value, pointer, "new"), pointer) == "new"
        if pointer:
            assert len(list(iter_values(removed(value, pointer)))) < len(list(iter_values(value)))


@given(JSON_VALUES, TEXTS.map(lambda text: f"/{text}"))
def test_any_pointer_resolves_or_is_a_key_error(value, pointer):
    """A wrong pointer is a KeyError and no other exception."""
    assert exists(value, pointer) in {True, False}


def without_nulls(value):
    """Return a value without null members, which a merge patch cannot express."""
    if isinstance(value, dict):
        return {key: without_nulls(child) for key, child in value.items() if child is not None}
    return value


@given(JSON_VALUES, JSON_VALUES)
def test_a_patch_that_is_applied_twice_changes_nothing_more(target, patch):
    """RFC 7396 patches are idempotent, and a patch of nothing gives itself."""
    once = merge_patch(target, patch)

    assert merge_patch(once, patch) == once
    assert merge_patch(None, patch) == without_nulls(patch)


@given(JSON_VALUES)
def test_the_canonical_hash_is_that_of_the_value(value):
    """Dumped and parsed again, with any order of keys, it has the same hash."""
    assert canonical_hash(json.loads(json.dumps(value, indent=3))) == canonical_hash(value)
