"""Bodies that do not have the documented shape."""
# ruff: noqa: D102 - the overridden methods are explained where they are introduced

import re

from tests.servers.catalogue import broken
from tests.servers.elastic_path import ElasticPath
from tests.servers.placewise import WAITING, Placewise


@broken("P121-129, P135-147; P-12")
class CounterMissing(Placewise):
    """The number of updated members is missing."""

    def alter(self, body, request):
        del body["members_updated_number"]
        return body

    @staticmethod
    def shows(client):
        return "members_updated_number" not in client.poll(2)


@broken("P124-127 Integer")
class CounterAsText(Placewise):
    """The number of created members is a text."""

    def alter(self, body, request):
        return {**body, "members_created_number": str(body["members_created_number"])}

    @staticmethod
    def shows(client):
        return isinstance(client.poll(2)["members_created_number"], str)


@broken("P124-127 Integer; P-12")
class CounterNull(Placewise):
    """The number of refused members is null while there is none."""

    def alter(self, body, request):
        key = "members_with_validation_errors_number"
        return {**body, key: body[key] or None}

    @staticmethod
    def shows(client):
        return client.poll(WAITING)["members_with_validation_errors_number"] is None


@broken("P124-127 Integer")
class CounterAsBoolean(Placewise):
    """The number of updated members is `false` while there is none."""

    def alter(self, body, request):
        return {**body, "members_updated_number": body["members_updated_number"] or False}

    @staticmethod
    def shows(client):
        return client.poll(WAITING)["members_updated_number"] is False


@broken("P124-127 Integer")
class CounterWithFraction(Placewise):
    """The number of updated members has a fraction."""

    def alter(self, body, request):
        return {**body, "members_updated_number": body["members_updated_number"] - 0.5}

    @staticmethod
    def shows(client):
        return client.poll(2)["members_updated_number"] % 1 == 0.5


@broken("P-1, IP9")
class PayloadCounterMissing(Placewise):
    """The number of requested members is missing in both spellings."""

    def alter(self, body, request):
        del body["members_in_payloads_number"]
        return body

    @staticmethod
    def shows(client):
        return not any(key.startswith("members_in_payload") for key in client.poll(2))


@broken("P124, P136; P-1: two spellings are documented, this is a third")
class PayloadCounterRenamed(Placewise):
    """The number of requested members has a name that is nowhere documented."""

    def alter(self, body, request):
        body["members_in_payloads_count"] = body.pop("members_in_payloads_number")
        return body

    @staticmethod
    def shows(client):
        return "members_in_payloads_count" in client.poll(2)


@broken("P124-129, P135-147")
class KeysInCamelCase(Placewise):
    """The keys are written in camel case."""

    def alter(self, body, request):
        return {re.sub("_(.)", lambda m: m[1].upper(), key): body[key] for key in body}

    @staticmethod
    def shows(client):
        return "createdAt" in client.poll(2)


@broken("P129 Object[]")
class BulksNull(Placewise):
    """The bulks are null while nothing has been picked up."""

    def alter(self, body, request):
        if all(bulk["status"] == "waiting" for bulk in body["bulks"]):
            body["bulks"] = None
        return body

    @staticmethod
    def shows(client):
        return client.poll(WAITING)["bulks"] is None


@broken("P129 Object[]")
class BulksAsObject(Placewise):
    """The bulks are an object with the ids as keys."""

    def alter(self, body, request):
        return {**body, "bulks": {str(bulk["id"]): bulk for bulk in body["bulks"]}}

    @staticmethod
    def shows(client):
        return isinstance(client.poll(2)["bulks"], dict)


@broken("P129: a bulk is an object")
class BulksAsNumbers(Placewise):
    """The bulks are a list of ids."""

    def alter(self, body, request):
        return {**body, "bulks": [bulk["id"] for bulk in body["bulks"]]}

    @staticmethod
    def shows(client):
        return isinstance(client.poll(2)["bulks"][0], int)


