"""The reference has every name that a user can type."""

import re
from pathlib import Path

import pytest

from mock_server.faults.fault_catalogue import Catalogue
from mock_server.faults.kinds import schema
from mock_server.faults.model.fault import FaultKind
from openapi.loading.document import load_contract
from tests.packaged import packaged_contracts

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
FAMILY_WORDS = {FaultKind.CONTRACT: 1, FaultKind.POLLING: 2}


def headings(name: str) -> set[str]:
    """Return the code-marked headings of a page of the reference."""
    text = (REFERENCE / name).read_text(encoding="utf-8")
    return set(re.findall(r"^### `([^`]+)`$", text, re.MULTILINE))


FIXTURES = Path(__file__).parents[1] / "fixtures"
OTHERS = (FIXTURES / "pages" / "pages.yaml", FIXTURES / "notes.yaml")
"""A document that pages in every way, and one that keeps what is written: every such fault."""


def fault_headings() -> set[str]:
    """Return what the page of faults must have: each fault, and each family of derived ones."""
    found = {*schema.FAMILIES}
    for fault in Catalogue([*packaged_contracts(), *map(load_contract, OTHERS)]).faults():
        words = fault.id.split(".")
        found.add(".".join(words[: FAMILY_WORDS.get(fault.kind, len(words))]))
    return found


def test_every_fault_has_its_heading():
    """A user finds each fault of a list, and there are no other headings."""
    assert headings("faults.md") == fault_headings()


@pytest.mark.parametrize("name", ["count", "one-in", "probability", "after", "for", "requests"])
def test_every_common_setting_is_explained(name):
    """The settings of every fault are at the top of the page."""
    assert f"`{name}`" in (REFERENCE / "faults.md").read_text(encoding="utf-8")
