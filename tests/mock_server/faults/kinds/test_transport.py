"""Faults of transport: plans for slow, incomplete and refused answers."""

import json

import pytest

from mock_server.faults.kinds.transport import transport_faults
from mock_server.faults.model.response_plan import ConnectionEnding
from tests.mock_server.faults.exchanges import exchange_of

FAULTS = {fault.id: fault for fault in transport_faults()}


@pytest.fixture
def exchange(placewise):
    """A request for the documented import and its answer."""
    return exchange_of(placewise, placewise.operations[0])


def test_delay_is_fixed_unless_it_is_random(exchange):
    """`seconds` alone is exact; with `up-to` the delay is random, and the same for a seed."""
    fixed = FAULTS["delay"].plan(exchange, {"seconds": 2.0})
    drawn = [FAULTS["delay"].plan(exchange, {"seconds": 1.0, "up-to": 3.0}) for _ in range(2)]

    assert fixed.delay_seconds == 2.0
    assert 1.0 <= drawn[0].delay_seconds < 3.0
    assert drawn[0].delay_seconds == drawn[1].delay_seconds


def test_dribble_sends_the_whole_body_in_time(exchange):
    """The pieces are the whole body, and their pauses add up to the time."""
    plan = FAULTS["dribble"].plan(exchange, {"seconds": 4.0, "pieces": 8})

    assert len(plan.chunks) == 8
    assert plan.body == exchange.answer.body
    assert sum(chunk.pause_seconds for chunk in plan.chunks) == pytest.approx(4.0)
    assert plan.is_plain


def test_dribble_without_a_body_is_a_delay(warehouse):
    """An answer without a body is delayed instead."""
    exchange = exchange_of(warehouse, warehouse.operation("GET /pulse"))
    plan = FAULTS["dribble"].plan(exchange)

    assert plan.delay_seconds == 5.0


@pytest.mark.parametrize(("percent", "kept"), [(0, 0), (50, 196), (99, 388)])
def test_truncated_body_keeps_its_share(exchange, percent, kept):
    """The given part of the body is sent, never all of it, with the whole Content-Length."""
    plan = FAULTS["truncate"].plan(exchange, {"percent": percent})

    assert len(exchange.answer.body) == 392
    assert plan.body == exchange.answer.body[:kept]
    assert plan.ending is ConnectionEnding.CLOSE
    assert (b"content-length", b"392") in plan.answer.headers


def test_answer_without_a_body_is_not_truncated(warehouse):
    """The fault does not apply to an answer without a body."""
    exchange = exchange_of(warehouse, warehouse.operation("GET /pulse"))

    assert FAULTS["truncate"].plan(exchange) is None


def test_reset_and_close_send_no_answer(exchange):
    """They only end the connection, each in its own way."""
    reset, close = FAULTS["reset"].plan(exchange), FAULTS["close"].plan(exchange)

    assert (reset.answer, reset.ending) == (None, ConnectionEnding.RESET)
    assert (close.answer, close.ending) == (None, ConnectionEnding.CLOSE)


def test_garbage_follows_a_status_line(exchange):
    """After a valid status line there are as many random bytes as requested."""
    plan = FAULTS["garbage"].plan(exchange, {"bytes": 30})

    assert plan.raw.startswith(b"HTTP/1.1 200 OK\r\n\x00")
    assert len(plan.raw) == 17 + 1 + 30


def test_broken_keep_alive_sends_everything(exchange):
    """The answer is healthy and complete; then the connection is closed."""
    plan = FAULTS["keep-alive-broken"].plan(exchange)

    assert plan.answer == exchange.answer
    assert plan.body == exchange.answer.body
    assert plan.ending is ConnectionEnding.CLOSE


def test_rate_limit_has_the_error_body_of_the_api(exchange, elastic_path):
    """The answer is 429 with Retry-After, in the format of each API's errors."""
    flat = FAULTS["rate-limit"].plan(exchange, {"retry-after": 7})
    other = exchange_of(elastic_path, elastic_path.operations[0])
    listed = FAULTS["rate-limit"].plan(other)

    assert flat.answer.status == 429
    assert (b"retry-after", b"7") in flat.answer.headers
    assert json.loads(flat.body) == {"error": "Too many requests. Try again in 7 s."}
    assert json.loads(listed.body)["errors"][0]["status"] == "429"


def test_faults_that_http_allows_are_detected_by_no_check():
    """Slow answers, closed connections and rate limits break no contract."""
    harmless = {fault.id for fault in FAULTS.values() if not fault.detected_by}

    assert harmless == {"delay", "dribble", "keep-alive-broken", "rate-limit"}


def test_no_delay_is_longer_than_a_minute():
    """Every fault that waits has a limit."""
    longest = {
        fault.id: setting.maximum
        for fault in FAULTS.values()
        for setting in fault.settings
        if setting.name == "seconds"
    }

    assert longest == {"delay": 60.0, "dribble": 60.0}
