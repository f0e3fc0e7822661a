"""An honest Placewise: the status of one members import, computed from the clock alone.

Two clubs with imports and tokens of their own. Each bulk waits, is worked off and ends at fixed
times after its import was created, so that every state can be computed and none is stored.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.servers.messages import Headers, Reply, Request
from tests.servers.service import Document, Refusal, Service

SLUG = "infinity-mall"
TOKEN = "pw-Token-of-infinity-mall-5d41"
OTHER_SLUG = "harbour-plaza"
OTHER_TOKEN = "pw-Token-of-harbour-plaza-9c02"

RUNNING = 1
FINISHED = 2
FAILED = 3
WAITING = 4
SMALL = 7
LARGE = 1001
HUGE = 9007199254740993  # 2**53 + 1, the first integer that a double cannot hold
IDS = (RUNNING, FINISHED, FAILED, WAITING, SMALL, 42, LARGE, 1002, HUGE)
UNKNOWN = 999999


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulk:
    """A part of an import.

    Attributes:
        id: Given by the server.
        request_number: Given by the sender.
        members: How many members it carries.
        starts: When it is picked up, in seconds after the import was created.
        takes: How many seconds it is worked off.
        ends: The status in which it ends.
    """

    id: int
    request_number: int
    members: int
    starts: float
    takes: float
    ends: str = "finished"

    def status(self, age: float) -> str:
        """Return its status, `age` seconds after its import was created."""
        if age < self.starts:
            return "waiting"
        return "working" if age < self.starts + self.takes else self.ends

    def accounted(self, age: float) -> tuple[int, int, int]:
        """Return how many members are created, updated and refused; none ever falls."""
        share = min(max((age - self.starts) / self.takes, 0.0), 1.0)
        most = self.members if self.ends == "finished" else self.members * 6 // 10
        tens, rest = divmod(int(most * share), 10)
        return 7 * tens + min(rest, 7), 2 * tens + max(rest - 7, 0), tens


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """An import with its bulks."""

    id: int
    club: str
    created_at: datetime
    bulks: tuple[Bulk, ...]


def imports(start: datetime) -> dict[int, Import]:
    """Return the imports of both clubs as a server that starts at `start` knows them."""
    day = 86400.0
    done = ((0, 20, "finished"), (20, 30, "finished"), (50, 10, "finished"))
    running = ((0, 20, "finished"), (20, 60, "finished"), (80, 60, "finished"), (140, 60, "failed"))
    mixed = ((0, 20, "finished"), (20, 30, "failed"), (50, 40, "finished"))
    waiting = ((7200, 60, "finished"), (7260, 60, "finished"))
    plans = [
        (RUNNING, SLUG, 30.0, running),
        (FINISHED, SLUG, 3 * day, done),
        (FAILED, SLUG, 2 * day, mixed),
        (WAITING, SLUG, 60.0, waiting),
        (SMALL, SLUG, 40 * day, done[:1]),
        (42, SLUG, 2 * day, done[:2]),
        (LARGE, SLUG, 5 * day, done),
        (1002, SLUG, 6 * day, mixed),
        (HUGE, SLUG, 7 * day, done),
        (5, OTHER_SLUG, 4 * day, done[:2]),
        (6, OTHER_SLUG, 10.0, running),
        (1003, OTHER_SLUG, 4 * day, mixed),
    ]
    return {
        number: Import(
            id=number,
            club=club,
            created_at=start - timedelta(seconds=age, milliseconds=417),
            bulks=tuple(
                Bulk(
                    id=83473 + 10 * index + position,
                    request_number=position + 1,
                    members=1000 if position == 0 else 990 - 3 * (index + position),
                    starts=starts,
                    takes=takes,
                    ends=ends,
                )
                for position, (starts, takes, ends) in enumerate(life)
            ),
        )
        for index, (number, club, age, life) in enumerate(plans)
    }


class Placewise(Service):
    """GET /v3/{loyalty_club_slug}/members/imports/{import_id}."""

    api = "placewise"
    challenge = "ApiKey"

    def prepare(self) -> None:
        """Set up the imports of both clubs."""
        self.store = imports(self.clock.now())

    def matches(self, request: Request) -> bool:
        """Return whether the path is the documented one."""
        parts = request.segments()
        return len(parts) == 5 and parts[0] == "v3" and parts[2:4] == ("members", "imports")

    def token(self, request: Request) -> str | None:
        """Return the token that the request carries; an empty header is none."""
        return request.header("X-Client-Authorization") or None

    def owner_of(self, token: str) -> str | None:
        """Return the club whose token it is, or None."""
        return {TOKEN: SLUG, OTHER_TOKEN: OTHER_SLUG}.get(token)

    def get(self, request: Request, tenant: str | None) -> Reply:
        """Return the state of one import."""
        if request.header("X-Loyalty-Club-Slug") is None:
            raise Refusal(400, "The header X-Loyalty-Club-Slug is missing.")
        slug, text = self.slug(request), request.segments()[4]
        found = self.find(slug, self.read_id(text), tenant)
        if found is None:
            raise self.missing(text)
        return self.json(self.alter(self.describe(found), request))

    def slug(self, request: Request) -> str:
        """Return the club of the path."""
        return request.segments()[1]

    def read_id(self, text: str) -> int:
        """Return the number of the import.

        Raises:
            Refusal: It is not the canonical decimal of a 64-bit integer.
        """
        if not re.fullmatch(r"0|-?[1-9][0-9]{0,18}", text, re.ASCII):
            raise Refusal(400, "The import_id must be an integer.")
        number = int(text)
        if not -(2**63) <= number < 2**63:
            raise Refusal(400, "The import_id must be a 64-bit integer.")
        return number

    def find(self, slug: str, number: int, tenant: str | None) -> Import | None:
        """Return the import if the club has it and the asker may see the club."""
        found = self.store.get(number)
        if found is None or found.club != slug or tenant not in {None, slug}:
            return None
        return found

    def missing(self, text: str) -> Refusal:
        """Return the refusal for an import that the club does not have."""
        del text
        return Refusal(404, "Job with such ID wasn't found.")

    def describe(self, found: Import) -> Document:
        """Return the body with the state of an import."""
        age = (self.clock.now() - found.created_at).total_seconds()
        created, updated, refused = (
            sum(parts) for parts in zip(*(b.accounted(age) for b in found.bulks), strict=True)
        )
        return {
            "members_in_payloads_number": sum(bulk.members for bulk in found.bulks),
            "members_created_number": created,
            "members_updated_number": updated,
            "members_with_validation_errors_number": refused,
            "created_at": milliseconds(found.created_at),
            "bulks": [
                {"id": b.id, "request_number": b.request_number, "status": b.status(age)}
                for b in found.bulks
            ],
        }

    def refuse(self, status: int, message: str, headers: Headers = ()) -> Reply:
        """Return a refusal in the vendor's usual envelope."""
        return self.json({"error": message}, status, headers)


def asked(request: Request) -> str:
    """Return the import_id of the path, as text."""
    return request.segments()[-1]


def milliseconds(moment: datetime) -> str:
    """Return the moment as the page shows it, with three digits and a Z."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
