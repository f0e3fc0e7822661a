"""Armed faults: read from text, firing at their moments."""

import pytest

from mock_server.faults.model.activation import (
    TRIGGER_SETTINGS,
    ActiveFault,
    parse_fault,
    shorten,
    should_fire,
)
from mock_server.faults.model.fault import FaultError, Setting

SECONDS = Setting(name="seconds", summary="how long", default=1, minimum=0, maximum=60)
PIECES = Setting(name="pieces", summary="n", default=1, minimum=1, maximum=9, is_whole=True)


def settings_of(name):
    """Know two faults."""
    known = {"delay": (SECONDS, PIECES), "reset": ()}
    if name not in known:
        raise FaultError(f"there is no fault {name!r}", found=name, available=tuple(known))
    return known[name]


def parse(text):
    """Read a fault at second 100."""
    return parse_fault(text, settings_of, now=100.0)


def history(armed, chances, *, now=0.0, step=0.0):
    """Return on which of so many chances a fault fires, and how it is armed in the end."""
    fired = []
    for ordinal in range(chances):
        if armed is None:
            break
        does, armed = should_fire(armed, ordinal, now + ordinal * step)
        fired += [ordinal] if does else []
    return fired, armed


def test_name_alone_arms_for_ever():
    """Without settings a fault fires every time."""
    armed = parse("reset")

    assert armed == ActiveFault(fault="reset", starts_at=100.0, span=(100.0, 0))
    assert history(armed, 3, now=100.0) == ([0, 1, 2], armed)


def test_everything_can_be_said_in_one_line():
    """A fault's own settings and its moments stand side by side, spaces or not."""
    armed = parse(
        "delay; seconds=2.5 ;pieces=3; count=3;one-in=5;probability=0.5;after=1;for=9;seed=7"
    )

    assert armed.settings == {"seconds": 2.5, "pieces": 3}
    assert (armed.remaining, armed.one_in, armed.probability) == (3, 5, 0.5)
    assert (armed.starts_at, armed.until, armed.seed) == (101.0, 110.0, 7)


def test_armed_fault_is_written_as_it_was_asked_for():
    """The text of an armed fault has its own settings."""
    assert str(parse("delay;seconds=2;count=3")) == "delay;seconds=2"


def test_count_disarms():
    """After so many times the fault is gone."""
    assert history(parse("reset;count=2"), 9, now=100.0) == ([0, 1], None)


def test_every_third_chance():
    """The third, the sixth, the ninth."""
    assert history(parse("reset;one-in=3"), 9, now=100.0)[0] == [2, 5, 8]


def test_count_counts_fires_not_chances():
    """Two fires of every third chance end after six chances."""
    assert history(parse("reset;one-in=3;count=2"), 20, now=100.0) == ([2, 5], None)


def test_probability_is_drawn_by_the_seed():
    """About a tenth of the chances, the same ones each time, others with another seed."""
    first = history(parse("reset;probability=0.1;seed=1"), 1000, now=100.0)[0]
    again = history(parse("reset;probability=0.1;seed=1"), 1000, now=100.0)[0]
    other = history(parse("reset;probability=0.1;seed=2"), 1000, now=100.0)[0]

    assert 70 < len(first) < 130
    assert first == again != other


def test_time_limits_both_ends():
    """Armed from second 102 until before second 105."""
    fired, armed = history(parse("reset;after=2;for=3"), 9, now=100.0, step=1.0)

    assert fired == [2, 3, 4]
    assert armed is None


def test_requests_in_a_span_are_spared():
    """Two of four requests each second pass; the next second spares two again."""
    fired, _ = history(parse("reset;requests=2;per=1"), 8, now=100.0, step=0.25)

    assert fired == [2, 3, 6, 7]


def test_clock_that_goes_back_begins_a_span():
    """A clock that is set back does not spare nor refuse for ever."""
    armed = ActiveFault(fault="reset", requests=1, per_seconds=10.0, span=(100.0, 1))

    assert should_fire(armed, 1, 50.0)[0] is False
    assert should_fire(armed, 1, 106.0)[0] is True


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("dealy", "there is no fault 'dealy'; did you mean 'delay'?"),
        ("delay;secnds=1", "fault 'delay' has no setting 'secnds'; did you mean 'seconds'?"),
        ("reset;seconds=1", "fault 'reset' has no setting 'seconds'"),
        ("delay;seconds=61", "setting 'seconds' of fault 'delay' cannot be '61'"),
        ("delay;seconds=-1", "setting 'seconds' of fault 'delay' cannot be '-1'"),
        ("delay;seconds=", "setting 'seconds' of fault 'delay' cannot be ''"),
        ("delay;seconds=1e9", "setting 'seconds' of fault 'delay' cannot be '1e9'"),
        ("delay;seconds=nan", "setting 'seconds' of fault 'delay' cannot be 'nan'"),
        ("delay;seconds=٣", "setting 'seconds' of fault 'delay' cannot be '٣'"),
        ("delay;pieces=1.5", "setting 'pieces' of fault 'delay' cannot be '1.5'"),
        ("delay;probability=2", "setting 'probability' of fault 'delay' cannot be '2'"),
        ("delay;count", "setting 'count' of fault 'delay' cannot be ''"),
        ("x" * 501, "the text for a fault is 501 characters long"),
    ],
)
def test_what_cannot_be_read_is_told_in_four_parts(text, first):
    """What is wrong, what was found, what is allowed, what to do."""
    with pytest.raises(FaultError) as caught:
        parse(text)
    lines = str(caught.value).splitlines()

    assert lines[0] == first
    assert [line.split()[0] for line in lines[1:]][-2:] == ["allowed", "hint"]


def test_too_many_settings_are_not_read():
    """A line with thousands of settings costs no more than one with a few."""
    armed = parse("reset;" + ";".join(["count=1"] * 40))

    assert armed.remaining == 1


def test_messages_show_what_can_be_shown():
    """Control characters and long texts stay out of messages."""
    assert shorten("a\x00b\n") == r"a\x00b\n"
    assert shorten("x" * 100) == "x" * 59 + "…"


def test_moments_are_documented():
    """Every moment has a bound and a sentence."""
    assert {m.name for m in TRIGGER_SETTINGS} == {
        "after",
        "count",
        "for",
        "one-in",
        "per",
        "probability",
        "requests",
        "seed",
    }
    assert all(m.summary and m.minimum <= m.default <= m.maximum for m in TRIGGER_SETTINGS)
