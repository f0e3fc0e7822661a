"""Tests of: headers that HTTP defines stand once and have valid values."""

import pytest

from contracts.checks.http.http_headers import check
from tests.contracts.shop import JSON_TYPE, evidence, exchange, said


def judged(*headers, status=200):
    """Return what is said of an answer with these headers."""
    return said(check(evidence(exchange(status=status, headers=(*JSON_TYPE, *headers)))))


@pytest.mark.parametrize(
    "header",
    [
        ("Date", "Sun, 06 Nov 1994 08:49:37 GMT"),
        ("Date", "Sunday, 06-Nov-94 08:49:37 GMT"),
        ("Date", "Sun Nov  6 08:49:37 1994"),
        ("ETag", '"abc"'),
        ("ETag", 'W/"abc"'),
        ("ETag", '""'),
        ("Retry-After", "120"),
        ("Retry-After", "Sun, 06 Nov 1994 08:49:37 GMT"),
        ("X-Anything", "at all"),
        ("Set-Cookie", "a=1"),
    ],
)
def test_what_rfc_9110_allows_passes(header):
    """Every form that a client must read is fine."""
    assert judged(header) == ["pass"]


def test_cookies_may_stand_often():
    """Only what means one thing must stand once."""
    assert judged(("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")) == ["pass"]


def test_the_type_in_capitals_passes():
    """Types are case-insensitive and take parameters."""
    kind = (("Content-Type", 'Application/JSON ;Charset="UTF-8"'),)

    assert said(check(evidence(exchange(headers=kind)))) == ["pass"]


@pytest.mark.parametrize(
    ("header", "message"),
    [
        (("Date", "2026-11-21T12:00:00Z"), 'date is "2026-11-21T12:00:00Z", which is no date'),
        (("ETag", "abc"), 'etag is "abc", which is no entity tag'),
        (("Retry-After", "soon"), 'retry-after is "soon", neither seconds nor a date'),
        (("Content-Type", "text/html"), "content-type stands 2 times"),
    ],
)
def test_other_values_are_found(header, message):
    """Each is an error with its value."""
    assert judged(header) == [f"error: The header {message}."]


def test_the_same_type_twice_is_a_warning():
    """Two equal lines mislead nobody, and are wrong."""
    assert judged(JSON_TYPE[0]) == ["warning: The header content-type stands 2 times."]


def test_a_401_needs_a_challenge():
    """RFC 9110, 15.5.2: it must say how to authenticate."""
    assert judged(status=401) == [
        "error: A 401 does not say how to authenticate: no WWW-Authenticate."
    ]


@pytest.mark.parametrize("value", ["ApiKey", 'Bearer realm="shop", error="x"', "Basic, Bearer"])
def test_any_challenge_will_do(value):
    """Schemes need not be registered."""
    assert judged(("WWW-Authenticate", value), status=401) == ["pass"]
