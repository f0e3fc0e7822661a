"""Variants are other values for a scalar."""

from datetime import timedelta

import pytest

from mock_server.faults.search.expression_hints import extract_hints
from mock_server.faults.search.schema_places import schema_locations
from mock_server.faults.search.variants import distinct_copy, shift_time, variants
from openapi.contract import Schema

NO_HINTS = extract_hints("")


def place_of(definition):
    """Return the location of a schema itself."""
    return schema_locations(Schema(definition=definition, pointer="", root={}))[0]


def test_numbers_have_their_neighbours_and_those_of_the_rule():
    """One more, one less, 0, the siblings, and the numbers in the rule."""
    found = list(variants(5, None, [40], extract_hints("self <= 100")))

    assert {4, 6, 0, 40, 41, 99, 100, 101, "5"} <= set(found)


def test_values_of_an_enum_come_first():
    """The values of an enum are the likeliest."""
    found = list(variants("a", place_of({"enum": ["a", "b"]}), [], NO_HINTS))

    assert found[:2] == ["a", "b"]


def test_times_are_shifted_by_a_second_and_far():
    """A time has its neighbours, those of its siblings, and the distant past and future."""
    found = list(
        variants("2018-07-30T11:23:08.417Z", None, ["2020-01-01T00:00:00Z", "x"], NO_HINTS)
    )

    assert {
        "2018-07-30T11:23:07.417000Z",
        "2018-07-30T11:23:09.417000Z",
        "2020-01-01T00:00:01Z",
        "2999-01-01T00:00:00Z",
        "1970-01-01T00:00:00Z",
        "2018-07-30",
        "text",
    } <= set(found)


def test_null_has_a_value_and_nullable_has_null():
    """A null becomes a generated value, and a nullable value becomes null."""
    nullable = place_of({"type": ["integer", "null"]})

    assert list(variants(None, nullable, [], NO_HINTS)) == [0, None]


def test_boolean_is_negated():
    """True becomes false."""
    value = True

    assert list(variants(value, None, [], NO_HINTS)) == [False]


@pytest.mark.parametrize(
    ("item", "other"),
    [
        ({"id": 5, "name": "a"}, {"id": 7, "name": "a"}),
        ({"code": "KE-0999"}, {"code": "KE-1001"}),
        ({"at": "2018-07-30T11:23:08Z", "ok": True}, {"at": "2018-07-30T11:23:08Z", "ok": True}),
        (3, 5),
    ],
)
def test_distinct_copy_has_other_numbers(item, other):
    """Integers and final digits differ; times and booleans stay."""
    assert distinct_copy(item, 2) == other


def test_time_that_cannot_be_shifted_is_unchanged():
    """A leap second, and a time whose shift is out of range, are returned unchanged."""
    assert shift_time("2016-12-31T23:59:60Z", timedelta(seconds=1)) == "2016-12-31T23:59:60Z"
    assert shift_time("9999-12-31T23:59:59Z", timedelta(days=1)) == "9999-12-31T23:59:59Z"
