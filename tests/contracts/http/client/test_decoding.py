"""Content codings are decoded within bounds, and errors in them are reported."""

import gzip
import tracemalloc
import zlib

import pytest

from contracts.http.client.decoding import MAX_MEMBERS, decoded

GZIP, DEFLATE, BROTLI = ((("Content-Encoding", name),) for name in ("gzip", "deflate", "br"))
BOUND = 1000


def plain(raw: bytes, headers=GZIP, *, is_cut: bool = False):
    """Decode with a small bound."""
    return decoded(raw, headers, BOUND, is_cut=is_cut)


@pytest.mark.parametrize(
    ("raw", "headers"),
    [
        (gzip.compress(b"{}", mtime=0), GZIP),
        (zlib.compress(b"{}"), DEFLATE),
        (b"{}", ()),
        (gzip.compress(b"{", mtime=0) + gzip.compress(b"}", mtime=0), GZIP),
    ],
)
def test_a_body_is_read(raw, headers):
    """Whole, all members of a gzip included (RFC 1952, 2.2)."""
    found = plain(raw, headers)

    assert (found.body, found.is_cut, found.error) == (b"{}", False, "")


def test_another_coding_stays_as_it_came():
    """Brotli is not decoded."""
    assert plain(b"\x8b\x00", BROTLI).body == b"\x8b\x00"


def test_missing_and_extra_bytes_are_reported():
    """Half of a body must not pass as the whole one."""
    assert plain(gzip.compress(b"{}", mtime=0)[:-4]).error == "the gzip of the body ends too early"
    assert (
        plain(gzip.compress(b"{}", mtime=0) + b"more").error
        == "4 bytes follow the gzip of the body"
    )


def test_what_is_cut_is_no_fault():
    """It would have gone on."""
    found = plain(gzip.compress(b"{}", mtime=0)[:-4], is_cut=True)

    assert (found.is_cut, found.error) == (True, "")


def test_a_bomb_is_cut_in_little_memory():
    """In one member or in several."""
    member = gzip.compress(bytes(16 * 1024 * 1024), 9)
    tracemalloc.start()
    one, several = plain(member), plain(gzip.compress(b"x" * 400, mtime=0) * 9)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert one.is_cut
    assert several.is_cut
    assert len(one.body) == len(several.body) == BOUND
    assert peak < 1024 * 1024


def test_empty_members_come_to_an_end():
    """Thousands of them would be copied again and again."""
    found = plain(gzip.compress(b"", mtime=0) * 10_000)

    size = len(gzip.compress(b"", mtime=0))
    assert found.error == f"{size * (10_000 - MAX_MEMBERS)} bytes follow the gzip of the body"


def test_what_is_no_gzip_is_an_error():
    """The caller says that no answer came."""
    with pytest.raises(zlib.error):
        plain(b"nope")
