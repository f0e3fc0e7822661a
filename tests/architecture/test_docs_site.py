"""The site of the documentation: every page is in its menu, and every link has a target."""

import re
import tomllib

import pytest

from tests.architecture.files import ROOT

DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
PICTURES = sorted(DOCS.rglob("*.png"))
_LINK = re.compile(r"\]\((?!https?://|mailto:)([^)#\s]*)(#[^)\s]*)?\)")


def entries(nav):
    """Yield the pages of a menu, in order."""
    for entry in nav:
        for value in entry.values():
            yield from entries(value) if isinstance(value, list) else [value]


def test_menu_has_every_page_once():
    """A page that is written is found, and the menu names no other."""
    site = tomllib.loads((ROOT / "zensical.toml").read_text(encoding="utf-8"))["project"]

    assert sorted(entries(site["nav"])) == [page.relative_to(DOCS).as_posix() for page in PAGES]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(DOCS).as_posix())
def test_links_of_a_page_have_targets(page):
    """Each link is to a page of the site or to a picture, and each anchor to a heading of it."""
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    broken = [
        match[0]
        for match in _LINK.finditer(text)
        for target in [(page.parent / match[1]).resolve() if match[1] else page]
        if not (target in PAGES or is_picture(target))
        or (match[2] and match[2][1:] not in anchors(target))
    ]

    assert broken == []


def is_picture(path):
    """Whether there is a picture of the site at a path."""
    return path.suffix == ".png" and path.is_relative_to(DOCS) and path.is_file()


def anchors(page):
    """Return the anchors of a page's headings."""
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    return {
        re.sub(r"[\s-]+", "-", re.sub(r"[^\w\s-]", "", heading.lower()).strip())
        for heading in re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    }


def test_broken_link_would_be_found():
    """Links and anchors are found, addresses of other sites are left alone."""
    text = "[a](b.md#c), [d](#e), [f](https://g.example/h.md)"

    assert [match.groups() for match in _LINK.finditer(text)] == [("b.md", "#c"), ("", "#e")]
