"""Tests of requests and answers as values."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.http.messages.exchange import Request, Response


def test_a_request_knows_its_parts():
    """Path and query are the raw texts on both sides of the first question mark."""
    request = Request(method="GET", origin="http://h:1", target="/a%2F?b=?c")

    assert (request.path, request.query, request.url) == ("/a%2F", "b=?c", "http://h:1/a%2F?b=?c")


@pytest.mark.parametrize("name", ["Content-Type", "content-type", "CONTENT-TYPE"])
def test_header_names_ignore_case(name):
    """HTTP does not care about the case of a header's name."""
    response = Response(status=200, headers=(("Content-type", "Text/HTML; x=y"),))

    assert response.header(name) == "Text/HTML; x=y"
    assert response.media_type == "text/html"


def test_the_first_of_repeated_headers_counts():
    """Repeated headers are kept; asking for one gives the first."""
    response = Response(status=200, headers=(("X", "1"), ("X", "2")))

    assert response.header("x") == "1"


def test_no_content_type():
    """An answer without Content-Type has an empty media type."""
    assert Response(status=204).media_type == ""


NAMES = st.sampled_from(["X", "x", "Date", "ETag", "etag", "\u0130"])


@given(st.lists(st.tuples(NAMES, st.text(max_size=3)), max_size=6).map(tuple), NAMES)
def test_every_value_of_a_header_is_found_in_its_order(headers, name):
    """Answers with the same names share a table; the values are those of each answer."""
    wanted = [value for found, value in headers if found.lower() == name.lower()]
    first = Response(status=200, headers=headers)
    second = replace(first, headers=tuple((found, value + "!") for found, value in headers))

    assert list(first.values(name)) == wanted
    assert first.header(name) == next(iter(wanted), None)
    assert list(second.values(name)) == [f"{value}!" for value in wanted]
    assert first == Response(status=200, headers=headers)


def test_an_answer_with_a_thousand_headers_is_read_as_any_other():
    """A head that is too long to be kept for the next answer has its values all the same."""
    headers = tuple((f"X-{number}", str(number)) for number in range(1000))

    assert Response(status=200, headers=headers).header("x-999") == "999"
