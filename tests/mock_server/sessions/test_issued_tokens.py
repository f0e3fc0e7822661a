"""Tokens that the mock has handed out open its operations, in the session that got them."""

import json

import pytest

from mock_server.asgi.app import create_app, create_mock
from mock_server.settings import Settings
from openapi.loading.document import load_contracts
from tests.mock_server.asgi_client import ask

BEARER = {"type": "oauth2", "flows": {"password": {"tokenUrl": "/token", "scopes": {}}}}
KEY = {"type": "apiKey", "in": "header", "name": "X-Key"}
COOKIE = {"type": "apiKey", "in": "cookie", "name": "sid"}
BASIC = {"type": "http", "scheme": "basic"}


def answer(body, status="200", **headers):
    """Return the responses of an operation with an example."""
    documented = {name: {"schema": {"type": "string"}, "example": v} for name, v in headers.items()}
    content = {"application/json": {"example": body}}
    return {status: {"description": "d", "headers": documented, "content": content}}


def operation(responses, **more):
    """Return an operation."""
    return {"responses": responses, **more}


PATHS = {
    "/token": {"post": operation(answer({"access_token": "abc", "expires_in": 5}), security=[])},
    "/login": {"post": operation(answer({"user": {"apiKey": "nested"}}), security=[])},
    "/text": {"post": operation(answer("whole"), security=[])},
    "/cookie": {"post": operation(answer({}, **{"Set-Cookie": "sid=c00kie; Path=/"}), security=[])},
    "/failed": {"post": operation(answer({"token": "wrong"}, "400"), security=[])},
    "/mine": {"get": operation(answer({"id": 1}), security=[{"o": []}])},
    "/key": {"get": operation(answer({"id": 1}), security=[{"k": []}])},
    "/sid": {"get": operation(answer({"id": 1}), security=[{"c": []}])},
    "/basic": {"get": operation(answer({"id": 1}), security=[{"b": []}])},
}


@pytest.fixture
def mock(tmp_path):
    """Return what serves the document with settings."""
    file = tmp_path / "login.json"
    schemes = {"o": BEARER, "k": KEY, "c": COOKIE, "b": BASIC}
    whole = {
        "openapi": "3.1.0",
        "info": {"title": "Login", "version": "1"},
        "paths": PATHS,
        "components": {"securitySchemes": schemes},
    }
    file.write_text(json.dumps(whole), encoding="utf-8")
    return lambda **given: create_app(
        load_contracts([file]), Settings(is_auth_required=True, **given)
    )


@pytest.mark.parametrize("has_fast_path", [True, False])
@pytest.mark.parametrize(
    ("login", "target", "header"),
    [
        ("/token", "/mine", ("authorization", "Bearer abc")),
        ("/login", "/key", ("x-key", "nested")),
        ("/text", "/mine", ("authorization", "Bearer whole")),
        ("/cookie", "/sid", ("cookie", "sid=c00kie")),
    ],
)
def test_token_of_a_login_is_accepted_from_then_on(mock, has_fast_path, login, target, header):
    """The same request is refused before the login, twice, and answered after it."""
    app = mock(has_fast_path=has_fast_path)

    before = [ask(app, target, header).status for _ in range(2)]
    ask(app, login, method="POST")

    assert before == [401, 401]
    assert ask(app, target, header).status == 200


def test_token_belongs_to_its_session(mock):
    """What one session was answered does not open another one."""
    app, header = mock(), ("authorization", "Bearer abc")
    ask(app, "/__session/a/token", method="POST")

    assert ask(app, "/__session/a/mine", header).status == 200
    assert ask(app, "/__session/b/mine", header).status == 401
    assert ask(app, "/mine", header).status == 401


def test_token_of_an_error_is_none(mock):
    """An answer that is no success hands out nothing."""
    app = mock()
    ask(app, "/failed", method="POST")

    assert ask(app, "/mine", ("authorization", "Bearer wrong")).status == 401


@pytest.mark.usefixtures("mock")
def test_tokens_outlive_a_reload(tmp_path):
    """A client stays logged in when a document is saved."""
    contracts = load_contracts([tmp_path / "login.json"])
    settings = Settings(is_auth_required=True)
    first = create_mock(contracts, settings)
    ask(first.app, "/token", method="POST")

    second = create_mock(contracts, settings, state=first.controls.state)

    assert ask(second.app, "/mine", ("authorization", "Bearer abc")).status == 200


SESSION = "or one that the mock has answered in this session; with --require-auth=any, any token is"
CHALLENGE = "WWW-Authenticate has the challenge (RFC 9110, 11.6.1)."
BEARER_PLACE = "header 'Authorization' (Bearer TOKEN, RFC 6750)"
BASIC_PLACE = "header 'Authorization' (Basic base64 of 'anyone:TOKEN', RFC 7617)"


@pytest.mark.parametrize(
    ("given", "target", "headers", "said"),
    [
        (
            {},
            "/mine",
            [],
            (
                f"The request carries no credentials: send a token in {BEARER_PLACE}; "
                f"accepted there is 'mock-token', {SESSION}. {CHALLENGE}"
            ),
        ),
        (
            {},
            "/mine",
            [("authorization", "mock-token")],
            (
                "The request has an Authorization header, but not the documented credentials: "
                f"send a token in {BEARER_PLACE}; accepted there is 'mock-token', {SESSION}. "
                f"{CHALLENGE}"
            ),
        ),
        (
            {"auth_token": "s3cret"},
            "/key",
            [("x-key", "other")],
            (
                "The request does not carry an accepted token: send a token in header 'X-Key'; "
                f"accepted there is that of --auth-token, {SESSION}. {CHALLENGE}"
            ),
        ),
        (
            {"accepts_any_credentials": True},
            "/basic",
            [],
            (
                f"The request carries no credentials: send a token in {BASIC_PLACE}; "
                f"any token is accepted there. {CHALLENGE}"
            ),
        ),
    ],
)
def test_refusal_says_what_would_be_accepted(mock, given, target, headers, said):
    """The detail has the place of the token, what is accepted, and no secret of the user."""
    refused = ask(mock(**given), target, *headers)

    assert refused.status == 401
    assert refused.header("www-authenticate")
    assert refused.json()["detail"] == said


@pytest.mark.usefixtures("mock")
def test_kept_refusal_ends_with_the_login(tmp_path):
    """Refusals are kept for equal requests, below ASGI too, until a token is handed out."""
    served = create_mock(load_contracts([tmp_path / "login.json"]), Settings(is_auth_required=True))
    head = b"GET /mine HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer abc\r\n\r\n"
    before = [served.short_cut.respond(head, "http") for _ in range(3)]
    kept = len(served.short_cut.replies)
    ask(served.app, "/token", method="POST")

    assert {each[:12] for each in before} == {b"HTTP/1.1 401"}
    assert kept
    assert served.short_cut.respond(head, "http").startswith(b"HTTP/1.1 200")


def test_tokens_are_bounded(mock, monkeypatch):
    """A client cannot fill the memory by logging in: the oldest token is forgotten."""
    monkeypatch.setattr("mock_server.sessions.issued_tokens.MAX_TOKENS", 2)
    app = mock()
    for login in ("/token", "/login", "/text"):
        ask(app, login, method="POST")

    assert ask(app, "/mine", ("authorization", "Bearer abc")).status == 401
    assert ask(app, "/key", ("x-key", "nested")).status == 200
    assert ask(app, "/mine", ("authorization", "Bearer whole")).status == 200
