"""Servers are started, measured and ended."""

import sys
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.benchmarks.speed.answers import Answer, Connection, ask_once
from tests.benchmarks.speed.asking import Request
from tests.benchmarks.speed.figures import WrongAnswersError
from tests.benchmarks.speed.servers import (
    HAS_PROC,
    bare_words,
    free_port,
    has_nginx,
    nginx_words,
    running,
    wiremock_mapping,
)

ROOT = Request(target="/")
GONE = Answer(
    status=410,
    headers=(("content-type", "application/json"), ("date", "never"), ("x-a", "b")),
    body='{"é": 1}'.encode(),
    size=0,
)


@pytest.mark.parametrize("module", ["bare_app", "empty_protocol"])
def test_references_give_the_described_answer(tmp_path, module):
    """Status, headers and body are as described, with their own date, for any request."""
    port = free_port()
    with running(bare_words(port, GONE, tmp_path, module), port, ROOT.raw()) as server:
        answer = ask_once(port, ROOT.raw())
        memory = server.memory_mb() if HAS_PROC else 1.0

    assert answer.difference(GONE) == ""
    assert answer.own_headers == GONE.own_headers
    assert dict(answer.headers)["date"] != "never"
    assert memory > 0
    assert server.process.returncode is not None


def test_server_that_does_not_start_gives_no_figure():
    """The reason is reported without waiting."""
    words = [sys.executable, "-c", "raise SystemExit"]

    with pytest.raises(WrongAnswersError, match="ended"), running(words, free_port(), ROOT.raw()):
        pass


@pytest.mark.skipif(not has_nginx(), reason="this machine has no nginx")
@pytest.mark.parametrize("status", [200, 400])
def test_nginx_gives_the_described_answer_again_and_again(status):
    """It keeps the connection open, also after a refusal, so that rates can be compared."""
    port, given = free_port(), replace(GONE, status=status)
    with (
        # Not pytest's folder, which only its owner can read: nginx gives up the rights of root.
        TemporaryDirectory() as folder,
        running(nginx_words(port, given, Path(folder)), port, ROOT.raw()),
        Connection(port) as connection,
    ):
        answers = [connection.ask(ROOT.raw()) for _ in range(2)]

    assert [answer.difference(given) for answer in answers] == ["", ""]
    assert {pair for answer in answers for pair in answer.own_headers} >= {("x-a", "b")}


def test_wiremock_gives_the_described_answer():
    """Its stub has the status, the headers and the file of the body."""
    assert wiremock_mapping(GONE)["response"] == {
        "status": 410,
        "headers": {"content-type": "application/json", "x-a": "b"},
        "bodyFileName": "body",
    }
