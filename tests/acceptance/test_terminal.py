"""The terminal: the log of requests, and a running mock steered from the shell."""

import json
import os
import pty
import re
import signal
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tests.acceptance.cases import cases
from tests.acceptance.commands import PATIENCE, command, environment, mock_process, run
from tests.acceptance.raw_socket import exchange, request
from tests.acceptance.warm_commands import start

JOBS = b"/subscriptions/imports"
TOKEN = "t0ken-of-the-admin"
TIME = r"\d\d:\d\d:\d\d\.\d\d\dZ"


@pytest.fixture(scope="module")
def mock():
    """A mock of this module's own."""
    with mock_process() as running:
        yield running


def mock_server(mock, *words, **env):
    """Run a command against the running mock."""
    return run("mock-server", *words, env={"MOCK_SERVER_URL": mock.url, **env})


def ask(mock, target, *headers):
    """Send a request to the mock."""
    return exchange(mock.address, request(target, headers=[*headers]))


def wait_until(is_done):
    """Wait until something is so."""
    end = time.monotonic() + PATIENCE
    while not is_done():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_serve_logs_each_request_and_says_why_it_refused_one():
    """Each request has a line: by the fast path, again from the cache, by the slow path."""
    with mock_process("--log", "pretty") as mock:
        for target in (JOBS, JOBS, JOBS, JOBS + b"?__fault=server-error", b"/nothing?token=s3cret"):
            ask(mock, target)
        assert mock.stop() == 0
    lines = [line for line in mock.lines if re.match(TIME, line)]

    assert len(lines) == 5
    assert [line.split()[1:3] for line in lines] == [["GET", status] for status in (
        "200", "200", "200", "500", "404"
    )]  # fmt: skip
    assert all("listImportJobs  example=documented" in line for line in lines[:3])
    assert "fault=server-error" in lines[3]
    assert "refused: No API has the path '/nothing'" in lines[4]
    assert "s3cret" not in mock.text()


def test_json_log_is_all_that_is_on_stdout(tmp_path):
    """With `--log json`, stdout can be piped into a program: every line is a JSON object."""
    out = tmp_path / "out"
    with out.open("w") as stdout, start(
        [command("mock-server"), "serve", "--port", "0", "--log", "json"],
        env=environment(),
        stderr=subprocess.PIPE,
        stdout=stdout,
    ) as process:  # fmt: skip
        assert process.stderr is not None
        port = int(re.search(r":(\d+)$", process.stderr.readline())[1])
        for target in (JOBS, b"/nothing"):
            exchange(("127.0.0.1", port), request(target))
        process.send_signal(signal.SIGTERM)
        process.stderr.read()
        process.wait(PATIENCE)
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]

    assert [(line["url"], line["status"]) for line in lines] == [
        (JOBS.decode(), 200),
        ("/nothing", 404),
    ]
    assert "refusal" in lines[1]


def test_log_is_off_without_a_terminal(mock):
    """Without a terminal and without `--log`, requests write nothing."""
    ask(mock, JOBS)

    assert not [line for line in mock.lines if re.match(TIME, line)]


def test_log_is_in_colour_on_a_terminal():
    """On a terminal requests are logged by default, in colour."""
    master, slave = pty.openpty()
    env = {**environment(), "TERM": "xterm"}
    env.pop("NO_COLOR")
    words = [command("mock-server"), "serve", "--port", "0"]
    with start(words, env=env, stdout=slave, stderr=slave, stdin=slave) as process:
        os.close(slave)
        text = read_until(master, rb"on http://127.0.0.1:(\d+)")
        exchange(("127.0.0.1", int(text[1])), request(JOBS))
        shown = read_until(master, rb"\x1b\[2m\d\d:\d\d:\d\d\.\d{3}Z\x1b\[0m.*?\n")[0]
        process.terminate()
        process.wait(PATIENCE)
    os.close(master)

    assert b"\x1b[32m200\x1b[0m" in shown


def read_until(master, pattern):
    """Read a terminal until something is on it."""
    text = b""
    while (found := re.search(pattern, text)) is None:
        text += os.read(master, 65536)
    return found


def test_reader_that_goes_away_does_not_end_the_mock():
    """A mock whose log cannot be written any more goes on answering."""
    words = [command("mock-server"), "serve", "--port", "0", "--log", "json"]
    with start(
        words,
        env=environment(),
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stderr is not None
        assert process.stdout is not None
        port = int(re.search(r":(\d+)$", process.stderr.readline())[1])
        process.stdout.close()
        address = ("127.0.0.1", port)
        exchange(address, request(JOBS))
        wait_for_line(process.stderr, "the log of requests has ended")
        statuses = [exchange(address, request(JOBS)).status for _ in range(3)]
        process.terminate()
        process.stderr.read()
        process.wait(PATIENCE)

    assert statuses == [200, 200, 200]


def wait_for_line(stream, text):
    """Read lines until one has a text."""
    for line in stream:
        if text in line:
            return
    pytest.fail(f"there was no line with {text!r}")


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
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}"
        result = run("mock-server", "log", "--url", url)
        server.shutdown()

    assert result.returncode == 2
    assert url in result.stderr
    assert "\x1b" not in result.stderr
    assert "Traceback" not in result.stderr


def test_log_lists_the_latest_requests(mock):
    """`mock-server log` lists requests like the log of `serve`, the latest last."""
    header = b"X-Mock-Session: listed"
    for target in (JOBS, JOBS + b"?page%5Blimit%5D=500", JOBS + b"?api_key=s3cret"):
        ask(mock, target, header)
    session = ("--session", "listed")
    whole = mock_server(mock, "log", *session).stdout.splitlines()
    last = mock_server(mock, "log", *session, "--limit", "1").stdout.splitlines()
    refused = mock_server(
        mock, "log", *session, "--refused", "--format", "json"
    ).stdout.splitlines()

    assert len(whole) == 3
    assert all(re.match(TIME, line) for line in whole)
    assert "refused: Query parameter page[limit] is 500" in whole[1]
    assert last == whole[-1:]
    assert "s3cret" not in "".join(whole)
    (only,) = map(json.loads, refused)
    assert only["status"] == 400


def test_log_follows_and_ctrl_c_ends_it_quietly(mock):
    """`--follow` shows requests as they come; Ctrl-C ends it with 0 and without a message."""
    with start(
        [command("mock-server"), "log", "-f", "--limit", "0", "--session", "followed"],
        env=environment({"MOCK_SERVER_URL": mock.url}),
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        try:
            lines = []
            assert process.stdout is not None
            out = process.stdout
            thread = threading.Thread(target=lambda: lines.extend(out))
            thread.start()
            wait_until(lambda: ask(mock, JOBS, b"X-Mock-Session: followed") and lines)
            process.send_signal(signal.SIGINT)
            code = process.wait(PATIENCE)
            thread.join(PATIENCE)
            assert process.stderr is not None
            said = process.stderr.read()
        finally:
            process.kill()

    assert (code, said) == (0, "")
    assert "listImportJobs" in lines[0]
