"""What a page has beside its records."""

from dataclasses import replace

import pytest

from mock_server.scenarios.playing.cursors import CursorForm
from mock_server.scenarios.playing.link_writing import LinkBase, PageWindow
from mock_server.scenarios.playing.page_marks import (
    PageFormat,
    page_format,
    page_headers,
    page_positions,
)
from openapi.contract import MediaType, Schema
from tests.contracts.paged import contract

WINDOW = PageWindow(offset=4, limit=4, total=10)
BODY = {"notes": [], "meta": {"next": "x"}}


def media(meta, required=()):
    """Return a media type whose body has this schema of `meta`."""
    definition = {"properties": {"meta": {"properties": {"next": meta}, "required": [*required]}}}
    schema = Schema(definition=definition, pointer="", root=definition)
    return MediaType(name="application/json", schema=schema)


@pytest.mark.parametrize(
    ("meta", "required", "ended"),
    [
        ({"type": ["string", "null"]}, (), {"next": None}),
        ({"type": "string"}, (), {}),
        ({"type": "string"}, ("next",), {"next": ""}),
        ({"type": "string", "minLength": 1}, ("next",), {"next": None}),
    ],
)
def test_last_page_is_valid(meta, required, ended):
    """Null where it is allowed, else no cursor, else an empty one; null if nothing is valid."""
    found = page_format(contract().operation("byCursor"), media(meta, required), BODY)

    assert found.with_next(BODY, "/meta/next", None)["meta"] == ended


def test_number_in_the_body_is_a_number():
    """A cursor that is a number stays one."""
    operation = contract().operation("byCursor")
    found = page_format(operation, media({"type": "integer"}), {"notes": [], "meta": {"next": 5}})

    assert found.cursor is CursorForm.NUMBER


def test_positions_count_what_the_operation_counts():
    """Offsets are records, numbers are pages, cursors are opaque."""
    positions = {
        name: page_positions(contract().operation(name).pagination, WINDOW, CursorForm.OPAQUE)
        for name in ("byOffset", "byPage", "byPageFromZero", "byCursor")
    }

    assert positions["byOffset"] == {"current": 4, "first": 0, "last": 8, "prev": 0, "next": 8}
    assert positions["byPage"] == {"current": 2, "first": 1, "last": 3, "prev": 1, "next": 3}
    assert positions["byPageFromZero"]["next"] == 2
    assert positions["byCursor"]["next"] == "cGFnZTo4"


def test_headers_lead_to_other_pages():
    """`Link` has every page that exists, and keeps filter and limit; the cursor is alone."""
    base = LinkBase(url="http://a/list", limit=4, query=(("colour", "red"), ("page", "2")))
    paging = contract().operation("byPageAndLink").pagination
    positions = {"first": 1, "next": 3, "prev": None, "last": 3}
    by_link = page_headers(paging, positions, base.urls(paging, positions))
    by_header = page_headers(contract().operation("byHeader").pagination, {"next": "abc"}, {})

    assert by_link[0][0] == "link"
    assert by_link[0][1] == (
        '<http://a/list?colour=red&page=1&per_page=4>; rel="first", '
        '<http://a/list?colour=red&page=3&per_page=4>; rel="next", '
        '<http://a/list?colour=red&page=3&per_page=4>; rel="last"'
    )
    assert by_header == (("x-next", "abc"),)


def test_last_page_has_no_cursor_in_its_headers():
    """The header is absent, not empty."""
    paging = contract().operation("byHeader").pagination

    assert page_headers(paging, {"next": None}, {}) == ()


def test_format_without_a_schema_is_the_default():
    """A document without a schema accepts everything."""
    operation = contract().operation("byCursor")

    assert page_format(operation, None, BODY) == PageFormat()
    assert page_format(replace(operation, pagination=None), None, BODY) == PageFormat()
