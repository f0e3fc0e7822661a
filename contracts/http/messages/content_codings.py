"""The content codings of a body (RFC 9110, 8.4), and which of them are decoded."""

from collections.abc import Iterable
from functools import lru_cache

from openapi.text.previews import shortened

READ = frozenset({"gzip", "x-gzip", "deflate"})
"""Codings that are decoded if a body has no other one."""

_NAME = "content-encoding"
_SHOWN = 60


def content_codings(headers: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Return the codings of a body except `identity`, in lower case, as they were applied."""
    # Most headers differ in length already; this is called for every check of an answer.
    named = ",".join(
        value for name, value in headers if len(name) == len(_NAME) and name.lower() == _NAME
    )
    if not named:
        return ()
    codings = (part.strip().lower() for part in named.split(","))
    return tuple(coding for coding in codings if coding and coding != "identity")


@lru_cache(maxsize=1024)
def unread_codings(headers: tuple[tuple[str, str], ...]) -> str:
    """Return the codings of a body that is not decoded, shortened; "" if it is decoded.

    >>> unread_codings((("Content-Encoding", "br"),))
    'br'
    >>> unread_codings((("Content-Encoding", "gzip"),))
    ''
    """
    codings = content_codings(headers)
    if not codings or (len(codings) == 1 and codings[0] in READ):
        return ""
    return shortened(", ".join(codings), _SHOWN)
