"""Exchanges and archives for the tests of recordings."""

import json
from dataclasses import replace
from typing import Any

from mock_server.journal.recordings.entries import RecordedAnswer, read_entry
from mock_server.journal.recordings.exchange import Exchange

PLAIN = Exchange(
    real=1_795_262_400.0,
    seconds=0.25,
    origin="http://api.example",
    method="GET",
    path=b"/jobs/7",
    query=b"",
    headers=((b"accept", b"*/*"),),
    body=b"",
    body_size=0,
    status=200,
    answer_headers=((b"content-type", b"application/json"),),
    answer=b'{"id":7}',
    answer_size=8,
    is_whole=True,
)


def exchange(**changes: Any) -> Exchange:
    """Return an exchange; sizes fit the bodies unless they are given."""
    sizes = {"body_size": len(changes.get("body", b""))}
    if "answer" in changes:
        sizes["answer_size"] = len(changes["answer"])
    return replace(PLAIN, **{**sizes, **changes})


def entry(
    url: str = "http://api.example/jobs/7",
    text: str | None = '{"id":7}',
    *,
    method: str = "GET",
    status: Any = 200,
    media_type: str = "application/json",
    content: Any = None,
    request: Any = None,
    response: Any = None,
    **members: Any,
) -> dict[str, Any]:
    """Return an entry of an archive.

    Args:
        url: Of the request.
        text: The body of the answer.
        method: Of the request.
        status: Of the answer.
        media_type: Of the body.
        content: Members of the content in the place of the usual ones.
        request: Further members of the request.
        response: Further members of the answer.
        members: Further members of the entry.
    """
    usual = {"size": len((text or "").encode()), "mimeType": media_type, "text": text}
    return {
        "time": 12.5,
        "request": {"method": method, "url": url, "headers": [], **(request or {})},
        "response": {
            "status": status,
            "headers": [{"name": "Content-Type", "value": media_type}] if media_type else [],
            "content": usual if content is None else content,
            **(response or {}),
        },
        **members,
    }


def archive(*entries: Any, **members: Any) -> bytes:
    """Return an archive."""
    return json.dumps({"log": {"version": "1.2", "entries": [*entries], **members}}).encode()


def answers(*entries: Any) -> list[RecordedAnswer]:
    """Return what can be played of some entries."""
    read = (read_entry(each, number) for number, each in enumerate(entries, 1))
    return [each for each in read if each is not None]
