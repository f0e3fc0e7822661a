"""What the scenario commands print and write, without a terminal."""

import pytest

from mock_server.cli.scenario_reports import exported, listing, listing_json, verification
from mock_server.scenarios.errors import ScenarioError
from mock_server.scenarios.library import Library
from openapi.loading.document import load_contracts
from tests.mock_server.scenarios.written import COUNTING, GOODS, WAREHOUSE, write

NOON = "2026-01-05T12:00:00Z"


@pytest.fixture
def library(tmp_path):
    """The two scenarios of the warehouse."""
    text = COUNTING.replace("    shows:", "    known: [{stocktake_id: 9d1f}]\n    shows:")
    files = (write(tmp_path, text), write(tmp_path, GOODS, "goods.yaml"))
    return Library.load(load_contracts([WAREHOUSE]), files)


def export(library, name="counting", **changes):
    """Return states of a scenario."""
    options = {"at": "0s", "identity": {}, "seed": 0, "start": NOON, **changes}
    return exported(library, name, **options)


def test_listing_has_a_paragraph_for_each_scenario(library):
    """Name and length, then the description, then the known identities; no length of 0."""
    assert listing(library).splitlines() == [
        "warehouse/counting, 10s",
        "    Counting for ten seconds.",
        "    knows stocktake_id=9d1f",
        "warehouse/many-goods",
        "    Seventy kinds of goods.",
    ]


def test_listing_for_programs_has_every_scenario(library):
    """The same scenarios in the same order, with a version."""
    document = listing_json(library)

    assert document["version"] == 1
    assert [each["name"] for each in document["scenarios"]] == ["counting", "many-goods"]


def test_verification_counts_what_it_found(tmp_path):
    """A line for each scenario, the findings below it, the sum last and as a number."""
    broken = COUNTING.replace("counted: {$value: expected}", "counted: 1000")
    path = write(tmp_path, broken)
    library = Library.load(load_contracts([WAREHOUSE]), [path])
    text, total = verification(library, [path])
    lines = text.splitlines()

    assert total > 0
    assert lines[0] == f"warehouse/counting: {total} findings"
    assert any("warehouse.counted-within-expected" in line for line in lines[1:-1])
    assert lines[-1] == f"1 scenario verified, {total} findings"


def test_verification_looks_at_the_named_files_only(library, tmp_path):
    """A folder means its files; without a name, all scenarios are verified."""
    assert verification(library, [tmp_path / "goods.yaml"]) == (
        "warehouse/many-goods: no findings\n1 scenario verified, no findings",
        0,
    )


def test_folder_without_a_scenario_is_an_error(library, tmp_path):
    """An empty folder must not be reported as verified."""
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(ScenarioError, match="no scenario in this folder") as raised:
        verification(library, [empty])

    assert raised.value.where == str(empty)


def test_states_are_named_after_their_moment(library):
    """One state for each duration, which may be written with spaces around the commas."""
    states = export(library, at="0s, 1m30s,10s")

    assert list(states) == ["counting-0s", "counting-1m30s", "counting-10s"]
    assert [state["state"] for state in states.values()] == ["opened", "closed", "closed"]
    assert states["counting-0s"]["opened_at"] == NOON


def test_identity_is_typed_as_the_contract_has_it(library):
    """`--identity depot_id=8` is the number 8; another text is no number and is refused."""
    with pytest.raises(ScenarioError, match="depot_id violates the contract") as raised:
        export(library, "many-goods", identity={"depot_id": "x"})

    assert (raised.value.found, raised.value.allowed) == ("x", "a JSON value of type integer")
    assert export(library, "many-goods", identity={"depot_id": "8"}) == export(
        library, "many-goods"
    )


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"name": "countin"}, "did you mean"),
        ({"identity": {"stocktake": "1"}}, "did you mean 'stocktake_id'?"),
        ({"at": "soon"}, "soon"),
        ({"start": "yesterday"}, "yesterday"),
    ],
)
def test_wrong_option_is_named(library, changes, what):
    """An invalid name, duration or time is an error that shows it."""
    with pytest.raises(ScenarioError, match=what.replace("?", r"\?")):
        export(library, **changes)
