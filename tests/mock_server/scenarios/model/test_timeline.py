"""Keyframes, ramps and series: the state of a resource at each moment."""

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
        valid_until=ValidUntil(),
        begin=begin,
    )


def ramp(*points):
    """Return a ramp through constants."""
    return Ramp(
        points=tuple((at, Constant(value=value)) for at, value in points), is_constant=False
    )


def timeline(*points):
    """Return a timeline of constants."""
    frames = tuple(
        Keyframe(at=at, name=str(at), body=Constant(value=value)) for at, value in points
    )
    return Timeline(keyframes=frames)


def test_ramp_is_exact_at_both_ends_and_never_steps_back():
    """From 0 to 3020 in 30 seconds: 0 at the start, 3020 at the end, and never decreasing."""
    rising = ramp((0, 0), (30_000, 3020))
    values = [rising.evaluate(scope_at(elapsed)) for elapsed in range(0, 30_001, 7)]

    assert rising.evaluate(scope_at(0)) == 0
    assert rising.evaluate(scope_at(29_999)) == 3019
    assert rising.evaluate(scope_at(30_000)) == 3020
    assert rising.evaluate(scope_at(99_000)) == 3020
    assert values == sorted(values)


def test_ramp_may_fall():
    """A ramp to a smaller value decreases as evenly as one to a larger value increases."""
    falling = ramp((0, 10), (1000, 0))

    assert [falling.evaluate(scope_at(elapsed)) for elapsed in (0, 99, 100, 550, 1000)] == [
        10, 10, 9, 5, 0,
    ]  # fmt: skip


def test_ramp_is_valid_until_its_next_step():
    """`valid_until` is the exact millisecond of the next change, never later."""
    rising = ramp((0, 0), (1000, 3))
    scope = scope_at(1)

    assert rising.evaluate(scope) == 0
    assert scope.valid_until.until == 334
    assert rising.evaluate(scope_at(333)) == 0
    assert rising.evaluate(scope_at(334)) == 1


def test_ramp_between_equal_values_changes_at_its_end():
    """With equal values at both ends nothing changes in between."""
    flat = ramp((0, 5), (1000, 5), (2000, 6))
    scope = scope_at(10)

    assert flat.evaluate(scope) == 5
    assert scope.valid_until.until == 1000


def test_keyframe_holds_until_the_next_one():
    """Times before the first one use the first; the last one is for ever."""
    states = timeline((0, "pending"), (5000, "started"))
    names = {at: states.current(scope_at(at)).name for at in (-1, 0, 4999, 5000, 10**9)}

    assert names == {-1: "0", 0: "0", 4999: "0", 5000: "5000", 10**9: "5000"}


def test_keyframes_count_from_the_beginning_of_the_resource():
    """A keyframe at 5 s of a resource that begins at 10 s is at 15 s."""
    states = timeline((0, "pending"), (5000, "started"))
    scope = scope_at(14_999, begin=10_000)

    assert states.current(scope).name == "0"
    assert scope.valid_until.until == 15_000


def test_resources_of_a_series_follow_each_other():
    """With `every` of one second, each resource changes a second after the one before."""
    parts = RepeatedResources(
        series=Series(label="/x", count=3, every=1000, timeline=timeline((0, "w"), (500, "f")))
    )

    assert parts.evaluate(scope_at(0)) == ["w", "w", "w"]
    assert parts.evaluate(scope_at(1500)) == ["f", "f", "w"]
    assert parts.change_times() == {0, 500, 1000, 1500, 2000, 2500}


def test_series_with_one_constant_keyframe_is_constant():
    """A series that never changes is recognized, so that its records are encoded once."""
    assert Series(label="", count=2, timeline=timeline((0, "a"))).is_constant
    assert not Series(label="", count=2, timeline=timeline((0, "a"), (1, "b"))).is_constant
