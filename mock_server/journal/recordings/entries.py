"""From an entry of an HTTP archive to a request and the answer that can be played.

Recorders differ: they decode bodies or write Base64, leave bodies out, write pseudo header fields
of HTTP/2 and members of their own. What an entry does not have makes it an answer that cannot be
played, with the reason; nothing in an entry makes the reading fail.

Source: HTTP Archive 1.1 and 1.2, and what Chromium, Firefox, Playwright, mitmproxy, Insomnia and
Postman write.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mock_server.http.responses import Headers, has_no_body
from mock_server.journal.redaction import REDACTED
from openapi.archives.parts import (
    body_bytes,
    is_posted_base64,
    posted_form,
    read_fields,
    read_size,
    split_url,
)
from openapi.json.types import JSON

MAX_SECONDS = 60.0  # the longest time that an answer takes when it is played with its times
PARTIAL = 206  # the status of an answer to a request with `Range` (RFC 9110, 15.3.7)

MAX_HEADERS = 200
MAX_VALUE = 16 * 1024  # characters of the longest header value that is played

_BYTE_ORDER_MARK = 3
_STATUSES = range(200, 600)
_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,200}")
_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")
_CHARSET = re.compile(r";\s*charset=\"?([A-Za-z0-9._-]{1,40})\"?", re.IGNORECASE)
_CHARSETS = {
    "iso-8859-1": "latin-1",
    "latin1": "latin-1",
    "us-ascii": "ascii",
    "utf-16": "utf-16",
    "windows-1252": "cp1252",
}
"""Python's names of the charsets in which a text is written again; all others become UTF-8."""

_LEFT = frozenset(
    {
        "alt-svc",
        "connection",
        "content-encoding",
        "content-length",
        "date",
        "keep-alive",
        "proxy-authenticate",
        "proxy-connection",
        "strict-transport-security",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "contract-violation",
        "mock-server-fallback",
        "mock-server-recording",
    }
)
"""Headers that were true of the recorded connection, server or moment only."""

_LOCATIONS = frozenset({"location", "content-location"})
_URL = re.compile(r"https?://[^/?#]+", re.IGNORECASE)  # scheme and authority of a URL

_STREAMS = ("text/event-stream", "ndjson", "json-seq", "jsonl")
"""Parts of the names of media types whose bodies are useful without their end."""

_NO_TYPE = "x-unknown"  # what Chromium writes for an answer without a media type


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedAnswer:
    """An entry."""

    number: int  # its place in the file, from 1
    origin: str  # scheme and authority of the URL
    method: str
    path: bytes  # raw path
    query: bytes  # raw query
    sent: bytes | None  # the body of the request; None if it is not known
    sent_type: str  # the media type of that body
    status: int
    headers: Headers  # what is played; names in lower case, without the length
    body: bytes  # the body without content coding
    seconds: float  # how long the exchange took
    obstacle: str = ""  # why it cannot be played, completing 'recorded …'; empty if it can be


def read_entry(entry: JSON, number: int) -> RecordedAnswer | None:
    """Return what an entry describes; None if it is no HTTP request with a URL.

    `number` is its place in the file, from 1.
    """
    try:
        return _read(entry, number)
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError):
        return None


def _read(entry: JSON, number: int) -> RecordedAnswer | None:
    sent, received = entry["request"], entry["response"]
    origin, target = split_url(sent["url"])
    if not origin or not isinstance(sent["method"], str):
        return None
    path, _, query = target.partition("?")
    status = int(received.get("status") or 0)
    media_type = _media_type(received)
    body, obstacle, media_type = _body(received, status, sent["method"], media_type)
    if status == PARTIAL:
        obstacle = "of a part of the body only"
    if status not in _STATUSES or entry.get("_resourceType") == "websocket":
        obstacle = "without an answer"
    posted, posted_type = _posted(sent)
    return RecordedAnswer(
        number=number,
        origin=origin,
        method=sent["method"].upper()[:20],
        path=path.encode("ascii"),
        query=query.encode("ascii"),
        sent=posted,
        sent_type=posted_type,
        status=status,
        headers=tuple(_headers(received.get("headers"), media_type, origin)),
        body=body,
        seconds=_seconds(entry.get("time")),
        obstacle=obstacle,
    )


