"""Tests of: links lead to the pages that they name."""

import json
from dataclasses import replace

import pytest

from contracts.checks.page_links import judge
from contracts.evidence import Evidence
from contracts.exchange import Purpose
from contracts.observation import Observer
from openapi.contract import Pagination
from tests.contracts.shop import SHOP, exchange, operation

PAGED = replace(
    operation("listOrders"),
    pagination=Pagination(
        offset="start", limit="count", items="/orders", key="/id", page_size=20, links="/links"
    ),
)
CONTRACT = replace(SHOP, operations=(PAGED,))


def warnings(links, query="start=4&count=2", ids=(5, 6), more=()):
    """Return the messages about the links of a page, and of more pages around it."""
    asked = [*more, (query, ids, links), *more]
    seen = [
        Observer(CONTRACT, {}).observe(
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
    return [str(j.finding.severity) + " " + j.finding.message for j in judge(evidence) if j.finding]


@pytest.mark.parametrize(
    "links",
    [
        None,
        {},
        {"next": None},
        {"next": "/v1/orders?start=6&count=2", "prev": "?start=2&count=2", "first": "?start=0"},
        {"next": {"href": "https://elsewhere.example/list?count=2&start=6"}},
        {"next": "?cursor=abc", "up": "?start=99"},
        {"next": 5, "prev": "http://[", "self": "?start=4"},
    ],
)
def test_links_that_say_nothing_wrong_pass(links):
    """No links, other hosts, objects, cursors and unknown names are all healthy."""
    assert warnings(links) == []


@pytest.mark.parametrize(
    ("links", "message"),
    [
        ({"next": "?start=8&count=2"}, "The link 'next' leads to offset 8; 6 was to be expected."),
        ({"next": "?start=4&count=2"}, "The link 'next' leads to offset 4; 6 was to be expected."),
        ({"next": "?start=6&count=9"}, "The link 'next' asks for 9 items a page, not for 2."),
        ({"prev": "?start=6&count=2"}, "The link 'prev' leads to offset 6; 2 was to be expected."),
        ({"first": "?start=1"}, "The link 'first' leads to offset 1; 0 was to be expected."),
        (
            {"self": {"href": "?start=5"}},
            "The link 'self' leads to offset 5; 4 was to be expected.",
        ),
    ],
)
def test_a_link_that_leads_elsewhere_is_a_warning(links, message):
    """What links hold is hardly documented, so that no link fails a run."""
    assert warnings(links) == [f"warning {message}"]


def test_a_next_link_that_is_missing_too_early_is_found():
    """Where other pages have one, and the walk has seen what follows."""
    after = ("start=6&count=2", (7, 8), {"next": "?start=8&count=2"})

    assert warnings({"next": None}, more=(after,)) == [
        "warning There is no next link, although the list goes on."
    ]
