"""Tests of the progress of a run."""

import io
import subprocess
import sys

import pytest

from contracts.http.clock import SystemClock
from contracts.run.check import check
from contracts.run.progress import (
    NoProgress,
    ProgressBar,
    ProgressLines,
    Reached,
    Step,
    create_progress,
    notes_on_end,
    notes_on_load,
)
from contracts.run.settings.check import CheckSettings
from contracts.run.settings.profiles import PROFILES
from tests.contracts.hasty_clock import HastyClock
from tests.contracts.live import serve
from tests.contracts.shop import SPEC
from tests.contracts.shop_server import shop


class Hand(SystemClock):
    """A clock that is set by hand."""

    seconds = 0.0

    def monotonic(self):
        """Return what it shows."""
        return self.seconds


class Terminal(io.StringIO):
    """A stream that is a terminal."""

    def isatty(self):
        """It is one."""
        return True


def test_a_bar_shows_how_far_and_how_long(monkeypatch):
    """One of four steps took ten seconds, so thirty are left; no row stays at the end."""
    monkeypatch.setenv("TERM", "xterm")
    stream, clock = Terminal(), Hand()
    bar = ProgressBar(stream, clock)
    bar(Step(done=0, total=4, text="begins"))
    clock.seconds = 10.0
    bar(Step(done=1, total=4, text="shop: [bold]show\x1b[2JOrder"))
    shown = stream.getvalue()
    bar.close()

    assert "begins" in shown
    assert "shop: [bold]show\\x1b[2JOrder, about 30 s left" in shown
    assert stream.getvalue().removeprefix(shown).endswith("\x1b[2K")
    assert "\x1b[?25h" in stream.getvalue().removeprefix(shown)


def test_the_first_step_shows_no_time(monkeypatch):
    """Before the first step ends the time that is left is not known."""
    monkeypatch.setenv("TERM", "xterm")
    stream = Terminal()
    bar = ProgressBar(stream, Hand())

    bar(Step(done=0, total=4, text="begins"))
    bar.close()

    assert "begins" in stream.getvalue()
    assert "left" not in stream.getvalue()


def test_rich_is_imported_for_a_terminal_only():
    """A run in a pipeline does not wait for it."""
    program = "import sys, contracts.run.progress; print('rich' in sys.modules)"
    result = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert result.stdout == "False\n"


def test_lines_are_plain():
    """No bar and no control characters, for logs."""
    stream = io.StringIO()
    lines = ProgressLines(stream, Hand())

    lines(Step(done=1, total=4, text="shop: showOrder"))
    lines.close()

    assert stream.getvalue() == "2/4 shop: showOrder\n"


@pytest.mark.parametrize(
    ("environ", "seconds", "count"),
    [
        ({"CI": "true"}, 5, 1),
        ({"CI": "true"}, 120, 12),
        ({"CI": "true"}, 600, 20),
        ({"CI": "true"}, 3600, 70),
        ({}, 25, 0),
        ({}, 120, 9),
        ({}, 3600, 67),
    ],
)
def test_a_log_gets_a_line_now_and_then(environ, seconds, count):
    """A long run is never silent for minutes, and writes no line for each of its steps."""
    stream, clock = io.StringIO(), Hand()
    progress = create_progress(stream, clock, environ, is_quiet=False)
    for number in range(seconds * 2):
        clock.seconds = number / 2
        progress(Step(done=number, total=seconds * 2, text="step"))

    assert len(stream.getvalue().splitlines()) == count


@pytest.mark.parametrize(
    ("stream", "environ", "is_quiet", "kind"),
    [
        (Terminal(), {}, False, ProgressBar),
        (Terminal(), {"TERM": "dumb"}, False, ProgressLines),
        (Terminal(), {"CI": "true", "TERM": "dumb"}, False, ProgressLines),
        (io.StringIO(), {"CI": "true"}, False, ProgressLines),
        (io.StringIO(), {}, False, ProgressLines),
        (Terminal(), {"CI": "true"}, True, NoProgress),
    ],
)
def test_the_stream_decides(stream, environ, is_quiet, kind):
    """A terminal gets a bar, a log gets lines, --quiet gets nothing."""
    assert type(create_progress(stream, SystemClock(), environ, is_quiet=is_quiet)) is kind


def test_a_run_reports_its_steps():
    """Every operation that is called, and what follows, counted to the end."""
    steps = []
    with serve(shop()) as server:
        settings = CheckSettings(targets=(server.url,), specs=(SPEC,), profile=PROFILES["smoke"])
        check(settings, HastyClock(), on_step=steps.append)

    assert [step.done for step in steps] == list(range(len(steps)))
    assert {step.total for step in steps} == {len(steps)}
    assert steps[0].text == "shop: showOrder"


def test_the_end_of_a_run_is_counted_over_all_its_parts():
    """The sentences are those of one process, each once; nothing is said where all was sent."""
    ended = Reached(called=("a", "b"), finished=("a",), asked_once=("b",), stopped="it is gone")
    unbegun = Reached(called=("c",), asked_once=("c",))
    whole = Reached(called=("d", "e"), finished=("d", "e"))

    assert list(notes_on_end("shop", [whole])) == []
    why, few = notes_on_end("shop", [ended, unbegun, whole])
    assert why == (
        "shop: it is gone, so nothing more was sent. All requests but generated ones were sent to "
        "3 of 5 operations. Unfinished: b, c."
    )
    assert few == "shop: 2 of 5 operations got one request at most."


def test_busy_answers_are_counted_over_all_parts_of_a_run():
    """One sentence says how much of the run proves nothing; none where no answer was busy."""
    parts = [
        Reached(called=("a",), answers=30, busy=25),
        Reached(called=("b",), answers=18, busy=15),
    ]

    [note] = notes_on_load("shop", parts)

    assert note.startswith("shop: 40 of 48 answers were busy: ")
    assert list(notes_on_load("shop", [Reached(called=("a",), answers=30)])) == []
