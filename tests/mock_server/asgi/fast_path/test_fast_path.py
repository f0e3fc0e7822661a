"""The fast path: what it answers itself, and what it lets go of."""

import asyncio

import pytest

from mock_server.asgi.app import create_mock
from mock_server.asgi.fast_path.response_bytes import ResponseBytes
from mock_server.settings import Settings
from tests.acceptance.cases import cases
from tests.mock_server.asgi_client import ask, call, scope_of
from tests.mock_server.manual_time import ManualTime

JOBS = "/subscriptions/imports"
IMPORT = "/v3/infinity-mall/members/imports/1"
NOON = 1_795_262_400.0  # 2026-11-21T12:00:00Z

HOST = ("Host", "testserver")
REPLY = ResponseBytes(b"", b"")

_ASKED = slice(4, None)
"""An entry of the journal without its number and times."""


@pytest.fixture
def mock(packaged):
    """A mock at noon."""
    return create_mock(packaged, Settings(), ticker=ManualTime(NOON))


def outcome_of(mock, target, *headers, method="GET"):
    """Return the fast path's response to a request."""
    return mock.short_cut.fast_path.try_respond(scope_of(method, target, headers))


@cases(
    "target, headers, status",
    {
        "documented": (JOBS, (), 200),
        "page": (f"{JOBS}?page%5Blimit%5D=10&page%5Boffset%5D=0", (), 200),
        "preference": (JOBS, (("Prefer", "code=500"),), 500),
        "refused-parameter": (f"{JOBS}?page%5Blimit%5D=1000", (), 400),
        "missing-header": (IMPORT, (), 400),
        "not-acceptable": (JOBS, (("Accept", "text/html"),), 406),
        "nothing-there": ("/v3/other", (), 404),
        "known-already": (JOBS, (("If-None-Match", "*"),), 304),
    },
)
def test_what_depends_on_the_request_alone_is_cacheable(mock, target, headers, status):
    """Documented responses and error responses are sent by the fast path, and may be cached."""
    outcome = outcome_of(mock, target, *headers)

    assert (outcome.status, outcome.is_cacheable) == (status, True)


@cases(
    "target, headers",
    {
        "session": (JOBS, (("X-Mock-Session", "tab"),)),
        "session-prefix": (f"/__session/tab{JOBS}", ()),
    },
)
def test_what_depends_on_more_is_not_cacheable(mock, target, headers):
    """Requests of named sessions are answered, but their responses are not cached."""
    outcome = outcome_of(mock, target, *headers)

    assert (outcome.status, outcome.is_cacheable) == (200, False)


@cases(
    "target, headers",
    {
        "fault": (JOBS, (("Prefer", "fault=server-error"),)),
        "command": (f"{JOBS}?__restart=1", ()),
        "escaped-command": (f"{JOBS}?%5f%5Frestart=1", ()),
        "unknown-preference": (JOBS, (("Prefer", "code=299"),)),
        "body": (JOBS, (("Content-Length", "3"),)),
        "chunked-body": (JOBS, (("Transfer-Encoding", "chunked"),)),
        "upgrade": (JOBS, (("Upgrade", "websocket"),)),
        "tool-page": ("/__docs", ()),
        "admin": ("/__admin/ready", ()),
    },
)
def test_what_it_is_not_sure_of_is_let_go(mock, target, headers):
    """Requests that change state, and the mock's own pages, take the slow path."""
    assert outcome_of(mock, target, *headers) is None


def test_nothing_is_recorded_of_a_request_that_is_passed_on(mock):
    """A request that takes the slow path is recorded once."""
    ask(mock.app, JOBS, ("Prefer", "fault=server-error"))

    assert len(mock.controls.entries()) == 1


def test_armed_faults_shut_it(mock):
    """While a fault is armed for all sessions, every request takes the slow path."""
    mock.controls.arm("server-error")

    assert outcome_of(mock, JOBS) is None


def test_head_loses_its_body(mock):
    """A HEAD gets the headers of the GET without a body."""
    outcome = outcome_of(mock, JOBS, method="HEAD")

    assert outcome.body == b""
    assert dict(outcome.headers)[b"content-length"] > b"0"


