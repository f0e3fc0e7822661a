"""Scenarios are found by name, or the message says which there are."""

from pathlib import Path

import pytest

from mock_server.scenarios import library
from mock_server.scenarios.errors import ScenarioError
from mock_server.scenarios.library import Library
from openapi.loading.document import load_contract, load_contracts
from tests.mock_server.scenarios.written import COUNTING, GOODS, WAREHOUSE, write

LIBRARY = Library.load(load_contracts())


def test_packaged_scenarios_are_at_hand():
    """Those that the front ends asked for, and more."""
    names = {scenario.name for scenario in LIBRARY if scenario.api == "placewise"}

    assert names >= {
        "documented",
        "happy-import",
        "honest-4000",
        "one-bulk-fails",
        "waiting-for-retry",
        "stuck-at-99",
        "vanishes",
        "empty-import",
        "many-bulks",
        "unknown-ids",
    }


def test_every_operation_of_the_packaged_contracts_plays_the_documented_answer_unasked():
    """The default comes first in every list."""
    for contract in load_contracts():
        for operation in contract.operations:
            first = LIBRARY.of(operation)[0]

            assert (first.name, first.is_default) == ("documented", True)


def test_name_that_several_apis_have_needs_the_api():
    """`documented` alone is not clear; with the API, in either way, it is."""
    with pytest.raises(ScenarioError) as raised:
        LIBRARY.find("documented")

    assert raised.value.allowed == "elastic_path/documented, placewise/documented"
    assert LIBRARY.find("placewise/documented") is LIBRARY.find("documented", "placewise")
    assert len(LIBRARY.find_all("documented")) == 2


def test_unknown_name_gets_the_nearest():
    """One wrong letter, and what there is."""
    with pytest.raises(ScenarioError) as raised:
        LIBRARY.find("happy-imprt", "placewise")

    assert "did you mean 'happy-import'" in raised.value.what
    assert "vanishes" in raised.value.allowed


def test_extra_files_and_folders_are_read(tmp_path):
    """A user's own scenarios stand beside the packaged ones."""
    write(tmp_path, COUNTING, "a.yaml")
    write(tmp_path, GOODS, "b.yaml")
    read = Library.load([load_contract(WAREHOUSE)], [tmp_path])

    assert [scenario.name for scenario in read] == ["counting", "many-goods"] or len(read) == 2
    assert read.find("counting").operation.id == "followStocktake"


def test_packaged_file_that_is_named_too_is_read_once(monkeypatch):
    """Someone who works on a packaged scenario can verify its file by a relative path."""
    folder = Path(library.__file__).parent
    monkeypatch.chdir(folder)
    read = Library.load(load_contracts(), [Path("placewise/vanishes.yaml")])

    assert [scenario.name for scenario in read] == [scenario.name for scenario in LIBRARY]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (COUNTING, "have one name"),
        (
            COUNTING.replace("scenario: counting", "scenario: other\n    default: true"),
            "are the default",
        ),
    ],
)
def test_two_scenarios_that_clash_are_refused(tmp_path, text, what):
    """One name, or one default, twice: both files are named."""
    default = COUNTING.replace("scenario: counting", "scenario: counting\n    default: true")
    first, second = write(tmp_path, default, "a.yaml"), write(tmp_path, text, "b.yaml")
    with pytest.raises(ScenarioError) as raised:
        Library.load([load_contract(WAREHOUSE)], [first, second])

    assert what in raised.value.what
    assert raised.value.where == f"{first} and {second}"


def test_scenario_of_an_api_that_is_not_loaded_is_refused(tmp_path):
    """The message says which are."""
    with pytest.raises(ScenarioError) as raised:
        Library.load(load_contracts(), [write(tmp_path, COUNTING)])

    assert raised.value.found == "warehouse"
    assert raised.value.allowed == "elastic_path, placewise"
