"""Tests of: headers that HTTP defines occur once and have valid values."""

import pytest

from contracts.checks.http.http_headers import check
from tests.contracts.shop import JSON_TYPE, evidence, exchange, said


def judged(*headers, status=200):
    """Return the results for an answer with these headers."""
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
        ("X-Other", "any value"),
        ("Set-Cookie", "a=1"),
    ],
)
def test_values_that_rfc_9110_allows_pass(header):
    """Every form that a client must accept passes."""
    assert judged(header) == ["pass"]


def test_cookies_may_occur_several_times():
    """Only headers with a single value must occur once."""
    assert judged(("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")) == ["pass"]


def test_the_type_in_capitals_passes():
    """Media types are case-insensitive and may have parameters."""
    kind = (("Content-Type", 'Application/JSON ;Charset="UTF-8"'),)

    assert said(check(evidence(exchange(headers=kind)))) == ["pass"]


@pytest.mark.parametrize(
    ("header", "message"),
    [
        (("Date", "2026-11-21T12:00:00Z"), 'date is "2026-11-21T12:00:00Z", which is no date'),
        (("ETag", "abc"), 'etag is "abc", which is no entity tag'),
        (("Retry-After", "soon"), 'retry-after is "soon", which is neither seconds nor a date'),
        (("Content-Type", "text/html"), "content-type occurs 2 times"),
    ],
)
def test_other_values_are_found(header, message):
    """Each invalid value is an error that shows it."""
    assert judged(header) == [f"error: The header {message}."]


def test_the_same_type_twice_is_a_warning():
    """Two equal values are wrong, but clients read them alike."""
    assert judged(JSON_TYPE[0]) == ["warning: The header content-type occurs 2 times."]


def test_a_401_needs_a_challenge():
    """RFC 9110, 15.5.2 requires WWW-Authenticate."""
    assert judged(status=401) == ["error: A 401 has no header www-authenticate."]


@pytest.mark.parametrize("value", ["ApiKey", 'Bearer realm="shop", error="x"', "Basic, Bearer"])
def test_any_challenge_passes(value):
    """Schemes need not be registered."""
    assert judged(("WWW-Authenticate", value), status=401) == ["pass"]
