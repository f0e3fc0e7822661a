"""Tests of one HTTP exchange on a socket."""

import contextlib
import errno
import gzip
import socket
import threading
import time
import tracemalloc
from dataclasses import dataclass

import pytest

from contracts.errors import ExhaustedError
from contracts.http.client.connection import Connection, InvalidRequest, NoResponse
from contracts.http.client.connector import NO_PROXY, ConnectionSettings
from contracts.http.messages.exchange import HTTP_1_0, Request
from tests.contracts.counting import counting
from tests.contracts.live import Reply, serve

BOUND = 1000


def send(url: str, target: str = "/", *, timeout: float = 5.0, **options):
    """Send one request on a new connection."""
    method, headers = options.pop("method", "GET"), options.pop("headers", ())
    body, max_body = options.pop("body", b""), options.pop("max_body", BOUND)
    connection = Connection(url, time.monotonic)
    request = Request(method=method, origin=url, target=target, headers=headers, body=body)
    try:
        return connection.send(request, timeout=timeout, max_body=max_body)
    finally:
        connection.close()


def test_status_headers_and_body_come_back():
    """An answer is read whole, repeated headers included."""
    raw = b"HTTP/1.1 202 Fine\r\nX-A: 1\r\nX-A: 2\r\nContent-Length: 2\r\n\r\nhi"
    with serve(lambda _: Reply(raw=raw)) as server:
        answer = send(server.url)

    assert (answer.response.status, answer.response.reason) == (202, "Fine")
    assert answer.response.headers[:2] == (("X-A", "1"), ("X-A", "2"))
    assert answer.response.body == b"hi"


def test_received_counts_every_byte():
    """Head and body count, as they came over the wire."""
    raw = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"
    with serve(lambda _: Reply(raw=raw)) as server:
        answer = send(server.url)

    assert answer.received == len(raw)


def test_the_request_arrives_byte_for_byte():
    """Target, header case, order, repetition and emptiness are kept."""
    headers = (("X-b", "2"), ("x-A", ""), ("X-b", "3"), ("X-C", "\xe9"))
    with serve(lambda _: Reply()) as server:
        send(server.url, "/a%2Fb/%zz?q=[1]&q=", headers=headers)
        seen = server.seen[0]

    assert seen.target == "/a%2Fb/%zz?q=[1]&q="
    assert seen.headers == (("Host", server.url.removeprefix("http://")), *headers)


def test_a_body_is_sent_with_its_length():
    """A body needs a length, and gets one."""
    with serve(lambda _: Reply()) as server:
        send(server.url, method="POST", body=b'{"a": 1}')

    assert server.seen[0].body == b'{"a": 1}'


def test_a_connection_is_kept():
    """Two requests on one connection reach one server, and both are answered."""
    with serve(lambda seen: Reply(body=seen.target)) as server:
        connection = Connection(server.url, time.monotonic)
        bodies = [
            connection.send(
                Request(method="GET", origin=server.url, target=target),
                timeout=5,
                max_body=BOUND,
            ).response.body
            for target in ("/1", "/2", "/3")
        ]
        connection.close()

    assert bodies == [b'"/1"', b'"/2"', b'"/3"']


def test_head_does_not_wait_for_a_body():
    """The answer to HEAD ends with its head, even if it announces a length."""
    with serve(lambda _: Reply(body="x" * 100)) as server:
        answer = send(server.url, method="HEAD")

    assert answer.response.body == b""


def test_a_chunked_body_is_read():
    """Chunks are put together."""
    raw = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
    with serve(lambda _: Reply(raw=raw)) as server:
        answer = send(server.url)

    assert answer.response.body == b"abcde"


def test_a_body_without_length_ends_with_the_connection():
    """HTTP/1.0 style bodies are read to the end."""
    with serve(lambda _: Reply(raw=b"HTTP/1.0 200 OK\r\n\r\nall of it")) as server:
        answer = send(server.url)

    assert answer.response.body == b"all of it"


def test_gzip_is_undone():
    """A compressed body is decoded before it is judged."""
    reply = Reply(body=gzip.compress(b'{"a": 1}'), headers={"Content-Encoding": "gzip"})
    with serve(lambda _: reply) as server:
        answer = send(server.url)

    assert answer.response.body == b'{"a": 1}'


