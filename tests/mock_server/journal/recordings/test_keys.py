"""Which requests are equal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_server.journal.recordings.keys import digest_of, key_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((b"/a/b%2Fc", b""), (b"/a/b%2fc", b"")),
        ((b"/%61", b"x=1"), (b"/a", b"%78=1")),
        ((b"/a", b"x=1&y=2"), (b"/a", b"y=2&x=1")),
        ((b"/a", b"x=a+b"), (b"/a", b"x=a%20b")),
        ((b"/a", b"x=1"), (b"/a", b"x=1&__session=s&__clock=freeze")),
    ],
)
def test_spellings_do_not_count(one, other):
    """The same request as another client writes it finds the same answer."""
    assert key_of("GET", *one) == key_of("GET", *other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((b"/a/b", b""), (b"/a%2Fb", b"")),
        ((b"/a", b""), (b"/a/", b"")),
        ((b"/a", b"x=1"), (b"/a", b"x=2")),
        ((b"/a", b"x=1"), (b"/a", b"x=1&x=1")),
    ],
)
def test_other_requests_are_others(one, other):
    """An encoded slash is data."""
    assert key_of("GET", *one) != key_of("GET", *other)


@pytest.mark.parametrize(
    ("one", "other", "media_type"),
    [
        (b'{"a": [1, 2], "b": {}}', b'{"b":{},"a":[1,2]}', "application/json"),
        (b"a=1&b=x+y", b"b=x%20y&a=1", "application/x-www-form-urlencoded"),
    ],
)
def test_equal_bodies_have_one_hash(one, other, media_type):
    """Order of keys and white space do not count."""
    assert digest_of(one, media_type) == digest_of(other, media_type) != digest_of(b"[]", "")


def test_a_multipart_body_has_another_boundary_each_time():
    """And is the same body."""
    one, other = (
        digest_of(
            b"--%b\r\n\r\nx\r\n--%b--" % (name, name), f"multipart/form-data; boundary={text}"
        )
        for name, text in ((b"abc", "abc"), (b"z123", '"z123"'))
    )

    assert one == other


@given(st.binary(max_size=50), st.text(max_size=30))
def test_every_body_has_a_hash(body, media_type):
    """Whatever it is; none has the empty one."""
    assert bool(digest_of(body, media_type)) is bool(body)
