"""The log of requests, where `serve` writes it and where `log` shows it."""

import json
import os
import pty
import re
import signal
import subprocess
import threading
import time

import pytest

from tests.acceptance.commands import PATIENCE, command, environment, mock_process
from tests.acceptance.documented import JOBS
from tests.acceptance.raw_socket import exchange, request
from tests.acceptance.steering import ask, mock_server
from tests.acceptance.warm_commands import start

TIME = r"\d\d:\d\d:\d\d\.\d\d\dZ"


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
