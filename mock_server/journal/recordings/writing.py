"""Exchanges as HTTP archives (HAR 1.2), for browsers, other tools and `contracts har`.

The journal becomes a whole archive; an exchange with a real server the text of one entry.

This module is the only one of the mock that imports harfile, which names the members of the format.
"""

import json
from base64 import b64encode
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from importlib.metadata import version

import harfile

from mock_server.http.preferences import SESSION_PREFIX
from mock_server.http.requests import read_query
from mock_server.http.responses import Headers
from mock_server.journal.entries.entry import Entry
from mock_server.journal.recordings.exchange import Exchange, value_of
from openapi.json.types import JSON

MEDIA_TYPE = "application/json"
MAX_BYTES = 32 * 1024 * 1024  # of one archive; with more, the earliest exchanges are left out
CUT = "cut: the whole body was not kept"  # comment of a body without its end
_NOTICED = 4  # bytes by which a size must differ: three are a byte order mark


def archive_of(entries: Sequence[Entry]) -> str:
    """Return exchanges as an archive, the earliest first."""
    creator = {"name": "mock-server", "version": version("specimen")}
    shown = [_journaled(each) for each in _latest(entries)]
    return json.dumps({"log": {"version": "1.2", "creator": creator, "entries": shown}}, indent=1)


def recorded_entry(exchange: Exchange) -> str:
    """Return the entry of an exchange, as a line of JSON.

    The exchange is without secrets and content codings.
    """
    return json.dumps(_entry(exchange, exchange.origin, is_whole=exchange.is_whole))


def _journaled(entry: Entry) -> dict[str, JSON]:
    """Return an entry; a session that a header or the query names is in its URL as well.

    So the requests of two sessions, which see different states of one resource, have two URLs.
    """
    named = f"{SESSION_PREFIX.decode()}{entry.session}" if entry.session else ""
    host = value_of(entry.headers, b"host") or "localhost"
    shown = _entry(entry, f"http://{host}{entry.prefix or named}", is_whole=entry.has_whole_answer)
    return {**shown, "comment": _comment(entry)}


def _entry(exchange: Entry | Exchange, origin: str, *, is_whole: bool) -> dict[str, JSON]:
    headers, answered = _records(exchange.headers), _records(exchange.answer_headers)
    query = f"?{exchange.query.decode('ascii', 'backslashreplace')}" if exchange.query else ""
    request = harfile.Request(
        method=exchange.method,
        url=f"{origin}{exchange.path.decode('ascii', 'backslashreplace')}{query}",
        httpVersion="HTTP/1.1",
        headers=headers,
        queryString=[harfile.Record(name=k, value=v) for k, v in read_query(exchange.query)[0]],
        bodySize=exchange.body_size,
    ).asdict()
    if exchange.body_size:
        request["postData"] = _posted(exchange, _value(headers, "content-type"))
    content = _content(exchange.answer, _value(answered, "content-type"))
    if not is_whole:
        # A size that differs says the same to programs that do not read comments.
        content.size = max(exchange.answer_size, content.size + _NOTICED)
        content.comment = CUT
    response = harfile.Response(
        status=exchange.status,
        statusText="",
        httpVersion="HTTP/1.1" if exchange.status else "",
        headers=answered,
        content=content,
        redirectURL=_value(answered, "location"),
    )
    milliseconds = round(exchange.seconds * 1000, 3)
    return {
        "startedDateTime": datetime.fromtimestamp(max(exchange.real, 0.0), UTC).isoformat(),
        "time": milliseconds,
        "request": request,
        "response": response.asdict(),
        "timings": {"send": 0, "wait": milliseconds, "receive": 0},
        "cache": {},
    }


def _posted(exchange: Entry | Exchange, media_type: str) -> dict[str, JSON]:
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


def _latest(entries: Sequence[Entry]) -> Sequence[Entry]:
    """Return as many of the latest entries as fit."""
    room = MAX_BYTES
    for place in range(len(entries) - 1, -1, -1):
        room -= entries[place].size + len(entries[place].answer)
        if room < 0:
            return entries[place + 1 :]
    return entries


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
