"""The short cut below ASGI, on a connection without a network."""

import asyncio
from dataclasses import dataclass, field

import pytest
from uvicorn import Config
from uvicorn.server import ServerState

from mock_server.asgi.app import create_mock
from mock_server.server.http_protocol import MAX_HEAD_BYTES, MockProtocol
from mock_server.server.pacing import PIECE_BYTES
from mock_server.server.reloading import ReloadableApp
from mock_server.settings import Settings
from tests.acceptance.cases import cases
from tests.mock_server.manual_time import ManualTime

NOON = 1_795_262_400.0  # 2026-11-21T12:00:00Z
JOBS = b"GET /subscriptions/imports HTTP/1.1\r\nHost: mock\r\n\r\n"
IMPORT = (
    b"GET /v3/infinity-mall/members/imports/1 HTTP/1.1\r\nHost: mock\r\n"
    b"X-Loyalty-Club-Slug: infinity-mall\r\n\r\n"
)
WITH_PREFERENCE = JOBS.replace(b"mock\r\n", b"mock\r\nPrefer: code=200\r\n")
"""Not plain, so that uvicorn reads it."""
IDLE_SECONDS = 5


class FinishedTask:
    """A task that is never awaited."""

    def add_done_callback(self, _callback) -> None:
        """Do nothing."""


class Loop(asyncio.SelectorEventLoop):
    """An event loop whose time is set by hand, and that counts tasks without running them.

    Attributes:
        soon: What is to be called in the next turn.
    """

    now = 100.0
    tasks = 0

    def __init__(self) -> None:
        """Begin with nothing to call."""
        super().__init__()
        self.soon = []

    def call_soon(self, callback, *args, **_settings):
        """Note what is to be called."""
        self.soon.append((callback, args))

    def turn(self) -> bool:
        """Take one turn; False where nothing is to be called."""
        soon, self.soon = self.soon, []
        for callback, args in soon:
            callback(*args)
        return bool(soon)

    def create_task(self, coroutine, **_settings) -> FinishedTask:
        """Note that the application would run."""
        coroutine.close()
        self.tasks += 1
        return FinishedTask()

    def time(self) -> float:
        """Return the time that was set."""
        return self.now


@dataclass
class Transport(asyncio.Transport):
    """A transport that records its calls."""

    sent: list[bytes] = field(default_factory=list)
    is_closed: bool = False
    is_reading: bool = True

    def write(self, data) -> None:
        """Note what is sent."""
        self.sent.append(bytes(data))

    def close(self) -> None:
        """Note the end."""
        self.is_closed = True

    def is_closing(self) -> bool:
        """Whether it has ended."""
        return self.is_closed

    def get_extra_info(self, _name, default=None):
        """Return no address of the client."""
        return default

    def pause_reading(self) -> None:
        """Note that nothing more is read."""
        self.is_reading = False

    def resume_reading(self) -> None:
        """Read on."""
        self.is_reading = True


@dataclass
class Scene:
    """One connection to one mock."""

    protocol: MockProtocol
    transport: Transport
    ticker: ManualTime
    loop: Loop
    live: ReloadableApp

    def say(self, data: bytes) -> list[bytes]:
        """Send a piece and return what came back before anything else has to happen."""
        before = len(self.transport.sent)
        self.protocol.data_received(data)
        while self.loop.turn():
            pass
        return self.transport.sent[before:]

    @property
    def remembered(self) -> int:
        """How many replies the mock remembers."""
        return len(self.live.mock.short_cut.replies)


@pytest.fixture
def scene(packaged):
    """A connection that has just been made, at noon."""
    ticker, loop = ManualTime(NOON), Loop()
    live = ReloadableApp(create_mock(packaged, Settings(), ticker=ticker))
    config = Config(
        live,
        http=MockProtocol,
        ws="none",
        lifespan="off",
        log_config=None,
        timeout_keep_alive=IDLE_SECONDS,
    )
    protocol, transport = MockProtocol(config, ServerState(), {}, loop), Transport()
    protocol.connection_made(transport)
    yield Scene(protocol, transport, ticker, loop, live)
    loop.close()


def date_of(answer: bytes) -> bytes:
    """Return the date of an answer."""
    return answer.partition(b"\r\ndate: ")[2].partition(b"\r\n")[0]


