"""The admin API as a whole."""

import pytest

from mock_server.admin.api import MAX_BODY_BYTES, ROUTES
from mock_server.admin.document import admin_contract
from mock_server.asgi.app import create_app
from mock_server.settings import Settings
from tests.acceptance.cases import cases
from tests.mock_server.asgi_client import ask

LOCAL = ("Host", "localhost")
PAGE = "http://localhost:5173"


def test_every_documented_operation_has_a_route():
    """The document and the routes name the same operations."""
    assert set(ROUTES) == {operation.id for operation in admin_contract().operations}


def test_answers_of_the_admin_side_are_not_open_to_pages(admin):
    """No response has CORS headers, and none may be cached."""
    answer = admin("/health")

    assert answer.status == 200
    assert answer.header("access-control-allow-origin") is None
    assert answer.header("cache-control") == "no-store"
    assert answer.header("date")


@cases(
    "target, method, body, headers, status",
    {
        "unknown-path": ("/nothing", "GET", None, (), 404),
        "root": ("", "GET", None, (), 404),
        "method": ("/health", "POST", {}, (), 405),
        "foreign-host": ("/health", "GET", None, (("Host", "evil.example"),), 403),
        "foreign-page": ("/reset", "POST", {}, (("Origin", "https://evil.example"),), 403),
        "form": ("/reset", "POST", b"a=1", (("Content-Type", "text/plain"),), 415),
        "no-type": ("/reset", "POST", b"{}", (("Content-Type", ""),), 415),
        "no-body": ("/verify", "POST", b"", (), 400),
        "not-json": ("/reset", "POST", b"{", (), 400),
        "deep": ("/verify", "POST", b'{"a":' * 5000 + b"1" + b"}" * 5000, (), 400),
        "utf-16": ("/reset", "POST", "{}".encode("utf-16"), (), 400),
        "nan": ("/verify", "POST", b'{"at_least":NaN}', (), 400),
        "twice": ("/verify", "POST", b'{"at_least":1,"at_least":2}', (), 400),
        "huge": ("/reset", "POST", b" " * (MAX_BODY_BYTES + 1), (), 413),
        "compressed": ("/reset", "POST", b"{}", (("Content-Encoding", "gzip"),), 415),
        "huge-number": ("/verify", "POST", b'{"at_least":1%s}' % (b"0" * 999), (), 400),
        "number-for-boolean": ("/resources", "PUT", {"stateful": 0, "session": "tab-1"}, (), 400),
        "unknown-key": ("/reset", "POST", {"sesion": "a"}, (), 400),
        "bad-query": ("/requests?limit=0", "GET", None, (), 400),
        "unknown-parameter": ("/faults?sesion=a", "DELETE", None, (), 400),
        "no-parameters": ("/health?session=a", "GET", None, (), 400),
        "query-not-utf-8": ("/requests?path=%ff", "GET", None, (), 400),
        "long-target": ("/requests?path=" + "a" * 9000, "GET", None, (), 414),
        "many-headers": ("/health", "GET", None, tuple(("X", "y") for _ in range(200)), 431),
        "bad-path": ("/sessions/%zz", "GET", None, (), 404),
    },
)
def test_what_is_not_allowed_is_refused(admin, target, method, body, headers, status):
    """Input that the document does not allow gets a problem, never a failure."""
    answer = admin(target, *headers, method=method, body=body)

    assert answer.status == status
    assert answer.header("content-type") == "application/problem+json"
    assert answer.header("mock-server-problem")
    assert answer.json()["status"] == status


@cases(
    "target, status",
    {
        "reset": ("/reset", 204),
        "restart": ("/scenarios/reset", 204),
        "count": ("/requests/count", 200),
        "find": ("/requests/find", 200),
    },
)
def test_body_that_says_nothing_can_be_left_out(admin, target, status):
    """`curl -X POST` is enough where `{}` is a valid body."""
    assert admin(target, ("Content-Type", ""), method="POST", body=b"").status == status
    assert admin(target, method="POST", body={}).status == status


