"""Credentials."""

from base64 import b64encode

import pytest

from mock_server.http.requests import read_head
from mock_server.http.validation.credentials import challenge, is_authorized, is_same_secret
from tests.acceptance.cases import cases
from tests.mock_server.asgi_client import scope_of

TOKEN = "s3cret"
PATHS = """
components:
  securitySchemes:
    header: {type: apiKey, in: header, name: X-Key}
    query: {type: apiKey, in: query, name: key}
    cookie: {type: apiKey, in: cookie, name: sid}
    bearer: {type: http, scheme: Bearer}
    basic: {type: http, scheme: basic}
    oauth: {type: oauth2, flows: {}}
paths: {/a: {get: {security: [%s], responses: {'200': {description: x}}}}}
"""
BASIC = "Basic " + b64encode(f"anyone:{TOKEN}".encode()).decode()


@pytest.fixture
def authorized(contract_from):
    """Return whether a request satisfies a security requirement."""

    def judge(security, target="/a", *headers):
        contract = contract_from(PATHS % security)
        head = read_head(scope_of("GET", target, headers))
        return is_authorized(contract, contract.operations[0], head, TOKEN)

    return judge


@cases(
    "security, request_",
    {
        "header": ("{header: []}", ("/a", ("X-Key", TOKEN))),
        "query": ("{query: []}", (f"/a?key={TOKEN}",)),
        "cookie": ("{cookie: []}", ("/a", ("Cookie", f"a=b; sid={TOKEN}"))),
        "bearer": ("{bearer: []}", ("/a", ("Authorization", f"Bearer {TOKEN}"))),
        "bearer-lower-case": ("{bearer: []}", ("/a", ("Authorization", f"bearer  {TOKEN}"))),
        "basic": ("{basic: []}", ("/a", ("Authorization", BASIC))),
        "oauth": ("{oauth: []}", ("/a", ("Authorization", f"Bearer {TOKEN}"))),
        "second-alternative": ("{query: []}, {header: []}", ("/a", ("X-Key", TOKEN))),
        "both-at-once": ("{query: [], header: []}", (f"/a?key={TOKEN}", ("X-Key", TOKEN))),
        "nothing-asked": ("", ("/a",)),
        "only-open": ("{}", ("/a",)),
    },
)
def test_accepted_token_opens(authorized, security, request_):
    """The accepted token at the location of the scheme authorizes."""
    assert authorized(security, *request_)


@cases(
    "security, request_",
    {
        "nothing-sent": ("{header: []}", ("/a",)),
        "open-alternative-does-not-count": ("{header: []}, {}", ("/a",)),
        "wrong": ("{header: []}", ("/a", ("X-Key", "other"))),
        "empty": ("{header: []}", ("/a", ("X-Key", ""))),
        "longer": ("{header: []}", ("/a", ("X-Key", TOKEN + "x"))),
        "case": ("{header: []}", ("/a", ("X-Key", TOKEN.upper()))),
        "not-ascii": ("{header: []}", ("/a", ("X-Key", "é"))),
        "twice": ("{header: []}", ("/a", ("X-Key", TOKEN), ("X-Key", TOKEN))),
        "query-twice": ("{query: []}", (f"/a?key={TOKEN}&key={TOKEN}",)),
        "no-cookie": ("{cookie: []}", ("/a", ("Cookie", "a=b"))),
        "cookie-twice": ("{cookie: []}", ("/a", ("Cookie", f"sid={TOKEN}"), ("Cookie", "sid=x"))),
        "bad-cookie": ("{cookie: []}", ("/a", ("Cookie", "a[]=\x01;;"))),
        "other-scheme": ("{bearer: []}", ("/a", ("Authorization", f"Basic {TOKEN}"))),
        "bare-token": ("{bearer: []}", ("/a", ("Authorization", TOKEN))),
        "empty-authorization": ("{bearer: []}", ("/a", ("Authorization", ""))),
        "basic-not-base64": ("{basic: []}", ("/a", ("Authorization", "Basic é"))),
        "basic-not-utf8": ("{basic: []}", ("/a", ("Authorization", "Basic /w=="))),
        "one-of-both": ("{query: [], header: []}", ("/a", ("X-Key", TOKEN))),
    },
)
def test_anything_else_does_not_open(authorized, security, request_):
    """No other text, and no other place, authorizes."""
    assert not authorized(security, *request_)


@cases(
    "security, value",
    {
        "key": ("{header: []}", b'ApiKey realm="api", header="X-Key"'),
        "bearer": ("{bearer: []}, {}", b'Bearer realm="api"'),
        "oauth": ("{oauth: []}", b'Bearer realm="api"'),
        "several": (
            "{bearer: []}, {query: [], bearer: []}",
            b'Bearer realm="api", ApiKey realm="api", query="key"',
        ),
    },
)
def test_challenge_names_every_scheme_that_would_do(contract_from, security, value):
    """`WWW-Authenticate` says how to authenticate, each way once."""
    contract = contract_from(PATHS % security)

    assert challenge(contract, contract.operations[0]) == value


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
@pytest.mark.parametrize("token", ["schlüssel", "s3cret"])
def test_a_token_beyond_ascii_opens(encoding, token):
    """The token is accepted in UTF-8, as curl sends it, and in latin-1, as browsers do."""
    sent = token.encode(encoding).decode("latin-1")

    assert is_same_secret(sent, token)
    assert not is_same_secret(sent + "x", token)
    assert not is_same_secret(sent[:-1] + "€", token)
