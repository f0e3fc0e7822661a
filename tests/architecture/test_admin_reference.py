"""The reference has every problem and route, and the how-tos are the files that are run."""

import re
from pathlib import Path

import pytest

from mock_server.admin.document import admin_contract
from mock_server.http.problems import ProblemId
from tests.architecture.files import ROOT
from tests.architecture.test_reference import headings

HOWTOS = sorted((ROOT / "docs" / "howto").glob("*.md"))
RUN = sorted(
    path
    for path in (ROOT / "tests" / "howto").iterdir()
    if path.suffix == ".mjs" or path.name.endswith("_howto.py")
)
OF_NODE = sorted(
    path
    for folder in ("vite", "msw", "storybook", "playwright", "cypress")
    for path in (ROOT / "tests" / "howtos" / folder).iterdir()
    if path.suffix in {".js", ".mjs", ".html"}
)
"""Files that `make howtos` runs."""
RUNNERS = {
    "test_container_howto.py",
    "test_kubernetes_howto.py",
    "test_node_fetch_howto.py",
    "test_overlay_howto.py",
}
"""Files that only run what a how-to shows."""

_INCLUDED = re.compile(
    r"<!-- (?P<path>tests/howtos?/\S+|compose\.yaml|Containerfile) -->\n```\w+\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


def included(page: Path) -> dict[str, str]:
    """Return what a page includes, by the path that it names."""
    found = _INCLUDED.finditer(page.read_text(encoding="utf-8"))
    return {match["path"]: match["text"] for match in found}


def test_every_problem_has_its_heading():
    """A user finds each problem by its id, and there are no other headings."""
    assert headings("problems.md") == set(ProblemId)


def test_every_admin_route_has_its_heading():
    """A user finds each route of the admin API, and there are no other headings."""
    routes = {f"{found.method} {found.path}" for found in admin_contract().operations}

    assert headings("admin.md") == routes


@pytest.mark.parametrize("page", HOWTOS, ids=lambda page: page.stem)
def test_howto_shows_the_file_that_is_run(page):
    """The code of a how-to is exactly the file that the tests run."""
    for path, text in included(page).items():
        assert text == (ROOT / path).read_text(encoding="utf-8"), path


def test_every_howto_that_is_run_is_shown():
    """Every file that is run is in a how-to."""
    shown = {path for page in HOWTOS for path in included(page)}

    run = {*(path for path in RUN if path.name not in RUNNERS), *OF_NODE}
    of_containers = {"compose.yaml", "Containerfile"}

    assert {path.relative_to(ROOT).as_posix() for path in run} | of_containers == shown
