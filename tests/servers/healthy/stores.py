"""Stores that are empty, tiny, huge, ordered otherwise, or that move while one looks."""
# ruff: noqa: D102 - the overridden methods are explained where they are introduced

from dataclasses import replace
from datetime import timedelta

from tests.servers.catalogue import healthy
from tests.servers.elastic_path import MOST, PAGE, ElasticPath, jobs
from tests.servers.placewise import FINISHED, RUNNING, UNKNOWN, WAITING, Bulk, Placewise
from tests.servers.service import Service

LEFT_OPEN = "E3, E19: a list; how many jobs there are is the store's affair (IE15, issue 5)"
ORDER = "E-23: the order is undocumented"
MOVES = "IE11: only a static store can be judged; issue 5: a store may move during a walk"


@healthy(LEFT_OPEN)
class EmptyList(ElasticPath):
    """There are no jobs."""

    jobs = 0

    @staticmethod
    def shows(client):
        return client.page() == []


@healthy(LEFT_OPEN)
class OneJob(ElasticPath):
    """There is one job, and it is pending."""

    jobs = 1

    @staticmethod
    def shows(client):
        return len(client.page()) == 1


@healthy(LEFT_OPEN)
class ExactlyOnePage(ElasticPath):
    """There are as many jobs as a page has."""

    jobs = PAGE

    @staticmethod
    def shows(client):
        return len(client.page()) == PAGE and client.page(PAGE) == []


@healthy(LEFT_OPEN)
class ExactlyTheLongestPage(ElasticPath):
    """There are as many jobs as a page can have at most."""

    jobs = MOST

    @staticmethod
    def shows(client):
        return len(client.page(0, MOST)) == MOST and client.page(MOST) == []


@healthy("E6-7: at most 10000 records can be skipped, so a longer list has an end out of reach")
class MoreThanCanBeReached(ElasticPath):
    """There are more jobs than an offset can skip."""

    jobs = 10120

    @staticmethod
    def shows(client):
        return len(client.page(10000, MOST)) == MOST


@healthy(ORDER)
class NewestFirst(ElasticPath):
    """The youngest job comes first."""

    def listed(self, tenant):
        return super().listed(tenant)[::-1]

    @staticmethod
    def shows(client):
        return client.page(0, 1)[0]["attributes"]["status"] == "pending"


@healthy(ORDER)
class OrderedById(ElasticPath):
    """The jobs come in the order of their ids, which is none."""

    def listed(self, tenant):
        return tuple(sorted(super().listed(tenant), key=lambda job: job.id))

    @staticmethod
    def shows(client):
        ids = client.ids(0, 20)
        return ids == sorted(ids)


@healthy(MOVES)
class JobsArriveAtEnd(ElasticPath):
    """Every half second a job is added at the end."""

    def prepare(self):
        super().prepare()
        self.start = self.clock.now()
        self.later = tuple(
            replace(
                job,
                created_at=self.start + timedelta(seconds=(n + 1) / 2),
                starts=self.start + timedelta(days=1),
            )
            for n, job in enumerate(jobs(self.start, 2000, seed=3))
        )

    def listed(self, tenant):
        arrived = int((self.clock.now() - self.start).total_seconds() * 2)
        return super().listed(tenant) + self.later[:arrived]

    @staticmethod
    def shows(client):
        before = len(client.walk())
        client.wait(5)
        return len(client.walk()) == before + 10


@healthy(MOVES + "; " + ORDER)
class JobsArriveAtFront(JobsArriveAtEnd):
    """Every half second a job is added at the front, so all pages shift."""

    def listed(self, tenant):
        return super().listed(tenant)[::-1]

    @staticmethod
    def shows(client):
        before = client.ids(0, 5)
        client.wait(0.5)
        return client.ids(1, 4) == before[:4]


@healthy(MOVES + "; how long jobs are kept is undocumented")
class OldJobsExpire(ElasticPath):
    """Every second the oldest job is taken off the list, for good."""

    def prepare(self):
        super().prepare()
        self.start = self.clock.now()

    def listed(self, tenant):
        known = super().listed(tenant)
        gone = int((self.clock.now() - self.start).total_seconds())
        return known[min(gone, len(known) - 3) :]

    @staticmethod
    def shows(client):
        before = client.ids(0, 5)
        client.wait(2)
        return client.ids(0, 3) == before[2:]


class Hurried:
    """A clock that runs faster than another."""

    def __init__(self, clock, factor):
        self._clock, self._factor, self._start = clock, factor, clock.now()

    def now(self):
        """Return the time, with its zone."""
        return self._start + (self._clock.now() - self._start) * self._factor


@healthy("IP11, IE14: skips are allowed, a life may pass between two looks")
class TimeFlies(Service):
    """Everything happens sixty times as fast."""

    def prepare(self):
        super().prepare()
        self.clock = Hurried(self.clock, 60.0)

    @staticmethod
    def shows(client):
        before = client.ask().header("date")
        client.wait(1)
        return before[-9:-7] != client.ask().header("date")[-9:-7]  # the minute


