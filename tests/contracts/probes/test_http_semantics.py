"""Tests of the HTTP around one operation, against a live shop."""

from contracts.http.messages.exchange import HTTP_1_0, Purpose
from contracts.probes.http_semantics import MOST_REQUESTS, run
from tests.contracts.probing import probed


def of(exchanges, purpose):
    """Return the exchanges that were made for one reason."""
    return [exchange for exchange in exchanges if exchange.purpose is purpose]


def test_reading_is_all_that_is_done():
    """Few requests, and none that could change something."""
    with probed(run) as (exchanges, server):
        assert server.methods == {"GET", "HEAD", "OPTIONS"}
        assert 0 < len(exchanges) <= MOST_REQUESTS


def test_other_methods_go_out_when_allowed():
    """Without a body, and only those that the contract does not name."""
    with probed(run, "listOrders", is_unsafe=True) as (_, server):
        assert server.methods >= {"PUT", "DELETE", "TRACE"}
        assert "POST" not in server.methods


def test_unsafe_operations_are_left_alone():
    """HEAD of something that creates means nothing."""
    with probed(run, "createOrder", is_unsafe=True) as (exchanges, _):
        assert exchanges == ()


def test_head_stands_between_two_gets():
    """Of what is there and of what is not."""
    with probed(run) as (exchanges, _):
        methods = [exchange.request.method for exchange in exchanges[:6]]

    assert methods == ["GET", "HEAD", "GET", "GET", "HEAD", "GET"]


def test_it_is_asked_without_accept():
    """Whoever says nothing takes anything."""
    with probed(run) as (exchanges, server):
        [number] = [e.number for e in exchanges if e.note == "nothing about Accept"]

        assert server.seen[number - 1].header("Accept") is None
        assert server.seen[number].header("Accept") == "*/*"


def test_it_is_asked_once_in_old_words():
    """As old proxies and health checks do, on a connection of its own."""
    with probed(run) as (exchanges, _):
        [old] = of(exchanges, Purpose.PROTOCOL)

    assert (old.request.method, old.request.version) == ("GET", HTTP_1_0)
    assert old.response.status == 200


def test_two_requests_share_a_connection():
    """Alone, another first, second after it, alone again."""
    with probed(run) as (exchanges, _):
        alone, first, second, again = of(exchanges, Purpose.CONNECTION)

    assert alone.request == second.request == again.request != first.request
    assert second.compared_to == again.compared_to == alone.number


def test_the_same_is_asked_in_other_words_between_two_plain_looks():
    """So that a check can tell whether the thing itself has changed."""
    with probed(run) as (exchanges, _):
        equal = of(exchanges, Purpose.EQUIVALENT)

    assert equal[0].request == equal[-1].request
    assert {exchange.compared_to for exchange in equal[1:]} == {equal[0].number}
    assert len(equal) > 3
