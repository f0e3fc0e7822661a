"""The proxy in front of a real server, over sockets."""

import json
import threading
import time
from contextlib import contextmanager
from dataclasses import replace
from http.client import HTTPConnection, IncompleteRead
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest

from mock_server.server.embedded import MockServer
from mock_server.settings import Settings

JOBS = "/subscriptions/imports"


class Upstream(BaseHTTPRequestHandler):
    """A server with a good and a bad answer, an echo, a stream and a silence."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        """Answer by the path."""
        self.server.seen.append((self.path, dict(self.headers)))
        if self.path.startswith("/base" + JOBS):
            self.reply(200, "application/json", self.server.jobs)
        elif self.path == "/base/stream":
            self.stream()
        elif self.path.startswith("/base/only-head/"):
            self.only_head(int(self.path.rpartition("/")[2]))
        elif self.path == "/base/cut":
            self.cut()
        elif self.path == "/base/silence":
            self.server.silence.wait(20)
            self.close_connection = True
        else:
            self.reply(200, "text/plain", b"plain")

    def do_POST(self):
        """Answer with the size of the body."""
        size = int(self.headers["Content-Length"])
        total = 0
        while total < size:
            total += len(self.rfile.read(min(65536, size - total)))
        self.reply(200, "text/plain", str(total).encode())

    def reply(self, status, media_type, body):
        """Send a whole answer."""
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def stream(self):
        """Send events until the client has gone."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        try:
            while True:
                self.wfile.write(b"data: 1\n\n")
                time.sleep(0.02)
        except OSError:
            self.server.left.set()

    def only_head(self, status):
        """Send a status and a length, but no body."""
        self.send_response(status)
        self.send_header("Content-Length", "2")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True

    def cut(self):
        """Send half a body, and close the connection."""
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", "100")
        self.end_headers()
        self.wfile.write(b"half")
        self.close_connection = True

    def log_message(self, *_):
        """Print nothing."""


@pytest.fixture(scope="module")
def upstream():
    """The server behind the proxy."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Upstream)
    server.jobs, server.seen = b'{"data": [{"id": 1}], "links": {}}', []
    server.left, server.silence = threading.Event(), threading.Event()
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server
    server.silence.set()
    server.shutdown()
    server.server_close()


@contextmanager
def proxy(behind, url="", **settings):
    """Run a proxy to a URL; by default to the server, under the path /base."""
    url = url or f"http://127.0.0.1:{behind.server_address[1]}/base"
    with MockServer(replace(Settings(port=0, upstream=url), **settings)) as server:
        yield server


@pytest.fixture(scope="module")
def forwarding(upstream):
    """A proxy with its default settings."""
    with proxy(upstream) as server:
        yield server


def ask(server, path, method="GET", body=None, headers=None):
    """Return the status, the headers (lower-case names, in order) and the body."""
    connection = HTTPConnection(urlsplit(server.url).netloc, timeout=30)
    connection.request(method, path, body=body, headers=headers or {})
    response = connection.getresponse()
    found = [(name.lower(), value) for name, value in response.getheaders()]
    try:
        content = response.read()
    finally:
        response.close()
        connection.close()
    return response.status, found, content


def values(headers, name):
    """Return every value of a header."""
    return [value for key, value in headers if key == name]


def test_the_server_answers_and_is_judged(upstream, forwarding):
    """The body passes untouched, the violations are in headers and journal."""
    status, headers, body = ask(forwarding, f"{JOBS}?page%5Blimit%5D=5")

    assert (status, body) == (200, upstream.jobs)
    assert upstream.seen[-1][0] == f"/base{JOBS}?page%5Blimit%5D=5"
    assert "/data/0/id is 1, allowed is string" in " ".join(values(headers, "contract-violation"))
    assert len(values(headers, "date")) == 1
    # An exchange is recorded after its last byte has been sent.
    ask(forwarding, "/__docs")
    entry = forwarding.journal.entries(violated=True)[-1]
    assert entry.path == JOBS.encode()
    assert "/data/0/id is 1" in " ".join(entry.violations)


def test_a_valid_exchange_has_no_mark(upstream, forwarding, packaged):
    """What the document itself shows is no violation."""
    example = packaged[0].operations[0].responses[0].media_types[0].examples[0]
    bad, upstream.jobs = upstream.jobs, json.dumps(example.value).encode()
    try:
        _, headers, body = ask(forwarding, JOBS)
    finally:
        upstream.jobs = bad

    assert json.loads(body) == example.value
    assert values(headers, "contract-violation") == []


def test_what_the_contract_does_not_have_passes_and_is_marked(forwarding):
    """A front end's other paths work."""
    status, headers, body = ask(forwarding, "/other")

    assert (status, body) == (200, b"plain")
    assert values(headers, "contract-violation") == ["The contract has no path /other."]


def test_chosen_operations_are_answered_by_the_mock(upstream):
    """An operation that the server does not have yet can be used; the others are the server's."""
    with proxy(upstream, mocked=(f"GET {JOBS}",), is_stateful=True) as server:
        seen = len(upstream.seen)
        status, headers, body = ask(server, JOBS, headers={"Origin": "http://localhost:5173"})
        _, others, plain = ask(server, "/other")

    assert (status, "data" in json.loads(body)) == (200, True)
    assert values(headers, "mock-server-fallback") == ["not forwarded, because of --mock"]
    assert values(headers, "access-control-allow-origin") == ["http://localhost:5173"]
    assert (plain, values(others, "mock-server-fallback")) == (b"plain", [])
    assert [path for path, _ in upstream.seen[seen:]] == ["/base/other"]