@broken("P129, P142; P-11: the types are the example's")
class BulkIdAsText(Placewise):
    """The id of a bulk is a text."""

    def alter(self, body, request):
        for bulk in body["bulks"]:
            bulk["id"] = str(bulk["id"])
        return body

    @staticmethod
    def shows(client):
        return isinstance(client.poll(2)["bulks"][0]["id"], str)


@broken("P129: a bulk has id, request_number and status")
class BulkIdMissing(Placewise):
    """A bulk that has not been picked up has no id."""

    def alter(self, body, request):
        for bulk in body["bulks"]:
            if bulk["status"] == "waiting":
                del bulk["id"]
        return body

    @staticmethod
    def shows(client):
        return "id" not in client.poll(1)["bulks"][-1]


@broken("P129, P142; P-11: the types are the example's")
class RequestNumberAsText(Placewise):
    """The request_number is a text."""

    def alter(self, body, request):
        for bulk in body["bulks"]:
            bulk["request_number"] = f"{bulk['request_number']}"
        return body

    @staticmethod
    def shows(client):
        return client.poll(2)["bulks"][0]["request_number"] == "1"


@broken("P129: a bulk has id, request_number and status")
class BulkStatusMissing(Placewise):
    """The bulks have no status."""

    def alter(self, body, request):
        for bulk in body["bulks"]:
            del bulk["status"]
        return body

    @staticmethod
    def shows(client):
        return "status" not in client.poll(2)["bulks"][0]


@broken("P142-145, IP7")
class BulkStatusNull(Placewise):
    """The status of a bulk is null until it is picked up."""

    def alter(self, body, request):
        for bulk in body["bulks"]:
            bulk["status"] = None if bulk["status"] == "waiting" else bulk["status"]
        return body

    @staticmethod
    def shows(client):
        return client.poll(WAITING)["bulks"][0]["status"] is None


@broken("P142-145, IP7")
class BulkStatusInCapitals(Placewise):
    """The status of a bulk begins with a capital."""

    def alter(self, body, request):
        for bulk in body["bulks"]:
            bulk["status"] = bulk["status"].title()
        return body

    @staticmethod
    def shows(client):
        return client.poll(2)["bulks"][0]["status"] == "Finished"


@broken("P142-145, IP7; P-15: Pending is the badge of the page")
class BulkStatusPending(Placewise):
    """A bulk that waits is called pending."""

    def alter(self, body, request):
        for bulk in body["bulks"]:
            bulk["status"] = bulk["status"].replace("waiting", "pending")
        return body

    @staticmethod
    def shows(client):
        return client.poll(1)["bulks"][-1]["status"] == "pending"


@broken("P142-145, IP7")
class BulkStatusSpelledWrong(Placewise):
    """Of four statuses one is spelled wrong: `finnished`."""

    def alter(self, body, request):
        for bulk in body["bulks"]:
            bulk["status"] = bulk["status"].replace("finished", "finnished")
        return body

    @staticmethod
    def shows(client):
        return client.poll(2)["bulks"][0]["status"] == "finnished"


@broken("P128, P140")
class CreatedAtMissing(Placewise):
    """The time when the import was created is missing."""

    def alter(self, body, request):
        del body["created_at"]
        return body

    @staticmethod
    def shows(client):
        return "created_at" not in client.poll(2)


@broken("P128, P140; P-10")
class CreatedAtAsNumber(Placewise):
    """created_at counts seconds."""

    def alter(self, body, request):
        return {**body, "created_at": 1532949788}

    @staticmethod
    def shows(client):
        return isinstance(client.poll(2)["created_at"], int)


@broken("P140; P-10, IP10: a date-time has an offset, RFC 3339 5.6")
class CreatedAtWithoutZone(Placewise):
    """created_at has no offset."""

    def alter(self, body, request):
        return {**body, "created_at": body["created_at"].removesuffix("Z")}

    @staticmethod
    def shows(client):
        return client.poll(2)["created_at"][-1].isdigit()


