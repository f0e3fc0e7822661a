"""Numbers that do not add up, and values that should be unique."""
# ruff: noqa: D102 - the overridden methods are explained where they are introduced

from tests.servers.catalogue import broken
from tests.servers.elastic_path import ElasticPath
from tests.servers.placewise import FAILED, RUNNING, WAITING, Placewise

PARTS = (
    "members_created_number",
    "members_updated_number",
    "members_with_validation_errors_number",
)


def accounted(body):
    """Return how many members an import has accounted for."""
    return sum(body[part] for part in PARTS)


@broken("P124-127, IP1")
class NegativeCounter(Placewise):
    """Before anything is refused, minus one member has been refused."""

    def alter(self, body, request):
        key = "members_with_validation_errors_number"
        return {**body, key: body[key] or -1}

    @staticmethod
    def shows(client):
        return client.poll(WAITING)["members_with_validation_errors_number"] == -1


@broken("P124-127, IP2")
class PartsExceedPayload(Placewise):
    """Refused members are counted among the created ones too."""

    def alter(self, body, request):
        body["members_created_number"] += body["members_with_validation_errors_number"]
        return body

    @staticmethod
    def shows(client):
        body = client.poll(2)
        return accounted(body) > body["members_in_payloads_number"]


@broken("P124-127, IP2")
class PayloadCountsFinishedBulksOnly(Placewise):
    """The requested members are those of the bulks that have ended, so a running bulk exceeds."""

    def alter(self, body, request):
        ended = sum(bulk["status"] in {"finished", "failed"} for bulk in body["bulks"])
        body["members_in_payloads_number"] = 990 * ended
        return body

    @staticmethod
    def shows(client):
        body = client.poll(RUNNING)
        return accounted(body) > body["members_in_payloads_number"]


@broken("P124, P136; P-1, IP9")
class PayloadCountersDisagree(Placewise):
    """Both spellings of the requested members are there, and they differ by one."""

    def alter(self, body, request):
        body["members_in_payload_number"] = body["members_in_payloads_number"] - 1
        return body

    @staticmethod
    def shows(client):
        body = client.poll(2)
        return body.get("members_in_payload_number") == body["members_in_payloads_number"] - 1


@broken("P129, IP5: an id identifies")
class BulkIdTwice(Placewise):
    """The last two bulks of an import share an id."""

    def alter(self, body, request):
        if len(body["bulks"]) > 2:
            body["bulks"][-1]["id"] = body["bulks"][-2]["id"]
        return body

    @staticmethod
    def shows(client):
        ids = [bulk["id"] for bulk in client.poll(2)["bulks"]]
        return len(set(ids)) < len(ids)


@broken("P129, IP5")
class BulkListedTwice(Placewise):
    """A failed bulk is listed a second time, word for word."""

    def alter(self, body, request):
        failed = [bulk for bulk in body["bulks"] if bulk["status"] == "failed"]
        return {**body, "bulks": body["bulks"] + failed}

    @staticmethod
    def shows(client):
        bulks = client.poll(FAILED)["bulks"]
        return len({bulk["id"] for bulk in bulks}) < len(bulks)


@broken("IP3: the vendor's example of a bulk adds up", level="warning")
class FinishedPartsFallShort(Placewise):
    """Ten members of a finished import are not accounted for."""

    def alter(self, body, request):
        if all(bulk["status"] == "finished" for bulk in body["bulks"]):
            body["members_created_number"] -= 10
        return body

    @staticmethod
    def shows(client):
        body = client.poll(2)
        return accounted(body) == body["members_in_payloads_number"] - 10


@broken("IP6: request_number is unique", level="warning")
class RequestNumberTwice(Placewise):
    """All bulks have request_number 1."""

    def alter(self, body, request):
        for bulk in body["bulks"]:
            bulk["request_number"] = 1
        return body

    @staticmethod
    def shows(client):
        return {bulk["request_number"] for bulk in client.poll(2)["bulks"]} == {1}


@broken("IP6: request_numbers count from 1", level="info")
class RequestNumbersFromZero(Placewise):
    """The request_numbers begin with 0."""

    def alter(self, body, request):
        for bulk in body["bulks"]:
            bulk["request_number"] -= 1
        return body

    @staticmethod
    def shows(client):
        return client.poll(2)["bulks"][0]["request_number"] == 0


