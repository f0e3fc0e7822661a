"""Promises of merging: replicas that have received the same cells agree."""

from contextlib import suppress
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_server.sessions.replication.cells import (
    MAX_AHEAD_SECONDS,
    PLAYED,
    START,
    Cell,
    CellError,
    Stamp,
    Versions,
    cell_bytes,
    merged,
    parse_cell,
    seconds_of,
)
from openapi.json.parsing import dump_json
from tests.mock_server.manual_time import ManualTime
from tests.mock_server.observed import NOON
from tests.mock_server.sessions.replication.generated import cells, fields, json_values


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


@given(fields.flatmap(lambda field: st.tuples(st.just(field), cells(field))))
def test_a_cell_is_read_as_it_was_written(field_and_cell):
    """What one replica writes is what another one reads."""
    field, cell = field_and_cell

    assert parse_cell(field, cell_bytes(cell)) == cell


@given(fields, st.binary(max_size=60) | json_values.map(dump_json))
def test_no_bytes_raise_anything_else(field, data):
    """Whatever a store holds, the replica goes on."""
    with suppress(CellError):
        parse_cell(field, data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{}",
        b'{"v":1,"r":"a"}',
        b'{"v":-1,"r":"a","x":1}',
        b'{"v":true,"r":"a","x":1}',
        b'{"v":1.5,"r":"a","x":1}',
        b'{"v":9007199254740992,"r":"a","x":1}',
        b'{"v":1,"r":"a b","x":1}',
        b'{"v":1,"r":"","x":1}',
        b'{"v":1,"r":"a","e":-1,"x":1}',
        b'{"v":1,"r":"a","x":"10"}',
        b'{"v":1,"r":"a","x":-1}',
        b'{"v":1,"r":"a","x":1e400}',
        b'{"v":1,"r":"a","x":' + b"[" * 90 + b"]" * 90 + b"}",
    ],
)
def test_what_is_no_cell_is_refused(data):
    """Version, replica and value have to be of their kinds."""
    with pytest.raises(CellError):
        parse_cell(f"{START}a/b", data)


def test_members_of_a_later_version_are_left_out():
    """A replica of a later version may write more."""
    cell = parse_cell("clock", b'{"v":1,"r":"a","x":null,"new":[1]}')

    assert (cell.stamp, cell.value, cell.era) == ((1, "a"), None, 0)


def test_versions_grow_even_if_the_clock_does_not():
    """Two changes in the same microsecond are in order, and after a clock was set back too."""
    ticker = ManualTime(NOON)
    versions = Versions(ticker)
    made = [versions.next(), versions.next()]
    ticker.advance(-60)
    made.append(versions.next())

    assert made == sorted(set(made))
    assert seconds_of(made[0]) == NOON


def test_a_change_after_one_of_another_replica_is_the_later_one():
    """Even if the clock of the other machine is ahead."""
    versions = Versions(ManualTime(NOON))
    ahead = int((NOON + 30) * 1_000_000)
    versions.see(ahead)

    assert versions.next() == ahead + 1


def test_a_version_of_another_year_is_refused():
    """It would win over every later change."""
    versions = Versions(ManualTime(NOON))
    with pytest.raises(CellError, match="clocks"):
        versions.see(int((NOON + MAX_AHEAD_SECONDS + 1) * 1_000_000))

    assert versions.next() == int(NOON * 1_000_000)
