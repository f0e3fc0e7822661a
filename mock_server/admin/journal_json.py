"""Entries of the journal as JSON."""

from collections.abc import Iterable

from mock_server.admin.calls import format_moment
from mock_server.http.requests import read_query
from mock_server.http.responses import SEED
from mock_server.journal.criteria import decoded_path
from mock_server.journal.entries.entry import Entry
from mock_server.journal.entries.journal import Journal
from openapi.json.types import JSON

MAX_TEXT = 1000  # characters of one text in the line of an entry
MAX_VIOLATIONS = 10  # violations, and notes, in the line of an entry


def entry_json(entry: Entry, *, has_bodies: bool) -> dict[str, JSON]:
    """Return the JSON of an entry."""
    request: dict[str, JSON] = {
        "method": entry.method,
        "url": entry.url,
        "path": decoded_path(entry),
        "query": _pairs(read_query(entry.query)[0]),
        "headers": _pairs(_texts(entry.headers)),
        "size": entry.body_size,
    }
    response: dict[str, JSON] = {
        "status": entry.status,
        "headers": _pairs(_texts(entry.answer_headers)),
        "size": entry.answer_size,
    }
    if has_bodies:
        request["body"] = entry.body.decode("utf-8", "replace")
        response["body"] = entry.answer.decode("utf-8", "replace")
    return {
        "id": entry.id,
        "at": format_moment(entry.real),
        "clock": format_moment(entry.now),
        "seconds": round(entry.seconds, 6),
        "session": entry.session,
        "api": entry.api,
        "operation": entry.operation_id,
        "matched": not entry.is_unmatched,
        "refusal": entry.refusal,
        "violations": [*entry.violations],
        "notes": [*entry.notes],
        "answer_notes": [*entry.answer_notes],
        "scenario": entry.scenario,
        "example": entry.example,
        "collection": entry.collection,
        "recorded": entry.recorded,
        "fault": entry.fault,
        **_replica(entry),
        "request": request,
        "response": response,
    }


def line_json(entry: Entry) -> dict[str, JSON]:
    """Return the JSON of the line of an entry: what a list shows, with long texts shortened."""
    return {
        "id": entry.id,
        "at": format_moment(entry.real),
        "seconds": round(entry.seconds, 6),
        "session": entry.session,
        "method": entry.method[:MAX_TEXT],
        "url": entry.url[:MAX_TEXT],
        "api": entry.api,
        "operation": entry.operation_id,
        "status": entry.status,
        "size": entry.answer_size,
        "scenario": entry.scenario,
        "example": entry.example,
        "collection": entry.collection,
        "seed": dict(entry.answer_headers).get(SEED, b"").decode("ascii", "replace"),
        "fault": entry.fault,
        "refusal": entry.refusal[:MAX_TEXT],
        "violations": [text[:MAX_TEXT] for text in entry.violations[:MAX_VIOLATIONS]],
        "notes": [text[:MAX_TEXT] for text in entry.notes[:MAX_VIOLATIONS]],
        "answer_notes": [text[:MAX_TEXT] for text in entry.answer_notes[:MAX_VIOLATIONS]],
        **_replica(entry),
    }


def journal_json(journal: Journal, trouble: str) -> dict[str, JSON]:
    """Return the JSON of the journal's size; `trouble` says why it has only this replica's part."""
    return {
        "on": journal.is_on,
        "entries": len(journal.entries()),
        "bytes": journal.size,
        "dropped": journal.dropped,
        "latest": journal.latest,
        **({"trouble": trouble} if trouble else {}),
    }


def _replica(entry: Entry) -> dict[str, JSON]:
    """Return the name of the process that has answered, if there are several."""
    return {"replica": entry.replica} if entry.replica else {}


def _texts(headers: Iterable[tuple[bytes, bytes]]) -> Iterable[tuple[str, str]]:
    return ((name.decode("latin-1"), value.decode("latin-1")) for name, value in headers)


def _pairs(pairs: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in pairs]
