"""The journal as an HTTP archive (HAR 1.2), for browsers, other tools and `contracts har`.

This module is the only one of the mock that imports harfile, which writes the format and nothing
else.
"""

import io
from base64 import b64encode
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from importlib.metadata import version

import harfile

from mock_server.http.preferences import SESSION_PREFIX
from mock_server.http.requests import read_query
from mock_server.http.responses import Headers
from mock_server.journal.journal import Entry

MEDIA_TYPE = "application/json"

MAX_BYTES = 32 * 1024 * 1024
"""Bytes of the bodies and heads in one archive; with more, the earliest exchanges are left out."""

_NOT_KEPT = "The journal has not kept the whole body."


def archive_of(entries: Sequence[Entry]) -> str:
    """Return exchanges as an archive, the earliest first.

    Args:
        entries: The earliest first.
    """
    file = io.StringIO()
    creator = harfile.Creator(name="mock-server", version=version("specimen"))
    with harfile.HarFile(file, creator=creator) as archive:
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
        queryString=[
            harfile.Record(name=name, value=value) for name, value in read_query(entry.query)[0]
        ],
        postData=body,
        bodySize=entry.body_size,
    )


def _url(entry: Entry, host: str) -> str:
    """Return the URL; a session that a header or the query names is in the path as well.

    So the requests of two sessions, which see different states of one resource, have two URLs.
    """
    path = entry.path.decode("ascii", "backslashreplace")
    named = f"{SESSION_PREFIX.decode()}{entry.session}" if entry.session else ""
    prefix = entry.prefix or named
    query = f"?{entry.query.decode('ascii', 'backslashreplace')}" if entry.query else ""
    return f"http://{host or 'localhost'}{prefix}{path}{query}"


def _response(entry: Entry) -> harfile.Response:
    if not entry.status:
        return harfile.Response(status=0, statusText="", httpVersion="")
    headers = _records(entry.answer_headers)
    content = harfile.Content(size=entry.answer_size, mimeType=_value(headers, "content-type"))
    if entry.has_whole_answer:
        try:
            content.text = entry.answer.decode("utf-8")
        except UnicodeDecodeError:
            content.text, content.encoding = b64encode(entry.answer).decode("ascii"), "base64"
    else:
        content.comment = _NOT_KEPT
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
