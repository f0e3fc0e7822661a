"""Resources that go back, change or vanish while a client polls them."""
# ruff: noqa: D102 - the overridden methods are explained where they are introduced

import uuid
from dataclasses import replace
from datetime import timedelta

from tests.servers.catalogue import broken
from tests.servers.elastic_path import WORK, ElasticPath, microseconds
from tests.servers.placewise import (
    FAILED,
    FINISHED,
    RUNNING,
    WAITING,
    Placewise,
    asked,
    milliseconds,
)


class _Looks(Placewise):
    """Changes the body by how often the import has been looked at."""

    def alter(self, body, request):
        return self.change(body, self.look(asked(request)))

    def change(self, body, look):
        """Return the body for that look, from 1."""


def _values(client, number, key, looks=4):
    return [client.poll(number)[key] for _ in range(looks)]


def _statuses(client, number, looks=4):
    return [[bulk["status"] for bulk in bulks] for bulks in _values(client, number, "bulks", looks)]


@broken("P125, IP11")
class CounterFalls(_Looks):
    """Every second answer has only half of the created members."""

    def change(self, body, look):
        body["members_created_number"] //= 2 if look % 2 == 0 else 1
        return body

    @staticmethod
    def shows(client):
        first, second, *_ = _values(client, RUNNING, "members_created_number")
        return second < first


@broken("P125-127, IP11")
class CountersOfCurrentBulk(Placewise):
    """The counters are those of the bulk that is worked off: they start anew with each bulk."""

    speed = 15.0

    def describe(self, found):
        body = super().describe(found)
        age = (self.clock.now() - found.created_at).total_seconds()
        working = [bulk for bulk in found.bulks if bulk.status(age) == "working"]
        if working:
            parts = working[0].accounted(age)
            body["members_created_number"], body["members_updated_number"] = parts[:2]
            body["members_with_validation_errors_number"] = parts[2]
        return body

    @staticmethod
    def shows(client):
        before = client.poll(RUNNING)["members_created_number"]
        client.wait(21)
        middle = client.poll(RUNNING)["members_created_number"]
        client.wait(30)
        return client.poll(RUNNING)["members_created_number"] < middle > before


@broken("P127, IP11")
class RefusedMovedToUpdated(_Looks):
    """From the third look on, refused members are counted as updated instead."""

    def change(self, body, look):
        if look > 2:
            refused = body["members_with_validation_errors_number"]
            body["members_updated_number"] += refused
            body["members_with_validation_errors_number"] = 0
        return body

    @staticmethod
    def shows(client):
        seen = _values(client, RUNNING, "members_with_validation_errors_number")
        return seen[0] > 0 == seen[2]


@broken("P124, IP11")
class PayloadShrinks(_Looks):
    """The requested members become fewer as members are refused."""

    def change(self, body, look):
        refused = body["members_with_validation_errors_number"]
        body["members_in_payloads_number"] -= refused
        body["members_with_validation_errors_number"] = 0
        return body

    @staticmethod
    def shows(client):
        before = client.poll(RUNNING)["members_in_payloads_number"]
        client.wait(10)
        return client.poll(RUNNING)["members_in_payloads_number"] < before


@broken("IP11: a total grows only together with the bulks", level="warning")
class PayloadGrowsAlone(Placewise):
    """The requested members grow while the import runs, and no bulk comes with them."""

    def describe(self, found):
        body = super().describe(found)
        if any(bulk["status"] in {"waiting", "working"} for bulk in body["bulks"]):
            body["members_in_payloads_number"] += int(
                (self.clock.now() - found.created_at).total_seconds()
            )
        return body

    @staticmethod
    def shows(client):
        before = client.poll(RUNNING)["members_in_payloads_number"]
        client.wait(10)
        return client.poll(RUNNING)["members_in_payloads_number"] > before


