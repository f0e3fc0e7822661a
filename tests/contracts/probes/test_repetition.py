"""Tests of the same requests once more."""

from contracts.http.client.limits import Limits
from contracts.http.client.recorder import Recorder
from contracts.http.client.transport import Transport
from contracts.http.clock import SystemClock
from contracts.http.messages.exchange import Purpose, Request
from contracts.http.requests.credentials import Credentials
from contracts.probes.inputs.context import ProbeContext
from contracts.probes.repetition import BURSTS, CONNECTIONS, TOGETHER, run
from tests.contracts.live import Reply, serve
from tests.contracts.shop import TARGET, operation


def repeat(answer, targets=("/v1/orders/7", "/v1/orders/8")):
    """Return what is repeated of requests that were made."""
    with serve(answer) as server:
        door = Transport(Limits(origins=frozenset({server.url})), SystemClock())
        memory = Recorder(door, SystemClock())
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
        door.close()
    return list(memory.exchanges[before:])


def test_different_requests_are_sent_together():
    """Several at a time, so that an answer that went to the wrong one can be told."""
    found = repeat(lambda seen: Reply(body={"for": seen.target}))
    burst = [each for each in found if "at the same time" in each.note]

    assert len(found) == CONNECTIONS + BURSTS * (TOGETHER + 1)
    assert {each.request.target for each in burst} == {"/v1/orders/7", "/v1/orders/8"}
    assert all(each.response.status == 200 for each in found)


def test_nothing_is_repeated_where_nothing_was_answered():
    """A server that gave no answer is left alone."""
    assert repeat(lambda _: Reply(), targets=()) == []
