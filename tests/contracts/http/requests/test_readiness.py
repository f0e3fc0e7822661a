"""Tests of waiting for a server."""

import pytest

from contracts.errors import UnreachableError
from contracts.http.client.connection import NoResponse
from contracts.http.requests.readiness import wait_until_reachable
from tests.contracts.http.client.test_transport import ManualClock, create_transport, ok
from tests.contracts.shop import TARGET

REFUSED = NoResponse("the connection was refused")


def test_any_answer_will_do():
    """A 404 at the base path shows that the server is up."""
    transport, sender = create_transport([ok(404)])

    wait_until_reachable([TARGET], transport, ManualClock(), 0)

    assert len(sender.sent) == 1


def test_a_wrong_answer_is_an_answer():
    """An answer that is not HTTP shows that the server is up; the checks judge it."""
    transport, _ = create_transport([NoResponse("what came back is not HTTP", is_silent=False)])

    wait_until_reachable([TARGET], transport, ManualClock(), 0)


def test_a_server_that_is_not_there_is_reported():
    """Without --wait one refusal is enough, and the message says what to do."""
    transport, _ = create_transport([REFUSED])

    with pytest.raises(UnreachableError) as caught:
        wait_until_reachable([TARGET], transport, ManualClock(), 0)

    assert "the connection was refused" in str(caught.value)
    assert "http://127.0.0.1:4010" in str(caught.value)
    assert "--wait 30s" in str(caught.value)


@pytest.mark.parametrize(
    ("reason", "option"),
    [
        ("the certificate is not trusted (self-signed certificate)", "--tls-ca"),
        ("TLS failed (WRONG_VERSION_NUMBER)", "http://"),
        ("TLS failed (TLSV13_ALERT_CERTIFICATE_REQUIRED)", "--tls-cert"),
    ],
)
def test_a_connection_that_fails_in_tls_is_not_waited_for(reason, option):
    """The server runs; the hint names the option about certificates."""
    transport, _ = create_transport([NoResponse(reason)])

    with pytest.raises(UnreachableError) as caught:
        wait_until_reachable([TARGET], transport, ManualClock(), 0)

    assert option in caught.value.hint
    assert "--wait" not in caught.value.hint


def test_a_server_that_starts_in_time_is_waited_for():
    """Refusals before its first answer do not matter."""
    clock = ManualClock()
    transport, _ = create_transport([REFUSED] * 20 + [ok()], clock)

    wait_until_reachable([TARGET], transport, clock, 30)

    assert clock.seconds == pytest.approx(2.0)


def test_a_server_that_starts_too_late_is_reported():
    """The wait is bounded."""
    clock = ManualClock()
    transport, _ = create_transport([REFUSED] * 99, clock)

    with pytest.raises(UnreachableError) as caught:
        wait_until_reachable([TARGET], transport, clock, 3)

    assert "with a --wait beyond 3s" in caught.value.hint
    assert clock.seconds == pytest.approx(3.0, abs=0.2)


def test_a_server_is_asked_once():
    """Two APIs on one server are one server."""
    transport, sender = create_transport([ok()])

    wait_until_reachable([TARGET, TARGET], transport, ManualClock(), 0)

    assert len(sender.sent) == 1


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_gateway_without_its_server_is_waited_for(status):
    """With --wait, only an answer of the server itself shows that it is up."""
    clock = ManualClock()
    transport, sender = create_transport([ok(status)] * 8 + [ok(404)], clock)

    wait_until_reachable([TARGET], transport, clock, 30)

    assert len(sender.sent) == 9


def test_a_gateway_whose_server_never_starts_is_reported():
    """The message names the answer of the gateway."""
    clock = ManualClock()
    transport, _ = create_transport([ok(502)] * 99, clock)

    with pytest.raises(UnreachableError, match="a gateway answers 502"):
        wait_until_reachable([TARGET], transport, clock, 3)


def test_without_wait_the_checks_judge_a_busy_server():
    """A 503 is an answer too."""
    transport, sender = create_transport([ok(503)])

    wait_until_reachable([TARGET], transport, ManualClock(), 0)

    assert len(sender.sent) == 1
