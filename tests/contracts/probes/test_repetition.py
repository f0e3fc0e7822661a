"""Tests of repeating requests."""

from contracts.http.client.recorder import Recorder
from contracts.http.client.transport import Limits, Transport
from contracts.http.clock import SystemClock
from contracts.http.messages.exchange import Purpose, Request
from contracts.http.requests.credentials import Credentials
from contracts.probes.inputs.context import ProbeContext
from contracts.probes.repetition import BURSTS, CONNECTIONS, TOGETHER, run
from tests.contracts.live import Reply, serve
from tests.contracts.shop import TARGET, operation


def repeat(answer, targets=("/v1/orders/7", "/v1/orders/8")):
    """Return the repetitions of requests for these targets."""
    with serve(answer) as server:
        sender = Transport(Limits(origins=frozenset({server.url})), SystemClock())
        memory = Recorder(sender, SystemClock())
        for target in targets:
            request = Request(method="GET", origin=server.url, target=target)
            memory.exchange(request, operation="showOrder", purpose=Purpose.DOCUMENTED)
        before = len(memory.exchanges)
        run(
            ProbeContext(
                target=TARGET,
                operation=operation("showOrder"),
                credentials=Credentials(),
                recorder=memory,
            )
        )
        sender.close()
    return list(memory.exchanges[before:])


def test_different_requests_are_sent_together():
    """Concurrent requests differ, so that swapped answers can be recognised."""
    found = repeat(lambda seen: Reply(body={"for": seen.target}))
    burst = [each for each in found if "at the same time" in each.note]

    assert len(found) == CONNECTIONS + BURSTS * (TOGETHER + 1)
    assert {each.request.target for each in burst} == {"/v1/orders/7", "/v1/orders/8"}
    assert all(each.response.status == 200 for each in found)


def test_only_answered_requests_are_repeated():
    """Without an answer no request is repeated."""
    assert repeat(lambda _: Reply(), targets=()) == []
