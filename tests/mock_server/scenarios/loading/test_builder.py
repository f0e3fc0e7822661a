"""A scenario file fits its contract, or the error names the line that does not."""

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


def test_scenario_has_the_facts_of_its_file(tmp_path):
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
    """A keyframe without a body is the documented example, byte for byte."""
    scenario = scenario_of(tmp_path, HEAD + "    timeline: [{at: 0s}]\n")
    body = parse_json(ScenarioRun(scenario, start=START).answer(STOCKTAKE, START).body)

    assert body["counted"] == 60
    assert body["closed_at"] == "2024-03-01T11:45:10.25Z"


def test_keyframe_may_name_a_status_and_an_example(tmp_path):
    """The body is replaced with that of another documented answer."""
    text = HEAD + "    timeline: [{at: 0s}, {at: 1s, status: 404, example: not-found}]\n"
    snapshot = ScenarioRun(scenario_of(tmp_path, text), start=START).answer(STOCKTAKE, START + 1)

    assert snapshot.status == 404
    assert snapshot.media_type == "application/vnd.warehouse.fault+json"
    assert parse_json(snapshot.body)["fault"]["code"] == 404


def test_known_identities_and_the_others(tmp_path):
    """An identity that is not in `known` gets the answer under `unknown`."""
    text = (
        HEAD
        + """
    known: [{stocktake_id: 9d1f5a3c-2b4e-4c6d-8e7f-0a1b2c3d4e5f}]
    unknown: {status: 404, example: not-found}
    timeline: [{at: 0s}]
    """
    )
    run = ScenarioRun(scenario_of(tmp_path, text), start=START)

    assert run.answer(STOCKTAKE, START).status == 200
    assert run.answer(OTHER_STOCKTAKE, START).status == 404


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
    """Operators are replaced by values in constant bodies too."""
    run = ScenarioRun(scenario_of(tmp_path, f"{HEAD}    {rest}\n"), start=START)

    assert run.answer(STOCKTAKE, START).body == body


@pytest.mark.parametrize(
    ("rest", "what", "line"),
    [
        ("timeline: [{at: 0s, example: clsed}]", "did you mean 'closed'", 6),
        ("timeline: [{at: 0s, status: 418}]", "documents no status 418", 6),
        ("timeline: [{at: 0s, merge: {counted: {$summ: [1]}}}]", "did you mean '$sum'", 6),
        ("ramps: [/count]\n    timeline: [{at: 0s}]", "no keyframe sets a value", 6),
        ("known: [{id: 1}]\n    timeline: [{at: 0s}]", "no parameter 'id'", 6),
        ("resources: []", "does not answer with a list", 6),
        ("tick: 0s\n    timeline: [{at: 0s}]", "must not be zero", 6),
        ("values: {a: {$value: b}, b: 1}\n    timeline: [{at: 0s}]", "no value 'b'", 6),
        ("timeline:\n      - at: 0s\n      - at: 1s\n        example: x", "no example 'x'", 9),
    ],
)
def test_error_has_the_line_of_the_mistake(tmp_path, rest, what, line):
    """A file that does not fit the contract is refused with the reason and the line."""
    with pytest.raises(ScenarioError) as raised:
        scenario_of(tmp_path, f"{HEAD}    {rest}\n")

    assert what in raised.value.what
    assert raised.value.where == f"{tmp_path / 'written.yaml'}:{line}"


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("operation: listGoods", "operation: listGood", "did you mean 'listGoods'"),
        ("api: warehouse", "api: warehose", "did you mean 'warehouse'"),
        ("    resources:", "    timeline: [{at: 0s}]\n    x:", "there is no key 'x'"),
        ("    resources:", "    envelope: {good: []}\n    resources:", "no place for the list"),
        ("- at: 0s", "- at: 0s\n            status: 404", "cannot have its own status"),
    ],
)
def test_list_that_does_not_fit_is_refused(tmp_path, old, new, what):
    """Mistakes that only a scenario of a list can have are refused with the reason."""
    with pytest.raises(ScenarioError) as raised:
        scenario_of(tmp_path, GOODS.replace(old, new))

    assert what in raised.value.what