@broken("P128, P140; P-10, IP10")
class CreatedAtInWords(Placewise):
    """created_at is written as people in Oslo write it."""

    def alter(self, body, request):
        return {**body, "created_at": "30.07.2018 11:23"}

    @staticmethod
    def shows(client):
        return "." in client.poll(2)["created_at"][:5]


@broken("RFC 3339 5.7: February has 29 days at most; IP10")
class CreatedAtOnNoDay(Placewise):
    """created_at is a day that no calendar has."""

    def alter(self, body, request):
        return {**body, "created_at": "2018-02-30T11:23:08.417Z"}

    @staticmethod
    def shows(client):
        return client.poll(2)["created_at"].startswith("2018-02-30")


@broken("P-2: `{}` is a placeholder of the documentation tool")
class PlaceholderBody(Placewise):
    """The answer is the empty object that the documentation tool left behind."""

    def alter(self, body, request):
        return {}

    @staticmethod
    def shows(client):
        return client.poll(2) == {}


@broken("P121-129, P135-147")
class BodyInEnvelope(Placewise):
    """The import is wrapped in `data`."""

    def alter(self, body, request):
        return {"data": body}

    @staticmethod
    def shows(client):
        return list(client.poll(2)) == ["data"]


@broken("P135-147")
class BodyAsList(Placewise):
    """The import comes in a list."""

    def alter(self, body, request):
        return [body]

    @staticmethod
    def shows(client):
        return isinstance(client.poll(2), list)


# Elastic Path, the list


@broken("E19, E45-77; E-10: data is required")
class DataMissing(ElasticPath):
    """An empty page has no data."""

    def alter(self, body, request):
        if not body["data"]:
            del body["data"]
        return body

    @staticmethod
    def shows(client):
        return "data" not in client.list(5000).json()


@broken("E19 Import[]")
class DataNull(ElasticPath):
    """The data of an empty page are null."""

    def alter(self, body, request):
        return {**body, "data": body["data"] or None}

    @staticmethod
    def shows(client):
        return client.list(5000).json()["data"] is None


@broken("E19 Import[]")
class SingleJobNotInList(ElasticPath):
    """A page with one job has the job itself as data."""

    def alter(self, body, request):
        if len(body["data"]) == 1:
            body["data"] = body["data"][0]
        return body

    @staticmethod
    def shows(client):
        return isinstance(client.list(3, 1).json()["data"], dict)


@broken("E44 links object")
class LinksAsList(ElasticPath):
    """The links are a list."""

    def alter(self, body, request):
        return {**body, "links": list(body["links"].values())}

    @staticmethod
    def shows(client):
        return isinstance(client.body()["links"], list)


# Elastic Path, a job


class _Jobs(ElasticPath):
    """Changes each job of a page."""

    def describe(self, job):
        body = super().describe(job)
        self.spoil(body)
        return body

    def spoil(self, job):
        """Change the job in place."""


@broken("E20, E48; E-14")
class IdNoUuid(_Jobs):
    """The id of a job is a number in a text."""

    def spoil(self, job):
        job["id"] = str(int(job["id"][:8], 16))

    @staticmethod
    def shows(client):
        return client.ids(0, 1)[0].isdigit()


@broken("E21-22, IE12")
class TypeWithDash(_Jobs):
    """The type is spelled with a dash."""

    def spoil(self, job):
        job["type"] = "subscription-import"

    @staticmethod
    def shows(client):
        return client.page(0, 1)[0]["type"] == "subscription-import"


@broken("E23 required")
class AttributesMissing(_Jobs):
    """The attributes lie flat in the job."""

    def spoil(self, job):
        job.update(job.pop("attributes"))

    @staticmethod
    def shows(client):
        return "status" in client.page(0, 1)[0]


@broken("E26-31, IE12")
class StatusCompleted(_Jobs):
    """A job that has succeeded is called completed."""

    def spoil(self, job):
        job["attributes"]["status"] = job["attributes"]["status"].replace("success", "completed")

    @staticmethod
    def shows(client):
        return client.page(0, 1)[0]["attributes"]["status"] == "completed"


