"""An honest Elastic Path: import jobs, a page at a time, computed from the clock alone.

Two stores with jobs and tokens of their own. The oldest job comes first; all but the last three
have ended long ago, and those three follow one after the other while the server runs.
"""

import random
import re
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus

from tests.servers.messages import Headers, Reply, Request
from tests.servers.service import Document, Refusal, Service

PATH = "/subscriptions/imports"
TOKEN = "ep-Token-of-the-first-store-77aa"
OTHER_TOKEN = "ep-Token-of-the-second-store-31fe"
OFFSET = "page[offset]"
LIMIT = "page[limit]"
JOBS = 137
OTHER_JOBS = 12
PAGE = 25
MOST = 100
FURTHEST = 10000
KINDS = ("subscription_product", "subscription_plan", "subscription_subscriber")
WORK = 60.0  # seconds that a job of the last three takes


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """An uploaded file of records.

    Attributes:
        id: Given by the server.
        external_ref: Given by the client, or nothing.
        owner: store or organization.
        created_at: When it was accepted.
        starts: When work on it begins.
        takes: How many seconds it is worked off.
        ends: The status in which it ends.
        uploaded: Records in the file, by kind.
    """

    id: str
    external_ref: str | None
    owner: str
    created_at: datetime
    starts: datetime
    takes: float
    ends: str
    uploaded: tuple[int, int, int]

    def status(self, now: datetime) -> str:
        """Return its status at a time."""
        if now < self.starts:
            return "pending"
        return "started" if now < self.finishes else self.ends

    @property
    def finishes(self) -> datetime:
        """When it ends."""
        return self.starts + timedelta(seconds=self.takes)

    def imported(self, now: datetime) -> tuple[int, ...]:
        """Return how many records are in, by kind; none ever falls."""
        share = min(max((now - self.starts).total_seconds() / self.takes, 0.0), 1.0)
        part = 1.0 if self.ends == "success" else 0.4
        return tuple(int(count * share * part) for count in self.uploaded)


