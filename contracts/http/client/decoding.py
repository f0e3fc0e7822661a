"""Decodes gzip and deflate bodies, up to a size.

`deflate` is decoded with and without its zlib header, as servers send both (RFC 9110, 8.4.1.2).
"""

import zlib
from dataclasses import dataclass

from contracts.http.messages.content_codings import content_codings, unread_codings
from contracts.http.messages.exchange import Headers

MAX_MEMBERS = 64
"""Members of one gzip that are decoded; a body of empty members takes long and yields no bytes."""

_GZIP_MAGIC = b"\x1f\x8b"
_ANY_HEADER = zlib.MAX_WBITS | 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A body without its content coding."""

    body: bytes  # its bytes; the received bytes if the coding is not decoded
    is_cut: bool = False  # whether the body is longer than the limit
    error: str = ""  # what is wrong with the coding, one clause; empty if it is right


def decoded(raw: bytes, headers: Headers, max_body: int, *, is_cut: bool) -> Decoded:
    """Decode gzip or deflate; bodies in other codings, or in several, are returned unchanged.

    `raw` is the received bytes, at most `max_body`, and so is what is returned; `is_cut` says that
    more came.

    Raises:
        zlib.error: The body is not in the coding.
    """
    codings = content_codings(headers)
    if not raw or not codings or unread_codings(headers):
        return Decoded(body=raw, is_cut=is_cut)
    body, rest, is_whole = _inflated(raw, max_body + 1)
    if is_cut or len(body) > max_body:
        return Decoded(body=body[:max_body], is_cut=True)
    if not is_whole:
        return Decoded(body=body, error=f"the {codings[0]} of the body ends too early")
    if rest:
        return Decoded(body=body, error=f"{rest} bytes follow the {codings[0]} of the body")
    return Decoded(body=body)


def _inflated(raw: bytes, most: int) -> tuple[bytes, int, bool]:
    """Return the decoded members, the number of bytes after them, and whether the last is whole."""
    body, rest, is_whole = bytearray(), raw, True
    for _ in range(MAX_MEMBERS):
        inflate = zlib.decompressobj(_ANY_HEADER)
        body += inflate.decompress(rest, most - len(body))
        rest, is_whole = inflate.unused_data, inflate.eof
        # RFC 1952, 2.2: a gzip is one member or several.
        if not is_whole or not rest.startswith(_GZIP_MAGIC) or len(body) >= most:
            break
    return bytes(body), len(rest), is_whole
