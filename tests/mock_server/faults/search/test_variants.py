"""Other values for a value."""

from datetime import timedelta

import pytest

from mock_server.faults.search.expression_hints import extract_hints
from mock_server.faults.search.schema_places import schema_locations
from mock_server.faults.search.variants import distinct_copy, shift_time, variants
from openapi.contract import Schema

NOTHING = extract_hints("")


def place_of(definition):
    """Return the place of a schema itself."""
    return schema_locations(Schema(definition=definition, pointer="", root={}))[0]


def test_numbers_get_their_neighbours_and_those_of_the_rule():
    """One more, one less, nothing, what stands beside, and what the rule names."""
    found = list(variants(5, None, [40], extract_hints("self <= 100")))

    assert {4, 6, 0, 40, 41, 99, 100, 101, "5"} <= set(found)


def test_listed_values_come_first():
    """Where values are listed, these are the likeliest."""
    found = list(variants("a", place_of({"enum": ["a", "b"]}), [], NOTHING))

    assert found[:2] == ["a", "b"]


def test_times_move_a_second_and_far():
    """A moment gets its neighbours, those of the moments beside it, and the far past and future."""
    found = list(variants("2018-07-30T11:23:08.417Z", None, ["2020-01-01T00:00:00Z", "x"], NOTHING))

    assert {
        "2018-07-30T11:23:07.417000Z",
        "2018-07-30T11:23:09.417000Z",
        "2020-01-01T00:00:01Z",
        "2999-01-01T00:00:00Z",
        "1970-01-01T00:00:00Z",
        "2018-07-30",
        "text",
    } <= set(found)


def test_null_gets_a_value_and_nullable_gets_null():
    """What is null becomes something, and what may be null becomes nothing."""
    nullable = place_of({"type": ["integer", "null"]})

    assert list(variants(None, nullable, [], NOTHING)) == [0, None]


def test_truth_is_turned():
    """True becomes false."""
    truth = True

    assert list(variants(truth, None, [], NOTHING)) == [False]


@pytest.mark.parametrize(
    ("item", "other"),
    [
        ({"id": 5, "name": "a"}, {"id": 7, "name": "a"}),
        ({"code": "KE-0999"}, {"code": "KE-1001"}),
        ({"at": "2018-07-30T11:23:08Z", "ok": True}, {"at": "2018-07-30T11:23:08Z", "ok": True}),
        (3, 5),
    ],
)
def test_another_thing_has_other_numbers(item, other):
    """A copy differs where things differ; moments and truths stay."""
    assert distinct_copy(item, 2) == other


def test_odd_times_stay():
    """A moment that cannot be computed with is given back."""
    assert shift_time("2016-12-31T23:59:60Z", timedelta(seconds=1)) == "2016-12-31T23:59:60Z"
    assert shift_time("9999-12-31T23:59:59Z", timedelta(days=1)) == "9999-12-31T23:59:59Z"
