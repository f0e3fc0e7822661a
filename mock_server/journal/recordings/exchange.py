"""One exchange with the server behind the proxy, as it is recorded, and its content codings.

gzip and deflate can be decoded, others cannot (RFC 9110, 8.4.1).
"""

import zlib
from dataclasses import dataclass

from mock_server.http.responses import Headers

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A request and its response; bodies as far as they were kept."""

    real: float  # real time of the request, in seconds since 1970
    seconds: float  # how long the exchange took
    origin: str  # scheme and authority of the server
    method: str
    path: bytes  # raw path as the client sent it
    query: bytes
    headers: Headers  # those of the request, names in lower case
    body: bytes  # the body of the request, as it was sent
    body_size: int  # bytes of it that were sent
    status: int
    answer_headers: Headers
    answer: bytes  # the body of the response, as it was sent, with its content coding
    answer_size: int  # bytes of it that were sent
    is_whole: bool  # whether `answer` is all of it

    @property
    def size(self) -> int:
        """Approximate bytes in memory."""
        return 2048 + len(self.path) + len(self.query) + len(self.body) + len(self.answer)


def value_of(headers: Headers, name: bytes) -> str:
    """Return the first value of a header as text; empty without it."""
    return next((value.decode("latin-1") for key, value in headers if key == name), "")
