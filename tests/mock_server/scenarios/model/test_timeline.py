"""Keyframes, ramps and series: what a thing is at each moment."""

from mock_server.scenarios.model.timeline import Keyframe, Ramp, RepeatedResources, Series, Timeline
from mock_server.scenarios.templates.compiler import Constant
from mock_server.scenarios.templates.random_values import SeededValues
from mock_server.scenarios.templates.scope import Scope, ValidUntil


def scope_at(elapsed, begin=0):
    """Return a scope at a moment."""
    return Scope(
        draws=SeededValues.of("s", 0, ""),
        identity={},
        start_us=0,
        elapsed=elapsed,
        tick=1,
        horizon=ValidUntil(),
        begin=begin,
    )


def ramp(*points):
    """Return a ramp through constants."""
    return Ramp(points=tuple((at, Constant(value=value)) for at, value in points), is_still=False)


def timeline(*points):
    """Return a timeline of constants."""
    frames = tuple(
        Keyframe(at=at, name=str(at), body=Constant(value=value)) for at, value in points
    )
    return Timeline(keyframes=frames)


def test_ramp_is_exact_at_both_ends_and_never_steps_back():
    """From 0 to 3020 in 30 seconds: 0 at first, 3020 at last, and never less than before."""
    rising = ramp((0, 0), (30_000, 3020))
    values = [rising.evaluate(scope_at(elapsed)) for elapsed in range(0, 30_001, 7)]

    assert rising.evaluate(scope_at(0)) == 0
    assert rising.evaluate(scope_at(29_999)) == 3019
    assert rising.evaluate(scope_at(30_000)) == 3020
    assert rising.evaluate(scope_at(99_000)) == 3020
    assert values == sorted(values)


def test_ramp_may_fall():
    """What is left goes down just as evenly."""
    falling = ramp((0, 10), (1000, 0))

    assert [falling.evaluate(scope_at(elapsed)) for elapsed in (0, 99, 100, 550, 1000)] == [
        10, 10, 9, 5, 0,
    ]  # fmt: skip


def test_ramp_says_when_it_takes_the_next_step():
    """The horizon is the very millisecond of the next change, never later."""
    rising = ramp((0, 0), (1000, 3))
    scope = scope_at(1)

    assert rising.evaluate(scope) == 0
    assert scope.horizon.until == 334
    assert rising.evaluate(scope_at(333)) == 0
    assert rising.evaluate(scope_at(334)) == 1


def test_ramp_that_goes_nowhere_changes_at_its_end():
    """Equal values at both ends: nothing moves in between."""
    flat = ramp((0, 5), (1000, 5), (2000, 6))
    scope = scope_at(10)

    assert flat.evaluate(scope) == 5
    assert scope.horizon.until == 1000


def test_keyframe_holds_until_the_next_one():
    """The first one also stands for the time before it, the last one for ever."""
    life = timeline((0, "pending"), (5000, "started"))
    held = {elapsed: life.current(scope_at(elapsed)).name for elapsed in (-1, 0, 4999, 5000, 10**9)}

    assert held == {-1: "0", 0: "0", 4999: "0", 5000: "5000", 10**9: "5000"}


def test_keyframe_of_a_late_thing_counts_from_its_own_beginning():
    """A thing that begins ten seconds in starts five seconds after that."""
    life = timeline((0, "pending"), (5000, "started"))
    scope = scope_at(14_999, begin=10_000)

    assert life.current(scope).name == "0"
    assert scope.horizon.until == 15_000


def test_things_of_a_series_follow_each_other():
    """With a second between them, one after the other changes."""
    parts = RepeatedResources(
        series=Series(label="/x", count=3, every=1000, timeline=timeline((0, "w"), (500, "f")))
    )

    assert parts.evaluate(scope_at(0)) == ["w", "w", "w"]
    assert parts.evaluate(scope_at(1500)) == ["f", "f", "w"]
    assert parts.instants() == {0, 500, 1000, 1500, 2000, 2500}


def test_series_with_one_plain_keyframe_is_still():
    """What never changes, whenever it begins, is known as such."""
    assert Series(label="", count=2, timeline=timeline((0, "a"))).is_still
    assert not Series(label="", count=2, timeline=timeline((0, "a"), (1, "b"))).is_still
