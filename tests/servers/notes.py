"""An honest server of the made-up API in `tests/fixtures/notes.yaml`: it keeps what is written."""

import json
import re
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

from tests.servers.messages import Headers, Reply, Request
from tests.servers.service import Document, Refusal, Service

DOCUMENT = Path(__file__).parents[1] / "fixtures" / "notes.yaml"
PATH = "/v1/notes"
STATUSES = ("draft", "published", "archived")
PAGE, MOST = 10, 50
Note = dict[str, Any]
JSON_TYPES = {"application/json", "application/merge-patch+json"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which notes of the list are wanted."""

    status: str | None
    pinned: bool | None
    limit: int
    after: int  # the id before the page


class Notes(Service):
    """GET and POST /v1/notes, and GET, PUT, PATCH and DELETE of each note."""

    api = "notes"
    challenge = "Bearer"

    def prepare(self) -> None:
        """Set up a dozen notes."""
        self.last = 12
        self.store: dict[int, Note] = {
            number: self.made(
                number,
                {
                    "title": f"Note {number}",
                    "text": "two words" if number % 2 else "one more word",
                    "status": STATUSES[number % len(STATUSES)],
                    "pinned": number % 4 == 0,
                },
            )
            for number in range(1, self.last + 1)
        }

    def matches(self, request: Request) -> bool:
        """Return whether the path is a documented one."""
        parts = request.segments()
        return parts[:2] == ("v1", "notes") and len(parts) in {2, 3} and all(parts)

    def token(self, request: Request) -> None:
        """Return no token: none is needed."""
        del request

    def refuse(self, status: int, message: str, headers: Headers = ()) -> Reply:
        """Return a refusal."""
        return self.json({"error": message}, status, headers)

    # What is asked and answered.

    def other_method(self, request: Request) -> Reply:
        """Return the reply to a write."""
        is_item = len(request.segments()) > 2
        allowed = ("GET, HEAD, OPTIONS", "PUT, PATCH, DELETE" if is_item else "POST")
        allow = (("Allow", ", ".join(allowed)),)
        if request.method == "OPTIONS":
            return Reply(status=204, headers=allow)
        if request.method not in allowed[1].split(", "):
            raise Refusal(405, "This cannot be done here.", allow)
        if not is_item:
            return self.create(read_note(request))
        number = self.number(request)
        self.find(number)
        self.permit(request, number)
        if request.method == "DELETE":
            return self.delete(number)
        return self.update(number, read_note(request, is_part=request.method == "PATCH"), request)

    def get(self, request: Request, tenant: str | None) -> Reply:
        """Return a page of the list, or one note."""
        del tenant
        if len(request.segments()) > 2:
            number = self.number(request)
            return self.json(self.seen(self.find(number)), headers=self.tags(number))
        return self.json(self.page(self.asked(request)))

    def create(self, sent: Note) -> Reply:
        """Add a note, and return the reply to that."""
        with self._lock:
            self.last += 1
            note = self.made(self.last, sent)
            self.add(note)
        place = (("Location", f"{PATH}/{note['id']}"),)
        return self.json(self.seen(note), 201, place)

    def update(self, number: int, sent: Note, request: Request) -> Reply:
        """Change a note, and return the reply to that."""
        with self._lock:
            old = self.store[number]
            base = old if request.method == "PATCH" else {}
            note = self.made(number, {**base, **self.accepted(old, sent)})
            self.save(note)
        return self.json(self.seen(note), headers=self.tags(number))

    def delete(self, number: int) -> Reply:
        """Remove a note, and return the reply to that."""
        with self._lock:
            self.remove(number)
        return Reply(status=204)

    # What defects and freedoms change.

    def add(self, note: Note) -> None:
        """Keep a new note."""
        self.store[note["id"]] = note

    def save(self, note: Note) -> None:
        """Keep a changed note."""
        self.store[note["id"]] = note

    def remove(self, number: int) -> None:
        """Forget a note."""
        del self.store[number]

    def accepted(self, old: Note, sent: Note) -> Note:
        """Return what is taken over of a request."""
        del old
        return sent

    def made(self, number: int, sent: Note) -> Note:
        """Return a note with what the server adds."""
        note = {"text": "", "status": "draft", "pinned": False, **sent}
        note = {name: value for name, value in note.items() if value is not None}
        now = self.clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")
        words = len(str(note.get("text", "")).split())
        return {**note, "id": number, "words": words, "changed_at": now}

    def find(self, number: int) -> Note:
        """Return a note.

        Raises:
            Refusal: There is none.
        """
        if number not in self.store:
            raise Refusal(404, "There is no such note.")
        return self.store[number]

    def seen(self, note: Note) -> Document:
        """Return a note as it is shown: without its secret."""
        return {name: value for name, value in note.items() if name != "secret"}

    def tags(self, number: int) -> Headers:
        """Return the headers that name the state of a note."""
        del number
        return ()

    def permit(self, request: Request, number: int) -> None:
        """Return if a note may be changed by a request."""

    def page(self, asked: Asked) -> Document:
        """Return a page of the list."""
        known = [self.store[number] for number in sorted(self.store)]
        rest = [note for note in self.wanted(known, asked) if note["id"] > asked.after]
        part = rest[: asked.limit]
        cursor = self.cursor(part, rest) if len(part) < len(rest) else None
        return {"notes": [self.seen(note) for note in part], "next_cursor": cursor}

    def wanted(self, known: list[Note], asked: Asked) -> list[Note]:
        """Return the notes that pass the filters."""
        return [
            note
            for note in known
            if asked.status in {None, note["status"]} and asked.pinned in {None, note["pinned"]}
        ]

    def cursor(self, part: list[Note], rest: list[Note]) -> str:
        """Return the cursor of the next page; `rest` begins with the notes of this one."""
        del rest
        return f"after-{part[-1]['id']}"

    # What is read.

    def number(self, request: Request) -> int:
        """Return the id in the path.

        Raises:
            Refusal: It is none.
        """
        text = request.segments()[2]
        if not re.fullmatch(r"[1-9][0-9]{0,17}", text, re.ASCII):
            raise Refusal(400, "The id must be a positive integer.")
        return int(text)

    def asked(self, request: Request) -> Asked:
        """Return which part of the list is wanted.

        Raises:
            Refusal: A parameter is not valid.
        """
        status, pinned = request.field("status"), request.field("pinned")
        limit, cursor = request.field("limit"), request.field("cursor")
        after = re.fullmatch(r"after-([0-9]{1,18})", cursor or "after-0", re.ASCII)
        if status not in {None, *STATUSES} or pinned not in {None, "true", "false"}:
            raise Refusal(400, "There is no such filter.")
        if limit is not None and not re.fullmatch(r"[0-9]{1,18}", limit, re.ASCII):
            raise Refusal(400, "The limit must be an integer.")
        if after is None or not 1 <= int(limit or PAGE) <= MOST:
            raise Refusal(400, "There is no such page.")
        return Asked(
            status=status,
            pinned=None if pinned is None else pinned == "true",
            limit=int(limit or PAGE),
            after=int(after[1]),
        )


def read_note(request: Request, *, is_part: bool = False) -> Note:
    """Return the members of a note in a request.

    Raises:
        Refusal: They are not valid.
    """
    media = (request.header("Content-Type") or "").partition(";")[0].strip().lower()
    if media not in (JSON_TYPES if is_part else JSON_TYPES - {"application/merge-patch+json"}):
        raise Refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "The body must be JSON.")
    try:
        sent = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise Refusal(400, "The body is no JSON.") from error
    if not isinstance(sent, dict) or (is_part and not sent):
        raise Refusal(400, "The body must be an object.")
    title, text = sent.get("title"), sent.get("text", "")
    status, pinned = sent.get("status", "draft"), sent.get("pinned", False)
    is_text = isinstance(text, str) or (is_part and text is None)
    is_title = isinstance(title, str) and 1 <= len(title) <= 80  # as documented
    if not (is_title or (is_part and "title" not in sent)) or not is_text:
        raise Refusal(400, "Title and text must be texts.")
    if status not in STATUSES or not isinstance(pinned, bool):
        raise Refusal(400, "There is no such status.")
    if not isinstance(sent.get("secret", ""), str):
        raise Refusal(400, "The secret must be a text.")
    own = {"title", "text", "status", "pinned", "secret"}
    return {name: value for name, value in sent.items() if name in own}
