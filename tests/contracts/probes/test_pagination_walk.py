"""Tests of the walk over all pages of a list."""

from urllib.parse import parse_qsl, urlsplit

import pytest

from contracts.http.client.limits import Limits
from contracts.http.client.recorder import Recorder
from contracts.http.client.transport import Transport
from contracts.http.clock import SystemClock
from contracts.http.messages.exchange import Purpose
from contracts.http.requests.credentials import Credentials
from contracts.http.requests.targets import Target
from contracts.probes.inputs.context import ProbeContext
from contracts.probes.pagination_walk import run
from tests.contracts.live import Reply, serve
from tests.contracts.shop import SHOP, operation


def context(target, name, memory):
    """Return what the probe gets for an operation."""
    return ProbeContext(
        target=target, operation=operation(name), credentials=Credentials(), recorder=memory
    )


def walk(length, status=200):
    """Return the exchanges of a walk over a list of so many orders."""

    def answer(seen):
        query = dict(parse_qsl(urlsplit(seen.target).query))
        start, count = int(query.get("start", 0)), int(query.get("count", 20))
        orders = [{"id": n} for n in range(length)][start : start + count]
        return Reply(status=status, body={"orders": orders})

    with serve(answer) as server:
        door = Transport(Limits(origins=frozenset({server.url})), SystemClock())
        target = Target(contract=SHOP, origin=server.url)
        memory = Recorder(door, SystemClock())
        run(context(target, "listOrders", memory))
        door.close()
    return memory.exchanges


def queries(exchanges):
    """Return the queries in order."""
    return [each.request.query for each in exchanges]


@pytest.mark.parametrize("length", [0, 1, 20, 50, 51, 73, 137])
def test_it_begins_and_ends_with_the_longest_pages(length):
    """The first sweep reaches an empty page or a short one, and comes again at the end."""
    asked = queries(walk(length))
    sweep = [q for q in asked[:10] if q.endswith("count=50")]

    assert asked[0] == "start=0&count=50"
    assert all(asked.count(query) >= 2 for query in sweep)
    assert asked.index(asked[-1]) < len(asked) // 2


def test_it_asks_for_borders_and_strides():
    """One item alone, odd offsets, offset or limit alone, the last page, and past the end."""
    asked = queries(walk(73))

    assert {
        "", "count=5", "start=20", "start=40", "start=60", "start=80", "start=0&count=1",
        "start=3&count=5", "start=7&count=7", "start=48&count=4", "start=72&count=1",
        "start=73&count=1", "start=78&count=5", "count=4&start=9",
    } <= set(asked)  # fmt: skip


def test_a_long_list_is_walked_at_both_ends_only():
    """The end of a list of thousands is looked for by halving."""
    found = walk(10_000)
    searched = [each for each in found if each.purpose is Purpose.SEARCH]

    assert len(found) < 80
    assert len(searched) <= 15
    assert max(int(dict(parse_qsl(q)).get("start", 0)) for q in queries(found)) == 500


def test_a_server_without_pages_is_left_alone():
    """Where the first page is no page, nothing more is asked for."""
    assert queries(walk(5, status=503)) == ["start=0&count=50"]


def test_an_operation_without_pages_gives_nothing():
    """Only what the contract calls a list is walked."""
    target = Target(contract=SHOP, origin="http://127.0.0.1:9")
    door = Transport(Limits(origins=frozenset()), SystemClock())
    memory = Recorder(door, SystemClock())

    run(context(target, "showOrder", memory))

    assert memory.exchanges == ()


def test_the_first_places_are_asked_for_one_by_one():
    """What fails at one offset only is met there, as far as the first page goes."""
    alone = [query for query in queries(walk(73)) if query.endswith("&count=1")]

    assert {f"start={place}&count=1" for place in range(20)} <= set(alone)
    assert "start=21&count=1" not in alone
    assert "start=15&count=1" not in queries(walk(9))
