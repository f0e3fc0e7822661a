"""Tests of requests and answers as values."""

import pytest

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