def test_exchange_that_happens_again_is_recorded_again(mock):
    """The journal has each exchange with its own time, however it was answered."""
    ticker = ManualTime(NOON)
    mock = create_mock(mock.controls.contracts, Settings(), ticker=ticker)
    outcome = outcome_of(mock, JOBS)
    fast_path = mock.short_cut.fast_path
    kept = fast_path.cached_response(outcome, REPLY)
    ticker.advance(60.0)
    seconds = fast_path.record_repeat(kept)

    first, second = mock.controls.entries()
    assert seconds == NOON + 60.0
    assert (first.now, second.now) == (NOON, NOON + 60.0)
    assert (first.path, first.answer, first.id) == (second.path, second.answer, second.id - 1)


def test_response_of_a_scenario_is_not_sent_again_when_it_changes(mock):
    """A cached response is valid from when it was made to before it changes, and is recorded."""
    ticker = ManualTime(NOON)
    mock = create_mock(mock.controls.contracts, Settings(), ticker=ticker)
    fast_path = mock.short_cut.fast_path
    live = outcome_of(mock, JOBS, ("Prefer", "scenario=job-fails"))
    kept, seconds = fast_path.cached_response(live, REPLY), []
    for moment in (NOON, NOON + 4.999, NOON + 5.0, NOON - 1.0):
        ticker.seconds = moment
        seconds.append(fast_path.record_repeat(kept))

    assert seconds == [NOON, NOON + 4.999, None, None]
    assert len(mock.controls.entries()) == 3


def test_asgi_gets_the_same(mock, packaged):
    """Called in process, the fast and the slow path give the same response."""
    slow = create_mock(packaged, Settings(has_fast_path=False), ticker=ManualTime(NOON))

    assert ask(mock.app, JOBS) == ask(slow.app, JOBS)
    assert slow.short_cut is None


def test_request_that_was_tried_below_asgi_is_not_tried_again(mock, monkeypatch):
    """A request that the server has tried already is not tried again."""
    scope = scope_of("GET", JOBS, [("Prefer", "code=299")])
    fast_path = mock.short_cut.fast_path
    assert fast_path.try_respond(scope) is None
    monkeypatch.setattr(fast_path, "try_respond", lambda _: pytest.fail("it is tried twice"))

    assert asyncio.run(call(mock.app, scope)).status == 422


def plain_outcome_of(mock, target, *headers):
    """Return the fast path's response to a simple request."""
    lines = [f"{name}: {value}" for name, value in headers]
    sent = "\r\n".join([f"GET {target} HTTP/1.1", *lines, "", ""]).encode()
    return mock.short_cut.fast_path.try_respond_simple(mock.short_cut.heads.read(sent), "http")


@cases(
    "target, headers, status",
    {
        "documented": (JOBS, (), 200),
        "page": (f"{JOBS}?page%5Blimit%5D=10&page%5Boffset%5D=0", (), 200),
        "refused-parameter": (f"{JOBS}?page%5Blimit%5D=1000", (), 400),
        "missing-header": (IMPORT, (), 400),
        "not-acceptable": (JOBS, (("Accept", "text/html"),), 406),
        "known-already": (JOBS, (("If-None-Match", "*"),), 304),
    },
)
def test_plain_request_gets_the_same(mock, target, headers, status):
    """A simple request is answered and recorded like one from the main parser."""
    headers = (HOST, *headers)
    plain, other = plain_outcome_of(mock, target, *headers), outcome_of(mock, target, *headers)
    first, second = mock.controls.entries()

    assert plain.status == status
    assert (plain[:5], plain.is_cacheable) == (other[:5], other.is_cacheable)
    assert [*first][_ASKED] == [*second][_ASKED]


@cases("target", {"nothing-there": "/v3/other", "nobodys": "/other", "dots": f"{IMPORT}/../2"})
def test_simple_request_without_an_operation_is_passed_on(mock, target):
    """The slow path makes the error response."""
    assert plain_outcome_of(mock, target, HOST) is None


@cases("session", {"all sessions": None, "the default session": ""})
def test_plain_request_meets_armed_faults_elsewhere(mock, session):
    """While a fault is armed, a simple request takes the slow path."""
    mock.controls.arm("server-error", session)

    assert plain_outcome_of(mock, JOBS, HOST) is None
