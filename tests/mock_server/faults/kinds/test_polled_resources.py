"""What can change about a polled thing."""

import pytest

from mock_server.faults.kinds import polled_resources as things
from mock_server.faults.search.schema_places import location_index, schema_locations
from openapi.contract import Schema

PLACE = schema_locations(Schema(definition={"minimum": 0}, pointer="", root={}))[0]


@pytest.fixture(scope="module")
def index(placewise):
    """The places of the import."""
    return location_index(placewise.operations[0].success.media_type().schema)


@pytest.fixture(scope="module")
def body(placewise):
    """The documented import."""
    return placewise.operations[0].success.media_type().example().value


def test_thing_is_the_body_or_the_first_of_a_list(placewise, elastic_path, body):
    """Where the body lists things the first one is taken; an empty list has none."""
    whole, listed = placewise.operations[0].polling, elastic_path.operations[0].polling

    assert things.resource_pointer(body, whole) == ""
    assert things.resource_pointer({"data": [{}]}, listed) == "/data/0"
    assert things.resource_pointer({"data": []}, listed) is None
    assert things.resource_pointer({}, listed) is None


def test_like_scalars_are_told_once(body, index):
    """Of four bulks the first one's values stand for all."""
    pointers = [pointer for pointer, _, _ in things.scalars(body, "", index)]

    assert "/bulks/0/status" in pointers
    assert "/bulks/1/status" not in pointers
    assert len(pointers) == 8


@pytest.mark.parametrize(
    ("value", "pairs"),
    [
        (5, [(5, 4), (6, 5)]),
        ("2018-07-30T11:23:08Z", [("2018-07-30T11:23:08Z", "2018-07-30T11:23:07Z")]),
        ("text", []),
        (True, []),
    ],
)
def test_what_falls_goes_back_a_little(value, pairs):
    """A number by one, a moment by a second, anything else not at all."""
    found = [(change.before, change.after) for change in things.decreases("/v", value, PLACE)]

    assert found[: len(pairs)] == pairs
    assert bool(found) == bool(pairs)


@pytest.mark.parametrize(
    ("value", "after"),
    [(5, 1005), ("2018-07-30T11:23:08Z", "2018-07-30T11:23:08Z"), ("a", "a-1000")],
)
def test_what_rises_becomes_another(value, after):
    """A number becomes a far one, a moment a later one, a text another text."""
    assert things.increases("/v", value, PLACE)[0].after == after


def test_listed_values_neither_rise_nor_fall():
    """A status has an order of its own."""
    place = schema_locations(Schema(definition={"enum": [1, 2]}, pointer="", root={}))[0]

    assert things.increases("/v", 1, place) == things.decreases("/v", 1, place) == ()


def test_reopenings_follow_from_the_terminal_expression(placewise, body, index):
    """Every bulk is given a final status, and then the first one another that is not."""
    polling = placewise.operations[0].polling
    found = list(things.status_reversals(body, "", index, polling))

    assert {end for _, end, _ in found} == {"finished", "failed"}
    assert {again for _, _, again in found} == {"waiting", "working", "waiting_for_retry"}
    closed, reopened = things.status_reversal(body, "", index, found[0])
    assert {bulk["status"] for bulk in closed["bulks"]} == {found[0][1]}
    assert [bulk["status"] for bulk in reopened["bulks"]].count(found[0][2]) == 1
