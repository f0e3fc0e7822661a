"""Promises of messages: they carry short values, name long ones, and no bytes do harm."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_server.sessions.stores.messages import (
    MAX_CARRIED,
    Message,
    MessageError,
    message_of,
    parse_message,
)
from openapi.json.parsing import dump_json
from tests.mock_server.sessions.replication.generated import json_values, names


@given(names, st.dictionaries(names, json_values.map(dump_json), max_size=4))
def test_short_values_are_carried(owner, fields):
    """Nothing has to be read from the store."""
    assert parse_message(message_of(owner, fields)) == Message(owner=owner, fields=fields)


def test_long_values_are_named():
    """They are read from the store by those who receive the message."""
    fields = {"records a": b'"' + b"x" * MAX_CARRIED + b'"', "clock": b"1"}

    assert parse_message(message_of("o", fields)) == Message(
        owner="o", names=("records a", "clock")
    )


@given(st.binary(max_size=40) | json_values.map(dump_json))
def test_no_bytes_raise_anything_else(data):
    """Another program may publish on the same channel."""
    with suppress(MessageError):
        parse_message(data)


@pytest.mark.parametrize(
    "tree",
    [{"o": ""}, {"o": 1}, {"o": "a", "f": []}, {"o": "a", "f": {"b": 1}}, {"o": "a", "n": [1]},
     {"o": "a", "n": ["x" * 20_000]}, {"o": "a" * 300}],
)  # fmt: skip
def test_what_is_no_message_is_refused(tree):
    """Names and their number are bounded."""
    with pytest.raises(MessageError):
        parse_message(dump_json(tree))
