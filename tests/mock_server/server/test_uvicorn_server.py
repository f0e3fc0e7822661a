"""A server on a real socket."""

import asyncio
import logging
import shutil
import socket
import ssl
import subprocess
import sys
import time
from contextlib import asynccontextmanager
from dataclasses import replace
from urllib.request import Request, urlopen

import pytest
import uvloop

from mock_server.errors import SettingsError
from mock_server.server.embedded import MockServer
from mock_server.server.uvicorn_server import UvicornServer, listen, url_of
from mock_server.settings import Settings
from tests.acceptance.cases import cases

CROWD = 64
JOBS = "/subscriptions/imports"


def read(url):
    """Return the answer to a GET."""
    return urlopen(url, timeout=60)  # noqa: S310 - our own server


async def answer(_scope, _receive, send) -> None:
    """Answer with 204."""
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body"})


@asynccontextmanager
async def crowded(crowd):
    """Start a server with many requests that it has not accepted yet."""
    server, (listener,) = UvicornServer(answer), listen(Settings(port=0))
    server.config.load()
    server.lifespan = server.config.lifespan_class(server.config)
    await server.startup([listener])
    for _ in range(CROWD):
        crowd.append(socket.create_connection(listener.getsockname()))
        crowd[-1].sendall(b"GET / HTTP/1.1\r\nHost: mock\r\n\r\n")
    yield server
    await server.shutdown([listener])


@pytest.fixture
def crowd():
    """Clients that disconnect at the end."""
    clients = []
    yield clients
    for client in clients:
        client.close()


def test_many_connections_are_accepted_at_once(crowd):
    """Many connections are accepted in few turns of the loop."""

    async def turns() -> int:
        count = 0
        async with crowded(crowd) as server:
            while len(server.server_state.connections) < CROWD and count < CROWD:
                await asyncio.sleep(0)
                count += 1
        return count

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        counted = runner.run(turns())

    assert counted < CROWD // 4


def test_who_came_before_the_end_is_answered(crowd):
    """Connections that are queued when the server stops are accepted and answered."""

    async def stop_at_once() -> None:
        async with crowded(crowd):
            """Accept no connection before the end."""

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(stop_at_once())

    assert {client.recv(100)[:12] for client in crowd} == {b"HTTP/1.1 204"}


def test_server_without_open_requests_stops_at_once():
    """A suite that starts a mock for each test does not wait for its end."""
    seconds = []
    for _ in range(5):
        server = MockServer()
        server.start()
        read(f"{server.url}{JOBS}").close()
        start = time.monotonic()
        server.stop()
        seconds.append(time.monotonic() - start)

    assert min(seconds) < 0.09  # the quickest, since a busy machine is no failure


def test_server_that_does_not_come_up_is_said():
    """Waiting for a server ends."""
    with pytest.raises(SettingsError, match="did not start within 0 s"):
        UvicornServer(None).wait_until_started(0)


