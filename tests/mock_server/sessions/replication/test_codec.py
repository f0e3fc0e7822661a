"""Promises of cells as bytes: nothing is lost, and no bytes raise anything but one error."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_server.sessions.replication.cells import START
from mock_server.sessions.replication.codec import CellError, cell_bytes, parse_cell
from openapi.json.parsing import dump_json
from tests.mock_server.sessions.replication.generated import cells, fields, json_values


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
