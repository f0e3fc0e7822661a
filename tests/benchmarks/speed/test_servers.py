"""Servers are started, measured and ended."""

import sys

import pytest

from tests.benchmarks.speed.answers import Answer, ask_once
from tests.benchmarks.speed.asking import Request
from tests.benchmarks.speed.figures import WrongAnswersError
from tests.benchmarks.speed.servers import HAS_PROC, bare_words, free_port, running

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
