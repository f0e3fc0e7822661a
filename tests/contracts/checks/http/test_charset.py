"""Tests of: a charset in Content-Type is that of the body."""

import pytest

from contracts.checks.http.charset import check
from tests.contracts.shop import evidence, exchange, said

UMLAUT = '{"name": "Grüße"}'.encode()


def judged(kind, body=UMLAUT):
    """Return the results for a body of that type."""
    return said(check(evidence(exchange(headers=(("Content-Type", kind),), body=body))))


@pytest.mark.parametrize(
    "kind",
    [
        "application/json; charset=utf-8",
        'Application/JSON ;Charset="UTF-8"',
        "application/json;charset=UTF8",
    ],
)
def test_utf_8_passes(kind):
    """The charset may be in any case, with or without quotes."""
    assert judged(kind) == ["pass"]


def test_no_charset_is_fine():
    """JSON needs no charset."""
    assert judged("application/json") == ["not exercised: no charset is named"]


def test_ascii_in_latin_1_is_true():
    """A text that is the same in both charsets is not wrong."""
    assert judged("application/json; charset=iso-8859-1", b'{"a": 1}') == ["pass"]


@pytest.mark.parametrize(
    ("name", "severity"), [("utf-16", "error"), ("iso-8859-1", "warning"), ("klingon", "info")]
)
def test_a_wrong_charset_is_found(name, severity):
    """The severity depends on what a client reads that respects the charset."""
    assert judged(f"application/json; charset={name}") == [
        f"{severity}: Content-Type has the charset {name}, but the body is UTF-8."
    ]


@pytest.mark.parametrize("name", ["punycode", "idna", "unicode_escape", "raw_unicode_escape"])
def test_a_codec_that_is_no_charset_is_not_run(name):
    """Python has codecs that are no charsets; one of them takes hours for what stands here."""
    body = b'{"name": "-' + b"a" * 1_000_000 + b'"}'

    assert judged(f"application/json; charset={name}", body) == [
        f"info: Content-Type has the charset {name}, but the body is UTF-8."
    ]
