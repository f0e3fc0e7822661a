"""Values as streams of several."""

import json

import pytest

from mock_server.http.bodies.sequences import write_events, write_json_sequence, write_lines
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
