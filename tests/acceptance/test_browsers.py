"""What browsers need of a mock, and what pages of other origins must not do to it."""

import pytest

from mock_server import MockServer, Settings
from mock_server.clock import REAL
from openapi.loading.document import load_contracts
from tests.acceptance.raw_socket import exchange, request

ORIGIN = b"Origin: http://localhost:5173"
ASKS = b"Access-Control-Request-Method: GET"
SLUG = b"X-Loyalty-Club-Slug: x"
IMPORT = b"/v3/x/members/imports/7"
JOBS = b"/subscriptions/imports"
CROSS_SITE = b"Sec-Fetch-Site: cross-site"

DOCUMENT = """
openapi: 3.0.3
info: {title: t, version: "1"}
paths:
  /a:
    get:
      responses:
        '200':
          description: ok
          headers:
            Access-Control-Allow-Origin: {required: true, schema: {type: string}, example: text}
            Access-Control-Expose-Headers: {schema: {type: string}, example: X-Total}
            Access-Control-Allow-Credentials: {schema: {type: string}, example: "false"}
            X-Total: {schema: {type: integer}, example: 3}
          content: {application/json: {example: {a: 1}}}
  /page:
    get:
      responses:
        '200':
          description: ok
          content: {text/html: {example: "<script>alert(1)</script>"}}
"""


@pytest.fixture(scope="module")
def mock():
    """A mock of the packaged APIs."""
    with MockServer() as server:
        yield server


@pytest.fixture(autouse=True)
def begun_anew(mock):
    """Each test finds the mock as it was started."""
    mock.reset()


@pytest.fixture(scope="module")
def documented(tmp_path_factory):
    """The contracts of a document that names headers of the CORS protocol."""
    path = tmp_path_factory.mktemp("document") / "t.yaml"
    path.write_text(DOCUMENT)
    return load_contracts([path])


def say(server, target, *headers, method=b"GET", body=b""):
    """Send exact bytes to a server and return its answer."""
    sent = request(target, method=method, headers=headers, body=body)
    return exchange(("127.0.0.1", server.settings.port), sent)


def inside(server, do):
    """Return what `do` finds in the controls of a server."""
    return server._call(do)  # noqa: SLF001 - looks at what no answer shows


def clock_of(server):
    """Return the setting of the server's clock."""
    return inside(server, lambda controls: controls.clock())


def clock_of_session(server, name):
    """Return the setting of a session's clock."""
    return inside(server, lambda controls: controls.clock(name))


def values(answer, name):
    """Return the values of a header, one for each line."""
    return [value for key, value in answer.headers if key == name]


# Preflights


@pytest.mark.parametrize(
    "target",
    [
        JOBS,
        b"/nothing",
        b"/__docs",
        JOBS + b"?__clock=nonsense",
        JOBS + b"?__clock=15s",
        JOBS + b"?__session=bad%20name",
        JOBS + b"?a=%ff",
        b"/__session/bad%20name" + JOBS,
        JOBS + b"?" + b"a" * 9000,
        b"/v3/%zz/members/imports/7",
    ],
)
def test_preflight_is_always_answered_204(mock, target):
    """The preflight of an invalid request passes, so that the page can read the error."""
    asked = say(mock, target, ORIGIN, ASKS, method=b"OPTIONS")

    assert asked.status == 204
    assert asked.header("access-control-allow-origin") == "http://localhost:5173"


@pytest.mark.parametrize(
    "target",
    [
        JOBS + b"?__clock=nonsense",
        JOBS + b"?__session=bad%20name",
        JOBS + b"?" + b"a" * 9000,
        b"/nothing",
        b"/__session/t" + JOBS + b"?__clock=nonsense",
    ],
)
def test_problem_is_readable_by_the_page(mock, target):
    """The request itself says what is wrong, with the headers that let its page read that."""
    answer = say(mock, target, ORIGIN)

    assert 400 <= answer.status < 500
    assert answer.header("access-control-allow-origin") == "http://localhost:5173"
    assert answer.header("access-control-allow-credentials") == "true"


@pytest.mark.parametrize("query", [b"__clock=freeze", b"__clock=%2B15s", b"__restart"])
@pytest.mark.parametrize("method", [b"OPTIONS", b"HEAD"])
def test_preflight_options_and_head_change_nothing(mock, method, query):
    """A browser or a tool that looks first changes neither clock nor scenarios."""
    session = b"/__session/looking"
    say(mock, session + IMPORT + b"?__scenario=happy-import&__clock=2026-01-01T00:00:00Z", SLUG)
    before = inside(mock, lambda controls: controls.session("looking"))

    say(mock, session + IMPORT + b"?" + query, ORIGIN, ASKS, SLUG, method=method)
    say(mock, session + IMPORT + b"?" + query, SLUG, method=method)

    after = inside(mock, lambda controls: controls.session("looking"))
    assert (after.clock, after.scenario_starts) == (before.clock, before.scenario_starts)


def test_preflight_begins_no_session(mock):
    """Sessions begin with a request, not with a browser's question."""
    say(mock, b"/__session/asked" + JOBS, ORIGIN, ASKS, method=b"OPTIONS")

    assert "asked" not in inside(mock, lambda controls: controls.state.sessions.names)


