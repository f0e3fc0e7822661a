"""Tests of the self-test, without a mock."""

from pathlib import Path

import pytest

from contracts.errors import OptionError
from contracts.selftest.runner import mutants_from_faults, probes_for, read_explanations
from tests.packaged import packaged_contracts

FAULTS = [
    {"id": "delay", "kind": "transport", "caught_by": []},
    {"id": "reset", "kind": "transport", "api": "", "caught_by": ["answered"]},
    {
        "id": "page.overlap",
        "kind": "pagination",
        "api": "elastic_path",
        "operation": "listImportJobs",
        "statuses": ["200"],
        "caught_by": ["pagination-walk"],
    },
    {
        "id": "rule.x",
        "kind": "contract",
        "api": "placewise",
        "statuses": ["404"],
        "caught_by": ["x"],
    },
    {"id": "record.x", "kind": "records", "api": "placewise", "caught_by": ["read-back"]},
]


def mutants():
    """Return the mutants of the faults above, by id."""
    return {mutant.id: mutant for mutant in mutants_from_faults(FAULTS, packaged_contracts())}


def test_a_fault_that_breaks_no_contract_is_no_mutant():
    """No check needs to notice a late answer."""
    assert not any("delay" in name for name in mutants())


def test_a_fault_of_every_api_is_a_mutant_of_each():
    """A fault of any answer is tried on each API."""
    assert {"elastic_path/reset", "placewise/reset"} <= mutants().keys()


@pytest.mark.parametrize(
    ("name", "probes"),
    [
        ("placewise/reset", frozenset()),
        ("elastic_path/page.overlap", frozenset({"pagination-walk"})),
        ("placewise/rule.x", frozenset({"intake"})),
        ("placewise/record.x", frozenset({"read-back"})),
    ],
)
def test_only_the_probes_that_a_mutant_needs_are_run(name, probes):
    """A missing key shows without a pagination walk, so several hundred mutants take minutes."""
    assert probes_for(mutants()[name]) == probes


def test_explanations_are_a_mapping_of_texts(tmp_path):
    """Each entry has the id of a mutant or a rule, and a reason."""
    path = tmp_path / "explained.yaml"
    path.write_text("shop/drop.a: the same as no fault\n")

    assert read_explanations([path]) == {"shop/drop.a": "the same as no fault"}


@pytest.mark.parametrize("text", ["- a\n", "a: 1\n", "a: [b]\n"])
def test_other_files_are_refused_with_file_and_line(tmp_path, text):
    """A file of another kind must not be taken for explanations."""
    path = tmp_path / "explained.yaml"
    path.write_text(text)

    with pytest.raises(OptionError, match="this file has no explanations") as caught:
        read_explanations([path])
    assert str(path) in caught.value.where


def test_the_packaged_explanations_can_be_read():
    """The packaged file is valid, and has few entries."""
    packaged = Path(__file__).parents[3] / "contracts" / "cli" / "explained.yaml"

    assert len(read_explanations([packaged])) <= 5
