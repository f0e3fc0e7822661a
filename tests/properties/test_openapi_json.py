"""Reading and writing JSON are inverse, and any bytes are read or refused."""

import json

from hypothesis import example, given
from hypothesis import strategies as st

from openapi.json.parsing import JsonError, dump_json, parse_json
from openapi.json.pointers import exists, iter_values, merge_patch, removed, replaced, resolve
from tests.openapi.shipped_sources import canonical_hash
from tests.properties.values import JSON_VALUES, TEXTS


def read(data):
    """Return the value of some bytes, or why they are refused."""
    try:
        return parse_json(data), ""
    except JsonError as error:
        return None, error.reason


@given(JSON_VALUES)
def test_what_is_written_is_read_again(value):
    """To the type of each number."""
    assert repr(parse_json(dump_json(value))) == repr(value)


@given(st.binary())
@example(b'"\\uD800"')
@example(b"\xef\xbb\xbf{}")
@example(b"[1e999]")
def test_any_bytes_are_read_or_refused(data):
    """Whatever is read could be written, and Python's reader agrees with it."""
    value, reason = read(data)

    assert reason or parse_json(dump_json(value)) == value == json.loads(data)


@given(st.lists(st.sampled_from([*'[]{}",:\\ \n0123456789.eE+-truefalsn', "\\u00e9", "\\ud83d"])))
def test_nearly_json_is_read_or_refused(pieces):
    """Texts made of JSON's own characters too."""
    _, reason = read("".join(pieces).encode())

    assert reason.isprintable()


@given(JSON_VALUES)
def test_pointers_lead_to_what_was_walked(value):
    """Every value is found again at its pointer; what is set there is there."""
    for pointer, found in iter_values(value):
        assert resolve(value, pointer) is found
        assert resolve(replaced(value, pointer, "new"), pointer) == "new"
        if pointer:
            assert len(list(iter_values(removed(value, pointer)))) < len(list(iter_values(value)))


@given(JSON_VALUES, TEXTS.map(lambda text: f"/{text}"))
def test_any_pointer_leads_somewhere_or_nowhere(value, pointer):
    """A wrong pointer is a KeyError and nothing else."""
    assert exists(value, pointer) in {True, False}


def without_nulls(value):
    """Return a value without null members, which a merge patch cannot say."""
    if isinstance(value, dict):
        return {key: without_nulls(child) for key, child in value.items() if child is not None}
    return value


@given(JSON_VALUES, JSON_VALUES)
def test_a_patch_that_is_applied_twice_changes_nothing_more(target, patch):
    """RFC 7396 patches are idempotent, and make themselves of nothing."""
    once = merge_patch(target, patch)

    assert merge_patch(once, patch) == once
    assert merge_patch(None, patch) == without_nulls(patch)


@given(JSON_VALUES)
def test_the_canonical_hash_is_that_of_the_value(value):
    """Written and read again, in whatever order, it is the same example."""
    assert canonical_hash(json.loads(json.dumps(value, indent=3))) == canonical_hash(value)
