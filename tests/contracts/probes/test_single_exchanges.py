"""Tests of the probes that need one exchange at a time, against a live shop."""

from contextlib import closing, contextmanager

import pytest

from contracts.clock import SystemClock
from contracts.credentials import gather_credentials, other_credentials
from contracts.exchange import Asker, Purpose
from contracts.probes.single_exchanges import Extent, gather
from contracts.recorder import Recorder
from contracts.targets import Target
from contracts.transport import Limits, SpentError, Transport
from tests.contracts.live import serve
from tests.contracts.shop import SHOP, operation
from tests.contracts.shop_server import shop

MINE = {"SHOP_TOKEN": "my-token-1", "SHOP_NAME": "corner"}
THEIRS = {"OTHER_SHOP_TOKEN": "their-token-2", "OTHER_SHOP_NAME": "market"}


@contextmanager
def probed(name="showOrder", environ=MINE, *, max_requests=0, **extent):
    """Probe a healthy shop; yield the exchanges and what the server saw."""
    with serve(shop()) as server:
        clock = SystemClock()
        limits = Limits(
            origins=frozenset({server.url}),
            allow_unsafe=extent.get("is_unsafe", False),
            max_requests=max_requests,
        )
        transport = Transport(limits, clock)
        recorder = Recorder(transport, clock)
        with closing(transport):
            told = list(
                gather(
                    Target(contract=SHOP, origin=server.url),
                    operation(name),
                    gather_credentials(SHOP, (), environ, {"order_id": ("7", "8")}),
                    recorder,
                    Extent(other=other_credentials(SHOP, (), environ), **extent),
                )
            )
        assert told == []
        yield recorder.exchanges, server


def test_reading_is_all_that_is_done():
    """GET, HEAD and OPTIONS; nothing else leaves the house."""
    with probed(is_probing_access=True) as (_, server):
        assert server.methods == {"GET", "HEAD", "OPTIONS"}


def test_other_methods_go_out_when_allowed():
    """Without a body, and only those that the contract does not name."""
    with probed("listOrders", is_unsafe=True) as (_, server):
        assert server.methods >= {"PUT", "DELETE", "TRACE"}
        assert "POST" not in server.methods


def test_unsafe_operations_are_left_alone():
    """Odd input for something that creates could create something odd."""
    with probed("createOrder", is_unsafe=True) as (exchanges, _):
        assert exchanges == ()


def test_a_quick_run_sends_no_odd_input():
    """Only HTTP itself is exercised."""
    with probed(is_thorough=False) as (exchanges, _):
        purposes = {exchange.purpose for exchange in exchanges}

    assert purposes == {
        *(Purpose.METHOD, Purpose.CONDITION, Purpose.CONNECTION, Purpose.EQUIVALENT)
    }


@pytest.mark.parametrize(
    ("chosen", "purposes"),
    [
        ("intake", {Purpose.INTAKE}),
        ("names", {Purpose.NAME, Purpose.CONTROL, Purpose.NEIGHBOUR}),
        ("access", {Purpose.ACCESS}),
    ],
)
def test_a_probe_may_be_chosen(chosen, purposes):
    """Whoever wants one gets one."""
    with probed(chosen=frozenset({chosen})) as (exchanges, _):
        assert {exchange.purpose for exchange in exchanges} == purposes


def test_required_headers_are_left_out_emptied_and_repeated():
    """What is required is tested for being required."""
    with probed(chosen=frozenset({"intake"})) as (_, server):
        shops = [[v for n, v in s.headers if n == "X-Shop"] for s in server.seen]

    assert [] in shops
    assert [""] in shops
    assert ["corner", "corner"] in shops


def test_bounds_and_what_lies_beyond_are_sent():
    """Of every number."""
    with probed("listOrders", chosen=frozenset({"intake"})) as (_, server):
        targets = " ".join(seen.target for seen in server.seen)

    assert all(f"start={value}" in targets for value in (499, 501, -1, 1, 2**31, 2**64, "abczq7"))


def test_a_name_is_asked_for_between_two_looks():
    """The thing itself first and last, an unrelated one as a control."""
    with probed(chosen=frozenset({"names"})) as (exchanges, _):
        sevens = [e for e in exchanges if "order_id" in e.note and e.purpose is Purpose.NAME]

    assert sevens[0].request.target == sevens[-2].request.target == "/v1/orders/7"
    assert {e.twin for e in sevens[1:-1]} == {sevens[0].number}


def test_nobody_and_strangers_carry_no_credential():
    """What is sent in another name has not one's own token."""
    with probed(chosen=frozenset({"access"})) as (exchanges, _):
        tokens = {
            asker: {dict(e.request.headers).get("X-Token") for e in exchanges if e.asker is asker}
            for asker in (Asker.OWN, Asker.NOBODY, Asker.STRANGER)
        }

    assert tokens[Asker.OWN] == {"my-token-1"}
    assert tokens[Asker.NOBODY] == {None}
    assert "my-token-1" not in tokens[Asker.STRANGER]
    assert {"MY-TOKEN-1", "my-token-", "my-token-x", ""} <= tokens[Asker.STRANGER]


def test_somebody_else_comes_with_their_own():
    """The second identity asks for itself, and for what is mine."""
    with probed(environ={**MINE, **THEIRS}, chosen=frozenset({"access"})) as (exchanges, _):
        seen = {
            (e.asker, dict(e.request.headers)["X-Token"], dict(e.request.headers)["X-Shop"])
            for e in exchanges
            if e.asker in {Asker.OTHER, Asker.INTRUDER}
        }

    assert seen == {
        (Asker.OTHER, "their-token-2", "market"),
        (Asker.INTRUDER, "their-token-2", "corner"),
    }


def test_without_credentials_there_is_nothing_to_probe():
    """Who has none cannot tell what a lock protects."""
    with probed(environ={}, chosen=frozenset({"access"})) as (exchanges, _):
        assert exchanges == ()


def test_a_spent_budget_ends_it():
    """The caller is told, not the probe."""
    with pytest.raises(SpentError), probed(max_requests=3):
        pass
