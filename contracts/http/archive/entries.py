"""From an entry of an HTTP archive to an exchange, by whichever program it was recorded.

Recorders differ: they decode bodies or write Base64, leave bodies and secrets out, write sizes of
-1, pseudo header fields of HTTP/2 and fields of their own. What an entry does not have is marked as
unknown in the exchange, so that no check takes it for empty.

Source: HTTP Archive 1.2, and what Chromium, Firefox, Playwright, mitmproxy and Postman write.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from itertools import chain

from contracts.http.archive.bodies import read_content, read_post_data
from contracts.http.archive.notes import read_note, with_note
from contracts.http.messages.content_codings import content_codings
from contracts.http.messages.exchange import Exchange, Headers, Purpose, Request, Response, header
from openapi.archives.parts import read_fields, split_url
from openapi.json.types import JSON

UNKNOWN_SECONDS = 30.0
"""How long an answer is assumed to have taken where the recording does not say it."""

UNKNOWN_MOMENT = datetime(1970, 1, 1, tzinfo=UTC)
"""When a request is assumed to have been sent where the recording does not say it."""

MAX_HEADERS = 1000

MAX_KEPT_URL = 500  # characters of a URL whose parts are kept

MAX_KEPT_HEAD = 8 * 1024
"""Characters of the header fields that are kept for the next entry that has them."""

LAST_YEAR = 9999  # moments from this year on cannot be added to

_SWITCHING = 101
_LONGEST_SECONDS = 24 * 60 * 60


class NotJudged(StrEnum):
    """Why an entry is no exchange that could be judged; each text completes '12 …'."""

    MALFORMED = "that cannot be read"
    NO_HTTP = "that are not HTTP"
    NO_ANSWER = "without an answer"
    CACHED = "answered by a cache of the browser"
    PREFLIGHT = "that are CORS preflights"


def read_entry(entry: JSON, number: int, base: int = 0, *, note: str = "") -> Exchange | NotJudged:
    """Return the exchange that an entry describes, or why it is not judged.

    The entry is one of `openapi.archives.reading`. In a recording of a run, the numbers are
    its own, to which `base` is added, and so are the notes; else `number` and `note` are taken.
    """
    try:
        return _read(entry, number, base, note)
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError):
        return NotJudged.MALFORMED


def _read(entry: JSON, number: int, base: int, place: str) -> Exchange | NotJudged:
    sent, received = entry["request"], entry["response"]
    origin, target = _parts(sent["url"])
    if not origin:
        return NotJudged.NO_HTTP
    note = read_note(entry.get("comment"))
    request = _request(sent, origin, target, is_base64=bool(note and note.get("base64")))
    exchange = Exchange(
        number=number,
        request=request,
        response=_response(received, request, is_noted=note is not None),
        purpose=Purpose.RECORDED,
        operation="",
        note=place,
        at=_moment(entry.get("startedDateTime")),
        elapsed_seconds=_seconds(entry),
    )
    return with_note(exchange, note, base) if note else _usual(exchange, entry)


def _usual(exchange: Exchange, entry: Mapping[str, JSON]) -> Exchange | NotJudged:
    """Return an exchange, or why it shows nothing about the server."""
    response, received = exchange.response, entry["response"]
    if response is None:
        return NotJudged.NO_ANSWER
    if response.status == _SWITCHING or entry.get("_resourceType") == "websocket":
        return NotJudged.NO_HTTP
    if entry.get("_fromCache") or received.get("_fetchedViaServiceWorker"):
        return NotJudged.CACHED
    request = exchange.request
    if request.method == "OPTIONS" and header(request.headers, "access-control-request-method"):
        return NotJudged.PREFLIGHT
    return exchange


def _parts(url: JSON) -> tuple[str, str]:
    """Return the origin and the target of a URL; two empty texts if it is not HTTP."""
    return _kept_parts(url) if len(url) <= MAX_KEPT_URL else split_url(url)


_kept_parts = lru_cache(maxsize=4096)(split_url)


def _request(sent: Mapping[str, JSON], origin: str, target: str, *, is_base64: bool) -> Request:
    headers = _headers(sent.get("headers"))
    if sent.get("cookies") and header(headers, "cookie") is None:
        pairs = (f"{each['name']}={each['value']}" for each in sent["cookies"])
        headers = (*headers, ("Cookie", "; ".join(pairs)))
    body = read_post_data(sent, headers, is_base64=is_base64)
    if body.media_type and header(headers, "content-type") is None:
        headers = (*headers, ("Content-Type", body.media_type))
    method = sent["method"]
    if not isinstance(method, str) or not method:
        raise TypeError
    return Request(
        method=method.upper(),
        origin=origin,
        target=target,
        headers=headers,
        body=body.data,
        is_body_known=body.is_known,
    )


def _response(received: Mapping[str, JSON], request: Request, *, is_noted: bool) -> Response | None:
    status = int(received["status"])
    if status <= 0:
        return None
    headers = _headers(received.get("headers"))
    if is_noted:
        body = read_content(received, (), status, request.method, is_exact=True)
        reason = str(received.get("statusText") or "")
        return Response(status=status, reason=reason, headers=headers, body=body.data)
    are_known = bool(headers)
    body = read_content(received, headers, status, request.method)
    if body.media_type and header(headers, "content-type") is None and not are_known:
        headers = (("Content-Type", body.media_type),)
    if body.data and content_codings(headers):
        headers = tuple(_without_coding(headers))
    is_stream = "text/event-stream" in (header(headers, "content-type") or "")
    return Response(
        status=status,
        reason=str(received.get("statusText") or ""),
        headers=headers,
        body=body.data,
        is_cut=body.is_cut or is_stream,
        is_stream=is_stream,
        is_body_known=body.is_known,
        are_headers_known=are_known,
        is_text=body.is_text,
    )


def _headers(found: JSON) -> Headers:
    """Return the header fields without pseudo header fields (RFC 9113, 8.3)."""
    pairs = tuple(read_fields(found, MAX_HEADERS))
    size = sum(map(len, chain.from_iterable(pairs)))
    return _kept_fields(pairs) if size <= MAX_KEPT_HEAD else _fields(pairs)


def _fields(pairs: Headers) -> Headers:
    fields: list[tuple[str, str]] = []
    for pair in pairs:
        name, value = pair
        if not isinstance(name, str):
            raise TypeError
        if name.startswith(":"):
            continue
        if "\n" in value:
            # Chromium writes repeated fields as lines of one value.
            fields += ((name, line) for line in value.split("\n"))
        else:
            fields.append(pair)
    return tuple(fields)


_kept_fields = lru_cache(maxsize=512)(_fields)
"""Clients and servers send the same heads again and again: exchanges share them."""


def _without_coding(headers: Headers) -> Iterator[tuple[str, str]]:
    """Yield the header fields that are true of a body that the recorder has decoded."""
    coded = {"content-encoding", "content-length"}
    yield from (pair for pair in headers if pair[0].lower() not in coded)


def _seconds(entry: Mapping[str, JSON]) -> float:
    value = entry.get("time")
    if isinstance(value, bool) or value is None:
        return UNKNOWN_SECONDS
    seconds = float(value) / 1000
    return seconds if 0 <= seconds <= _LONGEST_SECONDS else UNKNOWN_SECONDS


def _moment(text: JSON) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        moment = moment.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        return UNKNOWN_MOMENT
    return moment if UNKNOWN_MOMENT.year <= moment.year < LAST_YEAR else UNKNOWN_MOMENT
