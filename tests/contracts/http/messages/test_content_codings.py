"""Tests of: which content codings a body has, and which are not read."""

import pytest

from contracts.http.messages.content_codings import content_codings, unread_codings
from contracts.http.messages.exchange import Response


def coding(*values: str):
    """Return headers with Content-Encoding, one for each value."""
    return tuple(("content-Encoding", value) for value in values)


@pytest.mark.parametrize("values", [(), ("identity",), ("gzip",), (" X-GZIP ",), ("deflate, ",)])
def test_what_is_undone_is_read(values):
    """A body without coding, with gzip or deflate is decoded, in upper and lower case."""
    assert unread_codings(coding(*values)) == ""


@pytest.mark.parametrize(
    ("values", "named"),
    [
        (("br",), "br"),
        (("zstd",), "zstd"),
        (("gzip, gzip",), "gzip, gzip"),
        (("gzip", "br"), "gzip, br"),
        (("x-unknown",), "x-unknown"),
    ],
)
def test_what_is_not_undone_is_named(values, named):
    """Every other coding, and every pile of them, as one header or as several."""
    assert unread_codings(coding(*values)) == named


def test_a_thousand_codings_are_named_in_short():
    """A report is no place for a header of 6 kB."""
    values = coding(", ".join(["gzip"] * 1000))

    assert len(content_codings(values)) == 1000
    assert len(unread_codings(values)) == 60


def test_an_answer_says_why_it_cannot_be_read():
    """Too long, or in a coding that is not undone; where there is no body nothing is unread."""
    coded = Response(status=200, headers=coding("br"), body=b"\x8b")

    assert coded.unread_reason == "the body is in a content coding that is not read (br)"
    assert (
        Response(status=200, is_cut=True).unread_reason == "only the beginning of the body is there"
    )
    assert Response(status=200, headers=coding("br")).unread_reason == ""
    assert Response(status=200, headers=coding("gzip"), body=b"{}").unread_reason == ""