@broken("P142, IP11: finished never changes")
class FinishedWorksAgain(_Looks):
    """Every second look shows the first finished bulk at work."""

    def change(self, body, look):
        if look % 2 == 0 and body["bulks"][0]["status"] == "finished":
            body["bulks"][0]["status"] = "working"
        return body

    @staticmethod
    def shows(client):
        first, second, *_ = _statuses(client, RUNNING)
        return first[0] == "finished" and second[0] == "working"


@broken("P142-143, IP11: failed never changes")
class FailedBecomesFinished(_Looks):
    """A failed bulk is finished at the third look."""

    def change(self, body, look):
        for bulk in body["bulks"]:
            if look > 2 and bulk["status"] == "failed":
                bulk["status"] = "finished"
        return body

    @staticmethod
    def shows(client):
        seen = _statuses(client, FAILED)
        return "failed" in seen[0] and "failed" not in seen[3]


@broken("IP11: a bulk at work does not wait again, the life is upstream's")
class WorkingWaitsAgain(_Looks):
    """A bulk at work waits at every second look."""

    def change(self, body, look):
        for bulk in body["bulks"]:
            if look % 2 == 0 and bulk["status"] == "working":
                bulk["status"] = "waiting"
        return body

    @staticmethod
    def shows(client):
        first, second, *_ = _statuses(client, RUNNING)
        return first[1] == "working" and second[1] == "waiting"


@broken("P128, IP10: created_at is constant between polls")
class CreatedAtMoves(Placewise):
    """created_at of an import that is not done is the time of the answer."""

    def describe(self, found):
        body = super().describe(found)
        if any(bulk["status"] in {"waiting", "working"} for bulk in body["bulks"]):
            body["created_at"] = milliseconds(self.clock.now())
        return body

    @staticmethod
    def shows(client):
        before = client.poll(RUNNING)["created_at"]
        client.wait(2)
        return client.poll(RUNNING)["created_at"] != before


@broken("P128, IP10, IP13: created_at is constant between polls")
class CreatedAtWavers(_Looks):
    """created_at differs by a millisecond from look to look, as two replicas round it."""

    def change(self, body, look):
        if look % 2 == 0:
            digit = (int(body["created_at"][-2]) + 1) % 10
            body["created_at"] = f"{body['created_at'][:-2]}{digit}Z"
        return body

    @staticmethod
    def shows(client):
        return len(set(_values(client, FINISHED, "created_at"))) == 2


@broken("P129, IP11: the bulk set does not shrink, an id identifies")
class BulkIdsChange(_Looks):
    """The bulks get other ids at each look."""

    def change(self, body, look):
        for bulk in body["bulks"]:
            bulk["id"] += 1000 * look
        return body

    @staticmethod
    def shows(client):
        first, second, *_ = _values(client, RUNNING, "bulks")
        return first[0]["id"] != second[0]["id"]


@broken("P129, IP11: the bulk set does not shrink")
class FinishedBulkVanishes(Placewise):
    """A bulk leaves the list when it is finished, until the whole import is done."""

    speed = 15.0

    def alter(self, body, request):
        if any(bulk["status"] == "working" for bulk in body["bulks"]):
            body["bulks"] = [bulk for bulk in body["bulks"] if bulk["status"] != "finished"]
        return body

    @staticmethod
    def shows(client):
        before = {bulk["id"] for bulk in client.poll(RUNNING)["bulks"]}
        client.wait(60)
        return not before <= {bulk["id"] for bulk in client.poll(RUNNING)["bulks"]}


@broken("P129, IP11, IP13")
class BulkFlickers(_Looks):
    """At every fourth look the last bulk is missing."""

    def change(self, body, look):
        if look % 4 == 0:
            body["bulks"].pop()
        return body

    @staticmethod
    def shows(client):
        return len({len(statuses) for statuses in _statuses(client, FINISHED)}) == 2


