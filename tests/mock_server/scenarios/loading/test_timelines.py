"""Keyframes, ramps and series of a scenario file become timelines, or an error with the place."""

import pytest

from mock_server.scenarios.errors import ScenarioError
from mock_server.scenarios.playing.run import ScenarioRun
from openapi.json.parsing import parse_json
from tests.mock_server.scenarios.written import COUNTING, START, STOCKTAKE, scenario_of

HEAD = """
    scenario: written
    api: warehouse
    operation: followStocktake
    shows: A timeline.
"""


def test_keyframe_keeps_the_changes_of_the_one_before(tmp_path):
    """Patches accumulate, null removes a key, and an operator is replaced as a whole."""
    text = (
        HEAD
        + """
    timeline:
      - at: 0s
        example: closed
        merge: {opened_at: {$time: start}}
      - at: 1s
        merge: {closed_at: null, opened_at: "2024-03-01T06:00:00Z"}
        set: {/counted: 7}
    """
    )
    body = parse_json(
        ScenarioRun(scenario_of(tmp_path, text), start=START).answer(STOCKTAKE, START + 1).body
    )

    assert body == {
        "state": "closed",
        "expected": 120,
        "counted": 7,
        "missing": 2,
        "opened_at": "2024-03-01T06:00:00Z",
    }


def test_ramp_goes_between_the_keyframes_that_set_it(tmp_path):
    """A keyframe in between that does not set the counter does not stop it."""
    text = COUNTING.replace(
        "      - at: 10s\n", "      - at: 6s\n        merge: {missing: 0}\n      - at: 10s\n"
    )
    run = ScenarioRun(scenario_of(tmp_path, text), start=START)
    counted = [
        parse_json(run.answer(STOCKTAKE, START + at).body)["counted"] for at in (2, 6, 8, 10)
    ]

    assert counted == [0, 173, 260, 347]


def test_retry_after_is_inherited_until_null(tmp_path):
    """Later keyframes inherit it, null removes it, and parts of a second are rounded up."""
    text = (
        HEAD
        + """
    timeline: [{at: 0s, retry-after: 1500ms}, {at: 1s}, {at: 2s, retry-after: null}]
    """
    )
    run = ScenarioRun(scenario_of(tmp_path, text), start=START)

    assert [run.answer(STOCKTAKE, START + at).retry_after for at in (0, 1, 2)] == [2, 2, None]


def test_items_of_a_list_in_a_body_change_one_after_the_other(tmp_path):
    """A list in a body is a series, and can use the named values of the whole body."""
    text = """
    scenario: shelves
    api: warehouse
    operation: readShelves
    shows: Shelves that fill.
    values: {load: {$integer: [5, 5]}}
    timeline:
      - at: 0s
        body:
          name: A
          shelves:
            $each: 2
            every: 1s
            timeline:
              - {at: 0s, body: {name: {$join: [A, {$index: 1}]}, load: 0, shelves: []}}
              - {at: 1s, merge: {load: {$value: load}}}
    """
    run = ScenarioRun(scenario_of(tmp_path, text), start=START)
    loads = [
        [
            shelf["load"]
            for shelf in parse_json(run.answer({"depot_id": 7}, START + at).body)["shelves"]
        ]
        for at in (0, 1, 2)
    ]

    assert loads == [[0, 0], [5, 0], [5, 5]]


@pytest.mark.parametrize(
    ("timeline", "what", "allowed"),
    [
        ("{at: 1s}", "not in order", "0s in the first one"),
        ("{at: 0s}, {at: 2s}, {at: 2s}", "not in order", "after 2s"),
        ("{at: 0s, set: {/a/b: 1}}", "not in the body", "a pointer into the body so far"),
        ("{at: 0s, retry-after: 0.1ms}", "finer than a millisecond", "whole milliseconds"),
        ("{at: 0s, body: {a: {$each: -1}}}", "needs the number", "0 to 10000"),
        ("{at: 0s, body: {a: {$each: 2}}}", "needs a timeline", "timeline:"),
        ("{at: 0s, body: {a: {$each: 2, timeline: [{at: 0s}]}}}", "needs a body", "body: ..."),
    ],
)
def test_invalid_keyframe_is_refused(tmp_path, timeline, what, allowed):
    """The error has the reason, the allowed values and the line."""
    with pytest.raises(ScenarioError) as raised:
        scenario_of(tmp_path, f"{HEAD}    timeline: [{timeline}]\n")

    assert what in raised.value.what
    assert raised.value.allowed.startswith(allowed)
    assert raised.value.where == f"{tmp_path / 'written.yaml'}:6"