def test_preflight_answers_for_private_networks(mock):
    """A public page's question whether it may call this machine is answered where it is asked."""
    asks = b"Access-Control-Request-Private-Network: true"
    asked = say(mock, JOBS, ORIGIN, ASKS, asks, method=b"OPTIONS")
    plain = say(mock, JOBS, ORIGIN, ASKS, method=b"OPTIONS")

    assert asked.header("access-control-allow-private-network") == "true"
    assert plain.header("access-control-allow-private-network") is None


def test_preflight_echoes_what_is_asked_for(mock):
    """Wildcards do not count with credentials, so methods and headers are named."""
    asked = say(
        mock,
        JOBS,
        ORIGIN,
        b"Access-Control-Request-Method: PURGE",
        b"Access-Control-Request-Headers: x-foo, content-type",
        method=b"OPTIONS",
    )

    assert {"x-foo", "content-type"} <= asked.words("access-control-allow-headers")
    assert "purge" in asked.words("access-control-allow-methods")


# Credentials


@pytest.mark.parametrize("origin", [b"http://localhost:5173", b"https://a.example", b"null"])
def test_origin_is_echoed_with_credentials(mock, origin):
    """A page that sends credentials can read the answer: no wildcard, and caches keep apart."""
    answer = say(mock, JOBS, b"Origin: " + origin)

    assert values(answer, "access-control-allow-origin") == [origin.decode()]
    assert values(answer, "access-control-allow-credentials") == ["true"]
    assert "origin" in answer.words("vary")
    assert "*" not in answer.words("access-control-expose-headers")
    assert "etag" in answer.words("access-control-expose-headers")


@pytest.mark.parametrize(
    "lines", [[], [b"Origin: a b"], [b"Origin: http://a", b"Origin: http://b"]]
)
def test_no_origin_to_echo_is_open_without_credentials(mock, lines):
    """What names no origin gets the wildcard, and nothing that it sent is written back."""
    answer = say(mock, JOBS, *lines)

    assert values(answer, "access-control-allow-origin") == ["*"]
    assert values(answer, "access-control-allow-credentials") == []


@pytest.mark.parametrize("has_fast_path", [True, False])
@pytest.mark.parametrize("lines", [[], [ORIGIN]])
def test_documented_cors_headers_never_double(documented, has_fast_path, lines):
    """The CORS headers are always those of the mock, even if the document shows others."""
    settings = Settings(port=0, has_fast_path=has_fast_path)
    with MockServer(settings, contracts=documented) as server:
        answer = say(server, b"/a", *lines)

    allowed = [line.partition(b": ")[2].decode() for line in lines] or ["*"]
    assert values(answer, "access-control-allow-origin") == allowed
    assert len(values(answer, "access-control-expose-headers")) == 1
    assert values(answer, "access-control-allow-credentials") == ["true"] * len(lines)
    assert answer.header("x-total") == "3"


def test_no_cors_switches_all_of_it_off(documented):
    """Without CORS the document's own headers are served, and a preflight is an OPTIONS."""
    with MockServer(Settings(port=0, has_cors=False), contracts=documented) as server:
        answer = say(server, b"/a", ORIGIN)
        asked = say(server, b"/a", ORIGIN, ASKS, method=b"OPTIONS")

    assert values(answer, "access-control-allow-origin") == ["text"]
    assert values(answer, "access-control-allow-credentials") == ["false"]
    assert asked.header("allow")
    assert not any(name.startswith("access-control") for name, _ in asked.headers)


# Drive-by pages


CHANGING = [b"__clock=2099-01-01T00:00:00Z", b"__clock=freeze", b"__restart"]
FOREIGN = {
    "image": [CROSS_SITE, b"Sec-Fetch-Mode: no-cors"],
    "link": [CROSS_SITE, b"Sec-Fetch-Mode: navigate"],
    "same-site": [b"Sec-Fetch-Site: same-site"],
    "fetch": [ORIGIN],
    "opaque": [b"Origin: null"],
    "old-browser": [b"Referer: http://evil.example/page"],
}


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


# Pages


@pytest.mark.parametrize(
    "target", [b"/__docs", b"/__docs/admin", b"/__health", b"/__openapi", b"/__admin/health"]
)
def test_tools_pages_cannot_be_framed(mock, target):
    """A foreign page cannot lay the tool's pages under its own buttons."""
    answer = say(mock, target)

    assert answer.status == 200
    assert "frame-ancestors 'none'" in answer.header("content-security-policy")
    assert values(answer, "x-frame-options") == ["DENY"]


@pytest.mark.parametrize("has_fast_path", [True, False])
@pytest.mark.parametrize("query", [b"", b"?__fault=delay;seconds=0"])
def test_examples_run_no_scripts_on_the_admins_origin(documented, has_fast_path, query):
    """A documented HTML page is shown in a sandbox: it shares the origin of the admin API."""
    settings = Settings(port=0, has_fast_path=has_fast_path)
    with MockServer(settings, contracts=documented) as server:
        answer = say(server, b"/page" + query)

    assert answer.status == 200
    assert values(answer, "content-security-policy") == ["sandbox"]
