"""Content codings: gzip and deflate can be decoded, others cannot (RFC 9110, 8.4.1)."""

import zlib

_WINDOWS = {"gzip": 31, "x-gzip": 31, "deflate": 15}
"""The window bits with which zlib decodes a content coding."""

_PLAIN = frozenset({"", "identity"})


def decoded(body: bytes, coding: str, max_bytes: int) -> tuple[bytes, bool] | None:
    """Return a body without its content coding, and whether that is all of it.

    The body may be without its end; at most `max_bytes` are decoded, since a small body can become
    a huge one. None if the coding is not known, or the body is not in it.
    """
    name = coding.strip().lower()
    if name in _PLAIN:
        return body[:max_bytes], len(body) <= max_bytes
    if name not in _WINDOWS:
        return None
    decoder = zlib.decompressobj(_WINDOWS[name])
    try:
        text = decoder.decompress(body, max_bytes)
    except zlib.error:
        return None
    return text, not decoder.unconsumed_tail


def allowed_codings(sent: bytes) -> bytes:
    """Return the codings in `Accept-Encoding` that can be decoded.

    >>> allowed_codings(b"gzip, deflate, br;q=0.9, zstd")
    b'gzip, deflate'
    """
    members = [member.strip() for member in sent.split(b",")]
    known = (b"gzip", b"x-gzip", b"deflate", b"identity")
    kept = [each for each in members if each.partition(b";")[0].strip().lower() in known]
    return b", ".join(kept) or b"identity"