@broken("IP13: two immediate looks at a finished import are equal")
class RequestNumbersSwap(_Looks):
    """Two bulks of a finished import swap their request_numbers at every second look."""

    def change(self, body, look):
        one, two = body["bulks"][0], body["bulks"][-1]
        if look % 2 == 0:
            one["request_number"], two["request_number"] = (
                two["request_number"],
                one["request_number"],
            )
        return body

    @staticmethod
    def shows(client):
        seen = _values(client, FINISHED, "bulks", 2)
        return seen[0][0]["request_number"] != seen[1][0]["request_number"]


@broken("P133, IP13: an import that is there is there")
class ImportFlickers(Placewise):
    """Every third look does not find the import."""

    def find(self, slug, number, tenant):
        return None if self.look((slug, number)) % 3 == 0 else super().find(slug, number, tenant)

    @staticmethod
    def shows(client):
        return [client.show(2).status for _ in range(3)] == [200, 200, 404]


@broken("P142-145, IP11: an import with everything done does not begin anew")
class StartsAnewAfterTheEnd(Placewise):
    """A finished import is worked off again a second after it was first looked at."""

    def prepare(self):
        super().prepare()
        self.first = None

    def describe(self, found):
        if found.id == FINISHED:
            self.first = self.first or self.clock.now()
            since = (self.clock.now() - self.first).total_seconds()
            if since >= 1:
                begun = self.clock.now() - timedelta(seconds=25 + since)
                body = super().describe(replace(found, created_at=begun))
                return {**body, "created_at": milliseconds(found.created_at)}
        return super().describe(found)

    @staticmethod
    def shows(client):
        before = _statuses(client, FINISHED, 1)
        client.wait(2)
        return "working" in _statuses(client, FINISHED, 1)[0] and "working" not in before[0]


@broken("P124, IP11: only waiting imports are hit")
class WaitingLosesBulks(_Looks):
    """Each look at an import that waits takes a bulk away, down to one."""

    def change(self, body, look):
        if body["bulks"][0]["status"] == "waiting":
            body["bulks"] = body["bulks"][: max(3 - look, 1)]
        return body

    @staticmethod
    def shows(client):
        return [len(seen) for seen in _statuses(client, WAITING, 2)] == [2, 1]


class _JobLooks(ElasticPath):
    """Changes each job by how often it has been looked at."""

    def describe(self, job):
        body = super().describe(job)
        self.change(body, self.look(job.id), job)
        return body

    def change(self, body, look, job):
        """Change the job in place for that look, from 1."""


def _two(client, index):
    return client.page(index, 1)[0], client.page(index, 1)[0]


@broken("E28-29, IE14: success never changes")
class SuccessBecomesFailed(_JobLooks):
    """A successful organization's job has failed at every second look."""

    def change(self, body, look, job):
        if look % 2 == 0 and job.owner == "organization" and job.ends == "success":
            body["attributes"]["status"] = "failed"

    @staticmethod
    def shows(client):
        one, two = _two(client, 2)
        return (one["attributes"]["status"], two["attributes"]["status"]) == ("success", "failed")


@broken("E27-29, IE14: failed never changes")
class FailedStartsAgain(_JobLooks):
    """A failed job is started again at its second look."""

    def change(self, body, look, job):
        if look > 1 and job.ends == "failed":
            body["attributes"]["status"] = "started"
            body["meta"]["timestamps"].pop("finished_at", None)

    @staticmethod
    def shows(client):
        one, two = _two(client, 4)
        return (one["attributes"]["status"], two["attributes"]["status"]) == ("failed", "started")


@broken("E26-27, IE14: pending comes before started")
class StartedBecomesPending(_JobLooks):
    """The started job is pending at every second look."""

    def change(self, body, look, job):
        if look % 2 == 0 and body["attributes"]["status"] == "started":
            body["attributes"]["status"] = "pending"

    @staticmethod
    def shows(client):
        one, two = _two(client, 134)
        return (one["attributes"]["status"], two["attributes"]["status"]) == ("started", "pending")


