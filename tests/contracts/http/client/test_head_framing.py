"""Tests of errors in the head of an answer."""

from http.client import parse_headers
from io import BytesIO

import pytest

from contracts.http.client.head_framing import head_errors


@pytest.mark.parametrize(
    "headers",
    [
        (("Content-Length", "5"),),
        (("Content-Length", "5"), ("content-length", "5")),
        (("Transfer-Encoding", "chunked"),),
        (("X-Empty", ""), ("X-Name", "caf\xe9\ttab")),
        (),
    ],
)
def test_what_clients_read_alike_passes(headers):
    """One length, or the same twice, or chunks, and any text."""
    assert list(head_errors(headers, [])) == []


@pytest.mark.parametrize(
    ("headers", "fault"),
    [
        (
            (("Content-Length", "5"), ("Transfer-Encoding", "chunked")),
            "there are both Content-Length and Transfer-Encoding (RFC 9112, 6.3)",
        ),
        (
            (("Content-Length", "5"), ("Content-Length", "6")),
            "there are 2 different values of Content-Length",
        ),
        ((("Content-Length", "five"),), "Content-Length is not a number"),
        ((("X Name", "1"),), "the header name 'X Name' is invalid"),
        ((("X-Name", "a\x00b"),), "the value of the header X-Name has a control character"),
    ],
)
def test_what_clients_read_differently_is_reported(headers, fault):
    """Each is one clause."""
    assert list(head_errors(headers, [])) == [fault]


def test_a_line_that_is_no_header_is_reported():
    """A line that the parser skips is an error."""
    assert list(head_errors((), ["a defect"])) == ["the head has a line that is no header field"]


@pytest.mark.parametrize("media_type", ["multipart/form-data; boundary=x", "multipart/mixed"])
def test_the_head_of_a_multipart_answer_is_a_head(media_type):
    """The parts come in the body, so a head without them is complete."""
    raw = f"Content-Type: {media_type}\r\nContent-Transfer-Encoding: base64\r\n\r\n".encode()
    message = parse_headers(BytesIO(raw))

    assert message.defects
    assert list(head_errors(tuple(message.items()), message.defects)) == []


def test_a_broken_line_of_a_multipart_answer_is_reported():
    """What is wrong with the head is found, whatever the body is."""
    message = parse_headers(BytesIO(b"Content-Type: multipart/mixed\r\nbroken\r\n\r\n"))

    assert list(head_errors((), message.defects)) == ["the head has a line that is no header field"]
