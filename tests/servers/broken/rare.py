"""Defects that show rarely, somewhere, to some, or only in a certain order."""
# ruff: noqa: D102 - the overridden methods are explained where they are introduced

import gzip
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

from tests.servers.catalogue import broken
from tests.servers.elastic_path import JOBS, LIMIT, OFFSET, ElasticPath
from tests.servers.messages import Reply
from tests.servers.placewise import FAILED, FINISHED, LARGE, RUNNING, SMALL, Placewise, asked
from tests.servers.service import Refusal, Service

CRASH = "P200, E10, E-18: a valid request is a 200; RFC 9110 15.6"


# Every so often


@broken(CRASH)
class EverySeventhFails(Service):
    """Every seventh answer is a 500."""

    def finish(self, request, reply):
        if next(self.count) % 7 == 0:
            return self.refuse(500, "upstream connect error")
        return reply

    @staticmethod
    def shows(client):
        return [client.ask().status for _ in range(7)] == [200] * 6 + [500]


@broken("P124-127 Integer")
class EverySeventhAsText(Placewise):
    """In every seventh look at an import a counter is a text."""

    def alter(self, body, request):
        if self.look(asked(request)) % 7 == 0:
            body["members_created_number"] = str(body["members_created_number"])
        return body

    @staticmethod
    def shows(client):
        kinds = [type(client.poll(2)["members_created_number"]) for _ in range(7)]
        return kinds == [int] * 6 + [str]


@broken("P124-127, IP2")
class EveryEleventhExceeds(Placewise):
    """In every eleventh look at an import more members are accounted for than were requested."""

    def alter(self, body, request):
        if self.look(asked(request)) % 11 == 0:
            body["members_updated_number"] = body["members_in_payloads_number"] + 1
        return body

    @staticmethod
    def shows(client):
        seen = {client.poll(2)["members_updated_number"] for _ in range(11)}
        return len(seen) == 2


@broken(CRASH)
class FailsAfterTwenty(Service):
    """After twenty requests every request is a 503, as from a pool that has leaked away."""

    def finish(self, request, reply):
        return self.refuse(503, "pool exhausted") if next(self.count) > 20 else reply

    @staticmethod
    def shows(client):
        return [client.ask().status for _ in range(21)] == [200] * 20 + [503]


@broken("E26-31, IE12")
class OtherStatusAfterTwenty(ElasticPath):
    """After twenty lists, successful jobs are called `succeeded`, as by a newer replica."""

    def get(self, request, tenant):
        self.late = self.look("lists") > 20
        return super().get(request, tenant)

    def describe(self, job):
        body = super().describe(job)
        if self.late and body["attributes"]["status"] == "success":
            body["attributes"]["status"] = "succeeded"
        return body

    @staticmethod
    def shows(client):
        seen = [client.page(0, 1)[0]["attributes"]["status"] for _ in range(21)]
        return seen == ["success"] * 20 + ["succeeded"]


@broken("P128, P140; P-10, IP10")
class FirstAnswerIsCold(Placewise):
    """The first answer about each import has an empty created_at."""

    def alter(self, body, request):
        if self.look(asked(request)) == 1:
            body["created_at"] = ""
        return body

    @staticmethod
    def shows(client):
        return client.poll(2)["created_at"] == "" != client.poll(2)["created_at"]


# Somewhere


@broken("P142-145, IP7", needs=("ids",))
class LargeIdsHaveOtherStatus(Placewise):
    """Imports with an id above 1000 call a finished bulk `done`."""

    def alter(self, body, request):
        if int(asked(request)) > 1000:
            for bulk in body["bulks"]:
                bulk["status"] = bulk["status"].replace("finished", "done")
        return body

    @staticmethod
    def shows(client):
        statuses = {bulk["status"] for bulk in client.poll(LARGE)["bulks"]}
        return statuses == {"done"} and client.poll(2)["bulks"][0]["status"] == "finished"


@broken("P124-127, IP2", needs=("ids",))
class OneImportExceeds(Placewise):
    """Of one import alone, 42, one member more is accounted for than was requested."""

    def alter(self, body, request):
        if asked(request) == "42":
            body["members_updated_number"] += 1
        return body

    @staticmethod
    def shows(client):
        body = client.poll(42)
        parts = [body[key] for key in body if key.endswith("_number") and "payload" not in key]
        return sum(parts) == body["members_in_payloads_number"] + 1


@broken("P124-127, IP2")
class FailedBulkCountsTwice(Placewise):
    """Where a bulk has failed, its members are counted as refused and as updated."""

    def describe(self, found):
        body = super().describe(found)
        failed = sum(bulk["status"] == "failed" for bulk in body["bulks"])
        body["members_updated_number"] += 800 * failed
        return body

    @staticmethod
    def shows(client):
        body = client.poll(FAILED)
        return body["members_updated_number"] > client.poll(FINISHED)["members_updated_number"]


