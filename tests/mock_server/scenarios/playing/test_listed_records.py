"""Records of a long list are made only when they are read."""

import pytest

from mock_server.scenarios.playing.listed_records import ListedRecords


class MillionRecords:
    """A run with a list of a million records that notes which ones were made."""

    def __init__(self) -> None:
        self.count = 1_000_000
        self.made: list[int] = []

    def record(self, index, now, *, identity):
        """Make one record."""
        self.made.append(index)
        return {"number": index, "at": now, **identity}


def test_only_records_that_are_read_are_made():
    """The length of a million records makes none of them; a slice makes only its own."""
    run = MillionRecords()
    records = ListedRecords(run, {"club": "a"}, 5.0)

    assert len(records) == 1_000_000
    assert records[7] == {"number": 7, "at": 5.0, "club": "a"}
    assert [each["number"] for each in records[999_998:]] == [999_998, 999_999]
    assert run.made == [7, 999_998, 999_999]


def test_record_after_the_end_is_an_index_error():
    """The list behaves like every sequence."""
    with pytest.raises(IndexError):
        ListedRecords(MillionRecords(), {}, 0.0)[1_000_000]
