"""Records are encoded when they are requested, once for each change, and joined for a page."""

from mock_server.scenarios.playing.record_list import Dataset, RecordState


class Encoder:
    """Encodes numbers and notes the calls."""

    def __init__(self, lasts=None):
        self.calls = []
        self.lasts = lasts

    def __call__(self, index, moment):
        """Return a record that is valid for `lasts` milliseconds, or for ever."""
        self.calls.append((index, moment))
        if self.lasts is None:
            return RecordState(body=b"%d" % index)
        return RecordState(body=b"%d@%d" % (index, moment), since=moment, until=moment + self.lasts)


def test_constant_records_are_encoded_once():
    """Overlapping pages encode each record once."""
    encoder = Encoder()
    dataset = Dataset(10, encoder)
    first, second = dataset.slice(0, 3, 0), dataset.slice(1, 3, 99)

    assert first.body == b"0,1,2"
    assert second.body == b"1,2,3"
    assert second.until is None
    assert [index for index, _ in encoder.calls] == [0, 1, 2, 3]


def test_changing_records_are_encoded_once_for_each_change():
    """The bytes stay while they are valid, then change; an earlier moment gets its own bytes."""
    encoder = Encoder(lasts=10)
    dataset = Dataset(1, encoder)
    bodies = [dataset.slice(0, 1, moment).body for moment in (0, 5, 9, 10, 19, 3)]

    assert bodies == [b"0@0", b"0@0", b"0@0", b"0@10", b"0@10", b"0@3"]
    assert encoder.calls == [(0, 0), (0, 10), (0, 3)]


def test_page_changes_when_the_first_of_its_records_does():
    """A page has the earliest `until` and the smallest `retry_after` of its records."""
    records = {
        0: RecordState(body=b"a", until=70, retry_after=5),
        1: RecordState(body=b"b", until=30),
        2: RecordState(body=b"c", retry_after=2),
    }
    page = Dataset(3, lambda index, _: records[index]).slice(0, 3, 1)

    assert (page.body, page.until, page.retry_after) == (b"a,b,c", 30, 2)


def test_last_page_is_short_and_past_the_end_is_empty():
    """Slices behave like those of a list, and an empty one encodes no record."""
    encoder = Encoder()
    dataset = Dataset(5, encoder)

    assert (dataset.slice(3, 100, 0).body, dataset.slice(3, 100, 0).count) == (b"3,4", 2)
    assert (dataset.slice(5, 10, 0).body, dataset.slice(99, 10, 0).count) == (b"", 0)
    assert len(encoder.calls) == 2


def test_size_of_the_kept_records_is_limited():
    """Reading many records keeps no more than `max_bytes` of them, and the answers are the same."""
    dataset = Dataset(
        1_000_000, lambda index, _: RecordState(body=b"%07d" % index * 100), max_bytes=100_000
    )
    for offset in range(0, 20_000, 100):
        page = dataset.slice(offset, 100, 0)
        assert page.body.startswith(b"%07d" % offset)
        assert page.count == 100
        assert dataset.size < 120_000


def test_records_that_are_not_requested_take_no_memory():
    """A list of a billion records is as cheap as a short one."""
    dataset = Dataset(10**9, lambda index, _: RecordState(body=b"%d" % index))

    assert dataset.slice(10**9 - 2, 100, 0).body == b"999999998,999999999"
    assert dataset.slice(510, 4, 0).body == b"510,511,512,513"
    assert dataset.slice(510, 4, 0).body == b"510,511,512,513"
    assert dataset.size < 20_000
