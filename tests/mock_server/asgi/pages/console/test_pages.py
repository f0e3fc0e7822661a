"""The table of the console's pages."""

from pathlib import Path

import pytest

from mock_server.asgi.pages.console import pages as module
from mock_server.asgi.pages.console.pages import PAGES

FOLDER = Path(module.__file__).parent


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
