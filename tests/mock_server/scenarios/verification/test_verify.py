"""A scenario that breaks a rule has a finding, with its line and its rule."""

import pytest

from mock_server.scenarios.verification import verify as verification
from mock_server.scenarios.verification.verify import describe, moments_to_check, verify
from tests.mock_server.scenarios.packaged import packaged_library
from tests.mock_server.scenarios.written import COUNTING, GOODS, scenario_of
from tests.packaged import packaged_contracts
from tests.thorough import IS_THOROUGH

LIBRARY = packaged_library()


LONG = {"many-bulks"}
"""Scenarios that take seconds to verify; `make thorough` verifies them too."""
VERIFIED = [scenario for scenario in LIBRARY if IS_THOROUGH or scenario.name not in LONG]


@pytest.mark.parametrize("scenario", VERIFIED, ids=lambda found: f"{found.api}/{found.name}")
def test_packaged_scenario_has_exactly_its_expected_findings(scenario):
    """At every change, for several identities, by every rule; `make thorough` has two seeds."""
    assert verify(scenario, seeds=(0, 7) if IS_THOROUGH else (7,)) == ()


def test_only_the_documented_bodies_break_a_lifecycle_rule():
    """All other scenarios obey the opt-in rules too."""
    rules = {rule.id: rule for contract in packaged_contracts() for rule in contract.rules}
    breaking = {
        scenario.name
        for scenario in LIBRARY
        for id_ in scenario.expected_findings
        if id_ in rules and (rules[id_].rule_set or rules[id_].severity == "error")
    }

    assert breaking == {"documented"}


def test_correct_scenario_of_any_api_has_no_findings(tmp_path):
    """The rules of a made-up API are applied, and none is broken."""
    assert verify(scenario_of(tmp_path, COUNTING)) == ()


@pytest.mark.parametrize(
    ("old", "new", "id_", "line"),
    [
        ("counted: {$value: expected}", "counted: 1000", "warehouse.counted-within-expected", 21),
        ("state: counting,", "state: countng,", "schema", 19),
        ("begin+10s}", "begin-10s}", "warehouse.times-in-order", 21),
        ("merge: {state: counting, counted: 0}",
         "merge: {state: counting, counted: 90}\n      - {at: 5s, merge: {counted: 50}}",
         "warehouse.count-does-not-fall", 19),
        ("state: counting, counted: 0}", "closed_at: {$time: now}, counted: 0}",
         "warehouse.closing-time-when-closed", 19),
        ("closed_at: {$time: begin+10s}", "closed_at: '2027-01-01T00:00:00.5Z'", "time-digits", 21),
        ("      - at: 2s", "      - {at: 1s, status: 404, example: not-found}\n      - at: 2s",
         "thing-vanishes", 19),
        ("{$value: expected}, closed", "{$join: [a]}, closed", "not-computable", 0),
    ],
)  # fmt: skip
def test_broken_scenario_is_found_at_its_line(tmp_path, old, new, id_, line):
    """Each kind of mistake has its finding, at the current keyframe."""
    scenario = scenario_of(tmp_path, COUNTING.replace(old, new))
    found = {(finding.id, finding.where) for finding in verify(scenario)}
    place = f":{line}" if line else ""

    assert (id_, f"{tmp_path / 'written.yaml'}{place}") in found


def test_missing_expected_finding_is_a_finding(tmp_path):
    """A scenario with `expects` must have each of these findings."""
    text = COUNTING.replace("shows:", "expects: [thing-vanishes]\n    shows:")
    findings = verify(scenario_of(tmp_path, text))

    assert [finding.id for finding in findings] == ["expected-finding-missing"]
    assert "thing-vanishes" in findings[0].message


def test_expected_finding_is_not_reported(tmp_path):
    """A finding that the scenario expects is intended."""
    text = COUNTING.replace("shows:", "expects: [warehouse.times-in-order]\n    shows:")
    text = text.replace("begin+10s}", "begin-10s}")

    assert verify(scenario_of(tmp_path, text)) == ()


def test_two_records_with_the_same_key_are_found(tmp_path):
    """A list whose records share a key cannot be paged."""
    text = GOODS.replace("{$join: [KE-, {$index: 1000}]}", "KE-0001")
    found = {finding.id for finding in verify(scenario_of(tmp_path, text))}

    assert found == {"keys-unique", "warehouse.codes-unique"}


def test_description_of_a_finding_has_all_facts(tmp_path):
    """What, when, where, and the rule with its line in the contract."""
    scenario = scenario_of(
        tmp_path, COUNTING.replace("counted: {$value: expected}", "counted: 1000")
    )
    text = next(
        describe(finding) for finding in verify(scenario) if finding.id.endswith("within-expected")
    )

    assert text.startswith("warehouse.counted-within-expected at ")
    assert f"where    {tmp_path / 'written.yaml'}:" in text
    assert "rule     " in text
    assert "warehouse.yaml:" in text
    assert "stocktake_id=" in text


def test_answer_that_seeds_share_is_judged_once(tmp_path, monkeypatch):
    """A scenario without chance costs no more with three seeds than with one."""
    judged = []
    monkeypatch.setattr(
        verification, "check_answer", lambda _, answer, *__: judged.append(answer) or ()
    )
    scenario = scenario_of(tmp_path, COUNTING)
    verification.all_findings(scenario, seeds=(0,))
    alone = len(judged)
    verification.all_findings(scenario, seeds=(0, 0, 0))

    assert alone > 3
    assert len(judged) == 2 * alone


def test_moments_are_around_every_change(tmp_path):
    """Just before, at and after each change, halfway between two, and long after the end."""
    moments = moments_to_check(scenario_of(tmp_path, COUNTING))

    assert {0, 1999, 2000, 2001, 2100, 6000, 9999, 10_000, 86_410_000} <= set(moments)
    assert len(moments_to_check(LIBRARY.find("many-bulks"), 20)) == 21
