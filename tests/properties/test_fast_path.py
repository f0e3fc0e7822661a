"""The fast path and the slow path give the same answers, byte for byte."""

import re
import socket
from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from mock_server import MockServer, Settings

FEW = settings(max_examples=settings().max_examples // 2)
"""Each of six servers gets so many, each one three answers."""

DATE = re.compile(rb"date: [^\r]+")
NOON = "2026-11-21T12:00:00Z"
FINAL = b"GET /subscriptions/imports HTTP/1.1\r\nHost: mock\r\nConnection: close\r\n\r\n"

IMPORT = b"/v3/infinity-mall/members/imports/"
JOBS = b"/subscriptions/imports"

NO_BODY = b"Content-Length: 0"
SLUG = b"X-Loyalty-Club-Slug: infinity-mall"
READINGS = (
    {},
    {"placewise.payload-key": "singular", "placewise.created-at-type": "date"},
)


@dataclass(frozen=True, slots=True)
class Twins:
    """Two servers that differ only in the fast path."""

    fast: MockServer
    slow: MockServer

    def both(self, do: Callable[[MockServer], object]) -> None:
        """Apply the same change to both."""
        do(self.fast)
        do(self.slow)

    def ask(self, talk: Callable[[socket.socket], bytes]) -> tuple[bytes, bytes]:
        """Send the same to both; return their answers."""
        return self._ask(self.fast, talk), self._ask(self.slow, talk)

    @staticmethod
    def _ask(server: MockServer, talk: Callable[[socket.socket], bytes]) -> bytes:
        with socket.create_connection(("127.0.0.1", server.settings.port), timeout=20) as client:
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return DATE.sub(dated, talk(client))


def dated(match: re.Match[bytes]) -> bytes:
    """Keep dates of the frozen clocks; real dates differ by themselves."""
    return match[0] if b"21 Nov 2026 1" in match[0] else b"date: real"


@pytest.fixture(
    scope="module",
    params=[
        Settings(port=0),
        Settings(port=0, readings=READINGS[1], is_journaled=False),
        Settings(port=0, is_auth_required=True),
        Settings(port=0, scenarios=("busy-queue", "documented"), is_admin_on=False),
        Settings(port=0, scenarios=("250-jobs",), is_proxy_trusted=True, speed=10.0),
        Settings(port=0, has_cors=False),
    ],
    ids=[
        "plain",
        "readings-without-journal",
        "with-token",
        "scenarios",
        "behind-a-proxy",
        "without-cors",
    ],
)
def twins(request):
    """Two servers whose clocks are frozen at noon."""
    with (
        MockServer(request.param) as fast,
        MockServer(replace(request.param, has_fast_path=False)) as slow,
    ):
        yield Twins(fast, slow)


def read_answer(client: socket.socket, method: bytes) -> bytes:
    """Read one answer to its end."""
    received = b""
    while b"\r\n\r\n" not in received:
        part = client.recv(65536)
        if not part:
            return received
        received += part
    head, _, body = received.partition(b"\r\n\r\n")
    status = int(head[9:12])
    lengths = [
        int(line.partition(b":")[2])
        for line in head.split(b"\r\n")
        if line.lower().startswith(b"content-length:")
    ]
    size = 0 if method == b"HEAD" or status in (204, 304) else sum(lengths)
    while len(body) < size and (part := client.recv(65536)):
        body += part
    return head + b"\r\n\r\n" + body


paths = st.one_of(
    st.sampled_from([IMPORT + b"1", IMPORT + b"83473", JOBS, JOBS + b"/", IMPORT]),
    st.builds(b"/v3/%b/members/imports/%b".__mod__, st.tuples(
        st.sampled_from([b"a", b"caf%C3%A9", b"%ff", b"a%2Fb", b"..", b"%zz", b"x" * 300]),
        st.sampled_from([b"0", b"1", b"-1", b"007", b"abc", b"%31", b"9" * 20]),
    )),
    st.sampled_from([
        b"/", b"/nothing", b"/v3", b"/__session/tab/subscriptions/imports", b"/__docs",
        b"/__session/tab@2026-11-21T11:59:50Z" + JOBS, b"/__session/n%C3%A4h" + JOBS,
        b"/__admin/ready", b"/__unknown", b"/subscriptions/%69mports",
    ]),
)  # fmt: skip
pairs = st.one_of(
    st.builds(b"page%%5B%b%%5D=%b".__mod__, st.tuples(
        st.sampled_from([b"limit", b"offset"]),
        st.sampled_from([b"0", b"1", b"10", b"100", b"101", b"1000", b"-1", b"+5", b"x", b""]),
    )),
    st.sampled_from([
        b"page[limit]=2", b"a=b", b"a=%ff", b"q=a+b", b"__code=404", b"__example=nothing",
        b"__session=tab", b"__restart", b"__scenario=happy-import", b"__scenario=250-jobs",
        b"%5F%5Fcode=500", b"__clock=%2B1s",
    ]),
)  # fmt: skip
queries = st.lists(pairs, max_size=3).map(b"&".join)
headers = st.lists(
    st.sampled_from([
        SLUG, SLUG, b"X-Loyalty-Club-Slug: other", b"Accept: application/json",
        b"Accept: text/html",
        b"Accept: */*;q=0.1, application/*", b"Prefer: code=500", b"Prefer: example=documented",
        b"Prefer: scenario=job-succeeds", b"Prefer: scenario=250-jobs", b"Prefer: code=299",
        b"Prefer: fault=error-status;status=500", b"If-None-Match: *", b'If-None-Match: "x"',
        b"X-Mock-Session: tab", b"X-Mock-Session: ;", b"Authorization: Bearer mock-token",
        b"Authorization: Bearer wrong", b"Origin: http://a", b"Connection: keep-alive",
        b"Access-Control-Request-Method: GET", b"X-Forwarded-Proto: https",
        b"Origin: null", b"Origin: http://a b", b"Sec-Fetch-Site: cross-site",
        b"Forwarded: proto=https;host=a.example", b"X-Forwarded-Host: a.example",
        b"X-Forwarded-Prefix: /mock", b"Access-Control-Request-Private-Network: true",
        b"Prefer: scenario=happy-import",
        NO_BODY, b"X-Long: " + b"y" * 5000,
    ]),
    max_size=4,
)  # fmt: skip
methods = st.sampled_from([b"GET", b"GET", b"GET", b"HEAD", b"OPTIONS", b"POST", b"DELETE"])


@st.composite
def requests(draw: st.DrawFn) -> tuple[bytes, bytes]:
    """Draw a method and a whole request."""
    method, path, query = draw(methods), draw(paths), draw(queries)
    more = draw(headers)
    if more.count(NO_BODY) > 1:
        # Broken framing closes the connection, and uvicorn then forgets what it still owes.
        more = [line for line in more if line != NO_BODY]
    lines = [method + b" " + path + (b"?" + query if query else b"") + b" HTTP/1.1", b"Host: mock"]
    return method, b"\r\n".join([*lines, *more, b"", b""])


def changes(server: MockServer) -> dict[str, Callable[[], None]]:
    """Return the changes between two requests, by name."""
    session = server.session("tab")
    return {
        "nothing": lambda: None,
        "play": lambda: server.play("250-jobs"),
        "play-live": lambda: server.play("job-succeeds"),
        "play-in-session": lambda: session.select_scenario("busy-queue"),
        "arm": lambda: server.arm("server-error"),
        "arm-once": lambda: server.arm("duplicate-keys;count=1"),
        "arm-in-session": lambda: session.arm("drop.data"),
        "advance": lambda: server.clock.advance("7s"),
        "reset": lambda: begin(server),
    }


CHANGES = ("nothing", "nothing", "play", "play-live", "play-in-session", "arm", "arm-once",
           "arm-in-session", "advance", "reset")  # fmt: skip


def begin(server: MockServer) -> None:
    """Reset a server to its state at a start at noon."""
    server.reset()
    server.clock.freeze()
    server.clock.set(NOON)


PLAIN = [
    (b"GET", b"GET " + path + b" HTTP/1.1\r\nHost: mock\r\n" + SLUG + b"\r\n\r\n")
    for path in (IMPORT + b"1", JOBS, JOBS + b"?page[limit]=1000", IMPORT + b"abc")
]


@pytest.mark.parametrize("change", sorted(set(CHANGES)))
def test_no_change_is_overlooked(twins, change):
    """An answer that was cached before a change is not repeated after it."""
    for _, sent in PLAIN:
        twins.both(begin)
        twins.ask(lambda client, s=sent: talk(client, s, b"GET"))
        twins.both(lambda server: changes(server)[change]())
        fast, slow = twins.ask(lambda client, s=sent: talk(client, s, b"GET"))

        assert fast == slow


@given(
    st.lists(st.one_of(st.sampled_from(PLAIN), requests()), min_size=1, max_size=2),
    st.lists(st.tuples(st.integers(0, 1), st.sampled_from(CHANGES)), min_size=2, max_size=5),
)
@FEW
def test_one_after_the_other(twins, drawn, steps):
    """For repeated requests with changes between, both paths answer with the same bytes."""
    twins.both(begin)
    for index, change in steps:
        method, sent = drawn[index % len(drawn)]
        twins.both(lambda server, change=change: changes(server)[change]())
        fast, slow = twins.ask(lambda client, s=sent, m=method: talk(client, s, m))

        assert fast == slow
        event(f"status {fast[9:12].decode()}")
    assert journal_of(twins.fast) == journal_of(twins.slow)


def journal_of(server: MockServer) -> list[dict[str, object]]:
    """Return a server's journal without its times."""
    times = {"real", "now", "seconds"}
    return [
        {
            **{name: value for name, value in entry._asdict().items() if name not in times},
            # Each server has loaded its own documents, and operations are compared by identity.
            "operation": entry.operation and entry.operation.id,
            "answer_headers": [name for name, _ in entry.answer_headers],
        }
        for entry in server.journal.entries()
    ]


def talk(client: socket.socket, sent: bytes, method: bytes) -> bytes:
    """Send a request three times over one connection; return the answers."""
    received = b""
    for _ in range(3):
        client.sendall(sent)
        answer = read_answer(client, method)
        received += answer
        if not answer or b"connection: close" in answer.lower():
            break
    return received


@given(
    st.lists(requests(), min_size=1, max_size=6),
    st.lists(st.integers(min_value=1, max_value=600), max_size=5),
)
@FEW
def test_in_any_pieces(twins, drawn, cuts):
    """Pipelined requests, split anywhere, get the same bytes in the same order."""
    twins.both(begin)
    whole = b"".join(sent for _, sent in drawn) + FINAL

    def pour(client: socket.socket) -> bytes:
        rest = whole
        for cut in cuts:
            client.sendall(rest[:cut])
            rest = rest[cut:]
        client.sendall(rest)
        received = b""
        while part := client.recv(65536):
            received += part
        return received

    for _ in range(3):
        fast, slow = twins.ask(pour)

        assert fast == slow
