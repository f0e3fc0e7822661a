"""Tests of sending recorded requests once more."""

from dataclasses import replace
from datetime import timedelta

from contracts.http.client.limits import Limits
from contracts.http.client.recorder import Recorder
from contracts.http.client.transport import Transport
from contracts.http.clock import SystemClock
from contracts.observations.observer import Observer
from contracts.witnesses.resending import Resender
from tests.contracts.live import serve
from tests.contracts.shop import AT, SHOP, evidence, exchange
from tests.contracts.shop_server import shop


class PacedClock(SystemClock):
    """The real time, with a list of pauses that take no time."""

    def __init__(self):
        self.pauses = []

    def sleep(self, seconds):
        """Remember a pause."""
        self.pauses.append(seconds)


def play(*exchanges):
    """Return what came of exchanges, and the pauses."""
    clock = PacedClock()
    with serve(shop()) as server:
        transport = Transport(Limits(origins=frozenset([server.url])), clock)
        resender = Resender(evidence(exchange()), Observer(SHOP), Recorder(transport, clock), clock)
        there = [
            replace(each, request=replace(each.request, origin=server.url)) for each in exchanges
        ]
        played = resender.resend(there)
        transport.close()
    return played, clock.pauses


def test_requests_go_out_in_their_order():
    """The answers are those of the same requests, and comparisons are renumbered."""
    other = replace(
        exchange("/v1/orders/8", number=9), compared_to=4, at=AT + timedelta(seconds=0.01)
    )

    played, _ = play(exchange(number=4), other)

    assert [step.request.target for step in played] == ["/v1/orders/7", "/v1/orders/8"]
    assert [step.response.status for step in played] == [200, 404]
    assert played[1].compared_to == played[0].number


def test_pauses_are_kept_within_bounds():
    """What lay three seconds apart does again; what lay an hour apart waits ten seconds."""
    at = [AT, AT + timedelta(seconds=3), AT + timedelta(hours=1)]

    _, pauses = play(*(replace(exchange(number=n), at=when) for n, when in enumerate(at, 1)))

    assert pauses == [3.0, 10.0]


def test_what_overlapped_overlaps_again():
    """Requests that were under way at the same time are all sent, and none is lost."""
    together = [replace(exchange(number=n), elapsed_seconds=1.0) for n in (1, 2, 3)]

    played, pauses = play(*together)

    assert len({step.number for step in played}) == 3
    assert pauses == []
