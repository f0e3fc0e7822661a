"""Promises of a list's records as values: a long list costs what is looked at."""

import pytest

from mock_server.scenarios.playing.listed_records import ListedRecords


class World:
    """A list of a million numbers that notes which ones were made."""

    def __init__(self) -> None:
        self.count = 1_000_000
        self.made: list[int] = []

    def record(self, index, now, *, identity):
        """Make one record."""
        self.made.append(index)
        return {"number": index, "at": now, **identity}


def test_only_what_is_looked_at_is_made():
    """The length of a million records makes none of them, and a slice makes its own."""
    world = World()
    records = ListedRecords(world, {"club": "a"}, 5.0)

    assert len(records) == 1_000_000
    assert records[7] == {"number": 7, "at": 5.0, "club": "a"}
    assert [each["number"] for each in records[999_998:]] == [999_998, 999_999]
    assert world.made == [7, 999_998, 999_999]


def test_beyond_the_end_is_nothing():
    """As with every sequence."""
    with pytest.raises(IndexError):
        ListedRecords(World(), {}, 0.0)[1_000_000]