@broken("E26-31, IE12")
class StatusInCapitals(_Jobs):
    """A job that has failed is called FAILED; all others are in small letters."""

    def spoil(self, job):
        job["attributes"]["status"] = job["attributes"]["status"].replace("failed", "FAILED")

    @staticmethod
    def shows(client):
        return client.page(4, 1)[0]["attributes"]["status"] == "FAILED"


@broken("E-10: attributes have a status")
class StatusMissing(_Jobs):
    """A pending job has no status."""

    def spoil(self, job):
        if job["attributes"]["status"] == "pending":
            del job["attributes"]["status"]

    @staticmethod
    def shows(client):
        return "status" not in client.page(136, 1)[0]["attributes"]


@broken("E33-35; E-15")
class OwnerOfNoKind(_Jobs):
    """The owner of some jobs is a shop."""

    def spoil(self, job):
        job["meta"]["owner"] = job["meta"]["owner"].replace("organization", "shop")

    @staticmethod
    def shows(client):
        return client.page(2, 1)[0]["meta"]["owner"] == "shop"


@broken("E36 required")
class TimestampsMissing(_Jobs):
    """The timestamps lie flat in the meta."""

    def spoil(self, job):
        job["meta"].update(job["meta"].pop("timestamps"))

    @staticmethod
    def shows(client):
        return "timestamps" not in client.page(0, 1)[0]["meta"]


@broken("E38, E58; E-10: created_at is required")
class CreatedAtOfJobMissing(_Jobs):
    """The time when a job was created is missing."""

    def spoil(self, job):
        del job["meta"]["timestamps"]["created_at"]

    @staticmethod
    def shows(client):
        return "created_at" not in client.page(0, 1)[0]["meta"]["timestamps"]


@broken("E57-60; E-16: a date-time has an offset, RFC 3339 5.6")
class UpdatedAtWithoutZone(_Jobs):
    """updated_at has no offset, the other timestamps have one."""

    def spoil(self, job):
        times = job["meta"]["timestamps"]
        times["updated_at"] = times["updated_at"].removesuffix("Z")

    @staticmethod
    def shows(client):
        return not client.page(0, 1)[0]["meta"]["timestamps"]["updated_at"].endswith("Z")


@broken("E39-40, E57-60; E-16: date-time")
class FinishedAtEmpty(_Jobs):
    """The finished_at of a job that has not finished is an empty text."""

    def spoil(self, job):
        job["meta"]["timestamps"].setdefault("finished_at", "")

    @staticmethod
    def shows(client):
        return client.page(136, 1)[0]["meta"]["timestamps"]["finished_at"] == ""


@broken("E41 required")
class RecordsMissing(_Jobs):
    """A failed job has no records."""

    def spoil(self, job):
        if job["attributes"]["status"] == "failed":
            del job["meta"]["records"]

    @staticmethod
    def shows(client):
        return "records" not in client.page(4, 1)[0]["meta"]


@broken("E42 object required")
class UploadedAsList(_Jobs):
    """The uploaded records are a list of pairs."""

    def spoil(self, job):
        records = job["meta"]["records"]
        records["uploaded"] = [[kind, count] for kind, count in records["uploaded"].items()]

    @staticmethod
    def shows(client):
        return isinstance(client.page(0, 1)[0]["meta"]["records"]["uploaded"], list)


@broken("E43, E68-72; E-9: imported is an object too")
class ImportedAsNumber(_Jobs):
    """The imported records are one number."""

    def spoil(self, job):
        records = job["meta"]["records"]
        records["imported"] = sum(records["imported"].values())

    @staticmethod
    def shows(client):
        return isinstance(client.page(0, 1)[0]["meta"]["records"]["imported"], int)