def test_what_comes_back_is_remembered(scene):
    """The third response is cached, and equal except for its date."""
    first, second = scene.say(JOBS), scene.say(JOBS)
    scene.ticker.advance(61.0)
    third = scene.say(JOBS)

    assert scene.remembered == 1
    assert first == second
    assert date_of(third[0]) == b"Sat, 21 Nov 2026 12:01:01 GMT"
    assert [third[0].replace(b"12:01:01", b"12:00:00")] == first
    assert len(scene.live.mock.controls.entries()) == 3


@cases(
    "scenario, polled",
    {
        "counters": ("happy-import", IMPORT),
        "list": ("busy-queue", JOBS),
        "one-job": ("job-succeeds", JOBS),
    },
)
def test_poll_that_is_remembered_sees_the_time_go_on(scene, scenario, polled):
    """At every moment a repeated poll gets what a new request gets."""
    scene.live.mock.controls.select_scenario(scenario)
    bodies = set()
    for number in range(600):
        (again,) = scene.say(polled)
        (new,) = scene.say(polled.replace(b"Host", b"X-Number: %d\r\nHost" % number))
        bodies.add(new)
        assert again == new
        scene.ticker.advance(0.0707 if number % 50 else -1.0)

    assert scene.remembered in (2, 3)  # for the same bytes, and for other numbers
    assert len(bodies) > 20


def test_plain_request_needs_no_parser(scene):
    """It is answered from its bytes, also after a request that uvicorn has read."""
    first = scene.say(JOBS)
    before = scene.protocol.cycle
    scene.say(WITH_PREFERENCE)
    read = scene.protocol.cycle
    second = scene.say(JOBS.replace(b"mock", b"other"))

    assert (before, scene.protocol.cycle) == (None, read)
    assert read is not None
    assert first == second


def test_heads_never_seen_before_share_an_answer(scene):
    """A request with a new id, cookie, agent and import gets the answer kept for such requests."""
    head = (
        b"GET /v3/club-%d/members/imports/%d HTTP/1.1\r\nHost: mock:%d\r\nX-Request-Id: %d\r\n"
        b"Cookie: a=%d\r\nUser-Agent: client/%d\r\nX-Loyalty-Club-Slug: club-%d\r\n\r\n"
    )
    answers = {scene.say(head % ((number,) * 7))[0] for number in range(50)}
    entry = scene.live.mock.controls.entries()[-1]

    assert (len(answers), scene.remembered) == (1, 1)
    assert entry.path == b"/v3/club-49/members/imports/49"
    assert (b"x-request-id", b"49") in entry.headers
    assert (b"cookie", b"[redacted]") in entry.headers


def test_links_of_a_plain_answer_lead_back(scene):
    """A page that is computed below ASGI has links with the request's scheme and host."""
    scene.live.mock.controls.select_scenario("26-jobs")
    (answer,) = scene.say(JOBS)

    assert scene.protocol.cycle is None
    assert b'"next":"http://mock/subscriptions/imports?' in answer


def test_closed_connection_gets_nothing(scene):
    """Requests after the end of the connection are not answered, even cached ones."""
    for _ in range(3):
        scene.say(JOBS)
    scene.transport.close()

    assert scene.say(JOBS) == []


def test_plain_request_is_answered_at_once_after_the_long_way(scene):
    """The fast path is used again after the application has answered."""
    scene.say(JOBS.replace(b"imports", b"imports?__restart"))
    waiting = scene.say(JOBS)
    scene.protocol.pipeline.clear()
    read = scene.protocol.cycle
    read.response_complete = True
    scene.protocol.on_response_complete()
    answered = scene.say(JOBS)

    assert waiting == []
    assert answered[0].startswith(b"HTTP/1.1 200")
    assert scene.protocol.cycle is read


@pytest.mark.parametrize(
    "piece",
    [JOBS + JOBS, JOBS + JOBS[:9], JOBS[:9], JOBS.replace(b"1.1", b"1.0")],
    ids=["two", "one-and-a-bit", "a-bit", "old-protocol"],
)
def test_only_one_whole_request_is_remembered(scene, piece):
    """Only whole, single requests on a connection that stays open are cached."""
    for _ in range(3):
        scene.say(piece)

    assert scene.remembered == 0


def test_request_in_pieces_is_answered_when_it_is_whole(scene):
    """A cached request that comes in two pieces gets the same bytes."""
    whole = [scene.say(JOBS) for _ in range(3)][-1]
    nothing, answer = scene.say(JOBS[:20]), scene.say(JOBS[20:])

    assert (nothing, answer) == ([], whole)


