"""A scenario file fits its contract, or the message says where it does not."""

import pytest

from mock_server.scenarios.errors import ScenarioError
from mock_server.scenarios.playing.run import ScenarioRun
from openapi.json.parsing import parse_json
from tests.mock_server.scenarios.written import (
    COUNTING,
    GOODS,
    OTHER_STOCKTAKE,
    START,
    STOCKTAKE,
    scenario_of,
)

HEAD = """
    scenario: written
    api: warehouse
    operation: followStocktake
    shows: What is wrong.
"""


def test_scenario_says_what_it_is(tmp_path):
    """Name, API, operation and length can be listed."""
    scenario = scenario_of(tmp_path, COUNTING)

    assert scenario.summary() == {
        "name": "counting",
        "api": "warehouse",
        "operation": "followStocktake",
        "shows": "Counting for ten seconds.",
        "default": False,
        "seconds": 10.0,
        "known": [],
        "expects": [],
    }


@pytest.mark.parametrize("moment", ["10s", "10", "'10'", "10000ms"])
def test_number_alone_is_in_seconds(tmp_path, moment):
    """A file may leave the unit out, as an option may."""
    scenario = scenario_of(tmp_path, COUNTING.replace("at: 10s", f"at: {moment}"))

    assert scenario.length == 10_000


def test_first_keyframe_begins_with_the_default_example(tmp_path):
    """Nothing said is the documented example, to the letter."""
    scenario = scenario_of(tmp_path, HEAD + "    timeline: [{at: 0s}]\n")
    body = parse_json(ScenarioRun(scenario, start=START).answer(STOCKTAKE, START).body)

    assert body["counted"] == 60
    assert body["closed_at"] == "2024-03-01T11:45:10.25Z"


def test_keyframe_may_name_a_status_and_an_example(tmp_path):
    """The body begins anew with another answer of the operation."""
    text = HEAD + "    timeline: [{at: 0s}, {at: 1s, status: 404, example: not-found}]\n"
    moment = ScenarioRun(scenario_of(tmp_path, text), start=START).answer(STOCKTAKE, START + 1)

    assert moment.status == 404
    assert moment.media_type == "application/vnd.warehouse.fault+json"
    assert parse_json(moment.body)["fault"]["code"] == 404


def test_keyframe_keeps_what_the_one_before_said(tmp_path):
    """Patches add up, null removes, operators are taken whole."""
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


def test_known_identities_and_the_others(tmp_path):
    """Who is not known gets what is said for the unknown."""
    text = (
        HEAD
        + """
    known: [{stocktake_id: 9d1f5a3c-2b4e-4c6d-8e7f-0a1b2c3d4e5f}]
    unknown: {status: 404, example: not-found}
    timeline: [{at: 0s}]
    """
    )
    world = ScenarioRun(scenario_of(tmp_path, text), start=START)

    assert world.answer(STOCKTAKE, START).status == 200
    assert world.answer(OTHER_STOCKTAKE, START).status == 404


def test_ramp_goes_between_the_keyframes_that_set_it(tmp_path):
    """A keyframe in between that does not speak of the counter does not stop it."""
    text = COUNTING.replace(
        "      - at: 10s\n", "      - at: 6s\n        merge: {missing: 0}\n      - at: 10s\n"
    )
    world = ScenarioRun(scenario_of(tmp_path, text), start=START)
    counted = [
        parse_json(world.answer(STOCKTAKE, START + at).body)["counted"] for at in (2, 6, 8, 10)
    ]

    assert counted == [0, 173, 260, 347]