@healthy("P133: what is not there is a 404; issue 5: an empty store is healthy")
class NothingKnown(Placewise):
    """No import is known at all."""

    def prepare(self):
        self.store = {}

    @staticmethod
    def shows(client):
        return client.show(1).status == client.show(2).status == 404


@healthy("P133, P159: 1 is an example; issue 5: a store known by one id only is healthy")
class OneImportOnly(Placewise):
    """Only the import 4711 is known."""

    def prepare(self):
        super().prepare()
        self.store = {4711: replace(self.store[RUNNING], id=4711)}

    @staticmethod
    def shows(client):
        return client.show(4711).status == 200 and client.show(1).status == 404


@healthy("P142-145: a bulk can wait for hours (upstream)")
class NothingMoves(Placewise):
    """Every import waits, and will do so for hours."""

    def prepare(self):
        super().prepare()
        self.store = {
            number: replace(item, bulks=self.store[WAITING].bulks, created_at=self.clock.now())
            for number, item in self.store.items()
        }

    @staticmethod
    def shows(client):
        return {bulk["status"] for bulk in client.poll(2)["bulks"]} == {"waiting"}


@healthy("P133: before an import is created it is not there")
class ImportAppears(Placewise):
    """The import 999999 is created two seconds after the server has started."""

    def find(self, slug, number, tenant):
        if number == UNKNOWN:
            start = self.store[RUNNING].created_at + timedelta(seconds=32)
            young = replace(self.store[RUNNING], id=UNKNOWN, created_at=start)
            return young if self.clock.now() >= start and slug == young.club else None
        return super().find(slug, number, tenant)

    @staticmethod
    def shows(client):
        before = client.show(UNKNOWN).status
        client.wait(2)
        return (before, client.show(UNKNOWN).status) == (404, 200)


@healthy("IP11: a total that grows together with the number of bulks is fine")
class ImportGrows(Placewise):
    """Every second the running import gets another bulk of ten members."""

    def describe(self, found):
        if found.id != RUNNING:
            return super().describe(found)
        more = int((self.clock.now() - found.created_at).total_seconds()) - 30
        extra = tuple(
            Bulk(id=95000 + n, request_number=5 + n, members=10, starts=9000, takes=60)
            for n in range(max(more, 0))
        )
        return super().describe(replace(found, bulks=found.bulks + extra))

    @staticmethod
    def shows(client):
        before = client.poll(RUNNING)
        client.wait(3)
        after = client.poll(RUNNING)
        grown = after["members_in_payloads_number"] - before["members_in_payloads_number"]
        return grown == 30 and len(after["bulks"]) == len(before["bulks"]) + 3


@healthy(
    "P-11: waiting_for_retry is upstream's; IP11: retries may reset counters", may_warn="P-11 IP11"
)
class BulkIsRetried(Placewise):
    """Six seconds after the start the bulk at work loses what it did and waits to be retried."""

    def describe(self, found):
        age = (self.clock.now() - found.created_at).total_seconds()
        if found.id != RUNNING or age <= 37:
            return super().describe(found)
        waits = age < 97
        back = timedelta(seconds=age - 20 if waits else 77)
        body = super().describe(replace(found, created_at=found.created_at + back))
        body["created_at"] = super().describe(found)["created_at"]
        if waits:
            body["bulks"][1]["status"] = "waiting_for_retry"
        return body

    @staticmethod
    def shows(client):
        seen = [client.poll(RUNNING)]
        client.wait(7)
        seen.append(client.poll(RUNNING))
        statuses = [body["bulks"][1]["status"] for body in seen]
        falls = seen[1]["members_created_number"] < seen[0]["members_created_number"]
        return statuses == ["working", "waiting_for_retry"] and falls


@healthy("P124-127: totals may be 0; a finished bulk may have no members (upstream)")
class ImportWithoutMembers(Placewise):
    """The finished import carries no members at all."""

    def prepare(self):
        super().prepare()
        found = self.store[FINISHED]
        bulks = tuple(replace(bulk, members=0) for bulk in found.bulks)
        self.store[FINISHED] = replace(found, bulks=bulks)

    @staticmethod
    def shows(client):
        return client.poll(FINISHED)["members_in_payloads_number"] == 0


@healthy("P124-127, P129: integers without bounds")
class LargeNumbers(Placewise):
    """Counters and ids are beyond 32 and 53 bits."""

    def alter(self, body, request):
        if all(bulk["status"] == "finished" for bulk in body["bulks"]):
            body["members_in_payloads_number"] += 2**33
            body["members_updated_number"] += 2**33
        for bulk in body["bulks"]:
            bulk["id"] += 2**53
        return body

    @staticmethod
    def shows(client):
        body = client.poll(2)
        return body["members_in_payloads_number"] > 2**33 and body["bulks"][0]["id"] > 2**53