def test_request_inside_another_ones_body_is_no_request(scene):
    """A cached request inside a body is part of the body."""
    for _ in range(3):
        scene.say(JOBS)
    head = b"POST /nothing HTTP/1.1\r\nHost: mock\r\nContent-Length: %d\r\n\r\n" % len(JOBS)
    scene.say(head)

    assert scene.say(JOBS) == []
    assert scene.loop.tasks == 1


@pytest.mark.parametrize(
    "beginning",
    [
        b"GET /nothing HTTP/1.1\r\nX-Old: ",
        b"POST /nothing HTTP/1.1\r\nHost: mock\r\nContent-Length: 4000\r\n\r\n",
    ],
    ids=["head", "body-of-an-answered-request"],
)
def test_request_inside_another_one_is_no_request(scene, beginning):
    """A cached request inside another request is part of it."""
    for _ in range(3):
        scene.say(JOBS)
    scene.say(WITH_PREFERENCE)
    scene.say(beginning)
    scene.protocol.cycle.response_complete = True  # some are answered before they are whole

    assert not b"".join(scene.say(JOBS)).startswith(b"HTTP/1.1 200")


def test_client_that_does_not_read_is_not_written_to(scene):
    """While the client does not read, the next response waits."""
    for _ in range(3):
        scene.say(JOBS)
    scene.protocol.pause_writing()

    assert scene.say(JOBS) == []
    assert scene.loop.tasks == 1


def test_connection_that_is_used_stays_open(scene):
    """The time without use counts from the last request, remembered or not."""
    for _ in range(3):
        scene.loop.now += IDLE_SECONDS - 1
        scene.say(JOBS)
    scene.loop.now += IDLE_SECONDS - 1
    scene.protocol.timeout_keep_alive_handler()
    used = scene.transport.is_closed
    scene.loop.now += 2
    scene.protocol.timeout_keep_alive_handler()

    assert (used, scene.transport.is_closed) == (False, True)


def test_connection_that_only_repeats_has_a_timer(scene):
    """A connection whose only request is answered from the cache has a keep-alive timer."""
    for _ in range(3):
        scene.say(JOBS)
    other, transport = (
        MockProtocol(scene.protocol.config, ServerState(), {}, scene.loop),
        Transport(),
    )
    other.connection_made(transport)
    other.data_received(JOBS)

    assert transport.sent
    assert other.timeout_keep_alive_task is not None


def test_reload_forgets(scene, packaged):
    """Responses of a replaced mock are not sent by the next one."""
    for _ in range(3):
        scene.say(JOBS)
    scene.live.mock = create_mock(packaged, Settings(), ticker=scene.ticker)

    assert scene.remembered == 0
    assert scene.say(JOBS)


def test_proxys_headers_take_the_parsers_way(scene):
    """Proxy headers are read by the main parser, and answered by the fast path."""
    sent = JOBS.replace(b"\r\n\r\n", b"\r\nX-Forwarded-Proto: https\r\n\r\n")

    assert len(scene.say(sent)) == 1
    assert scene.loop.tasks == 0


def test_head_without_an_end_is_refused(scene):
    """The bytes of an incomplete head are bounded."""
    scene.say(JOBS[:-2])
    answer = scene.say(b"X: " + b"y" * MAX_HEAD_BYTES)

    assert answer[0].startswith(b"HTTP/1.1 431 ")
    assert scene.transport.is_closed