def test_an_invalid_request_is_marked(forwarding):
    """The request is forwarded all the same."""
    _, headers, _ = ask(forwarding, f"{JOBS}?page%5Blimit%5D=many")

    assert "In the request: " in values(headers, "contract-violation")[0]


def test_a_long_body_passes_whole(forwarding):
    """It is streamed, and not judged."""
    size = 3_000_000

    status, _, body = ask(forwarding, "/up", "POST", b"x" * size)

    assert (status, body) == (200, str(size).encode())


def test_a_stream_arrives_piece_by_piece_and_ends_with_its_client(upstream, forwarding):
    """A client that goes frees the server's connection too."""
    connection = HTTPConnection(urlsplit(forwarding.url).netloc, timeout=30)
    connection.request("GET", "/stream")
    with connection.getresponse() as response:
        first = response.read1(9)
    connection.close()

    assert first.startswith(b"data: 1")
    assert upstream.left.wait(20)


def test_pages_of_the_tool_and_sessions_are_the_mocks(forwarding):
    """Admin side, documents, and the documented answers under a session's prefix."""
    status, headers, body = ask(forwarding, f"/__session/tab{JOBS}")

    assert status == 200
    assert json.loads(body)["data"][0]["type"] == "subscription_import"
    assert values(headers, "contract-violation") == []


def test_a_preflight_is_answered_here(upstream, forwarding):
    """The server behind need not know about CORS."""
    before = len(upstream.seen)
    headers = {"Origin": "http://localhost:5173", "Access-Control-Request-Method": "GET"}

    status, found, _ = ask(forwarding, JOBS, "OPTIONS", headers=headers)

    assert status == 204
    assert values(found, "access-control-allow-origin") == ["http://localhost:5173"]
    assert len(upstream.seen) == before


def test_with_errors_a_violation_is_the_response(upstream):
    """A request that violates the contract does not reach the server."""
    with proxy(upstream, answers_violations=True) as server:
        bad_response = ask(server, JOBS)
        before = len(upstream.seen)
        bad_request = ask(server, f"{JOBS}?page%5Blimit%5D=many")
        unknown = ask(server, "/other")

        assert bad_response[0] == 502
        assert json.loads(bad_response[2])["type"].endswith(":contract-violation")
        assert (bad_request[0], unknown[0]) == (400, 404)
        assert len(upstream.seen) == before


def test_the_mock_answers_if_the_server_is_not_there(upstream):
    """And says so; `--no-fallback` reports it instead."""
    nowhere = "http://127.0.0.1:1"
    with proxy(upstream, nowhere) as server:
        status, headers, body = ask(server, JOBS)
    with proxy(upstream, nowhere, has_fallback=False) as server:
        refused = ask(server, JOBS)

    assert (status, json.loads(body)["data"][0]["type"]) == (200, "subscription_import")
    assert "upstream not reached" in values(headers, "mock-server-fallback")[0]
    assert refused[0] == 502
    assert json.loads(refused[2])["type"].endswith(":upstream-failed")


def test_a_silent_server_is_a_504(upstream):
    """No client waits for ever."""
    with proxy(upstream, upstream_timeout=0.3) as server:
        status, _, body = ask(server, "/silence")

    assert status == 504
    assert json.loads(body)["type"].endswith(":upstream-failed")


def test_a_proxy_to_itself_ends(upstream):
    """The loop is found when the request comes back."""
    with proxy(upstream) as outer, proxy(upstream, outer.url) as inner:
        assert ask(inner, "/other")[0] == 200
    with MockServer(Settings(port=0)) as free:
        port = free.settings.port
    with MockServer(Settings(port=port, upstream=f"http://127.0.0.1:{port}")) as server:
        assert ask(server, JOBS)[0] == 508


@pytest.mark.parametrize("status", [204, 304])
def test_a_length_without_a_body_is_not_promised(forwarding, caplog, status):
    """A server may state the length of a 304, and some do of a 204; neither has a body."""
    found, headers, body = ask(forwarding, f"/only-head/{status}")

    assert (found, body) == (status, b"")
    assert values(headers, "content-length") == []
    assert [each for each in caplog.records if each.exc_info] == []


@pytest.mark.parametrize("status", [600, 999])
def test_a_status_that_http_does_not_have_is_a_502(forwarding, caplog, status):
    """The connection is not closed without an answer (RFC 9110, 15)."""
    found, _, body = ask(forwarding, f"/only-head/{status}")

    assert found == 502
    assert f"its status is {status}, allowed is 200 to 599" in json.loads(body)["detail"]
    assert [each for each in caplog.records if each.exc_info] == []


def test_half_a_body_ends_like_the_servers_without_a_traceback(forwarding, caplog):
    """The client sees that the body is cut; the mock has not failed."""
    with pytest.raises(IncompleteRead) as cut:
        ask(forwarding, "/cut")

    assert cut.value.partial == b"half"
    assert ask(forwarding, "/other")[0] == 200
    assert [each for each in caplog.records if each.exc_info] == []