def _posted(sent: Mapping[str, JSON]) -> tuple[bytes | None, str]:
    """Return the body of a request, None if it is not known, and its media type."""
    posted = sent.get("postData")
    if not posted:
        return (b"" if (read_size(sent.get("bodySize")) or 0) <= 0 else None), ""
    media_type, text = str(posted.get("mimeType") or ""), posted.get("text")
    if isinstance(text, str) and text:
        return body_bytes(text, is_base64=is_posted_base64(posted)), media_type
    return posted_form(posted), media_type


def _media_type(received: Mapping[str, JSON]) -> str:
    """Return the media type: the header's, which has the charset, else that of the content."""
    for name, value in _named(received.get("headers")):
        if name == "content-type":
            return value.strip()
    found = str((received.get("content") or {}).get("mimeType") or "")
    return "" if found == _NO_TYPE else found


def _body(
    received: Mapping[str, JSON], status: int, method: str, media_type: str
) -> tuple[bytes, str, str]:
    """Return the body of an answer, why it cannot be played, and its media type."""
    content = received.get("content") or {}
    text, size = content.get("text"), read_size(content.get("size"))
    if has_no_body(status):
        return b"", "", ""
    if not isinstance(text, str) or not text:
        is_missing = (size or 0) > 0 if text == "" else size != 0
        is_missing = is_missing and method.upper() != "HEAD"
        return b"", "without its body" if is_missing else "", media_type
    if str(content.get("encoding") or "").lower() == "base64":
        data = body_bytes(text, is_base64=True)
        if data is None:
            return b"", "with a body that is no Base64", media_type
    else:
        data, media_type = _encoded(text, media_type)
    is_stream = any(name in media_type.lower() for name in _STREAMS)
    if size is not None and size > len(data) + _BYTE_ORDER_MARK and not is_stream:
        return b"", "without the end of its body", media_type
    return data, "", media_type


def _encoded(text: str, media_type: str) -> tuple[bytes, str]:
    """Return a text as bytes in its charset, or as UTF-8 with the media type saying so."""
    charset = _CHARSET.search(media_type)
    name = charset[1].lower() if charset else "utf-8"
    if name in {"utf-8", "utf8"}:
        return text.encode("utf-8", "replace"), media_type
    try:
        return text.encode(_CHARSETS[name]), media_type
    except (KeyError, UnicodeEncodeError):
        return text.encode("utf-8", "replace"), _CHARSET.sub("; charset=utf-8", media_type)


def _headers(found: JSON, media_type: str, origin: str) -> Iterator[tuple[bytes, bytes]]:
    """Yield the headers that can be played; the media type is that of the body as it is written.

    Locations at `origin`, the recorded server, become paths.
    """
    for name, value in _named(found):
        if name in _LEFT or not _NAME.fullmatch(name) or name == "content-type":
            continue
        # Chromium writes repeated fields as lines of one value.
        for line in value.split("\n"):
            text = line.strip()[:MAX_VALUE]
            text = _relative(text, origin) if name in _LOCATIONS else text
            if _VALUE.fullmatch(text) and text != REDACTED.decode():
                yield name.encode("ascii"), text.encode("latin-1")
    if media_type and _VALUE.fullmatch(media_type):
        yield b"content-type", media_type[:MAX_VALUE].encode("latin-1")


def _relative(text: str, origin: str) -> str:
    """Return the path of a URL of the recorded server, which may be gone; other URLs as they are.

    >>> _relative("https://api.example:443/jobs/7?full#top", "https://api.example")
    '/jobs/7?full#top'
    """
    there = _URL.match(text)
    if there is None or split_url(there[0])[0] != origin:
        return text
    # Two slashes would begin the name of another host.
    rest = text[there.end() :]
    return f"/{rest.lstrip('/')}"


def _named(found: JSON) -> Iterator[tuple[str, str]]:
    """Yield names, in lower case, and values of headers, listed or as an object."""
    yield from ((str(name).lower(), value) for name, value in read_fields(found, MAX_HEADERS))


def _seconds(value: JSON) -> float:
    try:
        seconds = float(value) / 1000
    except (TypeError, ValueError, ArithmeticError):
        return 0.0
    return seconds if 0 <= seconds <= MAX_SECONDS else MAX_SECONDS if seconds > 0 else 0.0
