"""The way from one page to the next one."""

from dataclasses import replace

import pytest

from contracts.http.messages.exchange import Request, Response
from contracts.observations.paging.next_pages import NextPage, next_page
from openapi.contract import PageKind, Pagination
from tests.contracts.shop import exchange

HERE = Request(method="GET", origin="http://a.example", target="/list?take=2&after=old&token=t")


def paging(**more):
    """Return a pagination by cursor."""
    return Pagination(
        kind=PageKind.CURSOR,
        position="after",
        limit="take",
        items="",
        key="/id",
        page_size=4,
        **more,
    )


def after(pages, body=None, headers=()):
    """Return where an answer leads."""
    answer = Response(status=200, headers=headers)
    return next_page(pages, replace(exchange(), request=HERE, response=answer), body)


@pytest.mark.parametrize("cursor", ["new", 17, "a b&c=d/é"])
def test_cursor_of_the_body_replaces_the_one_before(cursor):
    """All other parameters are kept, and the cursor is sent as it is, encoded."""
    found = after(paging(next="/next"), {"next": cursor})

    assert found is not None
    assert found.target.startswith("/list?take=2&token=t&after=")
    assert "old" not in found.target
    assert found.target.count("&") == 2


@pytest.mark.parametrize("end", [None, "", False, {}, [], 0.0])
def test_no_cursor_is_the_end(end):
    """Null, an empty text and values that are no cursor end the list, as its absence does."""
    assert after(paging(next="/next"), {"next": end}) in (
        None,
        NextPage(target="/list?take=2&token=t&after=0.0"),
    )
    assert after(paging(next="/next"), {}) is None


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("http://a.example/list?after=new", "/list?take=2&token=t&after=new"),
        ("?after=new", "/list?take=2&token=t&after=new"),
        (None, None),
        (7, None),
    ],
)
def test_url_of_the_body(url, target):
    """The URL of the next page in the body is followed as a link is; anything else is the end."""
    found = after(paging(next_url="/next"), {"next": url})

    assert (found and found.target) == target


def test_cursor_of_a_header():
    """The header's name ignores case; without it the list ends."""
    pages = paging(next_header="x-next")

    assert after(pages, headers=(("X-Next", "new"),)) == NextPage(
        target="/list?take=2&token=t&after=new"
    )
    assert after(pages) is None


@pytest.mark.parametrize(
    "link", ["?after=new", "/list?after=new", "http://a.example/list?after=new"]
)
def test_link_to_the_same_path_is_followed(link):
    """A link may be relative or absolute; parameters that it does not repeat are kept."""
    found = after(paging(has_link_header=True), headers=(("Link", f'<{link}>; rel="next"'),))

    assert found == NextPage(target="/list?take=2&token=t&after=new")


@pytest.mark.parametrize(
    "link",
    [
        "http://b.example/list?after=new",
        "https://a.example/list?after=new",
        "http://a.example:81/list?after=new",
        "//b.example/list?after=new",
        "http://a.example@b.example/list?after=new",
        "/admin?after=new",
        "/list/../admin?after=new",
        "file:///list",
        "http://[",
        "?after=a b",
        "?after=é",
    ],
)
def test_link_to_another_place_is_not_followed(link):
    """Another host, port, scheme or path, or a link that is no URL, is only reported."""
    found = after(paging(links="/links"), {"links": {"next": link}})

    assert found == NextPage(foreign=link)


def test_links_of_the_body_may_be_objects():
    """`{"next": {"href": ...}}` is a link, too."""
    assert after(paging(links="/links"), {"links": {"next": {"href": "?after=new"}}}) == NextPage(
        target="/list?take=2&token=t&after=new"
    )