@pytest.mark.parametrize(
    ("rest", "body"),
    [
        ("ramps: [/counted]\n    timeline: [{at: 0s, body: {counted: 5}}]", b'{"counted":5}'),
        ("timeline: [{at: 0s, body: {state: {$literal: {$time: now}}}}]",
         b'{"state":{"$time":"now"}}'),
    ],
    ids=["ramp-of-one-value", "literal"],
)  # fmt: skip
def test_operator_in_a_body_that_never_changes_gives_its_value(tmp_path, rest, body):
    """A body is served with values, whether or not anything in it moves."""
    world = ScenarioRun(scenario_of(tmp_path, f"{HEAD}    {rest}\n"), start=START)

    assert world.answer(STOCKTAKE, START).body == body


def test_retry_after_holds_until_it_is_taken_back(tmp_path):
    """Later keyframes inherit it; null ends it; parts of a second are rounded up."""
    text = (
        HEAD
        + """
    timeline: [{at: 0s, retry-after: 1500ms}, {at: 1s}, {at: 2s, retry-after: null}]
    """
    )
    world = ScenarioRun(scenario_of(tmp_path, text), start=START)

    assert [world.answer(STOCKTAKE, START + at).retry_after for at in (0, 1, 2)] == [2, 2, None]


def test_parts_of_a_body_have_lives_of_their_own(tmp_path):
    """A list in a body is a series, with the values of the whole at hand."""
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
    world = ScenarioRun(scenario_of(tmp_path, text), start=START)
    loads = [
        [
            shelf["load"]
            for shelf in parse_json(world.answer({"depot_id": 7}, START + at).body)["shelves"]
        ]
        for at in (0, 1, 2)
    ]

    assert loads == [[0, 0], [5, 0], [5, 5]]


@pytest.mark.parametrize(
    ("rest", "what", "line"),
    [
        ("timeline: [{at: 0s, example: clsed}]", "did you mean 'closed'", 6),
        ("timeline: [{at: 0s, status: 418}]", "documents no status 418", 6),
        ("timeline: [{at: 1s}]", "not in order", 6),
        ("timeline: [{at: 0s}, {at: 2s}, {at: 2s}]", "not in order", 6),
        ("timeline: [{at: 0s, set: {/a/b: 1}}]", "not in the body", 6),
        ("timeline: [{at: 0s, merge: {counted: {$summ: [1]}}}]", "did you mean '$sum'", 6),
        ("ramps: [/count]\n    timeline: [{at: 0s}]", "no keyframe has anything", 6),
        ("known: [{id: 1}]\n    timeline: [{at: 0s}]", "no parameter 'id'", 6),
        ("things: []", "does not answer with a list", 6),
        ("tick: 0s\n    timeline: [{at: 0s}]", "a tick has a length", 6),
        ("values: {a: {$value: b}, b: 1}\n    timeline: [{at: 0s}]", "no value 'b'", 6),
        ("timeline: [{at: 0s, body: {a: {$each: 2}}}]", "needs a timeline", 6),
        ("timeline:\n      - at: 0s\n      - at: 1s\n        example: x", "no example 'x'", 9),
    ],
)
def test_file_that_does_not_fit_is_refused_where_it_does_not(tmp_path, rest, what, line):
    """What is wrong, and the very line."""
    with pytest.raises(ScenarioError) as raised:
        scenario_of(tmp_path, f"{HEAD}    {rest}\n")

    assert what in raised.value.what
    assert raised.value.where == f"{tmp_path / 'written.yaml'}:{line}"


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("operation: listGoods", "operation: listGood", "did you mean 'listGoods'"),
        ("api: warehouse", "api: warehose", "did you mean 'warehouse'"),
        ("    things:", "    timeline: [{at: 0s}]\n    x:", "there is no key 'x'"),
        ("    things:", "    envelope: {good: []}\n    things:", "no place for the list"),
        ("- at: 0s", "- at: 0s\n            status: 404", "no status of its own"),
    ],
)
def test_list_that_does_not_fit_is_refused(tmp_path, old, new, what):
    """Lists have their own ways to be wrong."""
    with pytest.raises(ScenarioError) as raised:
        scenario_of(tmp_path, GOODS.replace(old, new))

    assert what in raised.value.what
