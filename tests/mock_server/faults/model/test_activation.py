"""Armed faults are parsed from text, and fire as their settings state."""

import pytest

from mock_server.faults.model.activation import (
    TRIGGER_SETTINGS,
    ActiveFault,
    parse_fault,
    random_bytes,
    random_fraction,
    shorten,
    should_fire,
)
from mock_server.faults.model.fault import FaultError, Setting

SECONDS = Setting(name="seconds", summary="how long", default=1, minimum=0, maximum=60)

PIECES = Setting(name="pieces", summary="n", default=1, minimum=1, maximum=9, is_whole=True)


def settings_of(name):
    """Return the settings of one of two faults."""
    known = {"delay": (SECONDS, PIECES), "reset": ()}
    if name not in known:
        raise FaultError(f"there is no fault {name!r}", found=name, available=tuple(known))
    return known[name]


def parse(text):
    """Parse a fault at second 100."""
    return parse_fault(text, settings_of, now=100.0)


def history(armed, opportunities, *, now=0.0, step=0.0):
    """Return on which opportunities a fault fires, and its state at the end."""
    fired = []
    for ordinal in range(opportunities):
        if armed is None:
            break
        does, armed = should_fire(armed, ordinal, now + ordinal * step)
        fired += [ordinal] if does else []
    return fired, armed


def test_name_alone_has_no_limit():
    """Without settings a fault fires every time."""
    armed = parse("reset")

    assert armed == ActiveFault(fault="reset", span=(100.0, 0))
    assert history(armed, 3, now=100.0) == ([0, 1, 2], armed)


def test_all_settings_are_in_one_line():
    """A fault's own settings and those of when it fires may be mixed, with or without spaces."""
    armed = parse(
        "delay; seconds=2.5 ;pieces=3; count=3;one-in=5;probability=0.5;after=1;for=9;seed=7"
    )

    assert armed.settings == {"seconds": 2.5, "pieces": 3}
    assert (armed.remaining, armed.one_in, armed.probability) == (3, 5, 0.5)
    assert (armed.starts_at, armed.until, armed.seed) == (101.0, 110.0, 7)


def test_text_of_an_armed_fault_has_its_own_settings():
    """The settings of when it fires are not part of the text."""
    assert str(parse("delay;seconds=2;count=3")) == "delay;seconds=2"


def test_count_disarms():
    """After two times the fault is disarmed."""
    assert history(parse("reset;count=2"), 9, now=100.0) == ([0, 1], None)


def test_every_third_opportunity():
    """The fault fires on the third, the sixth and the ninth opportunity."""
    assert history(parse("reset;one-in=3"), 9, now=100.0)[0] == [2, 5, 8]


def test_count_is_that_of_fires_not_of_opportunities():
    """With every third opportunity, two fires end after six opportunities."""
    assert history(parse("reset;one-in=3;count=2"), 20, now=100.0) == ([2, 5], None)


def test_probability_is_repeatable_by_the_seed():
    """About a tenth of the opportunities, the same ones each time, others with another seed."""
    first = history(parse("reset;probability=0.1;seed=1"), 1000, now=100.0)[0]
    again = history(parse("reset;probability=0.1;seed=1"), 1000, now=100.0)[0]
    other = history(parse("reset;probability=0.1;seed=2"), 1000, now=100.0)[0]

    assert 70 < len(first) < 130
    assert first == again != other


def test_time_limits_both_ends():
    """The fault fires from second 102 to before second 105."""
    fired, armed = history(parse("reset;after=2;for=3"), 9, now=100.0, step=1.0)

    assert fired == [2, 3, 4]
    assert armed is None


def test_a_clock_that_is_set_back_disarms_nothing():
    """A fault is armed at once; only `after` waits for a time on the clock."""
    assert history(parse("reset"), 2, now=40.0)[0] == [0, 1]
    assert history(parse("reset;for=3"), 1, now=40.0)[0] == [0]
    assert history(parse("reset;after=2"), 1, now=40.0)[0] == []


def test_requests_in_a_span_are_spared():
    """Two of four requests each second are spared, and two again in the next second."""
    fired, _ = history(parse("reset;requests=2;per=1"), 8, now=100.0, step=0.25)

    assert fired == [2, 3, 6, 7]


def test_clock_that_goes_back_begins_a_span():
    """After a clock is set back, a new span begins at the earlier time."""
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
def test_invalid_text_is_refused(text, first):
    """The error states what is wrong, what was found, what is allowed and what to do."""
    with pytest.raises(FaultError) as caught:
        parse(text)
    lines = str(caught.value).splitlines()

    assert lines[0] == first
    assert [line.split()[0] for line in lines[1:]][-2:] == ["allowed", "hint"]


def test_number_of_settings_is_limited():
    """A line with very many settings costs no more than one with a few."""
    armed = parse("reset;" + ";".join(["count=1"] * 40))

    assert armed.remaining == 1


def test_text_in_messages_is_printable_and_short():
    """Control characters are escaped and long texts are cut in messages."""
    assert shorten("a\x00b\n") == r"a\x00b\n"
    assert shorten("x" * 100) == "x" * 59 + "…"


def test_trigger_settings_have_limits():
    """Every setting of when a fault fires has a minimum, a maximum and a summary."""
    assert {each.name for each in TRIGGER_SETTINGS} == {
        "after",
        "count",
        "for",
        "one-in",
        "per",
        "probability",
        "requests",
        "seed",
    }
    assert all(each.summary for each in TRIGGER_SETTINGS)
    assert all(each.minimum <= each.default <= each.maximum for each in TRIGGER_SETTINGS)


def test_fractions_are_spread():
    """A thousand values are between 0 and 1, and about half of them are below 0.5."""
    draws = [random_fraction(7, "delay", i) for i in range(1000)]

    assert all(0 <= draw < 1 for draw in draws)
    assert 450 < sum(draw < 0.5 for draw in draws) < 550


def test_value_depends_on_seed_and_purpose():
    """The same seed and purpose give the same number; another seed or purpose another one."""
    assert random_fraction(1, "a", 0) == random_fraction(1, "a", 0)
    assert (
        len({random_fraction(1, "a", 0), random_fraction(2, "a", 0), random_fraction(1, "b", 0)})
        == 3
    )


def test_random_bytes_have_no_line_end():
    """They have the requested length and neither CR nor LF."""
    drawn = random_bytes(1, 5000)

    assert len(drawn) == 5000
    assert b"\n" not in drawn
    assert b"\r" not in drawn