def jobs(start: datetime, count: int, seed: int) -> tuple[Job, ...]:
    """Return a store's jobs, oldest first, as a server that starts at `start` knows them."""
    dice = random.Random(seed)  # noqa: S311 - a made-up store, not a secret
    made = []
    for index in range(count):
        queued = index - (count - 3)  # 0, 1, 2 for the last three
        created = start - timedelta(hours=count - index, milliseconds=dice.randrange(1000))
        starts = start + timedelta(seconds=WORK * queued - 5) if queued >= 0 else created
        if queued < 0:
            starts += timedelta(seconds=2 + index % 5)
        made.append(
            Job(
                id=str(uuid.UUID(int=dice.getrandbits(128), version=4)),
                external_ref=None if index % 4 == 3 else f"upload-{index:04d}",
                owner="organization" if index % 3 == 2 and queued < 0 else "store",
                created_at=created,
                starts=starts,
                takes=WORK if queued >= 0 else 30.0,
                ends="failed" if index % 9 == 4 else "success",
                uploaded=(200 + index, 30 + index % 7, 9000 + 11 * index),
            )
        )
    return tuple(made)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Which part of the list is wanted."""

    offset: int = 0
    limit: int = PAGE


class ElasticPath(Service):
    """GET /subscriptions/imports."""

    api = "elastic_path"
    challenge = 'Bearer realm="subscriptions"'
    jobs: int = JOBS

    def prepare(self) -> None:
        """Set up the jobs of both stores."""
        start = self.clock.now()
        self.stores = {
            "first": jobs(start, self.jobs, seed=1),
            "second": jobs(start, OTHER_JOBS, seed=2),
        }

    def matches(self, request: Request) -> bool:
        """Return whether the path is the documented one."""
        return request.segments() == ("subscriptions", "imports")

    def token(self, request: Request) -> str | None:
        """Return the bearer token, None without one, the whole header where it is no bearer's."""
        value = request.header("Authorization")
        if not value:
            return None
        bearer = re.fullmatch(r"bearer +(\S+)", value, re.IGNORECASE)
        return bearer[1] if bearer else value

    def owner_of(self, token: str) -> str | None:
        """Return the store whose token it is, or None."""
        return {TOKEN: "first", OTHER_TOKEN: "second"}.get(token)

    def get(self, request: Request, tenant: str | None) -> Reply:
        """Return a page of the list."""
        page = self.read_page(request)
        known = self.wanted(request, self.listed(tenant))
        part = self.cut(known, page)
        body = {
            "data": [self.describe(job) for job in part],
            "links": self.links(page, len(part), len(known)),
        }
        return self.json(self.alter(body, request))

    def listed(self, tenant: str | None) -> tuple[Job, ...]:
        """Return all jobs that the asker may see."""
        return self.stores[tenant or "first"]

    def wanted(self, request: Request, known: tuple[Job, ...]) -> tuple[Job, ...]:
        """Return the jobs that pass the filter; a filter that is not understood passes all."""
        match = re.fullmatch(r"eq\(external_ref,(.*)\)", request.field("filter") or "")
        return tuple(j for j in known if j.external_ref == match[1]) if match else known

    def read_page(self, request: Request) -> Page:
        """Return the page that is asked for.

        Raises:
            Refusal: The offset or the limit is no integer, or out of bounds.
        """
        return Page(
            offset=self.read_number(request, OFFSET, FURTHEST, 0),
            limit=self.read_number(request, LIMIT, MOST, PAGE),
        )

    def read_number(self, request: Request, name: str, most: int, default: int) -> int:
        """Return a query parameter as a number, or the default where it is not sent."""
        text = request.field(name)
        if text is None:
            return default
        if not re.fullmatch(r"[0-9]{1,18}", text) or int(text) > most:
            raise Refusal(400, f"{name} must be an integer from 0 to {most}.")
        return int(text)

    def cut(self, known: tuple[Job, ...], page: Page) -> tuple[Job, ...]:
        """Return the jobs of a page."""
        return known[page.offset : page.offset + page.limit]

    def links(self, page: Page, shown: int, known: int) -> Document:
        """Return the links from this page to its neighbours; null where there is none."""
        del shown
        after, before = page.offset + page.limit, max(page.offset - page.limit, 0)
        more = page.limit and after < known and after <= FURTHEST
        return {
            "current": link(page.offset, page.limit),
            "first": link(0, page.limit),
            "prev": link(before, page.limit) if page.offset else None,
            "next": link(after, page.limit) if more else None,
        }

    def describe(self, job: Job) -> Document:
        """Return one job as the list shows it."""
        now = self.clock.now()
        status = job.status(now)
        touched = {"pending": job.created_at, "started": now}.get(status, job.finishes)
        times = {"updated_at": microseconds(touched), "created_at": microseconds(job.created_at)}
        if status != "pending":
            times["started_at"] = microseconds(job.starts)
        if status in {"success", "failed"}:
            times["finished_at"] = microseconds(job.finishes)
        reference = {} if job.external_ref is None else {"external_ref": job.external_ref}
        return {
            "id": job.id,
            "type": "subscription_import",
            "attributes": {**reference, "status": status},
            "meta": {
                "owner": job.owner,
                "timestamps": times,
                "records": {
                    "uploaded": dict(zip(KINDS, job.uploaded, strict=True)),
                    "imported": dict(zip(KINDS, job.imported(now), strict=True)),
                },
            },
        }

    def refuse(self, status: int, message: str, headers: Headers = ()) -> Reply:
        """Return a refusal as a list with one error."""
        error = {"title": HTTPStatus(status).phrase, "status": str(status), "detail": message}
        return self.json({"errors": [error]}, status, headers)


def link(offset: int, limit: int) -> str:
    """Return the address of a page, relative to the server."""
    return f"{PATH}?page%5Boffset%5D={offset}&page%5Blimit%5D={limit}"


def microseconds(moment: datetime) -> str:
    """Return the moment as the page shows it, with six digits and a Z."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
