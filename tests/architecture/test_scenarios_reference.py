"""The reference of scenario files has every key and operator, and its examples are verified."""

import re

import pytest

from mock_server.cli.scenario_reports import verification
from mock_server.scenarios.library import Library
from mock_server.scenarios.templates.operators import OPERATORS
from openapi.loading.document import load_contracts
from openapi.loading.yaml import read_yaml
from tests.architecture.files import ROOT
from tests.mock_server.scenarios.written import GOODS, WAREHOUSE, scenario_of

TEXT = (ROOT / "docs" / "reference" / "scenarios.md").read_text(encoding="utf-8")
SCHEMA = read_yaml(ROOT / "mock_server" / "scenarios" / "scenario.schema.yaml").tree

MERGED = {"like", "with"}
"""Keys that are resolved before a file is checked by the schema."""

EACH = "$each"
"""The operator with a timeline, which only the scenario's builder has."""

AROUND = """
    scenario: around
    api: warehouse
    operation: followStocktake
    shows: One operator.
    values: {whole: 120, parts: {counted: 1}}
    timeline: [{at: 0s, body: EXAMPLE}]
"""


def section(title: str) -> str:
    """Return the text below a heading, up to the next heading of the same level."""
    return TEXT.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def rows(title: str) -> list[list[str]]:
    """Return the cells of a section's table, without the header row."""
    lines = [line for line in section(title).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def marked(cell: str) -> set[str]:
    """Return the texts in a cell that are marked as code."""
    return set(re.findall(r"`([^`]+)`", cell))


def keys_of(title: str) -> set[str]:
    """Return the keys in the first column of a section's table."""
    return {key for row in rows(title) for key in marked(row[0])}


def keys_in(schema: object) -> set[str]:
    """Return the keys of every object that a schema describes."""
    if isinstance(schema, list):
        return set().union(*map(keys_in, schema))
    if not isinstance(schema, dict):
        return set()
    return set(schema.get("properties", ())).union(*map(keys_in, schema.values()))


@pytest.mark.parametrize(
    ("title", "keys"),
    [
        ("The file", {*SCHEMA["properties"], *MERGED}),
        ("A keyframe", {"at", *keys_in(SCHEMA["$defs"]["answer"])}),
        ("A keyframe", keys_in(SCHEMA["$defs"]["keyframe"])),
        ("A series", keys_in(SCHEMA["$defs"]["series"])),
        ("Other readings", keys_in(SCHEMA["$defs"]["readings"])),
    ],
)
def test_every_key_has_its_row(title, keys):
    """A section's table explains exactly the keys of its part of the schema."""
    assert keys_of(title) == keys


def test_no_key_of_the_schema_is_left_out():
    """The tables together explain every key of the schema."""
    explained = [keys_of(title) for title in ("The file", "A keyframe", "A series")]

    assert set().union(*explained, keys_of("Other readings")) == keys_in(SCHEMA) | MERGED


LISTED = f"{GOODS}    envelope: {{goods: [], total: EXAMPLE}}\n"
"""A scenario of a list, with a place for `$page` in its envelope."""


def test_every_operator_has_its_row_with_its_options():
    """The table has exactly the operators of the code, with their options."""
    options = {name: set(operator.options) for name, operator in OPERATORS.items()}
    shown = {name: marked(cells[2]) for cells in rows("Operators") for name in marked(cells[0])}

    assert shown.pop(EACH) == keys_in(SCHEMA["$defs"]["series"]) - {"count"}
    assert shown == options


@pytest.mark.parametrize("cells", rows("Operators"), ids=lambda cells: cells[0].strip("`$"))
def test_example_of_an_operator_is_valid(tmp_path, cells):
    """A user can copy an example from the table."""
    (name,), (example,) = marked(cells[0]), marked(cells[3])
    text = LISTED if name == "$page" else AROUND
    scenario = scenario_of(tmp_path, text.replace("EXAMPLE", example))

    assert example.startswith(f"{{{name}:")
    assert scenario.api == "warehouse"


@pytest.mark.parametrize("title", ["One resource", "A list"])
def test_complete_example_is_a_scenario_without_findings(tmp_path, title):
    """A user can copy an example of a file, and it passes `mock-server scenarios verify`."""
    file = tmp_path / "scenario.yaml"
    file.write_text(section(title).partition("```yaml\n")[2].partition("```")[0], encoding="utf-8")
    library = Library.load(load_contracts([WAREHOUSE]), [file])
    text, found = verification(library, [file])

    assert (text.splitlines()[-1], found) == ("1 scenario verified, no findings", 0)