def test_port_in_use_is_said():
    """A port in use is reported, with advice."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError) as raised:
            listen(Settings(port=port))

    assert str(raised.value).startswith(f"port {port} is in use\n")
    assert "--port" in str(raised.value)


@cases(
    "changes, message",
    {
        "unknown-host": ({"host": "no.such.host.invalid"}, "cannot listen"),
        "not-our-address": ({"host": "192.0.2.1"}, "cannot listen"),
        "not-a-name": ({"host": "a" * 300}, "cannot listen"),
        "port": ({"port": 65536}, "the port is not valid"),
    },
)
def test_place_that_cannot_be_had_is_said(changes, message):
    """If the server cannot listen, that is an error, and no socket is left open."""
    with pytest.raises(SettingsError, match=message):
        listen(replace(Settings(port=0), **changes))


@cases(
    "host, url",
    {
        "name": ("localhost", "http://localhost:1"),
        "every-address": ("0.0.0.0", "http://127.0.0.1:1"),  # noqa: S104
        "every-ipv6-address": ("::", "http://[::1]:1"),
        "ipv6": ("fe80::1", "http://[fe80::1]:1"),
    },
)
def test_address_can_be_used_as_it_is_printed(host, url):
    """The address is one that a client can call."""
    assert url_of(Settings(host=host, port=1)) == url


@cases(
    "error, is_logged",
    {
        "given-up": (asyncio.CancelledError(), False),
        "mistake": (ValueError("x"), True),
        "no-error": (None, True),
    },
)
def test_answer_that_is_given_up_is_no_mistake(caplog, error, is_logged):
    """Stopped during a long delay, the server logs no traceback; an error it does log."""
    UvicornServer(None)
    logging.getLogger("uvicorn.error").error("Exception in ASGI application", exc_info=error)

    assert bool(caplog.records) is is_logged


def has_ipv6_loopback():
    """Whether this machine can be called by IPv6."""
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


@pytest.mark.skipif(not has_ipv6_loopback(), reason="there is no IPv6 here")
def test_localhost_means_both_families():
    """The mock listens on both addresses of `localhost`."""
    with MockServer(Settings(host="localhost", port=0)) as server:
        for host in ("127.0.0.1", "[::1]", "localhost"):
            assert read(f"http://{host}:{server.settings.port}{JOBS}").status == 200


@pytest.mark.skipif(not has_ipv6_loopback(), reason="there is no IPv6 here")
def test_port_that_one_family_lacks_is_said():
    """A port that is taken in one of the two families is in use."""
    with (
        socket.create_server(("::1", 0), family=socket.AF_INET6) as taken,
        pytest.raises(SettingsError, match="is in use"),
    ):
        listen(Settings(host="localhost", port=taken.getsockname()[1]))


def test_links_behind_a_proxy_lead_back_through_it():
    """Page links use the proxy's headers or the request's own URL, never a mix of both."""
    forged = {
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "api.example",
        "X-Forwarded-Prefix": "/mock",
    }
    for is_trusted in (True, False):
        settings = Settings(port=0, is_proxy_trusted=is_trusted, scenarios=("250-jobs",))
        with MockServer(settings) as server:
            request = Request(f"{server.url}{JOBS}", headers=forged)  # noqa: S310 - http
            with urlopen(request, timeout=60) as answer:  # noqa: S310 - http
                text = answer.read().decode()
            start = "https://api.example/mock" if is_trusted else server.url

        assert f'"{start}{JOBS}?' in text


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for localhost and its key, as files."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("tls")
    files = folder / "cert.pem", folder / "key.pem"
    subprocess.run(  # noqa: S603 - fixed words
        [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost",
         "-out", str(files[0]), "-keyout", str(files[1])],
        check=True, capture_output=True,
    )  # fmt: skip
    return files


def test_https_is_served_with_a_certificate(certificate):
    """With a certificate the mock speaks TLS, prints https, and its links begin with it."""
    settings = Settings(
        host="localhost",
        port=0,
        tls_certificate=certificate[0],
        tls_key=certificate[1],
        scenarios=("250-jobs",),
    )
    trust = ssl.create_default_context(cafile=str(certificate[0]))
    with MockServer(settings) as server:
        texts = [
            urlopen(f"{server.url}{JOBS}", timeout=60, context=trust).read().decode()  # noqa: S310
            for _ in range(3)
        ]

    assert server.url.startswith("https://localhost:")
    assert texts == texts[:1] * 3
    assert f'"{server.url}{JOBS}?' in texts[0]


def test_certificate_that_cannot_be_used_is_said(certificate, tmp_path):
    """A missing file, a key of another certificate, a key alone: named before anything starts."""
    (tmp_path / "not.pem").write_text("no certificate")
    for changes in (
        {"tls_certificate": tmp_path / "none.pem"},
        {"tls_certificate": tmp_path / "not.pem"},
        {"tls_certificate": certificate[0]},
        {"tls_key": certificate[1]},
    ):
        with pytest.raises(SettingsError, match="TLS"):
            MockServer(replace(Settings(port=0), **changes)).start()


STUCK = """
import os, signal, sys, time
from threading import Timer
from mock_server.server.uvicorn_server import UvicornServer, listen
from mock_server.settings import Settings
from openapi.process.standard_streams import write_stderr

async def app(scope, receive, send): pass

def work():
    for seconds in (0.2, 0.4):
        Timer(seconds, os.kill, (os.getpid(), signal.SIGINT)).start()
    while True:
        pass

UvicornServer(app, on_started=work, warn=write_stderr).run(listen(Settings(port=0)))
"""


def test_signal_ends_a_server_whose_event_loop_is_busy():
    """Ctrl-C twice ends the process within two seconds, though the loop hears nothing of it."""
    ended = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", STUCK],
        capture_output=True,
        check=False,
        encoding="utf-8",
        timeout=60,
    )

    assert ended.returncode == 1
    assert ended.stderr == "mock-server: ended while it was computing\n"
