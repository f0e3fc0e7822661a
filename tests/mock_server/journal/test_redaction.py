"""Secrets taken out before anything is kept."""

import pytest

from mock_server.journal.redaction import REDACTED, Redaction
from tests.acceptance.cases import cases


@pytest.fixture
def redaction(packaged, warehouse):
    """The redaction of all packaged APIs and of one token."""
    return Redaction([*packaged, warehouse], tokens=["t0p-s3cret", ""])


@pytest.mark.parametrize(
    "name",
    [
        *("authorization", "cookie", "set-cookie", "x-api-key", "proxy-authorization"),
        *("x-session-token", "x-client-secret", "x-amz-security-token"),
    ],
)
def test_header_that_carries_secrets_everywhere_is_emptied(redaction, name):
    """Headers with the usual names of secrets keep their name and lose their value."""
    assert redaction.headers([(name.encode(), b"s3cret")]) == ((name.encode(), REDACTED),)


def test_header_of_a_security_scheme_is_emptied(redaction):
    """The headers of a contract's security schemes are secret."""
    found = redaction.headers([(b"x-client-authorization", b"s3cret"), (b"accept", b"*/*")])

    assert found == ((b"x-client-authorization", REDACTED), (b"accept", b"*/*"))


@cases(
    "query, kept",
    {
        "nothing-secret": (b"page%5Blimit%5D=10&q=a+b&flag", b"page%5Blimit%5D=10&q=a+b&flag"),
        "scheme": (b"licence=s3cret&a=1", b"licence=[redacted]&a=1"),
        "well-known": (b"api_key=s3cret", b"api_key=[redacted]"),
        "case": (b"Access_Token=s3cret", b"Access_Token=[redacted]"),
        "encoded-name": (b"api%5Fkey=s3cret", b"api%5Fkey=[redacted]"),
        "twice": (b"token=a&token=b", b"token=[redacted]&token=[redacted]"),
        "without-value": (b"token&a=1", b"token&a=1"),
        "set-token": (b"a=t0p-s3cret!", b"a=[redacted]!"),
        "set-token-escaped": (b"a=t0p%2ds3cret!", b"a=[redacted]!"),
        "empty": (b"", b""),
    },
)
def test_secret_in_a_query_is_emptied(redaction, query, kept):
    """Parameters with names of secrets lose their value, in every spelling."""
    assert redaction.query(query) == kept


@cases(
    "body, kept",
    {
        "empty": (b"", b""),
        "json": (b'{"user":"a","password":"x"}', b'{"user":"a","password":"[redacted]"}'),
        "escapes": (b'{"token": "a\\"b", "c": 1}', b'{"token": "[redacted]", "c": 1}'),
        "number": (b'{"secret":123}', b'{"secret":"[redacted]"}'),
        "cut-off": (b'{"a":1,"secret":"abc', b'{"a":1,"secret":"[redacted]"'),
        "deep": (b'[{"a":{"api_key":"x"}}]', b'[{"a":{"api_key":"[redacted]"}}]'),
        "list": (b'{"token": ["a", "b]", 1], "c": [1]}', b'{"token": "[redacted]", "c": [1]}'),
        "list-cut-off": (b'{"token":["a","b', b'{"token":"[redacted]"'),
        "hash": (
            b'{"password_hash":"$2b$1","pin":7}',
            b'{"password_hash":"[redacted]","pin":"[redacted]"}',
        ),
        "camel-case": (b'{"clientSecret":"x","n":1}', b'{"clientSecret":"[redacted]","n":1}'),
        "only-alike": (b'{"token_type":"a","pinned":true}', b'{"token_type":"a","pinned":true}'),
        "page": (b'{"nextPageToken":"a"}', b'{"nextPageToken":"a"}'),
        "broken": (
            b'{"a": "b "password": "x", "c": 1}',
            b'{"a": "b "password": "[redacted]", "c": 1}',
        ),
        "list-of-others": (b'{"key":[{"a":1}]}', b'{"key":[{"a":1}]}'),
        "escaped-list": (b'{"\\u0074oken":["a"]}', b'{"\\u0074oken":"[redacted]"}'),
        "escaped-key": (
            b'{"\\u0070assword":"x","t\\u006Fken" : 1}',
            b'{"\\u0070assword":"[redacted]","t\\u006Fken" : "[redacted]"}',
        ),
        "escaped-otherwise": (b'{"\\u0061":"\\u0041"}', b'{"\\u0061":"\\u0041"}'),
        "escaped-value": (b'["\\u0074oken","x"]', b'["\\u0074oken","x"]'),
        "escaped-cut-off": (b'{"\\u0074oken":"ab', b'{"\\u0074oken":"[redacted]"'),
        "byte-order-mark": (b'\xef\xbb\xbf{"token":1}', b'\xef\xbb\xbf{"token":"[redacted]"}'),
        "form": (b"user=a&password=x", b"user=a&password=[redacted]"),
        "text": (b"my t0p-s3cret text", b"my [redacted] text"),
        "other": (b"\x00\xff", b"\x00\xff"),
    },
)
def test_secret_in_a_body_is_emptied(redaction, body, kept):
    """JSON and forms lose the values of secret keys; a token that was set is found anywhere."""
    assert redaction.body(body) == kept