def test_long_row_of_requests_is_no_long_head(scene):
    """Only the bytes of the incomplete head count, not other requests in the same piece."""
    row = JOBS * (2 * MAX_HEAD_BYTES // len(JOBS))
    scene.say(row + JOBS[:-2])
    scene.say(b"X: y\r\n")

    assert not scene.transport.is_closed
    assert not any(b" 431 " in answer for answer in scene.transport.sent)


def test_client_that_goes_leaves_nothing_running():
    """The application gets a disconnect, also with more requests in the pipeline."""
    messages = []

    async def application(_scope, receive, _send):
        await receive()
        messages.append(await receive())

    async def scene():
        config = Config(application, http=MockProtocol, ws="none", log_config=None)
        protocol = MockProtocol(config, ServerState(), {}, asyncio.get_running_loop())
        protocol.connection_made(Transport())
        protocol.data_received(JOBS + JOBS)
        (task,) = protocol.tasks
        protocol.connection_lost(None)
        await asyncio.wait_for(task, timeout=60)
        return protocol

    protocol = asyncio.run(scene())

    assert messages == [{"type": "http.disconnect"}]
    assert not protocol.pipeline


def test_each_request_of_a_row_has_its_own_headers(scene):
    """Each pipelined request is handled with its own head, not with that of the last one."""
    sent = JOBS.replace(b"\r\n\r\n", b"\r\nContent-Length: 0\r\n\r\n")
    scene.say(sent + sent + JOBS[:-2])
    scene.protocol.cycle.response_complete = False
    scene.protocol.on_response_complete()

    assert (scene.loop.tasks, scene.transport.sent) == (2, [])


def test_refusal_is_not_written_into_another_answer(scene):
    """The refusal of an incomplete head waits for the response before it."""
    scene.say(JOBS.replace(b"imports", b"imports?__restart"))
    answer = scene.say(JOBS[:-2] + b"X: " + b"y" * MAX_HEAD_BYTES)

    assert scene.loop.tasks == 1
    assert answer == []
    assert not scene.transport.is_closed

    scene.protocol.cycle.response_complete = True
    scene.protocol.on_response_complete()

    assert scene.transport.sent[-1].startswith(b"HTTP/1.1 431 ")
    assert scene.transport.is_closed


def test_a_thousand_requests_at_once_are_answered_in_turns(scene):
    """Between two turns others are served: each reads a kilobyte of the connection."""
    scene.protocol.data_received(WITH_PREFERENCE * 1000)
    answers = []
    while True:
        before = len(scene.transport.sent)
        is_going_on = scene.loop.turn()
        answers.append(len(scene.transport.sent) - before)
        if not is_going_on:
            break

    assert sum(answers) == 1000
    assert max(answers) <= PIECE_BYTES // len(WITH_PREFERENCE) + 1


def test_nothing_is_read_while_requests_wait_for_their_turn(scene):
    """The backlog is answered before more is read, and then reading continues."""
    scene.protocol.data_received(JOBS * 1000)

    assert not scene.transport.is_reading

    while scene.loop.turn():
        pass

    assert scene.transport.is_reading
    assert len(scene.say(JOBS)) == 1


def test_nothing_is_read_while_answers_are_not(scene):
    """A client that does not read its answers is not read either, and gets all of them later."""
    scene.protocol.data_received(JOBS * 1000)
    scene.loop.turn()
    scene.protocol.pause_writing()
    scene.loop.turn()
    stopped = len(scene.transport.sent)
    scene.loop.turn()

    assert len(scene.transport.sent) == stopped < 1000
    assert not scene.transport.is_reading

    scene.protocol.resume_writing()
    tasks = scene.loop.tasks
    while scene.loop.turn():
        pass

    assert len(scene.transport.sent) + scene.loop.tasks - tasks <= 1000
    assert len(scene.transport.sent) > stopped or scene.loop.tasks


@pytest.mark.parametrize(
    "head",
    [
        b"GET /subscriptions/imports HTTP/1.1\r\n\r\n",
        b"GET /subscriptions/imports HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
        b"GET /subscriptions/imports HTTP/1.1\r\nHost: a b\r\n\r\n",
        b"GET /subscriptions/imports HTTP/1.1\r\nHost: a/b\r\n\r\n",
        b"GET /subscriptions/imports HTTP/1.1\r\nHost: \xe4\r\n\r\n",
        b"GET /subscriptions/imports HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET /subscriptions/imports RTSP/1.0\r\nHost: a\r\n\r\n",
        b"GET /subscriptions/imports HTTP/2.0\r\nHost: a\r\n\r\n",
        b"GET /subscriptions/imports\r\n\r\n",
        b"GET /__admin/health RTSP/1.0\r\nHost: localhost\r\n\r\n",
    ],
)
def test_a_head_without_one_host_or_of_another_protocol_is_refused(scene, head):
    """RFC 9112, 2.3 and 3.2: HTTP/1.1 or 1.0, and exactly one valid host with HTTP/1.1."""
    answers = scene.say(head)

    assert scene.loop.tasks or answers[0].startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize(
    "head",
    [
        b"GET /subscriptions/imports HTTP/1.1\r\nHost:\r\n\r\n",
        b"GET /subscriptions/imports HTTP/1.1\r\nHost: [::1]:80\r\n\r\n",
        b"GET /subscriptions/imports HTTP/1.1\r\nHost: a_b.example:\r\n\r\n",
        b"GET /subscriptions/imports HTTP/1.1\r\nHost: a\r\nX-A: GET /b RTSP/1.0\r\n\r\n",
        b"GET /subscriptions/imports HTTP/1.0\r\n\r\n",
    ],
)
def test_a_healthy_head_is_accepted(scene, head):
    """An empty host, an address and a port are hosts; HTTP/1.0 needs none."""
    assert scene.say(head)[0].startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize(
    "first",
    [
        WITH_PREFERENCE.replace(b"Prefer", b"Connection: Upgrade\r\nUpgrade: h2c\r\nPrefer"),
        b"CONNECT /subscriptions/imports HTTP/1.1\r\nHost: mock\r\n\r\n",
    ],
)
def test_what_follows_an_offer_to_switch_protocols_is_answered(scene, first):
    """The upgrade is ignored, so the next request on the connection is HTTP (RFC 9110, 7.8)."""
    scene.say(first + WITH_PREFERENCE)
    answers = len(scene.transport.sent) + scene.loop.tasks

    assert answers == 2 or scene.protocol.pipeline


def test_a_head_that_does_not_end_is_given_up(scene):
    """A client that sends only half a head gets a 408, and the connection is closed."""
    scene.say(JOBS[:-2])
    scene.protocol.look_at_request()

    assert not scene.transport.is_closed

    scene.protocol.look_at_request()

    assert scene.transport.sent[-1].startswith(b"HTTP/1.1 408 ")
    assert scene.transport.is_closed


def test_a_connection_that_asks_now_and_then_is_left_alone(scene):
    """Only a head that began before the last check is refused."""
    for _ in range(4):
        scene.say(JOBS)
        scene.say(WITH_PREFERENCE)
        scene.say(JOBS[:-2])
        scene.protocol.look_at_request()
        scene.say(b"\r\n")

    assert not scene.transport.is_closed


POST = b"POST /api/v1/depots/7/goods HTTP/1.1\r\nHost: mock\r\nContent-Type: application/json\r\n"
EXPECTING = b"Expect: 100-continue\r\nContent-Length: 2000\r\n\r\n"


def test_a_body_that_trickles_is_given_up(warehouse):
    """A body that comes byte by byte for minutes is refused with 408, and its connection closed."""

    async def trickle():
        protocol, transport = connection_to(warehouse)
        protocol.data_received(POST + b"Content-Length: 2000\r\n\r\n")
        for _ in range(2):
            protocol.data_received(b"[")
            await asyncio.sleep(0.01)
            protocol.look_at_request()
        await asyncio.wait(protocol.tasks, timeout=60)
        protocol.connection_lost(None)
        return transport

    transport = asyncio.run(trickle())

    assert b"".join(transport.sent).startswith(b"HTTP/1.1 408 ")
    assert len(transport.sent) == 1
    assert transport.is_closed


def test_a_body_that_the_server_holds_up_is_waited_for(warehouse):
    """Clients that wait for `100 Continue`, or are not read, do not time out."""

    async def hold_up(pieces, *, is_paused):
        protocol, transport = connection_to(warehouse)
        protocol.data_received(pieces)
        if is_paused:
            protocol.flow.pause_reading()
        for _ in range(3):
            protocol.look_at_request()
        is_closed = transport.is_closed
        protocol.connection_lost(None)
        await asyncio.wait(protocol.tasks, timeout=60)
        return is_closed

    assert not asyncio.run(hold_up(POST + EXPECTING, is_paused=False))
    assert not asyncio.run(hold_up(POST + b"Content-Length: 9\r\n\r\n", is_paused=True))


def test_the_rest_of_a_body_is_not_waited_for_after_its_answer(warehouse):
    """If the response was sent before the body was complete, a slow rest gets no second one."""

    async def trickle():
        protocol, transport = connection_to(warehouse)
        protocol.data_received(b"POST /nothing HTTP/1.1\r\nHost: mock\r\nContent-Length: 9\r\n\r\n")
        await asyncio.wait(protocol.tasks, timeout=60)
        for _ in range(2):
            protocol.data_received(b"[")
            protocol.look_at_request()
        protocol.connection_lost(None)
        return transport

    transport = asyncio.run(trickle())

    assert b"".join(transport.sent).count(b"HTTP/1.1 ") == 1
    assert transport.is_closed


def connection_to(contract):
    """Return a connection to a mock within the running loop, and its other end."""
    live = ReloadableApp(create_mock([contract], Settings()))
    live.mock.warm_up()
    config = Config(live, http=MockProtocol, ws="none", lifespan="off", log_config=None)
    protocol, transport = MockProtocol(config, ServerState(), {}), Transport()
    protocol.connection_made(transport)
    return protocol, transport
