"""Tests of the transport."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from contracts.http.client.connection import Connection, InvalidRequest, NoResponse, ReceivedAnswer
from contracts.http.client.connection_pool import MAX_IDLE
from contracts.http.client.limits import Limits
from contracts.http.client.transport import BudgetExhausted, RequestNotAllowed, Transport
from contracts.http.clock import SystemClock
from contracts.http.messages.exchange import Request, Response
from tests.contracts.live import Reply, serve

ORIGIN = "http://127.0.0.1:4010"


class ManualClock:
    """A clock that moves only when it is set or slept on."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.slept: list[float] = []

    def now(self):
        """Return a fixed day."""
        return datetime(2026, 11, 21, tzinfo=UTC)

    def monotonic(self):
        """Return the seconds that have passed."""
        return self.seconds

    def sleep(self, seconds):
        """Let time pass at once."""
        self.slept.append(seconds)
        self.seconds += seconds


class Sender:
    """A connection that answers from a list; an exception in it is raised."""

    def __init__(self, answers):
        self.answers = answers
        self.sent = []

    def __call__(self, _origin, _monotonic):
        """Be the connection that is opened."""
        return self

    def send(self, request, *, timeout, max_body):
        """Return the next answer."""
        self.sent.append((request.method, timeout, max_body))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def close(self):
        """Close nothing."""


def ok(status=200, **headers):
    """Return an answer of ten bytes."""
    pairs = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return ReceivedAnswer(response=Response(status=status, headers=pairs), received=10)


def create_transport(answers, clock=None, **limits):
    """Return a transport over prepared answers, and the sender behind it."""
    sender = Sender(list(answers))
    given = Limits(**{"origins": frozenset({ORIGIN}), **limits})
    return Transport(given, clock or ManualClock(), connect=sender), sender


def request(method="GET", origin=ORIGIN):
    """Return a request."""
    return Request(method=method, origin=origin, target="/")


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_safe_methods_are_sent(method):
    """Reading is always allowed."""
    transport, sender = create_transport([ok()])

    transport.send(request(method))

    assert [sent[0] for sent in sender.sent] == [method]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "QUERY", "get"])
def test_other_methods_are_refused(method):
    """A request that could change something is not sent."""
    transport, sender = create_transport([])

    with pytest.raises(RequestNotAllowed, match="--unsafe"):
        transport.send(request(method))

    assert sender.sent == []
    assert transport.tally.refused == 1


def test_unsafe_methods_are_sent_when_allowed():
    """With --unsafe every method is sent."""
    transport, sender = create_transport([ok(201)], allow_unsafe=True)

    transport.send(request("POST"))

    assert [sent[0] for sent in sender.sent] == ["POST"]


@pytest.mark.parametrize(
    "origin", ["http://127.0.0.1:4011", "https://127.0.0.1:4010", "http://example.com"]
)
def test_other_hosts_are_refused(origin):
    """Requests go only to servers that were named: scheme, host and port."""
    transport, sender = create_transport([])

    with pytest.raises(RequestNotAllowed, match="not a server that was named"):
        transport.send(request(origin=origin))

    assert sender.sent == []


def test_a_redirect_is_not_followed():
    """A redirect is an answer like any other."""
    with serve(lambda _: Reply(status=302, headers={"Location": "/elsewhere"})) as server:
        transport = Transport(Limits(origins=frozenset({server.url})), SystemLike())
        response = transport.send(Request(method="GET", origin=server.url, target="/"))
        transport.close()

    assert response.status == 302
    assert [seen.target for seen in server.seen] == ["/"]


class SystemLike(ManualClock):
    """A manual clock whose seconds are real, for real sockets."""

    def monotonic(self):
        """Return real seconds."""
        return time.monotonic()


def test_everything_is_counted():
    """Requests are counted by method and host, and bytes in all."""
    transport, _ = create_transport([ok(), ok(404), ok()])

    for method in ("GET", "HEAD", "GET"):
        transport.send(request(method))

    assert transport.tally.methods == {"GET": 2, "HEAD": 1}
    assert transport.tally.origins == {ORIGIN: 3}
    assert transport.tally.received_bytes == 30
    assert transport.tally.requests == 3


def test_too_many_bytes_end_the_run():
    """Once the answers together are too long, no further request is sent."""
    transport, _ = create_transport([ok(), ok()], max_total_bytes=10)
    transport.send(request())

    with pytest.raises(BudgetExhausted, match="the 10 bytes that it may"):
        transport.send(request())


