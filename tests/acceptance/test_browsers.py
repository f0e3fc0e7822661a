"""What browsers need of a mock: preflights, origins, credentials, pages in a frame of their own."""

import pytest

from mock_server import MockServer, Settings
from openapi.loading.document import load_contracts
from tests.acceptance.browser_requests import ASKS, IMPORT, JOBS, ORIGIN, SLUG, inside, say, values

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
