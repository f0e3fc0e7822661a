"""Times that a server writes, in the form of the document."""

import pytest

from mock_server.answers.stateful.changing.times import stamped
from openapi.contract import Schema

NOW = 1_800_000_000.5


def times(definition, like, name="created_at", **more):
    """Return the time of a member."""
    schema = Schema(definition=definition, pointer="", root=definition)
    value = stamped({}, {name: schema}, NOW, is_new=True, template={name: like}, **more)
    return value.get(name)


@pytest.mark.parametrize(
    ("definition", "like", "wanted"),
    [
        (
            {"type": "string", "format": "date-time"},
            "2020-01-01T00:00:00Z",
            "2027-01-15T08:00:00Z",
        ),
        (
            {"type": "string", "format": "date-time"},
            "2020-01-01T00:00:00.123Z",
            "2027-01-15T08:00:00.500Z",
        ),
        ({"type": "string", "format": "date"}, "2020-01-01", "2027-01-15"),
        ({"type": "integer"}, 1577836800, 1_800_000_000),
        ({"type": "integer"}, 1577836800000, 1_800_000_000_500),
    ],
)
def test_time_is_written_as_documented(definition, like, wanted):
    """Texts, dates, seconds and milliseconds stay what they are."""
    assert times(definition, like) == wanted


def test_other_members_are_no_times():
    """Only the usual names of such times are written."""
    assert times({"type": "string"}, "x", name="birthday") is None


def test_sent_times_are_kept():
    """A client that sends the time decides on it."""
    assert times({"type": "string"}, "x", sent=frozenset(["created_at"])) is None