def test_a_huge_body_is_cut():
    """No more than the bound is kept, and the cut is reported."""
    with serve(lambda _: Reply(body=b"x" * 500_000)) as server:
        answer = send(server.url)

    assert answer.response.is_cut
    assert len(answer.response.body) == BOUND


def test_a_small_body_that_grows_when_inflated_is_cut():
    """A compression bomb stays within the bound."""
    reply = Reply(body=gzip.compress(b"x" * 500_000), headers={"Content-Encoding": "gzip"})
    with serve(lambda _: reply) as server:
        answer = send(server.url)

    assert answer.response.is_cut
    assert len(answer.response.body) == BOUND


def test_a_bomb_is_not_inflated_whole():
    """A body that decodes to sixty-four mebibytes never takes that much memory."""
    bomb = gzip.compress(bytes(64 * 1024 * 1024))
    reply = Reply(body=bomb, headers={"Content-Encoding": "gzip"})
    with serve(lambda _: reply) as server:
        tracemalloc.start()
        send(server.url, max_body=100_000)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()

    assert peak < 8 * 1024 * 1024


def test_a_hanging_server_times_out():
    """Silence ends at the deadline."""
    never = threading.Event()
    with serve(lambda _: Reply(after=never)) as server:
        with pytest.raises(NoResponse, match=r"no answer within 0\.2 s"):
            send(server.url, timeout=0.2)
        never.set()


def test_a_trickling_server_times_out():
    """The deadline is for the whole answer: a byte now and then does not extend it."""
    over = threading.Event()

    def trickle(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection, contextlib.suppress(OSError):
            connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            while not over.wait(0.02):
                connection.sendall(b"x")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=trickle, args=(listener,), daemon=True)
        thread.start()
        with pytest.raises(NoResponse, match=r"the answer did not end within 0\.2 s"):
            send(f"http://127.0.0.1:{listener.getsockname()[1]}", timeout=0.2)
        over.set()
        thread.join(5)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "closed without an answer"),
        (b"SSH-2.0-OpenSSH\r\n", "not HTTP"),
        (b"HTTP/7.5 200 OK\r\n\r\n", "not HTTP$"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhi", "before its announced length"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "announced length"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n", "more than 100 headers"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70000 + b"\r\n\r\n", "longer than 64 KiB"),
        (
            b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope",
            "content coding",
        ),
    ],
)
def test_what_is_no_answer_is_reported(raw, reason):
    """Each kind of missing answer has its own message."""
    with serve(lambda _: Reply(raw=raw)) as server, pytest.raises(NoResponse, match=reason):
        send(server.url)


def test_a_closed_port_is_reported():
    """A closed port has its own message."""
    with pytest.raises(NoResponse, match="refused") as caught:
        send("http://127.0.0.1:9")

    assert caught.value.is_silent


