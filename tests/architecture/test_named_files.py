"""The documents name existing files and targets of make, and all rooms."""

import re
import tomllib
from collections import Counter

import pytest

from tests.architecture.files import PACKAGES, ROOT, package_modules

DOCUMENTS = ("ARCHITECTURE.md", "CONTRIBUTING.md", "RELEASING.md", "SECURITY.md")
MADE_UP = {"tests/fixtures/NAME.yaml", "mock_server/scenarios/placewise/NAME.yaml"}
"""Files that the reader of the page will write."""

OWN_FILE = re.compile(
    r"\b(?:openapi|mock_server|contracts|specimen_entry|tests)/[\w./-]+\.(?:py|yaml)\b"
)
EXAMPLES = MADE_UP | {"tests/test_page.py"}  # the second is of a user's own project


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_file_that_is_named_exists(name):
    """A path between backticks is a file or folder of the checkout."""
    paths = named_paths((ROOT / name).read_text(encoding="utf-8"))

    assert paths
    assert [path for path in paths - MADE_UP if not (ROOT / path).exists()] == []


def test_every_file_of_ours_that_a_text_names_exists():
    """So do those in the pages for users, and in comments and data of the packages."""
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    texts = [*pages, *package_modules(), *(ROOT / "openapi").rglob("*.yaml")]
    stale = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in texts
        if path.name != "CHANGELOG.md"
        for name in OWN_FILE.findall(path.read_text(encoding="utf-8"))
        if name not in EXAMPLES and not (ROOT / name).exists()
    }

    assert not stale, "\n".join(sorted(stale))


def test_every_target_of_make_that_is_named_exists():
    """`make X` in a document is a target that `make help` lists."""
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / ".github").rglob("*.md")]
    listed = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))
    unknown = {
        f"{page.name}: make {target}"
        for page in pages
        for target in named_targets(page.read_text(encoding="utf-8"))
        if target not in listed
    }

    assert "test" in listed
    assert not unknown, "\n".join(sorted(unknown))


def test_unknown_target_would_be_found():
    """Targets are found between backticks and in consoles; the verb is no target."""
    text = "`make test ARGS=x`, make it so\n```console\n$ make lint\n$ A=1 make fuzz-http  # b\n```"

    assert named_targets(text) == {"test", "lint", "fuzz-http"}


@pytest.mark.parametrize("package", PACKAGES)
def test_architecture_lists_the_rooms_in_their_order(package):
    """Its table of a package has each room once, in the order of `pyproject.toml`."""
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    section = text.split(f"## {package}/: ")[1].split("\n## ")[0].split("\n### ")[0]
    rooms = [path.removeprefix(f"{package}/") for path in first_cells(section)]
    listed = [path.removesuffix("/").removesuffix(".py") for path in rooms]

    assert sorted(listed) == sorted(room for layer in layers(package) for room in layer)
    assert [place_of(room, package) for room in listed] == sorted(
        place_of(room, package) for room in listed
    )


@pytest.mark.parametrize("walk", ["The path of a request", "The path of a finding"])
def test_no_file_is_two_stations_of_a_walk(walk):
    """Who follows a request or a finding file by file comes to each of them once."""
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    section = text.split(f"### {walk}\n")[1].split("\n### ")[0]
    rows = [line for line in section.splitlines() if line.startswith("|")]
    stations = Counter(path for row in rows for path in named_paths(row))

    assert len(stations) > 30
    assert {path for path, count in stations.items() if count > 1} == set()


def test_no_table_has_a_file_in_two_rows():
    """Who looks a file up finds all that it does in one place."""
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    tables = re.findall(r"^\| (?:module|room|step) \|.*\n(?:\|.*\n)+", text, re.MULTILINE)
    counts = [Counter(first_cells(table)) for table in tables]

    assert len(tables) > 10
    assert [path for count in counts for path, rows in count.items() if rows > 1] == []


def test_missing_file_would_be_found():
    """Files, folders and hidden files between backticks are found; commands and text are not."""
    text = "`a/b.py`, `c/`, `.ci/run`, `setup.cfg`, `make test`, `/__docs`, `--spec PATH`, d/e.py"

    assert named_paths(text) == {"a/b.py", "c/", ".ci/run", "setup.cfg"}


def named_paths(text: str) -> set[str]:
    """Return the paths between backticks, and those in commands."""
    spans = re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    alone = r"\.?\w[\w.-]*(?:/[\w.-]+)*/?"
    ends = (".py", ".yaml", ".md", ".toml", ".cfg", ".lock", "/")
    return {
        span
        for span in spans
        if re.fullmatch(alone, span) and (span.endswith(ends) or span.startswith("."))
    } | {
        word
        for span in spans
        for word in re.findall(r"(?:tests|openapi|mock_server|contracts)/[\w./-]+", span)
        if " " in span
    }


def named_targets(text: str) -> set[str]:
    """Return the targets of make in code between backticks and in commands."""
    return set(re.findall(r"(?:`|^\$ (?:\S+=\S+ )*)make ([a-z-]+)", text, re.MULTILINE))


def first_cells(section: str) -> list[str]:
    """Return the paths in the first column of a section's tables."""
    rows = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    return [path for cell in rows for path in re.findall(r"`([^`]+)`", cell)]


def layers(package: str) -> list[list[str]]:
    """Return the rooms of a package in each layer, top first, as import-linter has them."""
    tree = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = tree["tool"]["importlinter"]["contracts"]
    (found,) = [each["layers"] for each in contracts if each.get("containers") == [package]]
    return [re.split(r"\s*[|:]\s*", layer) for layer in found]


def place_of(room: str, package: str) -> int:
    """Return the number of a room's layer."""
    return next(number for number, layer in enumerate(layers(package)) if room in layer)
