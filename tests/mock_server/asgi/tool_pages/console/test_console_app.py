"""The console's application: addresses, access, headers."""

import re
from urllib.parse import urljoin

import pytest

from mock_server.asgi.app import create_app
from mock_server.asgi.tool_pages.console.page_table import PAGES
from mock_server.settings import Settings
from tests.acceptance.cases import cases
from tests.mock_server.asgi_client import ask

TOKEN = "t0ken"
LOCAL = ("Host", "localhost")
ADDRESSES = [f"/__console/{page.path.removeprefix('./')}" for page in PAGES]


@pytest.mark.parametrize("address", ADDRESSES)
def test_page_names_only_what_is_served_here(app, address):
    """Scripts, styles, pictures and links of a page are answered by the mock itself."""
    html = ask(app, address, LOCAL)
    named = {
        urljoin(address, name)
        for name in re.findall(r'(?:src|href)="([^"#]+)"', html.body.decode())
    }

    assert html.status == 200
    assert len(named) > 8
    assert {name: ask(app, name, LOCAL).status for name in named} == dict.fromkeys(named, 200)


@cases(
    "address, location",
    {
        "no-slash": ("/__console", "__console/"),
        "page-with-slash": ("/__console/journal/", "../journal"),
        "two-slashes": ("/__console//", "../"),
        "query-is-kept": ("/__console?session=a%20b", "__console/?session=a%20b"),
    },
)
def test_other_spellings_are_redirected(app, address, location):
    """Links of a page are relative, so each page has one address; so is the redirect."""
    answer = ask(app, address, LOCAL)

    assert (answer.status, answer.header("location")) == (308, location)


def test_pages_are_not_operations(app):
    """An unknown page and another method are refused with what there is."""
    unknown = ask(app, "/__console/jurnal", LOCAL)
    posted = ask(app, "/__console/", LOCAL, method="POST")

    assert (unknown.status, posted.status) == (404, 405)
    assert "did you mean 'journal'" in unknown.json()["detail"]
    assert posted.header("allow") == "GET, HEAD"


@cases(
    "headers, status",
    {
        "rebound-name": ([("Host", "evil.example")], 403),
        "foreign-fetch": ([LOCAL, ("Origin", "https://evil.example")], 403),
        "foreign-script": ([LOCAL, ("Sec-Fetch-Site", "cross-site")], 403),
        "link": ([LOCAL, ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate")], 200),
        "own": ([LOCAL, ("Sec-Fetch-Site", "same-origin")], 200),
    },
)
@pytest.mark.parametrize("address", ["/__console/", "/__console/static/shell.js"])
def test_console_obeys_the_admin_apis_rules(app, address, headers, status):
    """Names of other hosts and embedding by other sites are refused; a link may be followed."""
    assert ask(app, address, *headers).status == status


def test_no_console_without_the_admin_api(packaged):
    """`--no-admin` switches the console off too, and says so."""
    app = create_app(packaged, Settings(is_admin_on=False))
    answer = ask(app, "/__console/", LOCAL)

    assert (answer.status, answer.header("mock-server-problem")) == (404, "admin-off")
    assert ask(app, "/", LOCAL, ("Accept", "text/html")).status == 404


def test_pages_need_no_token_and_their_calls_do(packaged):
    """With an admin token the page loads, and asks for the token before it can call."""
    app = create_app(packaged, Settings(admin_token=TOKEN))

    assert ask(app, "/__console/", LOCAL).status == 200
    assert ask(app, "/__admin/sessions", LOCAL).status == 401


def test_console_is_revalidated_and_never_framed(app):
    """A new version is shown at the next load, and other pages cannot frame the console."""
    answer = ask(app, "/__console/", LOCAL)
    again = ask(app, "/__console/", LOCAL, ("If-None-Match", answer.header("etag")))

    assert again.status == 304
    assert answer.header("cache-control") == "no-cache"
    assert answer.header("x-frame-options") == "DENY"
    assert answer.header("access-control-allow-origin") is None
    assert len([name for name, _ in answer.headers if name == "content-security-policy"]) == 1


def test_console_is_not_in_the_journal(packaged):
    """Looking at the mock adds nothing to what its clients did."""
    app = create_app(packaged, Settings())
    ask(app, "/__console/", LOCAL)

    assert ask(app, "/__admin/requests", LOCAL).json()["total"] == 0
