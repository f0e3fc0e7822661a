"""Promises of merging: replicas that have received the same cells agree."""

from functools import reduce

from hypothesis import given
from hypothesis import strategies as st

from mock_server.sessions.replication.cells import PLAYED, START, Cell, Stamp, merged
from tests.mock_server.sessions.replication.generated import cells, fields


def several(count):
    """Return a strategy of a field and so many of its cells."""
    return fields.flatmap(
        lambda field: st.tuples(st.just(field), st.lists(cells(field), min_size=1, max_size=count))
    )


@given(several(6), st.randoms(use_true_random=False))
def test_order_and_repetition_do_not_matter(field_and_cells, random):
    """Received in any order, any number of times, the same cell is kept."""
    field, received = field_and_cells
    again = [*received, *received]
    random.shuffle(again)

    def kept(all_of_them):
        return reduce(lambda one, other: merged(field, one, other), all_of_them)

    assert kept(again) == kept(received)


@given(several(3))
def test_one_of_the_cells_is_kept(field_and_cells):
    """Merging invents nothing."""
    field, received = field_and_cells

    assert merged(field, received[0], received[-1]) in received


def cell(version, value, *, era=0, replica="a"):
    """Return a cell."""
    return Cell(stamp=Stamp(version, replica), value=value, era=era)


def test_the_last_writer_wins():
    """Of two changes the later one counts; written at the same moment, all agree on one."""
    assert merged("clock", cell(2, "new"), cell(1, "old")).value == "new"
    assert merged("clock", cell(1, "x"), cell(1, "y", replica="b")).value == "y"


def test_the_earliest_start_and_the_farthest_place_win_within_an_era():
    """A restart makes all earlier starts and places void."""
    assert merged(f"{START}a/b", cell(1, 10.0), cell(2, 20.0)).value == 10.0
    assert merged(f"{START}a/b", cell(1, 10.0), cell(2, 20.0, era=2)).value == 20.0
    assert merged(f"{PLAYED}a", cell(2, 1), cell(1, 2)).value == 2
    assert merged(f"{PLAYED}a", cell(2, 1, era=2), cell(1, 2)).value == 1
