"""The how-to about a vendor's document, run as it is written."""

import re
import shlex
from pathlib import Path

import pytest

from tests import plain_http
from tests.acceptance.commands import mock_process, run_here

PAGE = Path(__file__).parents[2] / "docs" / "howto" / "extend-a-document.md"
TEXT = PAGE.read_text(encoding="utf-8")
FILES = dict(re.findall(r"<!-- (\S+) -->\n```yaml\n(.*?)```", TEXT, re.DOTALL))


@pytest.fixture
def folder(tmp_path):
    """A folder with the files of the page."""
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def command(start):
    """Return the words of the page's command that begins so."""
    [line] = [
        line for line in re.findall(r"^\$ (.*)$", TEXT, re.MULTILINE) if line.startswith(start)
    ]
    return shlex.split(line)


def test_files_have_no_mistakes(folder):
    """`contracts lint` and `scenarios verify` accept the three files together."""
    linted = run_here(*command("contracts lint"), cwd=folder)
    verified = run_here(*command("mock-server scenarios verify"), cwd=folder)

    assert (linted.returncode, linted.stdout) == (0, "bookshop.yaml: 0 errors, 0 warnings\n")
    assert verified.returncode == 0, verified.stdout + verified.stderr


def test_vendors_document_is_served_and_checked(folder):
    """The examples, pages, rule and scenario of the overlay are there; the vendor's file stays."""
    before = (folder / "bookshop.yaml").read_bytes()
    words = command("mock-server serve")[2:]
    with mock_process(*(str(folder / w) if w.endswith(".yaml") else w for w in words)) as mock:
        last = plain_http.get(f"{mock.url}/books?page=3", timeout=60).json()
        example = plain_http.get(
            f"{mock.url}/books", params={"__example": "two-books"}, timeout=60
        ).json()
        contract = plain_http.get(f"{mock.url}/__openapi", timeout=60).text
        check = [mock.url if w.startswith("http") else w for w in command("contracts check")]
        checked = run_here(*check, "--format", "json", cwd=folder)

    assert [book["isbn"] for book in last["books"]] == [f"9780000010{n:03}" for n in (21, 22, 23)]
    assert example["books"][0]["title"] == "Tea"
    assert "internal_note" not in contract
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "bookshop.discount-within-price" in checked.stdout
    assert (folder / "bookshop.yaml").read_bytes() == before
