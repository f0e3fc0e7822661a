"""Swagger UI, offline."""

import re
from urllib.parse import urljoin

import pytest

from mock_server.asgi.tool_pages.swagger_ui import docs_pages, viewer_pages


@pytest.fixture(scope="module")
def pages(packaged):
    """The documentation of the packaged contracts."""
    return docs_pages(packaged)


def test_page_names_only_what_is_served_here(pages):
    """Everything that the page loads is served by the mock."""
    html = pages["/__docs"]().body.decode()
    loaded = re.findall(r'(?:src|href)="([^"]+)"', html)

    assert len(loaded) == 7
    assert {urljoin("/__docs", name) for name in loaded} <= set(pages)


def test_every_contract_can_be_chosen(pages):
    """The page lists each API's document; addresses are relative to its script."""
    script = pages["/__docs/start.js"]().body.decode()

    assert '"url":"../__openapi/elastic_path.json"' in script
    assert '"url":"../__openapi/placewise.json"' in script
    assert 'from "././reader.js"' in script
    assert urljoin("/__docs/start.js", "../__openapi/placewise.json") == "/__openapi/placewise.json"


def test_page_of_the_admin_document_uses_the_same_files(packaged):
    """The page one folder deeper finds the reader and the root of the mock."""
    script = viewer_pages("/__docs/admin", lambda: packaged)["/__docs/admin/start.js"]().body

    assert b'from "./../reader.js"' in script
    assert b'new URL("../../", import.meta.url)' in script
    assert b'"url":"../../__openapi/placewise.json"' in script


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("swagger-ui.css", b"text/css; charset=utf-8"),
        ("console.css", b"text/css; charset=utf-8"),
        ("look.css", b"text/css; charset=utf-8"),
        ("reader.js", b"text/javascript; charset=utf-8"),
        ("swagger-ui-bundle.js", b"text/javascript; charset=utf-8"),
        ("icon.svg", b"image/svg+xml"),
    ],
)
def test_asset_comes_from_this_package(pages, name, media_type):
    """Scripts and styles are served from here, each with its type."""
    answer = pages[f"/__docs/{name}"]()

    assert answer.body
    assert dict(answer.headers)[b"content-type"] == media_type


def test_page_may_not_call_other_hosts(pages):
    """The page's policy allows only requests to the mock."""
    policy = dict(pages["/__docs"]().headers)[b"content-security-policy"].decode()

    assert "default-src 'none'" in policy
    assert "connect-src 'self'" in policy
    assert "http" not in policy
