"""The page of freedoms lists every healthy server and what it makes use of.

`python -m tests.architecture.test_freedoms_reference` writes the table.
"""

import re
from pathlib import Path

from tests.servers import launch  # noqa: F401 - enters every server in the catalogue
from tests.servers.catalogue import DEFECTS, FREEDOMS, once_each

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "freedoms.md"
BEGIN, END = "<!-- table -->\n", "<!-- end of the table -->"
TITLES = {
    "protocol": "HTTP",
    "carriage": "HTTP, less common, and gateways in front of an API",
    "texts": "JSON",
    "documents": "What the pages leave open",
    "stores": "What a store may hold",
    "writes": "What a write may do",
    "filters": "What a filter may let through",
}
"""Heading by kind of server, in the order of the page."""


def table() -> str:
    """Return the tables for the page."""
    both = {name.partition(".")[2] for name in FREEDOMS} - {
        name.partition(".")[2] for name in _alone()
    }
    lines: list[str] = []
    for kind, title in TITLES.items():
        lines += [
            f"\n## {title}\n",
            "| what it does | what leaves it open | server | reported |",
            "|---|---|---|---|",
        ]
        found = [entry for entry in once_each(FREEDOMS).values() if entry.kind == kind]
        for entry in sorted(found, key=lambda each: each.name.partition(".")[2]):
            rest = entry.name.partition(".")[2]
            name = f"`{rest}`" if rest in both else f"`{entry.name}`"
            cells = (entry.about, entry.evidence, name, entry.may_warn or "nothing")
            lines.append(f"| {' | '.join(_cell(text) for text in cells)} |")
    return "\n".join([*lines, "", ""]).lstrip("\n")


def _alone() -> list[str]:
    rests = [name.partition(".")[2] for name in FREEDOMS]
    return [name for name in FREEDOMS if rests.count(name.partition(".")[2]) == 1]


def _cell(text: str) -> str:
    return re.sub(r"([|<>])", r"\\\1", text)


def test_every_kind_has_a_heading():
    """No file of healthy servers is left out."""
    assert {entry.kind for entry in FREEDOMS.values()} == set(TITLES)


def test_the_page_is_the_catalogue():
    """Each listed freedom has a server, and each server a row."""
    text = PAGE.read_text(encoding="utf-8")

    assert text.partition(BEGIN)[2].partition(END)[0] == table()


def test_the_page_says_how_many_there_are():
    """The figure is that of the catalogue."""
    text = PAGE.read_text(encoding="utf-8")

    assert f"{len(once_each(FREEDOMS))} healthy servers" in text


def test_the_architecture_says_how_many_are_found():
    """Its figures are those of the catalogue and of what is explained."""
    # Imports the checker, which the other tests here do without.
    from tests.benchmarks.broken_servers import MISSED  # noqa: PLC0415

    text = (PAGE.parents[2] / "ARCHITECTURE.md").read_text(encoding="utf-8")
    broken, missed = len(once_each(DEFECTS)), len(MISSED)

    assert f"{broken - missed} of {broken} broken ones have to be found" in text
    assert f"explains the other {missed}, and none of {len(once_each(FREEDOMS))} healthy" in text


if __name__ == "__main__":
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}{table()}{END}{after}", encoding="utf-8")
