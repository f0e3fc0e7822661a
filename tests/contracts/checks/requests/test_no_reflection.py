"""Tests of: input is not returned as code."""

import pytest

from contracts.checks.requests.no_reflection import check
from tests.contracts.shop import JSON_TYPE, evidence, exchange, said

SCRIPT = "/v1/orders/%3Cscript%3Ezq7%3C%2Fscript%3E"
HTML = (("Content-Type", "text/html; charset=utf-8"),)
PAGE = b"<p>No order <script>zq7</script></p>"


def judged(body, headers, target=SCRIPT):
    """Return the results for a refusal."""
    return said(check(evidence(exchange(target, body, status=404, headers=headers))))


def test_markup_in_a_page_is_found():
    """A browser would run it."""
    assert judged(PAGE, HTML) == [
        'error: Markup of the request is returned in text/html: "<script>zq7".'
    ]


def test_markup_without_a_type_is_found():
    """A browser guesses that the body is HTML."""
    assert judged(PAGE, ())[0].startswith("error: Markup of the request is returned in a body")


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"<p>No order &lt;script&gt;</p>", HTML),
        ({"error": "no order <script>zq7</script>"}, JSON_TYPE),
        (b"<p>Not found</p>", HTML),
    ],
)
def test_harmless_answers_pass(body, headers):
    """Markup is returned escaped, in JSON, or not at all."""
    assert judged(body, headers) == ["pass"]


def test_a_line_break_that_makes_a_header_is_found():
    """A value of the request has become a header."""
    target = "/v1/orders/x%0D%0AX-Injected-zq7:%20yes"
    headers = (*JSON_TYPE, ("X-Injected-zq7", "yes"))

    assert judged({}, headers, target) == [
        "error: A line break of the request creates a header: X-Injected-zq7: yes."
    ]


def test_harmless_requests_are_not_judged():
    """Requests without markup or line breaks are not judged."""
    assert judged(PAGE, HTML, "/v1/orders/7") == []


def test_a_page_that_cannot_be_read_is_not_judged():
    """Markup may be in it, or not."""
    assert judged(b"\x8b", (*HTML, ("Content-Encoding", "br"))) == [
        "not exercised: the body is in a content coding that is not read (br)"
    ]
