"""Tests of the parts of an entry, by whichever program it was recorded."""

import pytest

from openapi.archives.parts import (
    body_bytes,
    is_posted_base64,
    posted_form,
    read_fields,
    read_size,
    split_url,
)


@pytest.mark.parametrize(
    ("url", "origin", "target"),
    [
        ("http://a/ä?q=x y", "http://a", "/%C3%A4?q=x%20y"),
        ("HTTP://u:p@A:80?x=1#end", "http://a", "/?x=1"),
        ("https://a:443", "https://a", "/"),
        ("https://a:80/", "https://a:80", "/"),
        ("http://[::1]:8080/x", "http://[::1]:8080", "/x"),
        ("http://a/\x01", "http://a", "/%01"),
        ("http://", "", ""),
        ("ws://a/b", "", ""),
        ("about:blank", "", ""),
        ("", "", ""),
    ],
)
def test_a_url_is_as_it_goes_over_the_wire(url, origin, target):
    """Without fragment, user and a port that the scheme has anyway; encoded, with a path."""
    assert split_url(url) == (origin, target)


def test_header_fields_are_listed_or_an_object():
    """Values that are no texts become some; as many are read as are wanted."""
    listed = [{"name": "a", "value": "1"}, {"name": "b"}, {"name": "c", "value": 2}]

    assert read_fields(listed, 9) == [("a", "1"), ("b", ""), ("c", "2")]
    assert read_fields({"a": "1", "b": None}, 1) == [("a", "1")]
    assert read_fields(None, 9) == []


def test_a_body_is_a_text_or_base64():
    """What is no Base64 gives no body, rather than an empty one."""
    assert body_bytes("é", is_base64=False) == b"\xc3\xa9"
    assert body_bytes("/w==\n", is_base64=True) == b"\xff"
    assert body_bytes("a", is_base64=True) is None
    assert [is_posted_base64({name: "base64"}) for name in ("encoding", "_encoding", "x")] == [
        True,
        True,
        False,
    ]


def test_a_form_may_be_listed():
    """Only one whose parts have no files."""
    params = [{"name": "a", "value": "b c"}, {"name": "d"}]

    assert posted_form({"mimeType": "application/x-www-form-urlencoded", "params": params}) == (
        b"a=b+c&d="
    )
    assert posted_form({"mimeType": "multipart/form-data", "params": params}) is None
    assert posted_form({"mimeType": "application/x-www-form-urlencoded", "params": []}) is None


@pytest.mark.parametrize(
    ("value", "size"), [(3, 3), ("4", 4), (0, 0), (-1, None), (None, None), ("x", None), ([], None)]
)
def test_a_size_is_known_or_not(value, size):
    """Recorders write -1 for a size that they do not know."""
    assert read_size(value) == size
