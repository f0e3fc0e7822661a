"""What a run knows about an exchange beside the bytes, as the comment of its entry.

With it, a recording of a run is judged as the run itself was; other programs show it as text.
"""

import json
from collections.abc import Mapping
from dataclasses import replace

from contracts.http.messages.exchange import HTTP_1_0, HTTP_1_1, Exchange, Identity, Purpose
from openapi.json.types import JSON

_BEGIN = "specimen "
_LONGEST = 64 * 1024


def note_of(exchange: Exchange, *, is_base64: bool) -> str:
    """Return the note on an exchange.

    The exchange is redacted; `is_base64` says how the body of the request is written.
    """
    request, response = exchange.request, exchange.response
    facts: dict[str, JSON] = {
        "number": exchange.number,
        "operation": exchange.operation,
        "purpose": exchange.purpose.value,
        "asker": exchange.asker.value,
        "twin": exchange.compared_to,
        "fresh": exchange.is_fresh,
        "changes": exchange.changes_before,
        "note": exchange.note,
        "failure": exchange.failure,
        "version": "" if request.version == HTTP_1_1 else request.version,
        "base64": is_base64,
        "faults": list(response.framing_errors) if response else [],
        "cut": bool(response and response.is_cut),
        "stream": bool(response and response.is_stream),
        "hidden": bool(response and not response.is_body_known),
    }
    known = {name: value for name, value in facts.items() if value}
    return _BEGIN + json.dumps(known, ensure_ascii=False)


def read_note(comment: JSON) -> Mapping[str, JSON] | None:
    """Return the note in a comment; None if the entry was recorded by another program."""
    if not isinstance(comment, str) or not comment.startswith(_BEGIN) or len(comment) > _LONGEST:
        return None
    try:
        note = json.loads(comment[len(_BEGIN) :])
    except (ValueError, RecursionError):
        return None
    return note if isinstance(note, dict) else None


def with_note(exchange: Exchange, note: Mapping[str, JSON], base: int) -> Exchange:
    """Return an exchange with what a note says about it.

    `base` is added to the numbers in the note.

    Raises:
        KeyError, TypeError, ValueError: The note is not as `note_of` writes it.
    """
    response, twin = exchange.response, int(note.get("twin", 0))
    if response is not None:
        response = replace(
            response,
            framing_errors=tuple(map(str, note.get("faults", ()))),
            is_cut=bool(note.get("cut")),
            is_stream=bool(note.get("stream")),
            is_body_known=not note.get("hidden"),
            is_text=False,
        )
    version = HTTP_1_0 if note.get("version") == HTTP_1_0 else HTTP_1_1
    return replace(
        exchange,
        number=base + int(note["number"]),
        request=replace(exchange.request, version=version),
        response=response,
        failure=str(note.get("failure", "")),
        purpose=Purpose(note["purpose"]),
        operation=str(note.get("operation", "")),
        note=str(note.get("note", "")),
        asker=Identity(note["asker"]),
        compared_to=base + twin if twin else 0,
        is_fresh=bool(note.get("fresh")),
        changes_before=int(note.get("changes", 0)),
    )
