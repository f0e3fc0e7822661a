"""A resource is identified by the parameters that the contract names, and may be unknown."""

from dataclasses import replace

import pytest

from mock_server.scenarios.playing.identities import identity_of, is_known
from tests.mock_server.scenarios.written import COUNTING, STOCKTAKE, scenario_of


@pytest.fixture
def counting(tmp_path):
    """A scenario without `known`."""
    return scenario_of(tmp_path, COUNTING)


def test_only_identifying_parameters_are_kept(counting):
    """A header or another query parameter does not make another resource."""
    assert identity_of(counting.operation, {**STOCKTAKE, "X-Agent": "a"}) == STOCKTAKE
    assert identity_of(counting.operation, {}) == {}


def test_every_resource_is_known_unless_the_scenario_lists_some(counting):
    """Without `known` every identity exists; with it, only those that are listed."""
    some = replace(counting, known=({"stocktake_id": 7},))

    assert is_known(counting, {"stocktake_id": 8})
    assert not is_known(some, {"stocktake_id": 8})


def test_number_and_its_text_are_the_same_identity(counting):
    """A path parameter is text in the URL and may be a number in the scenario file."""
    some = replace(counting, known=({"stocktake_id": 7},))

    assert is_known(some, {"stocktake_id": "7"})
    assert is_known(some, {"stocktake_id": 7, "other": 1})