def test_silence_ends_the_run():
    """A server that does not answer a few times in a row gets no more requests."""
    transport, sender = create_transport([NoResponse("silence")] * 5)
    for _ in range(3):
        with pytest.raises(NoResponse):
            transport.send(request())

    with pytest.raises(BudgetExhausted, match="3 requests in a row"):
        transport.send(request())

    assert len(sender.sent) == 3


def test_an_answer_ends_the_silence():
    """Only silence in a row counts."""
    silence = NoResponse("silence")
    transport, _ = create_transport([silence, silence, ok(), silence, silence, ok()])

    outcomes = []
    for _ in range(6):
        try:
            outcomes.append(transport.send(request()).status)
        except NoResponse:
            outcomes.append(0)

    assert outcomes == [0, 0, 200, 0, 0, 200]


def test_a_stale_connection_is_replaced():
    """A kept connection that the server closed does not count as a missing answer."""
    transport, sender = create_transport([NoResponse("closed", is_stale=True), ok()])

    assert transport.send(request()).status == 200
    assert len(sender.sent) == 2


def test_an_unsafe_request_is_not_repeated():
    """A request that could change something is never repeated after an error."""
    transport, sender = create_transport([NoResponse("closed", is_stale=True)], allow_unsafe=True)

    with pytest.raises(NoResponse):
        transport.send(request("POST"))

    assert len(sender.sent) == 1


def test_a_busy_server_is_asked_again():
    """After 429 with Retry-After the request is repeated, after the wait that was asked for."""
    clock = ManualClock()
    transport, _ = create_transport([ok(429, Retry_After="2"), ok()], clock)

    assert transport.send(request()).status == 200
    assert clock.slept == [2.0]


def test_a_server_that_stays_busy_is_believed():
    """After a few repetitions the 429 is the answer."""
    transport, sender = create_transport([ok(429, Retry_After="1")] * 5)

    assert transport.send(request()).status == 429
    assert len(sender.sent) == 3


def test_too_long_a_wait_is_not_waited():
    """A Retry-After of an hour is not waited for."""
    clock = ManualClock()
    transport, _ = create_transport([ok(503, Retry_After="3600")], clock)

    assert transport.send(request()).status == 503
    assert clock.slept == []


def test_a_ping_counts_no_missing_answer():
    """Missing answers while a server starts do not count."""
    transport, _ = create_transport([NoResponse("silence")] * 9 + [ok()])

    answers = [transport.ping(request()) for _ in range(10)]

    assert answers == ["silence"] * 9 + [""]
    assert transport.send is not None


def test_it_may_be_used_from_several_threads():
    """Counting does not lose anything when threads share the transport."""
    with serve(lambda _: Reply()) as server:
        transport = Transport(Limits(origins=frozenset({server.url})), SystemLike())
        ask = Request(method="GET", origin=server.url, target="/")
        threads = [
            threading.Thread(target=lambda: [transport.send(ask) for _ in range(20)])
            for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        transport.close()

    assert transport.tally.methods == {"GET": 80}
    assert len(server.seen) == 80


def test_requests_go_out_at_a_steady_pace():
    """Four in a second are a quarter of a second apart, never a burst."""
    clock = ManualClock()
    transport, _ = create_transport([ok()] * 4, clock, per_second=4.0)

    for _ in range(4):
        transport.send(request())

    assert clock.slept == [0.25, 0.25, 0.25]


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        ({"max_requests": 2}, "the run has sent the 2 requests that it may (--max-requests)"),
        (
            {"max_seconds": 1.0, "per_second": 1.0},
            "the run has had its 1 s for requests (--max-time)",
        ),
        ({"max_server_errors": 2}, "2 answers in a row were server errors (--max-server-errors)"),
        (
            {"max_total_bytes": 20},
            "the run has received the 20 bytes that it may (--max-bytes)",
        ),
    ],
)
def test_each_budget_ends_the_run(limits, reason):
    """The reason names the budget."""
    transport, sender = create_transport([ok(500)] * 9, **limits)
    transport.send(request())
    transport.send(request())

    with pytest.raises(BudgetExhausted) as caught:
        transport.send(request())

    assert caught.value.reason == reason
    assert len(sender.sent) == 2


def test_a_good_answer_forgives_server_errors():
    """Only failures in a row count."""
    transport, sender = create_transport([ok(500), ok(), ok(500), ok()], max_server_errors=2)

    for _ in range(4):
        transport.send(request())

    assert len(sender.sent) == 4


