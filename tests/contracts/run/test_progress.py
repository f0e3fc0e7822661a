"""Tests of telling how far a run is."""

import io

import pytest

from contracts.http.clock import SystemClock
from contracts.run.check import check
from contracts.run.progress import NoProgress, ProgressBar, ProgressLines, Stage, create_progress
from contracts.run.settings import PROFILES, CheckSettings
from tests.contracts.hasty_clock import HastyClock
from tests.contracts.live import serve
from tests.contracts.shop import SPEC
from tests.contracts.shop_server import shop


class Seconds(SystemClock):
    """A clock that is ten seconds later whenever it is asked."""

    def __init__(self):
        self.time = 0.0

    def monotonic(self):
        """Return the time, and let ten seconds pass."""
        self.time += 10
        return self.time


class Terminal(io.StringIO):
    """A stream that is a terminal."""

    def isatty(self):
        """It is one."""
        return True


def test_a_bar_shows_how_far_and_how_long():
    """One of four stages took ten seconds: thirty are left; at the end the line is empty."""
    stream = io.StringIO()
    bar = ProgressBar(stream, Seconds())

    bar(Stage(done=1, total=4, text="shop: showOrder"))
    bar.close()

    assert stream.getvalue() == (
        "\r\x1b[K[#####...............] shop: showOrder, about 30 s left\r\x1b[K"
    )


def test_the_first_stage_promises_nothing():
    """Before anything is done nobody knows how long it takes."""
    stream = io.StringIO()

    ProgressBar(stream, Seconds())(Stage(done=0, total=4, text="begins"))

    assert stream.getvalue().endswith("] begins")


def test_lines_are_plain():
    """No bar and no control characters, for logs."""
    stream = io.StringIO()
    lines = ProgressLines(stream)

    lines(Stage(done=1, total=4, text="shop: showOrder"))
    lines.close()

    assert stream.getvalue() == "2/4 shop: showOrder\n"


@pytest.mark.parametrize(
    ("stream", "environ", "is_quiet", "kind"),
    [
        (Terminal(), {}, False, ProgressBar),
        (Terminal(), {"TERM": "dumb"}, False, NoProgress),
        (Terminal(), {"CI": "true", "TERM": "dumb"}, False, ProgressLines),
        (io.StringIO(), {"CI": "true"}, False, ProgressLines),
        (io.StringIO(), {}, False, NoProgress),
        (Terminal(), {"CI": "true"}, True, NoProgress),
    ],
)
def test_the_stream_decides(stream, environ, is_quiet, kind):
    """A terminal gets a bar, CI gets lines, a program and --quiet get nothing."""
    assert type(create_progress(stream, SystemClock(), environ, is_quiet=is_quiet)) is kind


def test_a_run_tells_its_stages():
    """Every operation that is called, and what follows, counted to the end."""
    stages = []
    with serve(shop()) as server:
        settings = CheckSettings(targets=(server.url,), specs=(SPEC,), profile=PROFILES["smoke"])
        check(settings, HastyClock(), tell=stages.append)

    assert [stage.done for stage in stages] == list(range(len(stages)))
    assert {stage.total for stage in stages} == {len(stages)}
    assert stages[0].text == "shop: showOrder"
