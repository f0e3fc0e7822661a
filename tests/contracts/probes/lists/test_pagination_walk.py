"""Tests of requesting all pages of a list."""

from urllib.parse import parse_qsl, urlsplit

import pytest

from contracts.http.messages.exchange import Purpose
from contracts.probes.lists.pagination_walk import run
from tests.contracts.live import Reply
from tests.contracts.probing import probed


def walk(length, status=200):
    """Return the exchanges of a walk over a list of `length` orders."""

    def answer(seen):
        query = dict(parse_qsl(urlsplit(seen.target).query))
        start, count = int(query.get("start", 0)), int(query.get("count", 20))
        orders = [{"id": n} for n in range(length)][start : start + count]
        return Reply(status=status, body={"orders": orders})

    with probed(run, "listOrders", answer=answer) as (exchanges, _):
        return exchanges


def queries(exchanges):
    """Return the queries in order."""
    return [each.request.query for each in exchanges]


@pytest.mark.parametrize("length", [0, 1, 20, 50, 51, 73, 137])
def test_it_begins_and_ends_with_the_longest_pages(length):
    """The first pass reaches an empty or a short page, and is repeated at the end."""
    asked = queries(walk(length))
    sweep = [q for q in asked[:10] if q.endswith("count=50")]

    assert asked[0] == "start=0&count=50"
    assert all(asked.count(query) >= 2 for query in sweep)
    assert asked.index(asked[-1]) < len(asked) // 2


def test_it_requests_borders_and_other_page_sizes():
    """Single items, unusual offsets, offset or limit alone, the last page, and past the end."""
    asked = queries(walk(73))

    assert {
        "", "count=5", "start=20", "start=40", "start=60", "start=80", "start=0&count=1",
        "start=3&count=5", "start=7&count=7", "start=48&count=4", "start=72&count=1",
        "start=73&count=1", "start=78&count=5", "count=4&start=9",
    } <= set(asked)  # fmt: skip


def test_a_long_list_is_walked_at_both_ends_only():
    """Binary search finds the end of a list of thousands."""
    found = walk(10_000)
    searched = [each for each in found if each.purpose is Purpose.SEARCH]

    assert len(found) < 80
    assert len(searched) <= 15
    assert max(int(dict(parse_qsl(q)).get("start", 0)) for q in queries(found)) == 500


def test_a_server_without_pages_is_left_alone():
    """If the first answer is no page, no other page is requested."""
    assert queries(walk(5, status=503)) == ["start=0&count=50"]


def test_an_operation_without_pagination_gets_no_request():
    """Only an operation with `x-pagination` is walked."""
    with probed(run, "showOrder") as (exchanges, _):
        assert exchanges == ()


def test_the_first_items_are_requested_one_by_one():
    """An error at a single offset shows, as far as the first page goes."""
    alone = [query for query in queries(walk(73)) if query.endswith("&count=1")]

    assert {f"start={place}&count=1" for place in range(20)} <= set(alone)
    assert "start=21&count=1" not in alone
    assert "start=15&count=1" not in queries(walk(9))
