"""The table of the console's pages."""

import json
import re
from hashlib import sha256
from pathlib import Path

import pytest

from mock_server.asgi.tool_pages.console import page_table as module
from mock_server.asgi.tool_pages.console.page_table import PAGES, asset_files, media_type

FOLDER = Path(module.__file__).parent

TESTS = Path(__file__).parents[4]

VENDORED = (FOLDER / "vendor", TESTS / "vendor")

LICENCES = {"MIT", "BSD-3-Clause", "Apache-2.0", "ISC"}

"""What may be shipped with a package of ours; the tests may use others."""


def test_pages_have_names_of_their_own():
    """No two pages share a name, a title or an address."""
    for attribute in ("name", "title", "path"):
        values = [getattr(page, attribute) for page in PAGES]

        assert len(set(values)) == len(values)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_page_has_template_and_script(page):
    """A row of the table is a template and a script of the same name."""
    assert (FOLDER / "templates" / f"{page.name}.html").is_file()
    assert (FOLDER / "static" / f"{page.name}.js").is_file()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_policy_allows_no_text_as_a_script(page):
    """No page may run inline scripts or evaluate text, be framed, or load from elsewhere."""
    parts = [part.strip().split() for part in page.policy.split(";")]
    policy = {name: values for name, *values in parts}

    assert policy["script-src"] == ["'self'"]
    assert policy["default-src"] == policy["frame-ancestors"] == ["'none'"]
    assert "unsafe-eval" not in page.policy
    assert "http" not in page.policy


@pytest.mark.parametrize("folder", VENDORED, ids=["console", "tests"])
def test_vendored_files_are_those_that_were_published(folder):
    """Each file of a package has the hash in `vendor.json`, and no file is missing from it."""
    packages = json.loads((folder / "vendor.json").read_text("utf-8"))["packages"]
    listed = {f"{package['name']}/{name}": digest for package in packages
              for name, digest in package["files"].items()}  # fmt: skip
    found = {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "vendor.json"
    }

    assert found == listed


@pytest.mark.parametrize("folder", VENDORED, ids=["console", "tests"])
def test_vendored_packages_state_version_licence_and_hash(folder):
    """A reader can find the same release again, and the licence is beside its files."""
    packages = json.loads((folder / "vendor.json").read_text("utf-8"))["packages"]

    assert packages
    for package in packages:
        assert re.fullmatch(r"\d+\.\d+\.\d+", package["version"])
        assert re.fullmatch(r"sha512-[A-Za-z0-9+/]{86}==", package["integrity"])
        assert (folder / package["name"] / "LICENSE").is_file()
        assert package["license"] in LICENCES or folder != FOLDER / "vendor"


def test_scripts_import_only_what_is_served():
    """Every module that a script imports is a file of the console: nothing is fetched elsewhere."""
    files = asset_files()
    missing = [
        f"{name}: {target}"
        for name, path in files.items()
        if path.suffix == ".js"
        for target in re.findall(r'\b(?:from|import) ?"([\w./@-]+)"', path.read_text("utf-8"))
        if not target.startswith(".")
        or (path.parent / target).resolve().relative_to(FOLDER).as_posix() not in files
    ]

    assert missing == []


def test_licences_and_tables_are_not_pages():
    """Only files that a browser uses are served."""
    assert {media_type(path).partition("/")[0] for path in asset_files().values()} <= {
        "text",
        "image",
    }
    assert not [name for name in asset_files() if name.endswith((".json", "LICENSE", ".html"))]
