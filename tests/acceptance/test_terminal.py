"""A running mock steered from the shell."""

import json
import re
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tests.acceptance.cases import cases
from tests.acceptance.commands import mock_process, run
from tests.acceptance.documented import JOBS
from tests.acceptance.steering import ask, mock_server

TOKEN = "t0ken-of-the-admin"


@pytest.fixture(scope="module")
def mock():
    """A mock of this module's own."""
    with mock_process() as running:
        yield running


def test_running_mock_is_steered_from_the_shell(mock):
    """Faults, clock and scenarios are changed by a command, and clients see it."""
    session = ("--session", "steered")
    header = b"X-Mock-Session: steered"
    said = [
        mock_server(mock, "send", "clock", "2026-11-21T20:00:00Z", *session),
        mock_server(mock, "send", "clock", "freeze", *session),
        mock_server(mock, "send", "fault", "server-error;count=1", *session),
        mock_server(mock, "send", "scenario", "no-jobs", *session),
    ]
    answers = [ask(mock, JOBS, header) for _ in range(2)]

    assert [each.returncode for each in said] == [0, 0, 0, 0], said
    assert said[2].stdout == "armed: server-error;count=1\n"
    assert re.fullmatch(r"clock: 2026-11-21T20:00:\d\d\.\d{3}Z frozen\n", said[1].stdout)
    assert said[3].stdout == "played: elastic_path/no-jobs\n"
    assert [answer.status for answer in answers] == [500, 200]
    assert json.loads(answers[1].body)["data"] == []
    assert mock_server(mock, "send", "fault", "--off", *session).stdout == "disarmed: 0\n"
    assert mock_server(mock, "send", "scenario", "--off", *session).stdout == "played: none\n"
    assert mock_server(mock, "send", "scenario", "--restart", *session).returncode == 0
    assert mock_server(mock, "send", "reset", *session).stdout == "reset\n"


@cases(
    "words, message",
    {
        "fault": (("send", "fault", "dely"), "did you mean 'delay'?"),
        "scenario": (("send", "scenario", "happy-imprt"), "did you mean 'happy-import'?"),
        "clock": (("send", "clock", "freez"), "did you mean 'freeze'?"),
        "advance": (("send", "clock", "+soon"), "is not a duration"),
    },
)
def test_what_the_mock_refuses_ends_with_1(mock, words, message):
    """An unknown name is refused with the nearest one, in a few lines."""
    result = mock_server(mock, *words)

    assert result.returncode == 1, result
    assert message in result.stderr
    assert len(result.stderr.splitlines()) < 6
    assert result.stdout == ""


@cases(
    "words",
    {
        "fault": ("send", "fault"),
        "clock": ("send", "clock"),
        "scenario": ("send", "scenario"),
        "reset": ("send", "reset"),
        "log": ("log",),
        "follow": ("log", "--follow"),
    },
)
def test_missing_mock_ends_with_2_and_says_what_to_do(words):
    """Without a mock, each command ends with 2, names the URL and the command to start one."""
    result = run("mock-server", *words, env={"MOCK_SERVER_URL": "http://127.0.0.1:9"})

    assert result.returncode == 2
    assert "http://127.0.0.1:9" in result.stderr
    assert "mock-server serve" in result.stderr
    assert "Traceback" not in result.stderr


def test_admin_api_that_is_off_is_said():
    """A mock without the admin API is not called absent: the message says how to switch it on."""
    with mock_process("--no-admin") as mock:
        results = [mock_server(mock, *words) for words in (("log",), ("send", "fault", "delay"))]

    for result in results:
        assert result.returncode == 2
        assert "switched off" in result.stderr
        assert "--admin" in result.stderr


def test_mock_without_a_journal_is_said():
    """`mock-server log` says that a mock keeps no journal, rather than show an empty list."""
    with mock_process("--no-journal") as mock:
        result = mock_server(mock, "log")

    assert result.returncode == 2
    assert "--no-journal" in result.stderr


def test_token_comes_from_the_environment_and_is_never_shown():
    """With the token the call is made; without it or with another, a message says what to set."""
    with mock_process(env={"MOCK_SERVER_ADMIN_TOKEN": TOKEN}) as mock:
        right = mock_server(mock, "send", "fault", MOCK_SERVER_ADMIN_TOKEN=TOKEN)
        wrong = [
            mock_server(mock, "send", "fault", MOCK_SERVER_ADMIN_TOKEN=token)
            for token in ("", "s3cret-other", "s3cret\nline", "s3crét")
        ]

    assert right.returncode == 0, right
    for result in wrong:
        assert result.returncode == 2
        assert "MOCK_SERVER_ADMIN_TOKEN" in result.stderr
        assert "s3cr" not in result.stderr + result.stdout


class NotAMock(BaseHTTPRequestHandler):
    """A server whose answers are not those of a mock.

    Attributes:
        answer: Status and body of every answer.
    """

    answer = (200, b"")

    def do_GET(self):
        """Answer."""
        status, body = self.answer
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Say nothing."""


@cases(
    "status, body",
    {
        "page": (200, b"<html>hello</html>"),
        "error": (404, b"not found"),
        "other-json": (200, b"{}"),
        "list": (200, b"[1]"),
        "deep": (200, b"[" * 100_000),
        "foreign-problem": (404, b'{"type": "about:blank", "detail": "\\u001b[2Jno"}'),
        "wrong-types": (200, b'{"requests": 1, "total": "x", "journal": {"latest": null}}'),
    },
)
def test_server_that_is_no_mock_is_said(status, body):
    """Whatever another server answers, the message is short, and nothing acts on the terminal."""
    handler = type("Handler", (NotAMock,), {"answer": (status, body)})
    with HTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}"
        result = run("mock-server", "log", "--url", url)
        server.shutdown()

    assert result.returncode == 2
    assert url in result.stderr
    assert "\x1b" not in result.stderr
    assert "Traceback" not in result.stderr
