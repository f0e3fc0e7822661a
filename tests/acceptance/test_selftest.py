"""`contracts selftest`, the real command with a real mock."""

import json
from pathlib import Path

import pytest

from tests.acceptance.commands import run, run_here
from tests.thorough import part

SPEC = ("--spec", str(Path(__file__).parents[1] / "fixtures" / "warehouse.yaml"))
"""The mock lists the faults of this document ten times faster than those of the packaged ones,
which `make selftest` tries all."""


@pytest.mark.parametrize(
    "name",
    part(["warehouse/drop.goods.*.code", "warehouse/invalid-json", "warehouse/page.overlap"], 3),
)
def test_faults_of_each_kind_are_noticed_by_their_checks(name):
    """A fault of each kind is injected and killed."""
    result = run("contracts", "selftest", *SPEC, "--format", "json", "--only", name)
    document = json.loads(result.stdout)

    assert result.returncode == 0, result.stderr
    assert document["whole"] is True
    assert name in {mutant["id"] for mutant in document["mutants"]}
    assert document["counts"]["survived"] == 0


@pytest.mark.parametrize(
    "lost", part(["record.creation-lost", "record.update-lost", "record.deletion-lost"], 3)
)
def test_a_lost_write_is_noticed_by_reading_it_back(lost):
    """A fault of records is injected into a stateful session, and killed."""
    notes = ("--spec", str(Path(__file__).parents[1] / "fixtures" / "notes.yaml"))
    result = run("contracts", "selftest", *notes, "--format", "json", "--only", lost)
    document = json.loads(result.stdout)

    assert result.returncode == 0, result.stderr
    assert {mutant["id"] for mutant in document["mutants"]} == {f"notes/{lost}"}
    assert document["counts"]["killed"] == len(document["mutants"])


def test_a_stale_explanation_fails(tmp_path):
    """A reason for a fault that is noticed is stale: exit 1."""
    path = tmp_path / "explained.yaml"
    path.write_text("warehouse/invalid-json: it cannot be noticed\n")
    result = run_here(
        "contracts",
        "selftest",
        *SPEC,
        "--only",
        "warehouse/invalid-json",
        "--explained",
        str(path),
    )

    assert result.returncode == 1
    assert "stale  warehouse/invalid-json" in result.stdout


def test_an_unknown_mutant_is_an_error():
    """A misspelt --only must not look like success."""
    result = run_here("contracts", "selftest", *SPEC, "--only", "no-such-fault")

    assert result.returncode == 2
    assert "no mutant matches" in result.stderr
