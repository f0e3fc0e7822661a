"""Exchanges as HTTP archives (HAR 1.2), for browsers, other tools and `contracts har`.

The journal becomes a whole archive; an exchange with a real server the text of one entry.

This module is the only one of the mock that imports harfile, which writes the format and nothing
else.
"""

import io
import json
from base64 import b64encode
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from importlib.metadata import version

import harfile

from mock_server.http.preferences import SESSION_PREFIX
from mock_server.http.requests import read_query
from mock_server.http.responses import Headers
from mock_server.journal.journal import Entry
from mock_server.journal.recordings.exchange import Exchange
from openapi.json.types import JSON

MEDIA_TYPE = "application/json"

MAX_BYTES = 32 * 1024 * 1024
"""Bytes of the bodies and heads in one archive; with more, the earliest exchanges are left out."""

CUT = "cut: the recording has not kept the whole body"  # comment of a body without its end

CREATOR = harfile.Creator(name="mock-server", version=version("specimen"))

_NOTICED = 4  # bytes by which a size must differ: three are a byte order mark

_NOT_KEPT = "The journal has not kept the whole body."


def archive_of(entries: Sequence[Entry]) -> str:
    """Return exchanges as an archive, the earliest first."""
    file = io.StringIO()
    with harfile.HarFile(file, creator=CREATOR) as archive:
        for entry in _latest(entries):
            milliseconds = round(entry.seconds * 1000, 3)
            archive.add_entry(
                startedDateTime=datetime.fromtimestamp(max(entry.real, 0.0), UTC),
                time=milliseconds,
                request=_request(entry),
                response=_response(entry),
                timings=harfile.Timings(send=0, wait=milliseconds, receive=0),
                comment=_comment(entry) or None,
            )
    return file.getvalue()


def recorded_entry(exchange: Exchange) -> str:
    """Return the entry of an exchange, as a line of JSON.

    The exchange is without secrets and content codings.
    """
    headers, answered = _records(exchange.headers), _records(exchange.answer_headers)
    request = harfile.Request(
        method=exchange.method,
        url=_absolute(exchange.origin, exchange.path, exchange.query),
        httpVersion="HTTP/1.1",
        headers=headers,
        queryString=_query(exchange.query),
        bodySize=exchange.body_size,
    ).asdict()
    if exchange.body_size:
        request["postData"] = _posted(exchange, _value(headers, "content-type"))
    content = _content(exchange.answer, _value(answered, "content-type"))
    if not exchange.is_whole:
        # A size that differs says the same to programs that do not read comments.
        content.size = max(exchange.answer_size, content.size + _NOTICED)
        content.comment = CUT
    response = harfile.Response(
        status=exchange.status,
        statusText="",
        httpVersion="HTTP/1.1",
        headers=answered,
        content=content,
        redirectURL=_value(answered, "location"),
    )
    milliseconds = round(exchange.seconds * 1000, 3)
    entry = {
        "startedDateTime": datetime.fromtimestamp(max(exchange.real, 0.0), UTC).isoformat(),
        "time": milliseconds,
        "request": request,
        "response": response.asdict(),
        "timings": {"send": 0, "wait": milliseconds, "receive": 0},
        "cache": {},
    }
    return json.dumps(entry)


def _posted(exchange: Exchange, media_type: str) -> dict[str, JSON]:
    """Return the body of a request; without its text if the end is missing."""
    if len(exchange.body) != exchange.body_size:
        return {"mimeType": media_type, "params": [], "comment": CUT}
    try:
        return {"mimeType": media_type, "text": exchange.body.decode("utf-8")}
    except UnicodeDecodeError:
        # The format has no member for this; other recorders use the same name.
        text = b64encode(exchange.body).decode("ascii")
        return {"mimeType": media_type, "text": text, "_encoding": "base64"}


def _content(body: bytes, media_type: str) -> harfile.Content:
    try:
        return harfile.Content(size=len(body), mimeType=media_type, text=body.decode("utf-8"))
    except UnicodeDecodeError:
        text = b64encode(body).decode("ascii")
        return harfile.Content(size=len(body), mimeType=media_type, text=text, encoding="base64")


def _query(query: bytes) -> list[harfile.Record]:
    return [harfile.Record(name=name, value=value) for name, value in read_query(query)[0]]


def _absolute(origin: str, path: bytes, query: bytes) -> str:
    shown = f"?{query.decode('ascii', 'backslashreplace')}" if query else ""
    return f"{origin}{path.decode('ascii', 'backslashreplace')}{shown}"


def _latest(entries: Sequence[Entry]) -> Sequence[Entry]:
    """Return as many of the latest entries as fit."""
    room = MAX_BYTES
    for place in range(len(entries) - 1, -1, -1):
        room -= entries[place].size + len(entries[place].answer)
        if room < 0:
            return entries[place + 1 :]
    return entries


def _request(entry: Entry) -> harfile.Request:
    headers = _records(entry.headers)
    body = None
    if entry.body_size:
        is_whole = len(entry.body) == entry.body_size
        body = harfile.PostData(
            mimeType=_value(headers, "content-type"),
            text=entry.body.decode("utf-8", "replace") if is_whole else None,
            params=None if is_whole else [],
            comment=None if is_whole else _NOT_KEPT,
        )
    return harfile.Request(
        method=entry.method,
        url=_url(entry, _value(headers, "host")),
        httpVersion="HTTP/1.1",
        headers=headers,
        queryString=_query(entry.query),
        postData=body,
        bodySize=entry.body_size,
    )


def _url(entry: Entry, host: str) -> str:
    """Return the URL; a session that a header or the query names is in the path as well.

    So the requests of two sessions, which see different states of one resource, have two URLs.
    """
    named = f"{SESSION_PREFIX.decode()}{entry.session}" if entry.session else ""
    origin = f"http://{host or 'localhost'}{entry.prefix or named}"
    return _absolute(origin, entry.path, entry.query)


def _response(entry: Entry) -> harfile.Response:
    if not entry.status:
        return harfile.Response(status=0, statusText="", httpVersion="")
    headers = _records(entry.answer_headers)
    media_type = _value(headers, "content-type")
    if entry.has_whole_answer:
        content = _content(entry.answer, media_type)
    else:
        content = harfile.Content(size=entry.answer_size, mimeType=media_type, comment=_NOT_KEPT)
    return harfile.Response(
        status=entry.status,
        statusText="",
        httpVersion="HTTP/1.1",
        headers=headers,
        content=content,
        redirectURL=_value(headers, "location"),
    )


def _comment(entry: Entry) -> str:
    """Return what the mock knows about an exchange beside its bytes."""
    facts = {
        "session": entry.session,
        "scenario": entry.scenario,
        "example": entry.example,
        "recording": entry.recorded,
        "fault": entry.fault,
        "refusal": entry.refusal,
    }
    return ", ".join(f"{name} {value}" for name, value in facts.items() if value)


def _records(headers: Headers) -> list[harfile.Record]:
    return [
        harfile.Record(name=name.decode("latin-1"), value=value.decode("latin-1"))
        for name, value in headers
    ]


def _value(records: Iterable[harfile.Record], name: str) -> str:
    return next((each.value for each in records if each.name.lower() == name), "")