@broken("P129, P142-145; P-11", needs=("ids",))
class LastBulkOfSmallImport(Placewise):
    """An import with a single bulk has its id as a text."""

    def alter(self, body, request):
        if len(body["bulks"]) == 1:
            body["bulks"][0]["id"] = str(body["bulks"][0]["id"])
        return body

    @staticmethod
    def shows(client):
        return isinstance(client.poll(SMALL)["bulks"][0]["id"], str)


@broken("P129: only the last of many bulks")
class FourthBulkWithoutStatus(Placewise):
    """The fourth bulk of an import has no status."""

    def alter(self, body, request):
        for bulk in body["bulks"][3:]:
            del bulk["status"]
        return body

    @staticmethod
    def shows(client):
        return "status" not in client.poll(RUNNING)["bulks"][3]


@broken("E57-60; E-16")
class OneJobWithoutZone(ElasticPath):
    """One job of 137, the hundred and eleventh, has a created_at without an offset."""

    def describe(self, job):
        body = super().describe(job)
        if job is self.stores["first"][110]:
            times = body["meta"]["timestamps"]
            times["created_at"] = times["created_at"].removesuffix("Z")
        return body

    @staticmethod
    def shows(client):
        return not client.page(110, 1)[0]["meta"]["timestamps"]["created_at"].endswith("Z")


@broken("E63-72, IE1")
class OneJobImportsTooMuch(ElasticPath):
    """Of one job, the ninetieth, more plans are imported than were uploaded."""

    def describe(self, job):
        body = super().describe(job)
        if job is self.stores["first"][89]:
            body["meta"]["records"]["imported"]["subscription_plan"] += 100
        return body

    @staticmethod
    def shows(client):
        records = client.page(89, 1)[0]["meta"]["records"]
        kind = "subscription_plan"
        return records["imported"][kind] > records["uploaded"][kind]


@broken("E20: the unique identifier; IE11")
class OneIdTwiceInStore(ElasticPath):
    """Two jobs far from each other have the same id."""

    def prepare(self):
        super().prepare()
        known = self.stores["first"]
        twin = replace(known[120], id=known[10].id)
        self.stores["first"] = (*known[:120], twin, *known[121:])

    @staticmethod
    def shows(client):
        return client.ids(10, 1) == client.ids(120, 1)


@broken("E21-22, IE12")
class ThirdPageHasOtherType(ElasticPath):
    """On the third page the type of the jobs is `import`."""

    def alter(self, body, request):
        page = self.read_page(request)
        if page.limit and page.offset // page.limit == 2:
            for job in body["data"]:
                job["type"] = "import"
        return body

    @staticmethod
    def shows(client):
        return {client.page(n * 25, 25)[0]["type"] for n in range(3)} == {
            "import",
            "subscription_import",
        }


@broken("E7-8, IE11")
class ThirdPageRepeatsSecond(ElasticPath):
    """The page from 50 on is the page from 25 on, with any limit."""

    def cut(self, known, page):
        return super().cut(known, replace(page, offset=25) if page.offset == 50 else page)

    @staticmethod
    def shows(client):
        return client.ids(50, 25) == client.ids(25, 25)


@broken("E7-8, IE11")
class OddOffsetsShifted(ElasticPath):
    """With an odd offset the page begins one job too late."""

    def cut(self, known, page):
        return super().cut(known, replace(page, offset=page.offset + page.offset % 2))

    @staticmethod
    def shows(client):
        return client.ids(3, 5) == client.ids(4, 5) and client.ids(4, 5) == client.ids(0, 9)[4:]


@broken("E8: up to 100 records; IE11")
class LargePagesLoseOne(ElasticPath):
    """A page with a limit of 100 has 99 jobs; all smaller limits are kept."""

    def cut(self, known, page):
        return super().cut(known, replace(page, limit=99) if page.limit == 100 else page)

    @staticmethod
    def shows(client):
        return len(client.ids(0, 100)) == 99 and len(client.ids(0, 99)) == 99


@broken("E3: all import jobs; IE11: a walk past the middle misses one")
class OneJobCannotBeReached(ElasticPath):
    """One job is only on pages that begin with it."""

    def cut(self, known, page):
        part = super().cut(known, page)
        return tuple(job for job in part if job is not known[66] or job is part[0])

    @staticmethod
    def shows(client):
        hidden = client.ids(66, 1)[0]
        return hidden not in client.ids(50, 25) and hidden not in client.ids(65, 5)


