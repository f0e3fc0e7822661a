"""Servers whose bodies grow when they are decoded, or cannot be decoded."""

import gzip
import os
import zlib
from functools import cache

from tests.servers.hostile.catalogue import hostile
from tests.servers.hostile.messages import answer, page

MEGABYTE = 1 << 20


def coded(body: bytes, coding: str) -> bytes:
    """Return an answer in a content coding."""
    return answer(body, f"Content-Encoding: {coding}")


@cache
def _zeros() -> bytes:
    return gzip.compress(b"\0" * (100 * MEGABYTE), 1)


@cache
def _page_of_eight_megabytes() -> bytes:
    pad = b'{"data":[],"links":{},"pad":"' + b"x" * (8 * MEGABYTE - 100) + b'"}'
    return gzip.compress(pad, 9)


@hostile(keeps_open=True)
def gzip_bomb(_):
    """A hundred megabytes of zeros in half a megabyte."""
    yield coded(_zeros(), "gzip")


@hostile(keeps_open=True, is_slow=True, may_pass=True)
def gzip_page(_):
    """A page of eight megabytes in eight kilobytes."""
    yield coded(_page_of_eight_megabytes(), "gzip")


@hostile(keeps_open=True)
def gzip_in_gzip(_):
    """A gzip bomb that is compressed twice."""
    yield answer(
        gzip.compress(_zeros(), 1), "Content-Encoding: gzip", "Content-Encoding: gzip, deflate"
    )


@hostile(keeps_open=True, is_slow=True)
def deflate_bomb(_):
    """The same as deflate."""
    yield coded(zlib.compress(b"\0" * (50 * MEGABYTE), 1), "deflate")


@hostile()
def gzip_cut(_):
    """A gzip that ends too early."""
    yield coded(gzip.compress(page())[:-6], "gzip")


@hostile()
def gzip_with_more_behind(_):
    """Two gzip members, followed by other bytes."""
    yield coded(gzip.compress(page()) * 2 + b"more", "gzip")


@hostile()
def no_gzip(_):
    """Bytes with the beginning of a gzip that are not gzip."""
    yield coded(b"\x1f\x8b" + os.urandom(500), "gzip")


@hostile()
def plain_text_called_gzip(_):
    """A page that is labelled gzip but not encoded."""
    yield coded(page(), "gzip")


@hostile(keeps_open=True)
def zstd_bomb(_):
    """A hundred megabytes of one byte in 3,200 bytes of Zstandard (RFC 8878, 3.1.1.2.2)."""
    most = 128 * 1024
    blocks = b"".join(
        (most << 3 | 1 << 1 | (number == 799)).to_bytes(3, "little") + b" " for number in range(800)
    )
    # Magic number, a descriptor without size and checksum, a window of 128 KiB.
    yield coded(b"\x28\xb5\x2f\xfd\x00\x38" + blocks, "zstd")


@hostile()
def no_brotli(_):
    """Bytes that are labelled Brotli but are not."""
    yield coded(os.urandom(500), "br")


@hostile()
def unknown_coding(_):
    """An unknown coding."""
    yield coded(page(), "x-unknown")


@hostile()
def thousand_codings(_):
    """A thousand codings on top of each other."""
    yield coded(page(), ", ".join(["gzip"] * 1000))