def test_refused_method_names_those_that_are_allowed(admin):
    """A 405 names the allowed methods, and OPTIONS names the same."""
    refused = admin("/clock", method="DELETE")
    content = admin("/clock", method="OPTIONS")

    assert refused.header("allow") == content.header("allow") == "GET, HEAD, OPTIONS, PUT"
    assert content.status == 204


def test_unknown_path_names_the_nearest(admin):
    """A misspelt path gets the nearest one."""
    assert admin("/request").json()["nearest"] == "/__admin/requests"


def test_misspelt_parameter_names_the_nearest(admin):
    """A misspelt `session` does not select all sessions."""
    content = admin("/faults?sesion=a", method="DELETE").json()["detail"]

    assert "did you mean 'session'?" in content
    assert "Allowed: session, fault." in content


@pytest.mark.parametrize("root", ["", "/"])
def test_root_leads_to_the_description(admin, root):
    """A call of the root gets a link to the documentation, not the advice to reset everything."""
    content = admin(root).json()

    assert "did you mean" not in content["detail"]
    assert "nearest" not in content
    assert "/__docs/admin" in content["advice"]


def test_head_is_answered_without_a_body(admin):
    """HEAD is answered as GET is, less the body."""
    answer = admin("/health", method="HEAD")

    assert (answer.status, answer.body) == (200, b"")


def test_calls_to_the_admin_side_are_not_journaled(admin):
    """Calls to the admin API are not journaled."""
    admin("/health")

    assert admin("/requests").json()["total"] == 0


def preflight(app):
    """Return the answer to a page's preflight."""
    headers = (("Origin", PAGE), ("Access-Control-Request-Method", "PUT"))
    return ask(app, "/__admin/clock", LOCAL, *headers, method="OPTIONS")


def test_pages_are_invited_by_origin(packaged):
    """With an allowed origin its pages may ask first and read the answers."""
    app = create_app(packaged, Settings(admin_cors_origins=(PAGE,)))
    asked = preflight(app)
    read = ask(app, "/__admin/health", LOCAL, ("Origin", PAGE))

    assert asked.status == 204
    assert asked.header("access-control-allow-origin") == PAGE
    assert "PUT" in asked.header("access-control-allow-methods")
    assert "Content-Type" in asked.header("access-control-allow-headers")
    assert (read.status, read.header("access-control-allow-origin")) == (200, PAGE)


def test_pages_are_not_invited_by_default(app):
    """Without an allowed origin no preflight succeeds."""
    answer = preflight(app)

    assert answer.status == 403
    assert answer.header("access-control-allow-origin") is None


def test_token_opens_the_admin_side(packaged):
    """With a token in the settings, only requests that carry it are answered."""
    app = create_app(packaged, Settings(admin_token="s3cret"))  # noqa: S106
    without = ask(app, "/__admin/health", LOCAL)
    with_token = ask(app, "/__admin/health", LOCAL, ("Authorization", "Bearer s3cret"))

    assert (without.status, without.header("www-authenticate")) == (
        401,
        'Bearer realm="mock server admin"',
    )
    assert with_token.status == 200


@cases(
    "settings, status",
    {
        "this-machine": (Settings(), 200),
        "ipv6": (Settings(host="::1"), 200),
        "every-address": (Settings(host="0.0.0.0"), 404),  # noqa: S104
        "switched-on": (Settings(host="0.0.0.0", is_admin_on=True), 200),  # noqa: S104
        "switched-off": (Settings(is_admin_on=False), 404),
    },
)
def test_admin_side_is_there_where_only_this_machine_is(packaged, settings, status):
    """A server that listens on more than the loopback has no admin API by default."""
    answer = ask(create_app(packaged, settings), "/__admin/health", LOCAL)

    assert answer.status == status
    assert (answer.header("mock-server-problem") == "admin-off") == (status == 404)


@pytest.mark.parametrize("path", ["/__admin.yaml", "/__administer", "/__%61dmin/health"])
def test_only_its_own_paths_lead_to_the_admin_side(app, path):
    """A path that only begins like the admin API is an unknown page of the mock."""
    answer = ask(app, path, LOCAL)

    assert (answer.status, answer.header("mock-server-problem")) == (404, "unknown-path")