@broken("E7-8, IE11: the last job is a job")
class LastJobMissing(ElasticPath):
    """The last job of the list is on no page unless one asks for it alone."""

    def cut(self, known, page):
        return super().cut(known if page.limit == 1 else known[:-1], page)

    @staticmethod
    def shows(client):
        return len(client.ids(JOBS - 1, 1)) == 1 and client.ids(JOBS - 1, 5) == []


@broken("E44, E-17")
class LinksBrokenAtEnd(ElasticPath):
    """On the last page the links are null."""

    def alter(self, body, request):
        if body["links"]["next"] is None:
            body["links"] = None
        return body

    @staticmethod
    def shows(client):
        return client.list(130, 25).json()["links"] is None


@broken("E33-35; E-15")
class OldestJobsHaveNoOwner(ElasticPath):
    """The oldest three jobs have the owner null."""

    def describe(self, job):
        body = super().describe(job)
        if job in self.stores["first"][:3]:
            body["meta"]["owner"] = None
        return body

    @staticmethod
    def shows(client):
        owners = [job["meta"]["owner"] for job in client.page(0, 4)]
        return owners[:3] == [None] * 3 and owners[3] is not None


# To some


@broken("P201, E13: application/json is the only media type")
class BrowsersGetHtml(Service):
    """A client that prefers HTML gets a page instead of JSON."""

    def finish(self, request, reply):
        if reply.status == 200 and "text/html" in (request.header("Accept") or ""):
            kind = (("Content-Type", "text/html"),)
            return Reply(headers=kind, body=b"<pre>" + reply.body + b"</pre>")
        return reply

    @staticmethod
    def shows(client):
        accept = (("Accept", "text/html,application/xhtml+xml,*/*;q=0.8"),)
        return client.ask(headers=accept).header("content-type") == "text/html"


@broken("P201, E13, RFC 9110 12.5.1: a weight is no reason to fail")
class WeightedAcceptFails(Service):
    """An Accept with weights is a 500."""

    def get(self, request, tenant):
        if ";q=" in (request.header("Accept") or "").replace(" ", ""):
            raise Refusal(500, "Internal Server Error")
        return super().get(request, tenant)

    @staticmethod
    def shows(client):
        accept = (("Accept", "application/json;q=0.9, */*;q=0.1"),)
        return client.ask(headers=accept).status == 500


@broken("RFC 9110 12.5.1: without Accept anything is acceptable")
class NoAcceptFails(Service):
    """Without an Accept there is a 500."""

    def get(self, request, tenant):
        if request.header("Accept") is None:
            raise Refusal(500, "Internal Server Error")
        return super().get(request, tenant)

    @staticmethod
    def shows(client):
        data = client.data().replace(b"Accept: application/json\r\n", b"")
        with client.session() as session:
            return session.ask(data, last=True).status == 500


@broken("P136; the page's curl sends X-Customer, P196")
class CustomersGetLess(Placewise):
    """With a value in X-Customer the created members are missing from the body."""

    def alter(self, body, request):
        if request.header("X-Customer"):
            del body["members_created_number"]
        return body

    @staticmethod
    def shows(client):
        body = client.poll(2, headers=(("X-Customer", "customer-1"),))
        return "members_created_number" not in body


@broken("P-6, P195: the page's curl sends an empty X-Loyalty-Club-Slug; " + CRASH)
class EmptySlugHeaderFails(Placewise):
    """An empty X-Loyalty-Club-Slug is a 500."""

    def get(self, request, tenant):
        if request.header("X-Loyalty-Club-Slug") == "":
            raise Refusal(500, "Internal Server Error")
        return super().get(request, tenant)

    @staticmethod
    def shows(client):
        return client.ask(headers=(("X-Loyalty-Club-Slug", ""),)).status == 500


@broken("RFC 9110 8.4, 12.5.3: the content is the same in every coding")
class CompressedIsStale(ElasticPath):
    """A client that accepts gzip gets an older list, without the last ten jobs."""

    def listed(self, tenant):
        known = super().listed(tenant)
        return known[:-10] if self.squeezed else known

    def get(self, request, tenant):
        self.squeezed = "gzip" in (request.header("Accept-Encoding") or "")
        return super().get(request, tenant)

    def finish(self, request, reply):
        if reply.status != 200 or "gzip" not in (request.header("Accept-Encoding") or ""):
            return reply
        packed = replace(reply, body=gzip.compress(reply.body, mtime=0))
        return packed.having("Content-Encoding", "gzip").having("Vary", "Accept-Encoding")

    @staticmethod
    def shows(client):
        plain = client.list(127, 5)
        packed = client.list(127, 5, headers=(("Accept-Encoding", "gzip"),))
        return packed.status == 200 and client.unpacked(packed).json() != plain.json()