@broken("E43 required; E-9")
class ImportedNull(_Jobs):
    """The imported records of a pending job are null."""

    def spoil(self, job):
        if job["attributes"]["status"] == "pending":
            job["meta"]["records"]["imported"] = None

    @staticmethod
    def shows(client):
        return client.page(136, 1)[0]["meta"]["records"]["imported"] is None


@broken("E63-72, IE2")
class RecordsAsText(_Jobs):
    """The numbers of uploaded plans are texts."""

    def spoil(self, job):
        uploaded = job["meta"]["records"]["uploaded"]
        uploaded["subscription_plan"] = str(uploaded["subscription_plan"])

    @staticmethod
    def shows(client):
        uploaded = client.page(0, 1)[0]["meta"]["records"]["uploaded"]
        return isinstance(uploaded["subscription_plan"], str)


@broken("E63-72, IE2; E-19: every counter of the open map is a non-negative integer")
class OtherKindWithFraction(_Jobs):
    """A kind of records that the page does not show is counted in halves."""

    def spoil(self, job):
        job["meta"]["records"]["uploaded"]["subscription_offering"] = 1.5
        job["meta"]["records"]["imported"]["subscription_offering"] = 1.5

    @staticmethod
    def shows(client):
        imported = client.page(0, 1)[0]["meta"]["records"]["imported"]
        return imported.get("subscription_offering") == 1.5


@broken("E24, IE12")
class ExternalRefTooLong(_Jobs):
    """One external_ref has 2049 characters."""

    def spoil(self, job):
        if job["attributes"].get("external_ref") == "upload-0052":
            job["attributes"]["external_ref"] = "x" * 2049

    @staticmethod
    def shows(client):
        return len(client.page(52, 1)[0]["attributes"]["external_ref"]) == 2049


@broken("E24-25, E51: characters")
class ExternalRefAsNumber(_Jobs):
    """An external_ref that looks like a number is one."""

    def spoil(self, job):
        text = job["attributes"].get("external_ref", "")
        if text.endswith("8"):
            job["attributes"]["external_ref"] = int(text[-4:])

    @staticmethod
    def shows(client):
        return client.page(8, 1)[0]["attributes"]["external_ref"] == 8


# Elastic Path, refusals


class _Errors(ElasticPath):
    """Changes the body of each refusal."""

    def refuse(self, status, message, headers=()):
        body = self.spoil({"title": "Refused", "status": str(status), "detail": message})
        return self.json(body, status, headers)

    def spoil(self, error):
        """Return the body of a refusal with that error."""


@broken("E87 required")
class ErrorsMissing(_Errors):
    """A refusal has one `error` instead of `errors`."""

    def spoil(self, error):
        return {"error": error["detail"]}

    @staticmethod
    def shows(client):
        return "errors" not in client.body(client.unwanted)


@broken("E87 Error[]")
class ErrorsAsObject(_Errors):
    """The errors of a refusal are an object."""

    def spoil(self, error):
        return {"errors": error}

    @staticmethod
    def shows(client):
        return isinstance(client.body(client.unwanted)["errors"], dict)


@broken("E89; E-10: an error has a title")
class ErrorWithoutTitle(_Errors):
    """An error has no title."""

    def spoil(self, error):
        del error["title"]
        return {"errors": [error]}

    @staticmethod
    def shows(client):
        return "title" not in client.body(client.unwanted)["errors"][0]


@broken("E88, IE13")
class ErrorStatusOfAnother(_Errors):
    """The body of an error has status 500 with every status."""

    def spoil(self, error):
        return {"errors": [{**error, "status": "500"}]}

    @staticmethod
    def shows(client):
        answer = client.ask(client.unwanted)
        return answer.json()["errors"][0]["status"] != str(answer.status)


@broken("E88, IE13: HTTP response code")
class ErrorStatusInWords(_Errors):
    """The status of an error is the name of the status."""

    def spoil(self, error):
        return {"errors": [{**error, "status": "bad_request"}]}

    @staticmethod
    def shows(client):
        return client.body(client.unwanted)["errors"][0]["status"] == "bad_request"
