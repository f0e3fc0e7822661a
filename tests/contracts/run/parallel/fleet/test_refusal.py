"""Tests of the message about a worker that cannot do its part."""

from contracts.errors import OptionError
from contracts.run.parallel.fleet.refusal import RefusedByWorkerError


def test_a_workers_own_message_keeps_its_lines():
    """Which worker, which server it may not call and what to do are lines, without escapes."""
    own = str(OptionError("the worker may not call this server", found="http://b", hint="end it"))

    assert str(RefusedByWorkerError("there:7", own)).splitlines() == [
        "a worker of the fleet cannot do its part",
        "  where    worker there:7",
        "  the worker may not call this server",
        "    found    http://b",
        "    hint     end it",
    ]


def test_a_hostile_message_is_short_and_moves_no_cursor():
    """A client of the Redis server cannot fill the terminal, nor write over what is there."""
    shown = str(RefusedByWorkerError("", "\x1b[2J" + "x" * 10_000 + "\n" * 10_000))

    assert "\x1b" not in shown
    assert len(shown) < 1_000