@broken("P121-147: a body does not depend on the client without a token (P-4)")
class AnonymousGetPlaceholder(Placewise):
    """Without a token there is the empty placeholder, with one there is the import."""

    def alter(self, body, request):
        return body if self.token(request) else {}

    @staticmethod
    def shows(client):
        return client.poll(2, token=None) == {} != client.poll(2)


@broken("RFC 9110 2.5: a minor version changes nothing of the meaning")
class OldProtocolFails(Service):
    """An HTTP/1.0 request is a 500."""

    def handle(self, request):
        if request.version == "HTTP/1.0":
            return self.refuse(500, "Internal Server Error")
        return super().handle(request)

    @staticmethod
    def shows(client):
        return client.ask(version="HTTP/1.0").status == 500


@broken("E6-8: the parameters are independent")
class BothParametersSwap(ElasticPath):
    """If the limit comes before the offset, they are exchanged."""

    def read_page(self, request):
        page = super().read_page(request)
        names = [name for name, _ in request.fields()]
        if names[:2] == [LIMIT, OFFSET]:
            return replace(page, offset=page.limit, limit=min(page.offset, 100))
        return page

    @staticmethod
    def shows(client):
        swapped = "/subscriptions/imports?page%5Blimit%5D=5&page%5Boffset%5D=10"
        return [job["id"] for job in client.body(swapped)["data"]] == client.ids(5, 10)


# In a certain order


@broken("P142-145, IP7; RFC 9110 3.3: no request depends on its connection")
class SecondConnectionDiffers(Placewise):
    """On every second connection the statuses are those of another version."""

    def alter(self, body, request):
        if request.connection % 2 == 0:
            for bulk in body["bulks"]:
                bulk["status"] = bulk["status"].replace("finished", "complete")
        return body

    @staticmethod
    def shows(client):
        first, second = (client.poll(2)["bulks"][0]["status"] for _ in range(2))
        return {first, second} == {"finished", "complete"}


@broken("P124-127; RFC 9110 3.3: no request depends on the one before")
class LaterTurnsAreIncomplete(Placewise):
    """From the third request on a connection on, the refused members are missing."""

    def alter(self, body, request):
        if request.turn > 2:
            del body["members_with_validation_errors_number"]
        return body

    @staticmethod
    def shows(client):
        with client.session() as session:
            sizes = [len(client.stay(session).json()) for _ in range(3)]
        return sizes == [6, 6, 5]


@broken(CRASH + "; RFC 9110 3.3")
class RefusalBreaksNext(Service):
    """The request that follows a refusal is a 500."""

    def prepare(self):
        super().prepare()
        self.upset = False

    def finish(self, request, reply):
        upset, self.upset = self.upset, 400 <= reply.status < 500
        return self.refuse(500, "transaction is aborted") if upset and not self.upset else reply

    @staticmethod
    def shows(client):
        statuses = [client.ask(t).status for t in (None, client.unwanted, None, None)]
        return statuses[0] == 200 and statuses[2:] == [500, 200]


@broken("P121-129, E20; RFC 9110 3.3: a request gets its own answer")
class ConcurrentAnswersMixed(Service):
    """The request that is worked on is kept in one place: of two at a time one is forgotten."""

    def answer(self, request):
        self.current = request
        threading.Event().wait(0.01)
        return super().answer(self.current)

    @staticmethod
    def shows(client):
        return _together(client)


@broken(CRASH)
class ConcurrentRequestsFail(Service):
    """Of two requests at the same time, one is a 500."""

    def prepare(self):
        super().prepare()
        self.guard = threading.Lock()

    def answer(self, request):
        if not self.guard.acquire(blocking=False):
            return self.refuse(500, "database is locked")
        try:
            threading.Event().wait(0.01)
            return super().answer(request)
        finally:
            self.guard.release()

    @staticmethod
    def shows(client):
        with ThreadPoolExecutor(4) as pool:
            statuses = list(pool.map(lambda _: client.ask().status, range(8)))
        return 500 in statuses and client.ask().status == 200


def _together(client):
    """Return whether two different requests at the same time get the same answer."""
    other = client.target.replace("imports/2", "imports/3").replace("D=10", "D=20")
    for _ in range(20):
        with ThreadPoolExecutor(2) as pool:
            one, two = pool.map(client.ask, (client.target, other))
        if one.body == two.body:
            return True
    return False


@broken("P124-127, IP11: two clients that poll at once see the same import")
class ReplicaLagsBehind(Placewise):
    """Of two replicas that take turns, one has the state of 25 seconds ago."""

    def describe(self, found):
        body = super().describe(found)
        if next(self.count) % 2:
            return body
        late = replace(found, created_at=found.created_at + timedelta(seconds=25))
        return {**super().describe(late), "created_at": body["created_at"]}

    @staticmethod
    def shows(client):
        key = "members_created_number"
        return client.poll(RUNNING)[key] > client.poll(RUNNING)[key]
