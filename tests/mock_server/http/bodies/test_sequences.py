"""Values as streams of several."""

import csv
import json
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_server.http.bodies.sequences import (
    write_csv,
    write_events,
    write_json_sequence,
    write_lines,
)
from tests.acceptance.cases import cases


@cases(
    "value, text",
    {
        "list": ([{"a": 1}, 2], 'data: {"a":1}\n\ndata: 2\n\n'),
        "object": ({"a": 1}, 'data: {"a":1}\n\n'),
        "text of two lines": (["a\nb"], "data: a\ndata: b\n\n"),
        "characters that are no line ends": (["a\u2028b\x0bc"], "data: a\u2028b\x0bc\n\n"),
        "empty text": ([""], "data: \n\n"),
        "fields": (
            [{"id": 7, "event": "add", "retry": 10, "data": {"a": 1}}],
            'event: add\nid: 7\nretry: 10\ndata: {"a":1}\n\n',
        ),
        "members that are no fields": ([{"data": 1, "a": 2}], 'data: {"data":1,"a":2}\n\n'),
        "no events": ([], ""),
    },
)
def test_events(value, text):
    """Each item is an event, which a browser's EventSource dispatches."""
    assert write_events(value).decode() == text


@pytest.mark.parametrize("write", [write_lines, write_json_sequence])
@pytest.mark.parametrize("value", [[{"a": "b\nc"}, 2, None], []])
def test_each_line_is_json(write, value):
    """A reader that takes line by line gets the items back."""
    lines = write(value).decode().split("\n")[:-1]

    assert [json.loads(line.lstrip("\x1e")) for line in lines] == value


@cases(
    "value, lines",
    {
        "objects": ([{"a": 1}, {"a": None, "b": True}], ["a,b", "1,", ",true"]),
        "one object": ({"a": "x"}, ["a", "x"]),
        "lists": ([[1, "a,b"], ["c"]], ['1,"a,b"', "c"]),
        "texts": (["a", 'say "b"'], ["a", '"say ""b"""']),
        "inner values": ([{"a": [1], "b": {"c": 2}}], ["a,b", '[1],"{""c"":2}"']),
        "nothing": ([], []),
    },
)
def test_rows(value, lines):
    """Objects have a line of names; cells are quoted where they have to be."""
    assert write_csv(value).decode() == "".join(f"{line}\r\n" for line in lines)


@given(st.lists(st.fixed_dictionaries({"a": st.text(), "b": st.text()}), min_size=1))
def test_any_texts_can_be_read_again(rows):
    """No text of a cell breaks its line, whatever it has."""
    text = write_csv(rows).decode()

    assert [*csv.DictReader(StringIO(text, newline=""))] == rows