@broken("P-12: request_number may be null, with a warning", level="warning")
class RequestNumberNull(Placewise):
    """The request_number of every bulk is null."""

    def alter(self, body, request):
        for bulk in body["bulks"]:
            bulk["request_number"] = None
        return body

    @staticmethod
    def shows(client):
        return client.poll(2)["bulks"][0]["request_number"] is None


@broken("P-19: an import has at least one bulk", level="warning")
class BulksEmpty(Placewise):
    """A finished import has no bulks."""

    def alter(self, body, request):
        if all(bulk["status"] == "finished" for bulk in body["bulks"]):
            body["bulks"] = []
        return body

    @staticmethod
    def shows(client):
        return client.poll(2)["bulks"] == []


@broken("IP4: a bulk that waits has not been looked at", level="lifecycle")
class AllAccountedWhileWaiting(Placewise):
    """Every member is accounted for before any bulk has been picked up."""

    def alter(self, body, request):
        missing = body["members_in_payloads_number"] - accounted(body)
        body["members_created_number"] += missing
        return body

    @staticmethod
    def shows(client):
        body = client.poll(WAITING)
        return accounted(body) == body["members_in_payloads_number"]


@broken("IP8: a bulk carries at most 1000 members", level="lifecycle")
class BulkTooLarge(Placewise):
    """Three bulks carry ten thousand members."""

    def alter(self, body, request):
        extra = 10000 - body["members_in_payloads_number"]
        body["members_in_payloads_number"] += extra
        body["members_updated_number"] += extra
        return body

    @staticmethod
    def shows(client):
        return client.poll(2)["members_in_payloads_number"] == 10000


@broken("E63-72, IE1: imported are those of the uploaded that were added")
class ImportedExceedsUploaded(ElasticPath):
    """More subscribers are imported than were uploaded."""

    def describe(self, job):
        body = super().describe(job)
        body["meta"]["records"]["uploaded"]["subscription_subscriber"] //= 2
        return body

    @staticmethod
    def shows(client):
        records = client.page(0, 1)[0]["meta"]["records"]
        kind = "subscription_subscriber"
        return records["imported"][kind] > records["uploaded"][kind]


@broken("E63-72, IE1; E-19: any kind of records")
class ImportedExceedsForOtherKind(ElasticPath):
    """Of a kind that the page does not show, more is imported than was uploaded."""

    def describe(self, job):
        body = super().describe(job)
        body["meta"]["records"]["uploaded"]["subscription_feature"] = 3
        body["meta"]["records"]["imported"]["subscription_feature"] = 4
        return body

    @staticmethod
    def shows(client):
        return client.page(0, 1)[0]["meta"]["records"]["imported"].get("subscription_feature") == 4


@broken("E63-72, IE2")
class NegativeRecords(ElasticPath):
    """A failed job has imported minus one plan."""

    def describe(self, job):
        body = super().describe(job)
        if body["attributes"]["status"] == "failed":
            body["meta"]["records"]["imported"]["subscription_plan"] = -1
        return body

    @staticmethod
    def shows(client):
        return client.page(4, 1)[0]["meta"]["records"]["imported"]["subscription_plan"] == -1


@broken("IE1: uploaded and imported count the same kinds", level="warning")
class ImportedOfFewerKinds(ElasticPath):
    """Kinds of which nothing was imported are not counted."""

    def describe(self, job):
        body = super().describe(job)
        records = body["meta"]["records"]
        records["imported"] = {kind: n for kind, n in records["imported"].items() if n}
        return body

    @staticmethod
    def shows(client):
        return client.page(136, 1)[0]["meta"]["records"]["imported"] == {}


@broken("IE8: a file has at most 50000 records", level="lifecycle")
class FileTooLarge(ElasticPath):
    """A file has 60000 subscribers."""

    def describe(self, job):
        body = super().describe(job)
        body["meta"]["records"]["uploaded"]["subscription_subscriber"] = 60000
        return body

    @staticmethod
    def shows(client):
        uploaded = client.page(0, 1)[0]["meta"]["records"]["uploaded"]
        return uploaded["subscription_subscriber"] == 60000


@broken("IE13: at least one error in the list", level="warning")
class ErrorsEmpty(ElasticPath):
    """A refusal has an empty list of errors."""

    def refuse(self, status, message, headers=()):
        return self.json({"errors": []}, status, headers)

    @staticmethod
    def shows(client):
        return client.body(client.unwanted) == {"errors": []}
