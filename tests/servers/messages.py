"""Requests as they were read, and replies with every part that may be wrong."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self
from urllib.parse import unquote, unquote_plus

Headers = tuple[tuple[str, str], ...]
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")


class Undecodable(ValueError):
    """A path or a query whose escapes are no UTF-8 text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request.

    Attributes:
        method: As sent; methods are case-sensitive.
        target: Path and query as sent, or `*`.
        headers: Names and values as sent, in order.
        version: `HTTP/1.1` or `HTTP/1.0`.
        body: The bytes after the head.
        connection: The number of its connection, from 1, since the server started.
        turn: Its number on the connection, from 1.
    """

    method: str
    target: str
    headers: Headers = ()
    version: str = "HTTP/1.1"
    body: bytes = b""
    connection: int = 1
    turn: int = 1

    @property
    def path(self) -> str:
        """The target before the question mark, not decoded."""
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        """The target after the question mark, not decoded."""
        return self.target.partition("?")[2]

    def segments(self) -> tuple[str, ...]:
        """Return the decoded segments of the path.

        Raises:
            Undecodable: An escape is incomplete or no UTF-8.
        """
        return tuple(_decoded(part, plus=False) for part in self.path.split("/")[1:])

    def fields(self) -> Headers:
        """Return the decoded names and values of the query, in order.

        Raises:
            Undecodable: An escape is incomplete or no UTF-8.
        """
        pairs = (part.partition("=") for part in self.query.split("&") if part)
        return tuple((_decoded(n, plus=True), _decoded(v, plus=True)) for n, _, v in pairs)

    def field(self, name: str) -> str | None:
        """Return the first value of the query parameter, or None."""
        return next((value for key, value in self.fields() if key == name), None)

    def header(self, name: str) -> str | None:
        """Return the values of the header joined by commas, or None."""
        values = [value for key, value in self.headers if key.lower() == name.lower()]
        return ", ".join(values) if values else None


def _decoded(text: str, *, plus: bool) -> str:
    if _BAD_ESCAPE.search(text):
        raise Undecodable(text)
    try:
        return (unquote_plus if plus else unquote)(text, errors="strict")
    except UnicodeDecodeError as error:
        raise Undecodable(text) from error


class Framing(StrEnum):
    """How a reader learns where the body ends."""

    LENGTH = "length"
    CHUNKED = "chunked"
    CLOSE = "close"
    BOTH = "both"
    ENDLESS = "chunked without its end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One reply; every default is right, every attribute may be set to something wrong.

    Attributes:
        status: The status code.
        headers: Names and values, without those that `wire` adds (length, framing, date).
        body: The bytes of the body.
        version: What the status line claims.
        framing: How the end of the body is marked.
        length: What `Content-Length` claims, where it is not the truth, or not written as usual.
        body_on_head: Whether the body follows a HEAD.
        reason: The words after the status; None takes the usual ones.
        close: Whether the connection ends after it.
        hang_up: Whether the connection ends after it without a word about that.
        dated: Whether it has a `Date`.
        pause: How many seconds it is held back.
        lead: Interim answers, as bytes, that come before it.
        extension: What follows the size of each chunk.
        trailer: Fields, as bytes, that follow the last chunk.
        is_silent: Whether the connection ends instead of an answer.
    """

    status: int = 200
    headers: Headers = ()
    body: bytes = b""
    version: str = "HTTP/1.1"
    framing: Framing = Framing.LENGTH
    length: int | str | None = None
    body_on_head: bool = False
    reason: str | None = None
    close: bool = False
    hang_up: bool = False
    dated: bool = True
    pause: float = 0.0
    lead: bytes = b""
    extension: bytes = b""
    trailer: bytes = b""
    is_silent: bool = False

    def header(self, name: str) -> str | None:
        """Return the first value of the header, or None."""
        return next((v for key, v in self.headers if key.lower() == name.lower()), None)

    def without(self, name: str) -> Self:
        """Return the reply without that header."""
        kept = tuple((key, v) for key, v in self.headers if key.lower() != name.lower())
        return replace(self, headers=kept)

    def having(self, name: str, value: str) -> Self:
        """Return the reply with that header and no other value of it."""
        rest = self.without(name)
        return replace(rest, headers=(*rest.headers, (name, value)))
