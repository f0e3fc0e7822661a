"""Tests of the progress of a fuzz run."""

import io
import re

from contracts.fuzz.progress import FuzzProgress
from contracts.results.finding import Finding, ReportedFinding
from openapi.contract import Severity


class Hand:
    """A clock that is set by hand."""

    def __init__(self):
        self.seconds = 0.0

    def monotonic(self):
        """Return what it shows."""
        return self.seconds


class Terminal(io.StringIO):
    """A stream that is a terminal."""

    def isatty(self):
        """Say so."""
        return True


FOUND = ReportedFinding(
    id="0123456789ab",
    api="shop",
    operation="showOrder",
    finding=Finding(rule="schema", severity=Severity.ERROR, message="It is\x1b[2J lost."),
    witness="fuzz/witnesses/a.json",
)


def output_of(stream, environ, seconds, *, is_quiet=False):
    """Return what is written while a clock goes through `seconds`."""
    clock = Hand()
    progress = FuzzProgress(stream, clock, environ, seconds=60.0, is_quiet=is_quiet)
    for now in seconds:
        clock.seconds = now
        progress.tick(int(now * 10), 1)
    progress.found(FOUND)
    progress.close()
    return stream.getvalue()


def test_a_log_gets_a_line_now_and_then():
    """Not one for each request: one in ten seconds, and each finding."""
    text = output_of(io.StringIO(), {"CI": "true"}, [n / 10 for n in range(600)])
    lines = text.splitlines()

    assert lines[0] == "1/60 0 requests, 1 new findings"
    assert len(lines) == 7


def test_a_finding_is_one_line_with_its_witness():
    """A text of the server cannot act on the terminal."""
    text = output_of(io.StringIO(), {}, [])

    assert text == "found schema (showOrder): It is\\x1b[2J lost. -> fuzz/witnesses/a.json\n"


def test_a_terminal_gets_a_bar(monkeypatch):
    """With what is left of the time; a finding is on a line of its own, which stays."""
    monkeypatch.setenv("TERM", "xterm")
    text = output_of(Terminal(), {"TERM": "xterm"}, [0.0, 30.0])

    assert "300 requests, 1 new findings, about 30 s left" in text
    assert re.search(r"\x1b\[2Kfound schema[^\x1b]*\n", text)


def test_quiet_is_quiet():
    """Findings are shown in the summary only."""
    assert not output_of(io.StringIO(), {"CI": "true"}, [0.0, 30.0], is_quiet=True)


def test_more_time_than_planned_is_no_more_than_all():
    """The last answer may take a while."""
    text = output_of(io.StringIO(), {"CI": "true"}, [90.0])

    assert text.startswith("60/60 ")
