"""The head of a request."""

import pytest

from mock_server.http.requests import (
    CONSOLE,
    DOCS,
    HEALTH,
    INDEX,
    MOCK_PREFIX,
    raw_path_of,
    read_head,
    read_query,
)
from openapi.routing import Router
from tests.acceptance.cases import cases
from tests.mock_server.asgi_client import ask, scope_of


@cases(
    "raw, pairs",
    {
        "brackets": (b"page[limit]=1", (("page[limit]", "1"),)),
        "encoded": (b"page%5Blimit%5d=1", (("page[limit]", "1"),)),
        "repeated": (b"a=1&a=2", (("a", "1"), ("a", "2"))),
        "no-value": (b"a&b=", (("a", ""), ("b", ""))),
        "plus": (b"a=1+2", (("a", "1 2"),)),
        "encoded-plus": (b"a=%2B5", (("a", "+5"),)),
        "equals-inside": (b"a=b=c", (("a", "b=c"),)),
        "percent-sign": (b"a=100%", (("a", "100%"),)),
        "utf-8": (b"a=%C3%A9", (("a", "é"),)),
        "empty-parts": (b"&&a=1&", (("a", "1"),)),
        "nothing": (b"", ()),
    },
)
def test_query_is_decoded_once(raw, pairs):
    """Names and values keep their order, repetitions and texts."""
    assert read_query(raw) == (pairs, "")


def test_query_that_is_not_utf8_is_a_fault():
    """Bytes that are not UTF-8 are reported, not repaired."""
    assert read_query(b"a=1&b=%ff") == ((), "the query is not UTF-8 at b=%ff")


@pytest.mark.parametrize(
    ("method", "id_"), [("GET", "listImportJobs"), ("HEAD", "listImportJobs"), ("POST", None)]
)
def test_head_request_asks_for_the_get(packaged, method, id_):
    """HEAD selects the GET operation; another undocumented method selects none."""
    scope = scope_of(method, "/subscriptions/imports")
    route = Router(packaged).find(b"/subscriptions/imports")
    head = read_head(scope).at(b"", route)

    assert (head.operation and head.operation.id) == id_


def test_headers_are_found_by_lower_case_name():
    """Lines of one header keep their order, and lists can be read as one."""
    scope = scope_of("GET", "/", [("Accept", "a/b"), ("X-Other", "1"), ("ACCEPT", "c/d")])
    head = read_head(scope)

    assert head.header_values("accept") == ("a/b", "c/d")
    assert head.joined_header("accept") == "a/b, c/d"
    assert head.joined_header("prefer") == ""


def test_raw_path_is_made_up_where_a_server_has_none():
    """A server that gives only the decoded path is understood."""
    assert raw_path_of({"path": "/a b"}) == b"/a%20b"


def test_raw_path_ends_before_the_query():
    """A server that leaves the query in the raw path is understood."""
    assert raw_path_of({"raw_path": b"/a?b"}) == b"/a"


def test_every_page_is_below_the_prefix(app):
    """No page of the mock takes a path of an imitated API, and each is there."""
    pages = [INDEX, HEALTH, DOCS, f"{CONSOLE}/"]

    assert {page.encode().startswith(MOCK_PREFIX) for page in pages} == {True}
    assert [ask(app, page, ("Host", "localhost")).status for page in pages] == [200] * 4