@broken("E38, IE14: created_at is constant")
class CreatedAtOfJobMoves(_JobLooks):
    """created_at is set to the last change, which moves while a job is worked off."""

    def change(self, body, look, job):
        if body["attributes"]["status"] == "started":
            created = self.clock.now() - timedelta(seconds=60)
            body["meta"]["timestamps"]["created_at"] = microseconds(created)

    @staticmethod
    def shows(client):
        before = client.page(134, 1)[0]
        client.wait(3)
        after = client.page(134, 1)[0]
        key = "created_at"
        return before["meta"]["timestamps"][key] != after["meta"]["timestamps"][key]


@broken("E43, IE14: imported counts do not fall")
class ImportedFalls(_JobLooks):
    """Every second answer has fewer imported subscribers than the one before."""

    def change(self, body, look, job):
        imported = body["meta"]["records"]["imported"]
        if look % 2 == 0:
            imported["subscription_subscriber"] //= 2

    @staticmethod
    def shows(client):
        one, two = (job["meta"]["records"]["imported"] for job in _two(client, 0))
        return two["subscription_subscriber"] < one["subscription_subscriber"]


@broken("E43, IE14: imported counts do not fall")
class ImportedRolledBackOnEnd(_JobLooks):
    """When a job ends that was followed, its imported records are reset to zero."""

    speed = 15.0

    def change(self, body, look, job):
        imported = body["meta"]["records"]["imported"]
        if job.takes == WORK and body["attributes"]["status"] == "success":
            body["meta"]["records"]["imported"] = dict.fromkeys(imported, 0)

    @staticmethod
    def shows(client):
        before = client.page(134, 1)[0]["meta"]["records"]["imported"]
        client.wait(60)
        after = client.page(134, 1)[0]["meta"]["records"]["imported"]
        return sum(after.values()) < sum(before.values())


@broken("E37, IE14: updated_at does not fall")
class UpdatedAtFalls(_JobLooks):
    """updated_at of the started job goes back a second at every second look."""

    def change(self, body, look, job):
        if look % 2 == 0 and body["attributes"]["status"] == "started":
            earlier = self.clock.now() - timedelta(seconds=20)
            body["meta"]["timestamps"]["updated_at"] = microseconds(earlier)

    @staticmethod
    def shows(client):
        one, two = (job["meta"]["timestamps"]["updated_at"] for job in _two(client, 134))
        return two < one


@broken("E20 The unique identifier; IE14: id is constant")
class IdsMadeAnew(ElasticPath):
    """The ids are made anew for every answer."""

    def describe(self, job):
        return {**super().describe(job), "id": str(uuid.UUID(int=next(self.count), version=4))}

    @staticmethod
    def shows(client):
        return client.ids(0, 2) != client.ids(0, 2)


@broken("E20, IE14: id is constant")
class IdChangesWithStatus(ElasticPath):
    """A job gets another id when it is started."""

    speed = 15.0

    def describe(self, job):
        body = super().describe(job)
        if body["attributes"]["status"] == "pending":
            body["id"] = f"{body['id'][:-4]}0000"
        return body

    @staticmethod
    def shows(client):
        before = client.ids(135, 1)
        client.wait(60)
        return client.ids(135, 1) != before


@broken("E3: all import jobs, with any status; IE11")
class FailedJobsFlicker(ElasticPath):
    """Every third answer knows nothing of failed jobs."""

    def listed(self, tenant):
        known = super().listed(tenant)
        if next(self.count) % 3:
            return known
        return tuple(job for job in known if job.ends != "failed")

    @staticmethod
    def shows(client):
        first, second, third, fourth = (client.ids(0, 20) for _ in range(4))
        return first == second == fourth != third


@broken("E24-25, RFC 9110 9.2.1: reading changes nothing")
class ReferenceFlickers(_JobLooks):
    """The external_ref of a job that has ended comes and goes."""

    def change(self, body, look, job):
        if look % 2 == 0:
            body["attributes"].pop("external_ref", None)

    @staticmethod
    def shows(client):
        one, two = _two(client, 0)
        return one["attributes"] != two["attributes"]
