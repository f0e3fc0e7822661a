"""Cursors of the mock: opaque, valid by the parameter's schema, and read without any state."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_server.scenarios.playing.cursors import CursorForm, cursor_form, read_cursor, write_cursor
from openapi.contract import Location, Parameter, Schema
from tests.contracts.paged import contract


@given(st.integers(0, 10**9), st.sampled_from(list(CursorForm)))
def test_cursor_is_read_back(offset, form):
    """A cursor of any form leads to the offset it was written for, as a text, too."""
    cursor = write_cursor(offset, form)

    assert read_cursor(cursor) == read_cursor(str(cursor)) == offset


@given(st.text(max_size=80))
def test_any_text_is_read_as_a_cursor_or_not(text):
    """A client cannot make the mock fail by a cursor."""
    found = read_cursor(text)

    assert found is None or found >= 0


@pytest.mark.parametrize("value", [None, True, -1, [], {}, "", "²", "x" * 1000, "9" * 65])
def test_foreign_values_are_no_cursors(value):
    """What the mock has not written is not a cursor of the mock."""
    assert read_cursor(value) is None


@pytest.mark.parametrize(
    ("definition", "form"),
    [
        ({"type": "string"}, CursorForm.OPAQUE),
        ({"type": "integer"}, CursorForm.NUMBER),
        ({"type": "string", "pattern": "^[0-9]+$"}, CursorForm.NUMBER),
        ({"type": "string", "format": "uuid", "minLength": 36}, CursorForm.UUID),
        ({"type": "string", "enum": ["only"]}, CursorForm.OPAQUE),
    ],
)
def test_form_follows_the_schema(definition, form):
    """A client can send a cursor back: the parameter accepts it."""
    operation = contract().operation("byCursor")
    parameter = Parameter(
        name="after",
        location=Location.QUERY,
        is_required=False,
        schema=Schema(definition=definition, pointer="", root={}),
    )

    assert cursor_form(replace(operation, parameters=(parameter,))) is form


def test_form_follows_the_body_too():
    """A body that accepts texts only gets a text."""
    operation = contract().operation("byCursor")

    assert cursor_form(operation, lambda cursor: cursor == "1") is CursorForm.DIGITS
