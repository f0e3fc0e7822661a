"""Tests of the recorder of exchanges."""

import pytest

from contracts.http.client.connection import NoResponse, ReceivedAnswer
from contracts.http.client.recorder import Recorder
from contracts.http.client.transport import RequestNotAllowed
from contracts.http.messages.exchange import Identity, Purpose, Response
from tests.contracts.http.client.test_transport import ManualClock, create_transport, ok, request


def recorder(answers):
    """Return a recorder over prepared answers."""
    transport, _ = create_transport(answers)
    return Recorder(transport, ManualClock())


def ask(memory, method="GET"):
    """Send one request."""
    return memory.exchange(request(method), operation="show", purpose=Purpose.DOCUMENTED, note="n")


def test_exchanges_are_numbered_from_one():
    """The first exchange is number one."""
    memory = recorder([ok(), ok(404)])

    numbers = [ask(memory).number, ask(memory).number]

    assert numbers == [1, 2]
    assert [each.response.status for each in memory.exchanges] == [200, 404]


def test_silence_is_kept_too():
    """An exchange without an answer says why."""
    memory = recorder([NoResponse("the connection was reset")])

    kept = ask(memory)

    assert (kept.response, kept.failure) == (None, "the connection was reset")
    assert memory.exchanges == (kept,)


def test_what_was_not_sent_is_not_kept():
    """A request that the run may not send is no exchange."""
    memory = recorder([])

    with pytest.raises(RequestNotAllowed):
        ask(memory, "DELETE")

    assert memory.exchanges == ()


def test_equal_bodies_are_kept_once():
    """A server that answers the same eight megabytes everywhere costs them once."""
    bodies = (bytes(bytearray(b"the same")) for _ in range(2))
    memory = recorder(
        [ReceivedAnswer(response=Response(status=200, body=b), received=1) for b in bodies]
    )

    first, second = ask(memory), ask(memory)

    assert first.response.body is second.response.body


@pytest.mark.parametrize(
    ("asker", "status"), [(Identity.STRANGER, 429), (Identity.ANONYMOUS, 200)], ids=str
)
def test_a_wrong_credential_is_not_sent_again_to_a_busy_server(asker, status):
    """A server that slows down guessing counts each: only other requests wait and ask again."""
    busy = Response(status=429, headers=(("Retry-After", "1"),), body=b"")
    memory = recorder([ReceivedAnswer(response=busy, received=1), ok()])

    kept = memory.exchange(request(), operation="show", purpose=Purpose.ACCESS, asker=asker)

    assert kept.response.status == status