def test_half_an_answer_is_not_silence():
    """A server that sends invalid HTTP is distinguished from one that sends nothing."""
    wrong = Reply(raw=b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhi")
    with serve(lambda _: wrong) as server, pytest.raises(NoResponse) as half:
        send(server.url)
    with serve(lambda _: Reply(raw=b"")) as server, pytest.raises(NoResponse) as nothing:
        send(server.url)

    assert (half.value.is_silent, nothing.value.is_silent) == (False, True)


@pytest.mark.parametrize(
    ("target", "headers"),
    [("/a b", ()), ("/\n", ()), ("/", (("X", "a\r\nY: b"),)), ("/", (("X", "\u20ac"),))],
)
def test_what_http_cannot_say_is_not_sent(target, headers):
    """A request that a server could read as another request is refused."""
    with serve(lambda _: Reply()) as server, pytest.raises(InvalidRequest):
        send(server.url, target, headers=headers)

    assert server.seen == []


def faults(raw, method="GET"):
    """Return the framing errors of an answer."""
    with serve(lambda _: Reply(raw=raw)) as server:
        return send(server.url, method=method).response.framing_errors


def test_a_well_formed_answer_has_no_faults():
    """Length, chunks, or the end of the connection."""
    assert faults(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi") == ()
    chunks = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n"
    assert faults(chunks) == ()
    assert faults(b"HTTP/1.0 200 OK\r\n\r\nhi") == ()


def test_bytes_behind_the_end_are_seen():
    """Two bytes more than the length says."""
    assert faults(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi!!") == (
        "2 bytes or more come after the announced end of the body",
    )


@pytest.mark.parametrize(("method", "status"), [("HEAD", 200), ("GET", 204), ("GET", 304)])
def test_a_body_where_none_may_be_is_seen(method, status):
    """HEAD, 204 and 304 end with their heads."""
    raw = b"HTTP/1.1 %d OK\r\nContent-Length: 2\r\n\r\nhi" % status

    assert len(faults(raw, method)) == 1


def test_two_ends_are_seen():
    """A length beside chunks."""
    raw = (
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"2\r\nhi\r\n0\r\n\r\n"
    )

    assert faults(raw) == ("there are both Content-Length and Transfer-Encoding (RFC 9112, 6.3)",)


def test_gzip_without_its_end_is_seen():
    """What could be read is kept."""
    body = gzip.compress(b'{"a": 1}')[:-9]
    raw = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(body)

    assert faults(raw + body) == ("the gzip of the body ends too early",)


def test_an_interim_answer_is_passed_over():
    """103 comes before the answer, it is not one (RFC 9110, 15.2)."""
    hints = b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
    raw = hints + b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"
    with serve(lambda _: Reply(raw=raw)) as server:
        answer = send(server.url)

    assert (answer.response.status, answer.response.body) == (200, b"hi")


def test_bytes_that_come_later_belong_to_no_answer():
    """A kept connection with unexpected bytes is closed, and the bytes are reported."""
    listener = socket.create_server(("127.0.0.1", 0))
    late = threading.Event()

    def serve_twice():
        for extra in (b"junk", b""):
            server, _ = listener.accept()
            server.recv(1000)
            server.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")
            late.wait(5)
            server.sendall(extra)
            sent.set()
            server.recv(1000)
            server.close()

    sent = threading.Event()
    thread = threading.Thread(target=serve_twice, daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    connection = Connection(url, time.monotonic)
    request = Request(method="GET", origin=url, target="/")
    first = connection.send(request, timeout=60, max_body=BOUND)
    late.set()
    sent.wait(5)
    second = connection.send(request, timeout=60, max_body=BOUND)
    connection.close()
    thread.join(5)
    listener.close()

    assert first.response.framing_errors == ()
    assert second.response.framing_errors == ("4 bytes belong to no answer",)


def test_an_old_request_names_its_version_and_keeps_no_connection():
    """The request line has HTTP/1.0, and the connection is closed after any answer."""
    lines = []

    def once(server):
        with server:
            peer, _ = server.accept()
            with peer:
                lines.append(peer.recv(1000).split(b"\r\n")[0])
                peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")
                lines.append(peer.recv(1000))

    listening = socket.create_server(("127.0.0.1", 0))
    listening.settimeout(60)
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    thread = threading.Thread(target=once, args=(listening,))
    thread.start()
    request = Request(method="GET", origin=url, target="/", version=HTTP_1_0)
    answer = Connection(url, time.monotonic).send(request, timeout=60, max_body=BOUND)
    thread.join(5)

    assert answer.response.body == b"hi"
    assert lines == [b"GET / HTTP/1.0", b""]


def test_lengths_and_hosts_of_others_are_not_written():
    """There is one Host and one true length, also if a document or a witness has others."""
    headers = (("Host", "evil.example"), ("Content-Length", "0"), ("Transfer-Encoding", "chunked"))
    with serve(lambda _: Reply()) as server:
        send(server.url, method="POST", headers=headers, body=b"four")

    assert server.seen[0].headers == (
        ("Host", server.url.removeprefix("http://")),
        ("Content-Length", "4"),
    )
    assert server.seen[0].body == b"four"


def test_nothing_follows_the_body_of_a_get():
    """A server may leave that body unread: the next request goes out on another connection."""
    with counting(is_careless=True) as server:
        connection = Connection(server.url, time.monotonic)
        for body in (b"DELETE /x?", b""):
            connection.send(
                Request(method="GET", origin=server.url, target="/", body=body),
                timeout=5,
                max_body=BOUND,
            )
        connection.close()

    assert server.methods == {"GET": 2}


@dataclass(frozen=True)
class Without:
    """Connection settings for which the machine has run out of something."""

    error: Exception

    def connect(self, _origin, _timeout):
        """Fail."""
        raise self.error


def test_running_out_of_files_is_not_the_servers_silence():
    """The error is not about the server, and ends the command."""
    settings = Without(OSError(errno.EMFILE, "Too many open files"))
    connection = Connection("http://shop.example", time.monotonic, settings)

    with pytest.raises(ExhaustedError, match="run out of files"):
        connection.send(
            Request(method="GET", origin="http://shop.example", target="/"),
            timeout=5,
            max_body=BOUND,
        )


@pytest.mark.parametrize("kind", ["text/event-stream", "application/x-ndjson; charset=utf-8"])
def test_a_stream_is_left_after_its_beginning(kind):
    """An endless answer is judged by its status and head; it costs no timeout and is no silence."""
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nTransfer-Encoding: chunked\r\n\r\n"
    release = threading.Event()

    with serve_endless(head.encode() + b"7\r\ndata: 1\r\n", release) as url:
        response = send(url, "/events").response
        release.set()

    assert (response.status, response.is_stream, response.body) == (200, True, b"data: 1")
    assert response.unread_reason == ""


@pytest.mark.parametrize("kind", ["application/json", "application/stream+json"])
def test_objects_that_come_line_by_line_are_a_stream(kind):
    """What is watched is labelled as JSON and goes on: an answer whose body is not read."""
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nTransfer-Encoding: chunked\r\n\r\n"
    release = threading.Event()

    with serve_endless(head.encode() + b'9\r\n{"a": 1}\n\r\n', release) as url:
        response = send(url, "/watch").response
        release.set()

    assert (response.status, response.is_stream) == (200, True)
    assert response.unread_reason == "the body is a stream that goes on"


@pytest.mark.parametrize("body", [b'{\n"a": ', b'{"a": 1}', b'"a"\n'])
def test_json_that_does_not_end_is_no_stream(body):
    """Only a whole object in a line is a reason to think that its end is none of the answer's."""
    head = (
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    release = threading.Event()
    data = head + f"{len(body):x}\r\n".encode() + body + b"\r\n"

    with (
        serve_endless(data, release) as url,
        pytest.raises(NoResponse, match="the answer did not end within 1 s"),
    ):
        send(url, "/watch", timeout=1.0)
    release.set()


def test_lines_of_json_that_end_are_an_answer():
    """A line break after an object is white space where nothing follows."""
    data = b'{"a": 1}\n'
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n"

    with serve(lambda _: Reply(raw=head + data)) as server:
        response = send(server.url, "/a").response

    assert (response.is_stream, response.is_cut, response.body) == (False, False, data)


def test_a_body_that_stops_is_no_stream():
    """Where an end is announced, an answer that never comes to it is not answered."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 99\r\n\r\n"
    release = threading.Event()

    with serve_endless(head + b"data: 1", release) as url, pytest.raises(NoResponse):
        send(url, "/events", timeout=1.0)
    release.set()


@contextlib.contextmanager
def serve_endless(data, release):
    """Serve bytes on a connection that stays open until `release` is set."""
    listener = socket.create_server(("127.0.0.1", 0))

    def answer():
        connection, _ = listener.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(data)
            release.wait(30)

    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        release.set()
        thread.join(5)
        listener.close()


@pytest.mark.parametrize(("method", "is_kept"), [("GET", True), ("POST", False)])
def test_after_a_server_error_an_unsafe_request_opens_a_connection(method, is_kept):
    """Uvicorn closes after a 500 without saying so; the request after it is not unanswered."""
    with serve(lambda seen: Reply(status=500 if seen.target == "/fail" else 200)) as server:
        connected = []

        class Counted(ConnectionSettings):
            def connect(self, origin, timeout):
                connected.append(origin)
                return NO_PROXY.connect(origin, timeout)

        connection = Connection(server.url, time.monotonic, Counted())
        try:
            for asked, target in (("GET", "/fail"), (method, "/"), (method, "/again")):
                request = Request(method=asked, origin=server.url, target=target)
                connection.send(request, timeout=60, max_body=BOUND)
        finally:
            connection.close()

    assert len(connected) == (1 if is_kept else 2)