def test_the_name_of_a_session_of_the_mock_is_kept(redaction):
    """It selects what is answered, and opens nothing."""
    assert redaction.query(b"__session=ann&session=s3cret") == b"__session=ann&session=[redacted]"
    assert redaction.headers([(b"x-mock-session", b"ann")]) == ((b"x-mock-session", b"ann"),)


def test_set_token_is_taken_out_of_headers_paths_and_answers(redaction):
    """A token of the settings is removed everywhere."""
    assert redaction.headers([(b"x-any", b"t0p-s3cret")]) == ((b"x-any", REDACTED),)
    assert redaction.path(b"/t0p-s3cret/1") == b"/[redacted]/1"
    assert redaction.answer(b"t0p-s3cret") == REDACTED


@pytest.mark.parametrize(
    "spelling",
    ["t0p%2Ds3cret", "t0p%2ds3cret", r"t0p\u002ds3cret", "t0p&#45;s3cret", "dDBwLXMzY3JldA=="],
)
def test_set_token_is_taken_out_in_every_spelling(redaction, spelling):
    """A token is also removed if it is escaped or in Base64."""
    data = f"/a/{spelling}/".encode()

    assert redaction.answer(data) == b"/a/" + REDACTED + b"/"
    assert redaction.path(data) == b"/a/" + REDACTED + b"/"
    assert redaction.headers([(b"x-any", data)]) == ((b"x-any", b"/a/" + REDACTED + b"/"),)


def test_answer_without_secrets_is_not_copied():
    """Bytes without secrets are returned unchanged, so that they are kept once."""
    body = b"x" * 1000

    assert Redaction().answer(body) is body


@cases(
    "part",
    {
        "openings": b'"token":"',
        "lists": b'"token":[',
        "quotes": b'"',
        "escaped-quotes": b'"\\',
        "spaces": b'"a"   ',
    },
)
def test_hostile_body_does_not_take_long(redaction, part):
    """A text of many opening brackets is read once, with and without escapes."""
    body = b'{"token":"x","\\u0074oken":"y",' + part * 50_000

    assert redaction.body(body).startswith(b'{"token":"[redacted]","\\u0074oken":"[redacted]",')


def test_an_answer_of_a_real_server_has_no_token_left():
    """Keys that are often ordinary values there stay."""
    body = b'{"token": "abc", "nested": {"Refresh_Token": ["d", "e"]}, "key": "row", "sig": 1}'

    assert Redaction(tokens=["row"]).received(body) == (
        b'{"token": "[redacted]", "nested": {"Refresh_Token": "[redacted]"}, '
        b'"key": "[redacted]", "sig": 1}'
    )
    assert Redaction().received(b"token=abc") == b"token=abc"
