"""Promises of values: clocks, faults and records are read as they were written."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_server.sessions.replication.cells import CellError
from mock_server.sessions.replication.values import (
    clock_json,
    collection_json,
    faults_json,
    read_clock,
    read_collection,
    read_faults,
    read_texts,
)
from openapi.json.parsing import dump_json, parse_json
from tests.mock_server.sessions.replication.generated import (
    clocks,
    collections,
    faults,
    json_values,
)


def sent(value):
    """Return a value after it was written and parsed."""
    return parse_json(dump_json(value))


@given(st.none() | clocks)
def test_a_clock_shows_the_same_time(clock):
    """Frozen, fast, or following the server."""
    assert read_clock(sent(clock_json(clock))) == clock


@given(st.lists(faults, max_size=3).map(tuple))
def test_armed_faults_keep_their_settings(armed):
    """And how often each still fires."""
    assert read_faults(sent(faults_json(armed))) == armed


@given(st.none() | collections)
def test_records_keep_their_order_and_values(collection):
    """And the largest number that was assigned."""
    found = read_collection(sent(collection_json(collection)))

    assert found == collection
    assert collection is None or list(found.records) == list(collection.records)


@given(json_values)
def test_no_value_raises_anything_else(value):
    """What is not understood is one kind of error."""
    for read in (read_clock, read_faults, read_texts, read_collection):
        with suppress(CellError):
            read(value)


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (read_clock, [0, 0, 1]),
        (read_clock, [0, 0, -1, 1]),
        (read_clock, [0, 1e300, 1, 1]),
        (read_faults, [{"fault": 7}]),
        (read_faults, [{"fault": "a", "settings": {"b": "c"}}]),
        (read_faults, [{"fault": "a", "span": [1]}]),
        (read_faults, [{"fault": "a", "remaining": 1.5}]),
        (read_faults, [{"fault": "a"}] * 65),
        (read_collection, {"rows": [["7", False]]}),
        (read_collection, {"rows": [["7", False, []]]}),
        (read_collection, {"rows": [["7", False, {}]] * 10_001}),
    ],
)
def test_what_is_not_understood_is_refused(read, value):
    """Numbers and lengths are bounded."""
    with pytest.raises(CellError):
        read(value)
