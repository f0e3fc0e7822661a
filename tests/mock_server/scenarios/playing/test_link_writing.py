"""Page links have the right offsets, and the format that the schema prefers."""

import pytest

from mock_server.scenarios.playing.link_writing import (
    LinkBase,
    LinkFormat,
    PageWindow,
    detect_link_format,
)
from openapi.contract import Pagination, Schema

PAGINATION = Pagination(
    position="page[offset]", limit="page[limit]", items="/data", key="/id", page_size=25
)


def base(url, limit=None, query=()):
    """Return what links keep of a request."""
    return LinkBase(url=url, limit=limit, query=query)


def links_of(base, positions, shape=None):
    """Return the links object of a page."""
    return (shape or LinkFormat()).write(base.urls(PAGINATION, positions))


def offsets(offset, limit, total, max_offset=None):
    """Return the offsets of the links of a page."""
    return dict(PageWindow(offset=offset, limit=limit, total=total, max_offset=max_offset).offsets)


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ((0, 25, 0), {"current": 0, "first": 0, "last": 0, "prev": None, "next": None}),
        ((0, 25, 25), {"current": 0, "first": 0, "last": 0, "prev": None, "next": None}),
        ((0, 25, 26), {"current": 0, "first": 0, "last": 25, "prev": None, "next": 25}),
        ((25, 25, 26), {"current": 25, "first": 0, "last": 25, "prev": 0, "next": None}),
        ((10, 25, 101), {"current": 10, "first": 0, "last": 100, "prev": 0, "next": 35}),
        ((999, 25, 26), {"current": 999, "first": 0, "last": 25, "prev": 25, "next": None}),
        ((5, 0, 26), {"current": 5, "first": 0, "last": 0, "prev": None, "next": None}),
    ],
)
def test_links_of_a_page(page, expected):
    """First, last, previous and next; None if there is no such page."""
    assert offsets(*page) == expected


@pytest.mark.parametrize(("limit", "last"), [(1, 10_000), (7, 9_996), (25, 10_000), (100, 10_000)])
def test_next_ends_at_the_largest_allowed_offset(limit, last):
    """Of 10,050 records, no link has an offset above 10,000."""
    offset, walked = 0, []
    while offset is not None:
        walked.append(offset)
        offset = offsets(offset, limit, 10_050, 10_000)["next"]

    assert walked == list(range(0, 10_001, limit))
    assert walked[-1] == offsets(0, limit, 10_050, 10_000)["last"] == last


def test_links_keep_the_other_query_parameters():
    """A filter is kept, encoded; the page's own parameters are replaced."""
    query = (("filter", "eq(a,b) & c"), ("page[offset]", "3"), ("page[limit]", "9"))
    links = links_of(base("/jobs", 9, query), {"first": 0, "next": None})

    assert links == {
        "first": "/jobs?filter=eq(a,b)%20%26%20c&page%5Boffset%5D=0&page%5Blimit%5D=9",
        "next": None,
    }


def test_links_have_no_limit_if_the_request_has_none():
    """The server then uses its page size for them too."""
    links = links_of(base("/jobs"), {"first": 0})

    assert links == {"first": "/jobs?page%5Boffset%5D=0"}


def test_links_may_be_objects():
    """The URL is then under `href`; the link to a page that does not exist is null."""
    shape = LinkFormat(member="href")
    links = links_of(base("/jobs", 1), {"a": 2, "b": None}, shape)

    assert links == {"a": {"href": "/jobs?page%5Boffset%5D=2&page%5Blimit%5D=1"}, "b": None}


TEXT = {"type": "string"}
NULLABLE = {"type": ["string", "null"]}
OBJECT = {"type": "object", "properties": {"href": NULLABLE}}


@pytest.mark.parametrize(
    ("definition", "expected"),
    [
        ({"type": "object"}, LinkFormat()),
        ({"additionalProperties": {"anyOf": [NULLABLE, OBJECT]}}, LinkFormat()),
        ({"additionalProperties": {"anyOf": [OBJECT, NULLABLE]}}, LinkFormat(member="href")),
        ({"additionalProperties": OBJECT}, LinkFormat(member="href", has_null=False)),
        ({"additionalProperties": TEXT}, LinkFormat(has_null=False)),
        ({"properties": {"next": OBJECT}, "additionalProperties": OBJECT},
         LinkFormat(member="href", has_null=False)),
    ],
)  # fmt: skip
def test_link_format_follows_the_schema(definition, expected):
    """The schema's first alternative is preferred, and null is used only where it is allowed."""
    schema = Schema(definition=definition, pointer="", root={})

    assert detect_link_format(schema) == expected


def test_link_described_by_itself_comes_to_an_end():
    """A document cannot stop the server by an alternative that is the schema itself."""
    link = {"anyOf": [{"$ref": "#/link"}, TEXT]}
    schema = Schema(
        definition={"additionalProperties": {"$ref": "#/link"}}, pointer="", root={"link": link}
    )

    assert detect_link_format(schema) == LinkFormat()
