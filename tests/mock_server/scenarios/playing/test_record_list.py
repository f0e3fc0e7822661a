"""Records are encoded when somebody looks, once for each change, and joined for a page."""

from mock_server.scenarios.playing.record_list import Dataset, Record


class Encoder:
    """Encodes numbers and notes what it was asked."""

    def __init__(self, lasts=None):
        self.asked = []
        self.lasts = lasts

    def __call__(self, index, moment):
        """Return a record that holds for `lasts` milliseconds, or for ever."""
        self.asked.append((index, moment))
        if self.lasts is None:
            return Record(body=b"%d" % index)
        return Record(body=b"%d@%d" % (index, moment), since=moment, until=moment + self.lasts)


def test_records_that_stand_still_are_encoded_once():
    """Pages that overlap encode what is new to them, and nothing twice."""
    encoder = Encoder()
    dataset = Dataset(10, encoder)
    first, second = dataset.slice(0, 3, 0), dataset.slice(1, 3, 99)

    assert first.body == b"0,1,2"
    assert second.body == b"1,2,3"
    assert second.until is None
    assert [index for index, _ in encoder.asked] == [0, 1, 2, 3]


def test_records_that_move_are_encoded_once_for_each_change():
    """Until it ends, the same bytes; then others; and back in time, those of that time."""
    encoder = Encoder(lasts=10)
    dataset = Dataset(1, encoder)
    bodies = [dataset.slice(0, 1, moment).body for moment in (0, 5, 9, 10, 19, 3)]

    assert bodies == [b"0@0", b"0@0", b"0@0", b"0@10", b"0@10", b"0@3"]
    assert encoder.asked == [(0, 0), (0, 10), (0, 3)]


def test_page_changes_when_the_first_of_its_records_does():
    """The earliest end counts, and the shortest wait."""
    records = {
        0: Record(body=b"a", until=70, retry_after=5),
        1: Record(body=b"b", until=30),
        2: Record(body=b"c", retry_after=2),
    }
    stretch = Dataset(3, lambda index, _: records[index]).slice(0, 3, 1)

    assert (stretch.body, stretch.until, stretch.retry_after) == (b"a,b,c", 30, 2)


def test_last_page_is_short_and_past_the_end_is_empty():
    """Slices behave like lists; nothing is encoded for nothing."""
    encoder = Encoder()
    dataset = Dataset(5, encoder)

    assert (dataset.slice(3, 100, 0).body, dataset.slice(3, 100, 0).count) == (b"3,4", 2)
    assert (dataset.slice(5, 10, 0).body, dataset.slice(99, 10, 0).count) == (b"", 0)
    assert len(encoder.asked) == 2


def test_what_is_kept_of_a_list_is_bounded_in_bytes():
    """Walking a million records keeps no more of them than it may, and says the same."""
    dataset = Dataset(
        1_000_000, lambda index, _: Record(body=b"%07d" % index * 100), max_bytes=100_000
    )
    for offset in range(0, 20_000, 100):
        stretch = dataset.slice(offset, 100, 0)
        assert stretch.body.startswith(b"%07d" % offset)
        assert stretch.count == 100
        assert dataset.size < 120_000


def test_a_long_list_takes_no_room_where_nobody_looks():
    """A billion records are as cheap as one, until somebody looks."""
    dataset = Dataset(10**9, lambda index, _: Record(body=b"%d" % index))

    assert dataset.slice(10**9 - 2, 100, 0).body == b"999999998,999999999"
    assert dataset.slice(510, 4, 0).body == b"510,511,512,513"
    assert dataset.slice(510, 4, 0).body == b"510,511,512,513"
    assert dataset.size < 20_000
