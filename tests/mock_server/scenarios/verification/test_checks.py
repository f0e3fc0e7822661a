"""Answers of a scenario are checked by the contract, and a finding has all its facts."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from mock_server.scenarios.model.scenario import Snapshot
from mock_server.scenarios.verification.checks import (
    VANISHES,
    CheckedAnswer,
    check_answer,
    check_transition,
)
from tests.mock_server.scenarios.written import (
    COUNTING,
    GOODS,
    OTHER_STOCKTAKE,
    STOCKTAKE,
    scenario_of,
)

NONE = frozenset()
OPEN = {
    "state": "counting",
    "expected": 10,
    "counted": 4,
    "missing": 0,
    "opened_at": "2026-01-05T12:00:00Z",
}
KETTLE = {
    "code": "KE-0007",
    "label": "Kettle",
    "kilograms": 1.25,
    "fragile": False,
    "best_before": None,
}


@pytest.fixture
def counting(tmp_path):
    """A scenario about one resource, whose times have no fraction."""
    return scenario_of(tmp_path, COUNTING)


@pytest.fixture
def goods(tmp_path):
    """A scenario about a list."""
    return scenario_of(tmp_path, GOODS)


def answer(body, status=200, identity=STOCKTAKE, **changes):
    """Return an answer of a scenario."""
    media_type = "application/json" if status == 200 else "application/vnd.warehouse.fault+json"
    return CheckedAnswer(
        snapshot=Snapshot(status=status, media_type=media_type, body=b""),
        body=body,
        elapsed=2000,
        now=datetime(2026, 1, 5, 12, 0, 2, tzinfo=UTC),
        seed=7,
        identity=identity,
        query=changes.pop("query", {}),
        where="counting.yaml:19",
    )


def ids(findings):
    """Return the ids of findings with their pointers."""
    return [(found.id, found.pointer) for found in findings]


def test_answer_as_documented_has_no_finding(counting):
    """A correct answer has no finding."""
    assert list(check_answer(counting, answer(OPEN), NONE)) == []


def test_broken_rule_has_its_place_in_scenario_and_contract(counting):
    """A finding has the keyframe, moment, seed and identity, and the line of the rule."""
    (found,) = check_answer(counting, answer({**OPEN, "counted": 11}), NONE)

    assert found.id == "warehouse.counted-within-expected"
    assert found.message.endswith("No more is counted or missing than is expected.")
    assert (found.where, found.at, found.seed) == ("counting.yaml:19", 2000, 7)
    assert found.identity == STOCKTAKE
    file, _, line = found.rule.rpartition(":")
    assert file.endswith("warehouse.yaml")
    assert file == counting.contract.file
    assert line.isdecimal()


@pytest.mark.parametrize(
    ("changed", "id_", "pointer", "found"),
    [
        ({"state": "lost"}, "schema", "/state", ""),
        ({"expected": 2**53}, "safe-integers", "/expected", "9007199254740992"),
        ({"opened_at": "2026-01-05T12:00:00.5Z"}, "time-digits", "/opened_at",
         '"2026-01-05T12:00:00.5Z"'),
    ],
)  # fmt: skip
def test_invalid_value_is_found_at_its_place(counting, changed, id_, pointer, found):
    """A schema violation, an integer beyond 2^53 - 1, and a time with too many digits."""
    (finding,) = check_answer(counting, answer({**OPEN, **changed}), NONE)

    assert (finding.id, finding.pointer, finding.found) == (id_, pointer, found)


def test_digits_of_a_time_with_an_offset_are_not_checked(counting):
    """`$time` writes times that end in Z, so other times are not its output."""
    body = {**OPEN, "opened_at": "2026-01-05T13:00:00.123+01:00"}

    assert ids(check_answer(counting, answer(body), NONE)) == []


def test_two_records_with_the_same_key_are_found(goods):
    """The finding is at the list and has the key."""
    body = {"goods": [KETTLE, {**KETTLE, "label": "Another"}]}
    found = {each.id: each for each in check_answer(goods, answer(body, query={"count": 20}), NONE)}

    assert (found["keys-unique"].pointer, found["keys-unique"].found) == ("/goods", '"KE-0007"')
    assert "warehouse.codes-unique" in found


def test_long_keys_are_compared_as_a_whole(goods):
    """Keys that differ only at the end are different, although a finding shortens them."""
    body = {"goods": [{**KETTLE, "code": "K" * 500 + end} for end in "ab"]}

    assert "keys-unique" not in {found.id for found in check_answer(goods, answer(body), NONE)}


def test_rule_gets_the_query_of_the_request(goods):
    """A page that is longer than the requested limit breaks its rule."""
    body = {"goods": [KETTLE, {**KETTLE, "code": "KE-0008"}]}

    assert ids(check_answer(goods, answer(body, query={"count": 1}), NONE)) == [
        ("warehouse.page-within-count", "")
    ]
    assert ids(check_answer(goods, answer(body, query={"count": 2}), NONE)) == []


def test_body_without_documentation_is_not_checked(counting):
    """If the contract documents no body for the status, there is no finding."""
    assert list(check_answer(counting, answer("any", status=503), NONE)) == []


def test_resource_that_vanishes_is_found(counting):
    """200 and then 404 is a finding; 404 and then 200 is a resource that begins to exist."""
    there, gone = answer(OPEN), answer({}, status=404)
    (found,) = check_transition(counting, there, gone, NONE)

    assert found.id == VANISHES
    assert found.message == "the resource existed, and is answered with 404 later"
    assert list(check_transition(counting, gone, there, NONE)) == []
    assert list(check_transition(counting, gone, gone, NONE)) == []


def test_transition_rule_is_checked(counting):
    """A counter that must not decrease is compared with the answer before."""
    before, after = answer({**OPEN, "counted": 5}), answer({**OPEN, "counted": 4})

    assert [found.id for found in check_transition(counting, before, after, NONE)] == [
        "warehouse.count-does-not-fall"
    ]
    assert list(check_transition(counting, after, before, NONE)) == []


def test_finding_has_the_identity_of_its_own_answer(counting):
    """Several identities are verified, and a finding names its own."""
    (found,) = check_answer(
        counting, answer({**OPEN, "counted": 11}, identity=OTHER_STOCKTAKE), NONE
    )

    assert found.identity == OTHER_STOCKTAKE


def test_digits_are_those_of_the_scenario(counting):
    """A time without a fraction is a finding in a scenario with three digits."""
    assert ids(check_answer(replace(counting, digits=3), answer(OPEN), NONE)) == [
        ("time-digits", "/opened_at")
    ]
