"""What pages of other origins must not do to a mock."""

import pytest

from mock_server import MockServer, Settings
from mock_server.clock import REAL
from tests.acceptance.browser_requests import (
    CROSS_SITE,
    IMPORT,
    JOBS,
    ORIGIN,
    SLUG,
    clock_of,
    clock_of_session,
    inside,
    say,
)
from tests.acceptance.raw_socket import exchange, request

CHANGING = [b"__clock=2099-01-01T00:00:00Z", b"__clock=freeze", b"__restart"]
FOREIGN = {
    "image": [CROSS_SITE, b"Sec-Fetch-Mode: no-cors"],
    "link": [CROSS_SITE, b"Sec-Fetch-Mode: navigate"],
    "same-site": [b"Sec-Fetch-Site: same-site"],
    "fetch": [ORIGIN],
    "opaque": [b"Origin: null"],
    "old-browser": [b"Referer: http://evil.example/page"],
}


@pytest.fixture(scope="module")
def mock():
    """A mock of the packaged APIs."""
    with MockServer() as server:
        yield server


@pytest.fixture(autouse=True)
def begun_anew(mock):
    """Each test finds the mock as it was started."""
    mock.reset()


@pytest.mark.parametrize("query", CHANGING)
@pytest.mark.parametrize("lines", FOREIGN.values(), ids=FOREIGN)
def test_foreign_page_changes_nothing_that_others_share(mock, lines, query):
    """Images, links, forms and fetches of other origins are refused; the advice is a session."""
    mock.play("busy-queue")
    say(mock, JOBS)
    before = inside(mock, lambda controls: controls.session(""))

    answer = say(mock, JOBS + b"?" + query, *lines)

    assert (answer.status, answer.media_type) == (403, "application/problem+json")
    assert "/__session/NAME/" in answer.json()["advice"]
    assert clock_of(mock) == REAL
    assert (
        inside(mock, lambda controls: controls.session("")).scenario_starts
        == before.scenario_starts
    )


@pytest.mark.parametrize("target", [b"/__docs", b"/nothing", b"/__health", b"/v3/x/none"])
def test_only_accepted_requests_change_the_clock(mock, target):
    """Pages of the tool and paths that lead to no operation carry out no commands."""
    say(mock, target + b"?__clock=freeze")

    assert clock_of(mock) == REAL


@pytest.mark.parametrize("session", [b"", b"/__session/locked"])
def test_request_without_its_token_changes_nothing(session):
    """Commands of a request that is refused for its token are not carried out."""
    settings = Settings(port=0, is_auth_required=True)
    with MockServer(settings) as server:
        answer = say(server, session + JOBS + b"?__clock=freeze")

        assert answer.status == 401
        assert clock_of(server) == REAL
        assert clock_of_session(server, "locked") == REAL


@pytest.mark.parametrize(
    ("changes", "lines", "status"),
    [
        ({"is_admin_on": False}, [], 403),
        ({"admin_token": "secret"}, [], 403),
        ({"admin_token": "secret"}, [b"Authorization: Bearer secret"], 200),
        ({"admin_cors_origins": ("http://localhost:5173",)}, [ORIGIN], 200),
        ({}, [b"Host: evil.example"], 403),
    ],
    ids=["no-admin", "no-token", "token", "allowed-origin", "rebound-name"],
)
def test_servers_clock_obeys_the_admin_sides_rules(changes, lines, status):
    """Without access to the admin API, a query cannot change the server's clock either."""
    with MockServer(Settings(port=0, **changes)) as server:
        sent = request(JOBS + b"?__clock=freeze", headers=lines)
        if any(line.startswith(b"Host") for line in lines):
            sent = sent.replace(b"Host: 127.0.0.1\r\n", b"", 1)
        answer = exchange(("127.0.0.1", server.settings.port), sent)

        assert answer.status == status
        assert (clock_of(server) == REAL) is (status != 200)


@pytest.mark.parametrize("lines", [[], [b"Sec-Fetch-Site: none"], [b"Sec-Fetch-Site: same-origin"]])
def test_curl_and_own_pages_change_the_servers_clock(mock, lines):
    """What no foreign page sent works as it always did."""
    answer = say(mock, JOBS + b"?__clock=2030-01-01T00:00:00Z", *lines)

    assert answer.status == 200
    assert "01 Jan 2030" in answer.header("date")


def test_foreign_page_steers_the_session_that_it_names(mock):
    """A page's own session is its own: clock and scenarios can be changed without asking."""
    page = [ORIGIN, CROSS_SITE, SLUG]
    say(mock, b"/__session/own" + IMPORT + b"?__clock=freeze", *page)
    say(mock, b"/__session/own" + IMPORT + b"?__clock=2026-01-01T00:00:00Z", *page)
    answer = say(mock, b"/__session/own" + IMPORT + b"?__clock=%2B15s", *page)

    assert answer.header("date") == "Thu, 01 Jan 2026 00:00:15 GMT"
    assert clock_of(mock) == REAL


@pytest.mark.parametrize("site", [b"cross-site", b"same-site"])
def test_images_of_foreign_pages_do_not_reach_the_admin_side(mock, site):
    """A page cannot make the admin API work by embedding it."""
    site_line = b"Sec-Fetch-Site: " + site
    embedded = say(mock, b"/__admin/sessions/x", site_line, b"Sec-Fetch-Mode: no-cors")
    opened = say(mock, b"/__admin/health", site_line, b"Sec-Fetch-Mode: navigate")

    assert (embedded.status, opened.status) == (403, 200)
