"""A server that keeps notes, and the ways in which it may lose what is written."""

import json
import time
import zlib
from collections.abc import Callable
from typing import Any

from tests.contracts.live import Answer, Reply, Seen

SPEC = """
openapi: 3.0.3
info: {title: Notes, version: "1"}
paths:
  /notes:
    post:
      operationId: addNote
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Note"},
        example: {title: milk, count: 3}}}}
      responses: {"201": {description: made}}
  /notes/{note_id}:
    parameters: [{name: note_id, in: path, required: true, schema: {type: integer}, example: 1}]
    get:
      operationId: getNote
      responses:
        "200": {description: ok, content: {application/json: {schema: {
          $ref: "#/components/schemas/Note"}}}}
        "404": {description: none}
    put:
      operationId: putNote
      parameters: [{name: If-Match, in: header, schema: {type: string}}]
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Note"},
        example: {title: bread, count: 2, secret: word}}}}
      responses: {"200": {description: ok}, "202": {description: later}, "404": {description: none}}
    delete:
      operationId: deleteNote
      responses: {"204": {description: gone}, "404": {description: none}}
components:
  schemas:
    Note:
      type: object
      properties:
        id: {type: integer, readOnly: true}
        title: {type: string}
        count: {type: integer}
        secret: {type: string, writeOnly: true}
        changed_at: {type: string}
"""

Change = Callable[[dict[str, Any], dict[str, Any]], dict[str, Any]]
"""Returns a note as it is kept, from the note before and from what is sent."""


def kept(old: dict[str, Any], sent: dict[str, Any]) -> dict[str, Any]:
    """Keep what is sent."""
    return {**old, **shown(sent)}


def shown(sent: dict[str, Any]) -> dict[str, Any]:
    """Return what is sent without what is never answered."""
    return {name: value for name, value in sent.items() if name != "secret"}


def lost(old: dict[str, Any], _sent: dict[str, Any]) -> dict[str, Any]:
    """Keep nothing of it."""
    return old


def stamped(old: dict[str, Any], _sent: dict[str, Any]) -> dict[str, Any]:
    """Keep nothing of it, but note when it came."""
    return {**old, "changed_at": str(time.monotonic())}


def normalized(old: dict[str, Any], sent: dict[str, Any]) -> dict[str, Any]:
    """Keep the title in capitals and short, and no other member."""
    return {**old, "title": sent["title"].strip().upper()[:3]}


def notes(
    *,
    put: Change = kept,
    status: int = 200,
    delete: str = "removes",
    keeps_new: bool = True,
    knows_any: bool = False,
    looks_late: int = 0,
    needs_tag: bool = False,
) -> Answer:
    """Return a server of notes.

    Args:
        put: What a PUT does.
        status: The answer to a PUT.
        delete: `removes` the note, `marks` it as deleted, or `nothing`.
        keeps_new: Whether a POST keeps what it answers.
        knows_any: Whether any id is answered, as a mock does.
        looks_late: How many GETs after a PUT show the old note.
        needs_tag: Whether a PUT must name the ETag of the note (428 and 412 otherwise).
    """
    store: dict[int, dict[str, Any]] = {1: {"id": 1, "title": "old", "count": 9}}
    late: list[dict[str, Any]] = []
    last = 1

    def answer(seen: Seen) -> Reply:
        nonlocal last
        place = seen.target.partition("?")[0].removeprefix("/notes").strip("/")
        sent = json.loads(seen.body) if seen.body else {}
        if not place and seen.method == "POST":
            last += 1
            note = {"id": last, **shown(sent)}
            store.update({last: note} if keeps_new else {})
            return Reply(status=201, body=note, headers={"Location": f"/notes/{last}"})
        number = int(place) if place.isdecimal() else 0
        if knows_any:
            store.setdefault(number, {"id": number, "title": "old", "count": 9})
        if number not in store:
            return Reply(status=404, body={})
        tag = f'"{number}-{zlib.crc32(json.dumps(store[number]).encode())}"'
        given = dict(seen.headers).get("If-Match")
        if seen.method == "PUT" and needs_tag and given != tag:
            return Reply(status=412 if given else 428, body={})
        if seen.method == "PUT":
            late[:] = [store[number]] * looks_late
            store[number] = put(store[number], sent)
            return Reply(status=status, body=kept(store[number], sent))
        if seen.method == "DELETE":
            if delete == "marks":
                store[number] = {**store[number], "title": "deleted"}
            elif delete == "removes":
                del store[number]
            return Reply(status=204)
        return Reply(body=late.pop() if late else store[number], headers={"ETag": tag})

    return answer
