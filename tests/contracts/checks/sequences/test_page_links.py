"""Tests of: the links of a page lead to the pages that they name."""

import json
from dataclasses import replace

import pytest

from contracts.checks.sequences.page_links import check
from contracts.http.messages.exchange import Purpose
from contracts.observations.evidence import Evidence
from contracts.observations.observer import Observer
from openapi.contract import Pagination
from tests.contracts.paged import contract
from tests.contracts.shop import JSON_TYPE, SHOP, exchange, operation

PAGED = replace(
    operation("listOrders"),
    pagination=Pagination(
        position="start", limit="count", items="/orders", key="/id", page_size=20, links="/links"
    ),
)
CONTRACT = replace(SHOP, operations=(PAGED,))


def faults(links, query="start=4&count=2", ids=(5, 6), more=()):
    """Return severities and messages for the links of a page, with other pages around it."""
    asked = [*more, (query, ids, links), *more]
    seen = [
        Observer(CONTRACT).observe(
            replace(
                exchange(
                    f"/v1/orders?{text}",
                    json.dumps({"orders": [{"id": k} for k in keys], "links": own}).encode(),
                    made_for="listOrders",
                    number=number,
                ),
                purpose=Purpose.WALK,
            )
        )
        for number, (text, keys, own) in enumerate(asked, start=1)
    ]
    evidence = Evidence(contract=CONTRACT, operation=PAGED, observations=tuple(seen))
    return [str(j.finding.severity) + " " + j.finding.message for j in check(evidence) if j.finding]


def test_urls_in_the_body_are_judged_as_links():
    """`next` and `previous` beside the list, as Django writes them."""
    paging = replace(PAGED.pagination, links="", next_url="/links/next", previous_url="/links/prev")
    by_url = replace(PAGED, pagination=paging)
    own = replace(SHOP, operations=(by_url,))
    body = {"orders": [{"id": 5}, {"id": 6}], "links": {"next": "?start=8&count=2", "prev": None}}
    answer = replace(
        exchange("/v1/orders?start=4&count=2", body, made_for="listOrders"), purpose=Purpose.WALK
    )
    seen = (Observer(own).observe(answer),)

    (found,) = check(Evidence(contract=own, operation=by_url, observations=seen))

    assert found.finding.message == "The link 'next' leads to offset 8, expected is 6."
    assert found.finding.pointer == "/links/next"


@pytest.mark.parametrize(
    "links",
    [
        None,
        {},
        {"next": None},
        {"next": "/v1/orders?start=6&count=2", "prev": "?start=2&count=2", "first": "?start=0"},
        {"next": {"href": "https://elsewhere.example/list?count=2&start=6"}},
        {"next": "?cursor=abc", "up": "?start=99"},
        {"next": "?start=4&count=2&cursor=abc", "prev": "?start=9&cursor=xyz"},
        {"next": 5, "prev": "http://[", "self": "?start=4"},
    ],
)
def test_links_without_errors_pass(links):
    """Missing links, other hosts, objects, cursors and unknown names are allowed."""
    assert faults(links) == []


@pytest.mark.parametrize(
    ("links", "message"),
    [
        ({"next": "?start=8&count=2"}, "The link 'next' leads to offset 8, expected is 6."),
        ({"next": "?start=5&count=2"}, "The link 'next' leads to offset 5, expected is 6."),
        ({"next": "?start=6&count=9"}, "The link 'next' has the limit 9, expected is 2."),
        ({"prev": "?start=1&count=2"}, "The link 'prev' leads to offset 1, expected is 2."),
        ({"first": "?start=1"}, "The link 'first' leads to offset 1, expected is 0."),
        (
            {"self": {"href": "?start=5"}},
            "The link 'self' leads to offset 5, expected is 4.",
        ),
    ],
)
def test_a_wrong_link_is_a_warning(links, message):
    """Links are hardly documented, so a harmless one does not fail the run."""
    assert faults(links) == [f"warning {message}"]


@pytest.mark.parametrize(
    ("links", "message"),
    [
        (
            {"next": "?start=4&count=2"},
            "The link 'next' at offset 4 leads to offset 4, so the list never ends.",
        ),
        (
            {"next": {"href": "/v1/orders?start=0"}},
            "The link 'next' at offset 4 leads to offset 0, so the list never ends.",
        ),
        ({"prev": "?start=6&count=2"}, "The link 'prev' at offset 4 leads forward, to offset 6."),
    ],
)
def test_a_misleading_link_is_an_error(links, message):
    """A client that follows this link never reaches the end."""
    assert faults(links) == [f"error {message}"]


def test_a_link_of_an_empty_page_is_a_warning():
    """Clients stop at an empty page."""
    assert faults({"next": "?start=4&count=2"}, ids=()) == [
        "warning The link 'next' leads to offset 4, expected is 6."
    ]


def test_a_link_that_skips_items_is_an_error():
    """It is a warning if the skipped items were not seen both before and after."""
    links = {"next": "?start=8&count=2"}
    between = ("start=6&count=2", (7, 8), {})

    assert faults(links, more=(between,)) == [
        "error The link 'next' leads to offset 8 and skips the items from 6 on."
    ]
    assert faults(links, more=(("start=0&count=2", (1, 2), {}),)) == [
        "warning The link 'next' leads to offset 8, expected is 6."
    ]


def test_a_next_link_that_is_missing_too_early_is_found():
    """Other pages have a next link, and the following items were seen."""
    after = ("start=6&count=2", (7, 8), {"next": "?start=8&count=2"})

    assert faults({"next": None}, more=(after,)) == [
        "error There is no next link, although the list continues."
    ]


def numbered(link):
    """Return severities and messages for the second page of a list by number, with this `Link`."""
    document = contract()
    path = "/by-page-and-link?page=2&per_page=2"
    made = exchange(
        path,
        [{"id": 3, "text": "tea"}, {"id": 4, "text": "tea"}],
        made_for="byPageAndLink",
        headers=(*JSON_TYPE, ("Link", link)),
    )
    seen = Observer(document).observe(made)
    evidence = Evidence(contract=document, operation=seen.operation, observations=(seen,))
    return [str(j.finding.severity) + " " + j.finding.message for j in check(evidence) if j.finding]


@pytest.mark.parametrize(
    ("link", "found"),
    [
        ('<?page=3&per_page=2>; rel="next", <?page=1&per_page=2>; rel="prev"', []),
        ('<?page=1&per_page=2>; rel="next"',
         ["error The link 'next' at offset 2 leads to offset 0, so the list never ends."]),
        ('<?page=5&per_page=2>; rel="next"',
         ["warning The link 'next' leads to offset 8, expected is 4."]),
        ('<?page=3>; rel="next"', [
            "warning The link 'next' has no limit, expected is 2: it counts other pages."
        ]),
    ],
)  # fmt: skip
def test_link_header_with_page_numbers_is_judged(link, found):
    """`Link` headers are links, too, and a page number counts pages of the same length."""
    assert numbered(link) == found
