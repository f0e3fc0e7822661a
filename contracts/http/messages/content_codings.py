"""The content codings of a body (RFC 9110, 8.4): which it has, and which are not undone."""

from collections.abc import Iterable

READ = frozenset({"gzip", "x-gzip", "deflate"})
"""Codings that are undone, each alone."""

_SHOWN = 60


def content_codings(headers: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Return the codings of a body in lower case, as they were applied; `identity` is none."""
    named = ",".join(value for name, value in headers if name.lower() == "content-encoding")
    codings = (part.strip().lower() for part in named.split(","))
    return tuple(coding for coding in codings if coding and coding != "identity")


def unread_codings(headers: Iterable[tuple[str, str]]) -> str:
    """Return the codings of a body that stays as it came, short; empty where it is read.

    >>> unread_codings((("Content-Encoding", "br"),))
    'br'
    >>> unread_codings((("Content-Encoding", "gzip"),))
    ''
    """
    codings = content_codings(headers)
    if not codings or (len(codings) == 1 and codings[0] in READ):
        return ""
    text = ", ".join(codings)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
