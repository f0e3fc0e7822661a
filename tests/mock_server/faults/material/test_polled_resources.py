"""The polled resource in a body is found, and its values can be changed."""

import pytest

from mock_server.faults.material import polled_resources as resources
from mock_server.faults.search.schema_places import location_index, schema_locations
from openapi.contract import Schema

PLACE = schema_locations(Schema(definition={"minimum": 0}, pointer="", root={}))[0]


@pytest.fixture(scope="module")
def index(placewise):
    """The schema locations of the import."""
    return location_index(placewise.operations[0].success.media_type().schema)


@pytest.fixture(scope="module")
def body(placewise):
    """The documented import."""
    return placewise.operations[0].success.media_type().example().value


def test_resource_is_the_body_or_the_first_of_a_list(placewise, elastic_path, body):
    """In a list the first resource is used; an empty list has none."""
    whole, listed = placewise.operations[0].polling, elastic_path.operations[0].polling

    assert resources.resource_pointer(body, whole) == ""
    assert resources.resource_pointer({"data": [{}]}, listed) == "/data/0"
    assert resources.resource_pointer({"data": []}, listed) is None
    assert resources.resource_pointer({}, listed) is None


def test_each_location_has_one_scalar(body, index):
    """Of four bulks only the values of the first are returned."""
    pointers = [pointer for pointer, _, _ in resources.scalars(body, "", index)]

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
def test_decrease_is_small(value, pairs):
    """A number decreases by one, a time by a second; other values do not decrease."""
    found = [(change.before, change.after) for change in resources.decreases("/v", value, PLACE)]

    assert found[: len(pairs)] == pairs
    assert bool(found) == bool(pairs)


@pytest.mark.parametrize(
    ("value", "after"),
    [(5, 1005), ("2018-07-30T11:23:08Z", "2018-07-30T11:23:08Z"), ("a", "a-1000")],
)
def test_increase_gives_another_value(value, after):
    """A number becomes much larger, a time later, and a text another text."""
    assert resources.increases("/v", value, PLACE)[0].after == after


def test_values_of_an_enum_do_not_increase_or_decrease():
    """The values of an enum have no order."""
    place = schema_locations(Schema(definition={"enum": [1, 2]}, pointer="", root={}))[0]

    assert resources.increases("/v", 1, place) == resources.decreases("/v", 1, place) == ()


def test_status_reversals_follow_from_the_terminal_expression(placewise, body, index):
    """Every bulk gets a final status, and then the first bulk gets one that is not final."""
    polling = placewise.operations[0].polling
    found = list(resources.status_reversals(body, "", index, polling))

    assert {final for _, final, _ in found} == {"finished", "failed"}
    assert {other for _, _, other in found} == {"waiting", "working", "waiting_for_retry"}
    closed, reopened = resources.status_reversal(body, "", index, found[0])
    assert {bulk["status"] for bulk in closed["bulks"]} == {found[0][1]}
    assert [bulk["status"] for bulk in reopened["bulks"]].count(found[0][2]) == 1
