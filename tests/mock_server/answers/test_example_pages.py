"""A documented list, cut to a page."""

from dataclasses import replace

import pytest

from mock_server.answers.example_pages import PageSelection, page_of_example
from openapi.contract import Pagination
from tests.acceptance.cases import cases
from tests.contracts.paged import contract

PAGES = Pagination(position="skip", limit="take", items="/list", key="/id", page_size=2)
BODY = {"list": [1, 2, 3], "more": {"kept": True}}
NOTES = [{"id": number, "text": "tea"} for number in (1, 2, 3)]


def page_of(body, query, pages=PAGES):
    """Return the body of the page that a query selects."""
    operation = replace(contract().operation("byOffset"), pagination=pages)
    return page_of_example(body, operation, None, PageSelection(query=query), {}).body


def documented(name, body, query, headers=None):
    """Return a page of an operation of the documents of all kinds."""
    operation = contract().operation(name)
    media = operation.success.media_type()
    selection = PageSelection(query=query, url="http://a/list")
    return page_of_example(body, operation, media, selection, headers or {})


@cases(
    "query, records",
    {
        "first": ({"take": 1}, [1]),
        "second": ({"skip": 1, "take": 1}, [2]),
        "default-size": ({"skip": 0}, [1, 2]),
        "rest": ({"skip": 2, "take": 5}, [3]),
        "past-the-end": ({"skip": 3, "take": 5}, []),
        "no-room": ({"take": 0}, []),
    },
)
def test_page_has_the_records_asked_for(query, records):
    """The offset skips records, the limit bounds them, and the rest of the body is kept."""
    assert page_of(BODY, query) == {"list": records, "more": {"kept": True}}


@pytest.mark.parametrize("query", [{"take": 3}, {"filter": "x"}, {}])
def test_whole_list_is_left_as_it_is(query):
    """Asked for everything, or for no page, the answer is the documented body itself."""
    assert page_of(BODY, query) is BODY


@pytest.mark.parametrize("body", [{}, {"list": "text"}, [], "text"])
def test_body_without_the_list_is_left_as_it_is(body):
    """An example without a list at that place is not cut."""
    assert page_of(body, {"take": 1}) is body


def test_walk_by_cursor_ends():
    """Pages of one record lead to each other, and the last one to no other."""
    query, seen = {"take": 1}, []
    for _ in range(5):
        body = documented("byCursor", {"notes": NOTES, "meta": {"next": "old"}}, query).body
        seen += [note["id"] for note in body["notes"]]
        if "next" not in body["meta"]:
            break
        query = {"take": 1, "after": body["meta"]["next"]}

    assert seen == [1, 2, 3]


def test_documented_cursor_leads_to_an_empty_last_page():
    """All documented records are on the first page, whose cursor stays as it is documented."""
    body = {"notes": NOTES, "meta": {"next": "old"}}

    assert documented("byCursor", body, {}).body is body
    assert documented("byCursor", body, {"after": "old"}).body == {"notes": [], "meta": {}}
    assert documented("byCursor", body, {"after": "other"}).body is body


def test_cursor_of_a_header_is_replaced():
    """The documented header is that of the whole list; a page has its own, the last one none."""
    first = documented("byHeader", NOTES, {"take": 2}, {"x-next": "old"})
    last = documented("byHeader", NOTES, {"after": "old"}, {"x-next": "old"})

    assert first.headers == (("x-next", "00000000-0000-4000-8000-000000000002"),)
    assert (last.body, last.headers, last.dropped) == ([], (), {"x-next"})


def test_link_header_leads_to_the_mock():
    """The documented `Link` leads to the vendor's host; that of the mock to the mock."""
    page = documented("byPageAndLink", NOTES, {"per_page": 2, "page": 1}, {"link": "<https://v>"})

    assert dict(page.headers)["link"] == (
        '<http://a/list?page=1&per_page=2>; rel="first", '
        '<http://a/list?page=2&per_page=2>; rel="next", '
        '<http://a/list?page=2&per_page=2>; rel="last"'
    )
