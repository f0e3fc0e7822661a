"""Removes secrets from an exchange before it is recorded.

Beside what the journal's redaction removes, every credential of the request is removed wherever
else it appears, and so are tokens and passwords in the server's answers: a recording is kept,
shared and committed.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from urllib.parse import unquote_plus

from mock_server.http.requests import read_query
from mock_server.http.responses import Headers
from mock_server.journal.recordings.exchange import Exchange, decoded, value_of
from mock_server.journal.redaction import REDACTED, Redaction, shown_size, without_spellings
from openapi.text.spellings import Spellings

MIN_SECRET, MIN_COOKIE = 6, 16
"""Characters of the shortest credential, and value of a cookie, that are looked for elsewhere; a
shorter cookie may be an ordinary word, such as a language."""

MAX_SECRETS = 50

_COOKIES = frozenset({b"cookie", b"set-cookie"})
_NOT_KEPT = b""


def without_secrets(exchange: Exchange, redaction: Redaction, max_bytes: int) -> Exchange:
    """Return an exchange without secrets, its bodies without content codings.

    At most `max_bytes` of the decoded answer are kept.
    """
    answer, is_whole = _decoded(exchange, max_bytes)
    plain = replace(exchange, answer=answer, is_whole=is_whole)
    hide = _Hider(tuple(_credentials(plain, redaction)))
    body = hide.bytes(redaction.body(plain.body))
    return replace(
        plain,
        path=hide.bytes(redaction.path(plain.path)),
        query=hide.bytes(redaction.query(plain.query)),
        headers=hide.headers(redaction.headers(plain.headers)),
        body=body,
        body_size=shown_size(plain.body, body, plain.body_size),
        answer_headers=hide.headers(redaction.headers(plain.answer_headers)),
        answer=hide.bytes(redaction.received(plain.answer)),
    )


def _decoded(exchange: Exchange, max_bytes: int) -> tuple[bytes, bool]:
    """Return the decoded answer, and whether it is whole."""
    coding = value_of(exchange.answer_headers, b"content-encoding")
    found = decoded(exchange.answer, coding, max_bytes)
    if found is None:
        return _NOT_KEPT, not exchange.answer
    text, is_whole = found
    return text, is_whole and exchange.is_whole


def _credentials(exchange: Exchange, redaction: Redaction) -> Iterator[str]:
    """Yield the values that the redaction hides, without scheme, name or attributes."""
    for headers in (exchange.headers, exchange.answer_headers):
        for (name, value), (_, shown) in zip(headers, redaction.headers(headers), strict=True):
            if shown == REDACTED:
                yield from _parts(name, value.decode("latin-1"))
    kept = redaction.query(exchange.query)
    pairs = zip(read_query(exchange.query)[0], read_query(kept)[0], strict=False)
    yield from (value for (_, value), (_, shown) in pairs if value != shown)


def _parts(name: bytes, value: str) -> Iterator[str]:
    if name in _COOKIES:
        for part in value.split(";")[: MAX_SECRETS if name == b"cookie" else 1]:
            text = part.partition("=")[2].strip()
            if len(text) >= MIN_COOKIE:
                yield text
                yield unquote_plus(text)
        return
    yield value
    yield value.partition(" ")[2].strip()


# A client sends the same credentials again and again.
_spellings = lru_cache(maxsize=64)(Spellings)


class _Hider:
    """Replaces some texts, in every spelling."""

    def __init__(self, secrets: tuple[str, ...]) -> None:
        long = [each for each in dict.fromkeys(secrets) if len(each) >= MIN_SECRET]
        self._spellings = _spellings(tuple(long[:MAX_SECRETS])) if long else None

    def bytes(self, data: bytes) -> bytes:
        """Return bytes without the texts."""
        if self._spellings is None or not data:
            return data
        return without_spellings(data, self._spellings)

    def headers(self, headers: Headers) -> Headers:
        """Return headers without the texts in their values."""
        return tuple((name, self.bytes(value)) for name, value in headers)
