"""A scenario has a length, the faults that it arms, and a summary."""

from dataclasses import replace

import pytest

from mock_server.scenarios.model.scenario import ListScenario, ResourceScenario
from mock_server.scenarios.model.timeline import Keyframe, Ramp, Series, Timeline
from mock_server.scenarios.templates.compiler import Constant
from tests.mock_server.scenarios.written import COUNTING, GOODS, scenario_of

BODY = Constant(value={})
MOVING = Ramp(points=((0, BODY), (500, BODY)), is_constant=False)


def timeline(*moments, fault="", body=BODY):
    """Return a timeline with a keyframe at each moment."""
    return Timeline(
        keyframes=tuple(Keyframe(at=at, name="", body=body, fault=fault) for at in moments)
    )


def list_of(*series):
    """Return a plan of these series."""
    return ListScenario(
        series=series,
        envelope=BODY,
        items="/goods",
        status=200,
        media_type="application/json",
        pagination=None,
    )


@pytest.fixture
def counting(tmp_path):
    """A scenario of ten seconds."""
    return scenario_of(tmp_path, COUNTING)


@pytest.mark.parametrize(
    ("last", "tick", "length"),
    [(0, 100, 0), (1000, 100, 1000), (1001, 100, 1100), (50, 1000, 1000)],
)
def test_length_is_rounded_up_to_the_tick(counting, last, tick, length):
    """A client that waits for the length sees the last change, visible at the next tick."""
    plan = ResourceScenario(values={}, timeline=timeline(*sorted({0, last})))

    assert replace(counting, plan=plan, tick=tick).length == length


def test_list_changes_until_its_last_resource_does():
    """The third of three that begin 10 s apart changes last: at 20 s and one more."""
    series = Series(label="a", count=3, every=10_000, timeline=timeline(0, 1000))

    assert max(list_of(series).change_times()) == 21_000
    assert list_of().change_times() == frozenset()


def test_faults_are_those_of_every_keyframe_and_of_unknown_identities():
    """The faults of a scenario are checked at start-up, so none is left out."""
    unknown = Keyframe(at=0, name="", body=BODY, fault="reset")
    single = ResourceScenario(values={}, timeline=timeline(0, fault="delay"), unknown=unknown)
    series = [Series(label=f, count=1, timeline=timeline(0, 5, fault=f)) for f in ("delay", "")]

    assert single.faults() == {"delay", "reset"}
    assert replace(single, unknown=None, timeline=timeline(0)).faults() == frozenset()
    assert list_of(*series).faults() == {"delay"}


@pytest.mark.parametrize(
    ("plan", "is_constant"),
    [
        (ResourceScenario(values={}, timeline=timeline(0)), True),
        (ResourceScenario(values={}, timeline=timeline(0, 5)), False),
        (ResourceScenario(values={"a": MOVING}, timeline=timeline(0)), False),
        (ResourceScenario(values={}, timeline=timeline(0, body=MOVING)), False),
        (list_of(Series(label="a", count=9, timeline=timeline(0))), True),
        (list_of(Series(label="a", count=1, timeline=timeline(0, 5))), False),
    ],
)
def test_plan_is_constant_only_if_nothing_changes(plan, is_constant):
    """A constant plan is encoded once; a changing value would be served stale."""
    assert plan.is_constant is is_constant


def test_summary_has_every_fact_of_a_list(tmp_path):
    """The summary that tools show is made of JSON values."""
    scenario = replace(
        scenario_of(tmp_path, GOODS),
        known=({"depot_id": 7},),
        expected_findings=("a.b",),
        is_default=True,
    )

    assert scenario.is_list
    assert scenario.summary() == {
        "name": "many-goods",
        "api": "warehouse",
        "operation": "listGoods",
        "shows": "Seventy kinds of goods.",
        "default": True,
        "seconds": 0.0,
        "known": [{"depot_id": 7}],
        "expects": ["a.b"],
    }


def test_scenarios_with_equal_fields_are_different_keys(counting):
    """Scenarios are compared by identity, so each can be a key of a cache."""
    copy = replace(counting)

    assert not counting.is_list
    assert len({counting, copy}) == 2


def test_record_is_located_in_its_series():
    """Records are numbered through all series of a list; there is none after the last."""
    first, second = (Series(label=n, count=2, timeline=timeline(0)) for n in "ab")
    plan = list_of(first, second)

    assert plan.count == 4
    assert [plan.locate(index) for index in range(4)] == [
        (first, 0), (first, 1), (second, 0), (second, 1),
    ]  # fmt: skip
    with pytest.raises(IndexError):
        plan.locate(4)
