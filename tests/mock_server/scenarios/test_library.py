"""Scenarios are found by name, or the error lists the existing names."""

from pathlib import Path

import pytest

from mock_server.scenarios import library
from mock_server.scenarios.errors import ScenarioError
from mock_server.scenarios.library import Library
from openapi.loading.document import load_contract
from tests.mock_server.scenarios.packaged import packaged_library
from tests.mock_server.scenarios.written import COUNTING, GOODS, WAREHOUSE, write
from tests.packaged import packaged_contracts

LIBRARY = packaged_library()


def test_packaged_scenarios_are_loaded():
    """All scenarios that front-end developers requested exist."""
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


def test_default_of_every_packaged_operation_is_the_documented_answer():
    """Without a scenario name a client gets the documented answer; it is listed first."""
    for contract in packaged_contracts():
        for operation in contract.operations:
            first = LIBRARY.of(operation)[0]

            assert (first.name, first.is_default) == ("documented", True)


def test_name_that_several_apis_have_needs_the_api():
    """`documented` alone is ambiguous; with the API, in either form, it is found."""
    with pytest.raises(ScenarioError) as raised:
        LIBRARY.find("documented")

    assert raised.value.allowed == "elastic_path/documented, placewise/documented"
    assert LIBRARY.find("placewise/documented") is LIBRARY.find("documented", "placewise")
    assert len(LIBRARY.find_all("documented")) == 2


def test_unknown_name_gets_the_nearest():
    """The error suggests the nearest name, and lists the existing ones."""
    with pytest.raises(ScenarioError) as raised:
        LIBRARY.find("happy-imprt", "placewise")

    assert "did you mean 'happy-import'" in raised.value.what
    assert "vanishes" in raised.value.allowed


def test_extra_files_and_folders_are_read(tmp_path):
    """Scenario files of a user are loaded, whether they are named or in a folder."""
    write(tmp_path, COUNTING, "a.yaml")
    write(tmp_path, GOODS, "b.yaml")
    read = Library.load([load_contract(WAREHOUSE)], [tmp_path])

    assert {scenario.name for scenario in read} == {"counting", "many-goods"}
    assert len(read) == 2
    assert read.find("counting").operation.id == "followStocktake"


def test_packaged_file_that_is_named_too_is_read_once(monkeypatch):
    """A developer of a packaged scenario can verify its file by a relative path."""
    folder = Path(library.__file__).parent
    monkeypatch.chdir(folder)
    read = Library.load(packaged_contracts(), [Path("placewise/vanishes.yaml")])

    assert [scenario.name for scenario in read] == [scenario.name for scenario in LIBRARY]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (COUNTING, "have the same name"),
        (
            COUNTING.replace("scenario: counting", "scenario: other\n    default: true"),
            "are the default",
        ),
    ],
)
def test_two_scenarios_that_clash_are_refused(tmp_path, text, what):
    """Two scenarios of the same name, or two defaults of an operation; the error has both files."""
    default = COUNTING.replace("scenario: counting", "scenario: counting\n    default: true")
    first, second = write(tmp_path, default, "a.yaml"), write(tmp_path, text, "b.yaml")
    with pytest.raises(ScenarioError) as raised:
        Library.load([load_contract(WAREHOUSE)], [first, second])

    assert what in raised.value.what
    assert raised.value.where == f"{first} and {second}"


def test_scenario_of_an_api_that_is_not_loaded_is_refused(tmp_path):
    """The error lists the loaded APIs."""
    with pytest.raises(ScenarioError) as raised:
        Library.load(packaged_contracts(), [write(tmp_path, COUNTING)])

    assert raised.value.found == "warehouse"
    assert raised.value.allowed == "elastic_path, placewise"
