"""Tests of how a run is divided."""

import json

import pytest

from contracts.http.requests.targets import Target
from contracts.run.parallel.planning import plan_check, plan_fuzz_round
from contracts.run.settings.operations import OperationSettings
from openapi.loading.document import load_contract
from tests.contracts.run.parallel.divided import reading, shelves


def targets(tmp_path, count, **more):
    """Return a target with a number of resources, of three operations each."""
    path = tmp_path / "shelves.json"
    path.write_text(json.dumps(shelves(count, **more)), encoding="utf-8")
    return [Target(contract=load_contract(path), origin="http://127.0.0.1:1")]


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_every_operation_is_in_exactly_one_unit(tmp_path, workers):
    """Units are disjoint and together the whole run, in the order of the document."""
    given = targets(tmp_path, 20)
    units = plan_check(given, OperationSettings(), workers)
    names = [name for unit in units for name in unit.operations]

    assert sorted(names) == sorted(each.id for each in given[0].operations)
    assert [unit.number for unit in units] == list(range(1, len(units) + 1))
    assert all(unit.is_part and unit.asks_each for unit in units)


def test_a_large_run_has_a_few_units_for_each_worker(tmp_path):
    """What each unit costs at its start does not grow with the document."""
    units = plan_check(targets(tmp_path, 100), OperationSettings(), 2)

    assert 8 <= len(units) <= 24


def test_a_run_that_changes_data_is_not_done_at_the_same_time(tmp_path):
    """With --unsafe, requests of one worker could change what another one reads."""
    given = targets(tmp_path, 3, **{"/new": {"post": reading("create", {}, {})}})
    [careful, unsafe] = [
        plan_check(given, OperationSettings(is_unsafe=is_unsafe), 2) for is_unsafe in (False, True)
    ]

    assert "create" not in {name for unit in careful for name in unit.operations}
    [unit] = unsafe
    assert unit.exclusive == "http://127.0.0.1:1"
    assert not unit.is_part


def test_a_round_of_fuzzing_has_a_unit_for_each_operation(tmp_path):
    """Rounds follow each other, and numbers go on."""
    units = plan_fuzz_round(targets(tmp_path, 2), OperationSettings(), turn=4, first=7)

    assert [(unit.number, unit.operations) for unit in units[:2]] == [
        (7, ("list0",)),
        (8, ("show0",)),
    ]
    assert {unit.turn for unit in units} == {4}