def test_repetitions_count_as_requests():
    """A busy server does not get more than the budget either."""
    transport, sender = create_transport([ok(429, Retry_After="0")] * 9, max_requests=2)

    with pytest.raises(BudgetExhausted):
        transport.send(request())

    assert len(sender.sent) == 2


def test_a_fresh_connection_is_opened_when_wanted():
    """The kept connection is not used."""
    opened = []

    def connect(_origin, _monotonic):
        opened.append(Sender([ok(), ok(), ok()]))
        return opened[-1]

    transport = Transport(Limits(origins=frozenset({ORIGIN})), ManualClock(), connect=connect)
    transport.send(request())
    transport.send(request())
    transport.send(request(), is_fresh=True)

    assert [len(sender.sent) for sender in opened] == [2, 1]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"target": "@evil.example/"}, InvalidRequest),
        ({"target": "/a b"}, InvalidRequest),
        ({"method": "GET", "headers": (("X", "a\r\nb"),)}, InvalidRequest),
        ({"body": b"DELETE / HTTP/1.1\r\n\r\n"}, RequestNotAllowed),
        ({"headers": (("X-HTTP-Method-Override", "DELETE"),)}, RequestNotAllowed),
    ],
)
def test_what_could_be_another_request_is_not_sent(change, error):
    """Neither another host, nor a second request, nor another method."""
    transport, sender = create_transport([])

    with pytest.raises(error):
        transport.send(replace(request(), **change))

    assert sender.sent == []


def test_with_unsafe_a_body_may_say_anything():
    """With --unsafe the body of a GET may look like a request."""
    transport, sender = create_transport([ok()], allow_unsafe=True)

    transport.send(replace(request(), body=b"DELETE / HTTP/1.1\r\n\r\n"))

    assert len(sender.sent) == 1


def test_decoded_bytes_count():
    """A few bytes of gzip may be megabytes in memory; those are what is bounded."""
    bomb = ReceivedAnswer(response=Response(status=200, body=b"x" * 1000), received=10)
    transport, sender = create_transport([bomb] * 5, max_total_bytes=1500)
    transport.send(request())
    transport.send(request())

    with pytest.raises(BudgetExhausted, match="--max-bytes"):
        transport.send(request())
    assert len(sender.sent) == 2
    assert transport.tally.received_bytes == 20


def test_waiting_for_a_busy_server_is_bounded_as_a_whole():
    """A server that asks for five seconds at every request would make a run endless."""
    clock = ManualClock()
    transport, sender = create_transport(
        [ok(429, Retry_After="5")] * 2000, clock, max_waiting_seconds=30.0
    )

    answers = [transport.send(request()).status for _ in range(500)]

    assert set(answers) == {429}
    assert sum(clock.slept) == 30.0
    assert len(sender.sent) == 506
    assert transport.has_stopped_retrying


def test_one_retry_does_not_use_up_the_waiting_time():
    """A server that is busy once is waited for, without a note."""
    transport, _ = create_transport([ok(429, Retry_After="5"), ok()])
    transport.send(request())

    assert not transport.has_stopped_retrying


def test_what_cannot_be_waited_for_in_time_is_not_waited_for():
    """Waiting counts: a run does not wait beyond its time."""
    clock = ManualClock()
    transport, _ = create_transport([ok(429, Retry_After="5")] * 9, clock, max_seconds=3.0)

    with pytest.raises(BudgetExhausted, match="--max-time"):
        transport.send(request())
    assert clock.slept == []


def test_a_ping_takes_no_time_of_the_run():
    """A server that starts after ten minutes is checked with the whole time."""
    clock = ManualClock()
    transport, _ = create_transport([NoResponse("refused"), ok(), ok()], clock, max_seconds=3.0)
    transport.ping(request())
    clock.sleep(600)
    transport.ping(request())
    clock.sleep(600)

    assert transport.send(request()).status == 200


def test_few_connections_stay_open():
    """A server may limit its connections; one for a single request is closed after its answer."""
    opened, closed = [], []

    class Counted(Connection):
        def __init__(self, *given):
            super().__init__(*given)
            opened.append(self)

        def close(self):
            closed.append(self)
            super().close()

    with serve(lambda _: Reply(body={})) as server:
        transport = Transport(Limits(origins=frozenset({server.url})), SystemClock(), Counted)
        get = Request(method="GET", origin=server.url, target="/")
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda _: transport.send(get), range(24)))
        idle = [each for each in opened if each not in closed]
        transport.send(get, is_fresh=True)
        left = [each for each in opened if each not in closed]
        transport.close()

    assert 1 <= len(idle) <= MAX_IDLE
    assert left == []
