"""Swagger UI, offline."""

import re
from urllib.parse import urljoin

import pytest

from mock_server.asgi.pages.swagger_ui import docs_pages


@pytest.fixture(scope="module")
def pages(packaged):
    """The documentation of the packaged contracts."""
    return docs_pages(packaged)


def test_page_names_only_what_is_served_here(pages):
    """Everything that the page loads is served by the mock."""
    html = pages["/__docs"]().body.decode()
    loaded = re.findall(r'(?:src|href)="([^"]+)"', html)

    assert len(loaded) == 5
    assert {urljoin("/__docs", name) for name in loaded} <= set(pages)


def test_every_contract_can_be_chosen(pages):
    """The top bar lists each API's document."""
    script = pages["/__docs/start.js"]().body.decode()

    assert '"url":"__openapi/elastic_path.json"' in script
    assert '"url":"__openapi/placewise.json"' in script
    assert "validatorUrl: null" in script


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("swagger-ui.css", b"text/css; charset=utf-8"),
        ("swagger-ui-bundle.js", b"text/javascript; charset=utf-8"),
        ("swagger-ui-standalone-preset.js", b"text/javascript; charset=utf-8"),
        ("favicon-32x32.png", b"image/png"),
    ],
)
def test_asset_comes_from_the_installed_package(pages, name, media_type):
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
