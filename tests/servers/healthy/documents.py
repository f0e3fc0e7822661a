"""Choices that the two documents leave open, or describe in two ways."""
# ruff: noqa: D102 - the overridden methods are explained where they are introduced

import json
import re
from dataclasses import replace
from typing import ClassVar

from tests.servers import elastic_path
from tests.servers.catalogue import healthy
from tests.servers.client import UNKNOWN_TOKEN
from tests.servers.elastic_path import LIMIT, MOST, OFFSET, PAGE, ElasticPath
from tests.servers.messages import Reply
from tests.servers.placewise import FINISHED, RUNNING, Placewise
from tests.servers.service import Refusal, Service

# Placewise, the body

EXAMPLE = {
    "members_in_payloads_number": 4000,
    "members_created_number": 3020,
    "members_updated_number": 531,
    "members_with_validation_errors_number": 449,
    "created_at": "2018-07-30T11:23:08.417Z",
    "bulks": [
        {"id": 83473, "request_number": 1, "status": "finished"},
        {"id": 83474, "request_number": 2, "status": "failed"},
        {"id": 83475, "request_number": 3, "status": "working"},
        {"id": 83476, "request_number": 4, "status": "waiting"},
    ],
}


@healthy("P135-147: the documented example")
class ExampleOfPage(Placewise):
    """Every known import is the one of the page's example, to the letter."""

    def describe(self, found):
        return json.loads(json.dumps(EXAMPLE))

    @staticmethod
    def shows(client):
        return client.poll(2) == EXAMPLE


@healthy("P124: the table's spelling; P-1", may_warn="P-1")
class SingularKey(Placewise):
    """The requested members have the key of the table."""

    def alter(self, body, request):
        return {"members_in_payload_number": body.pop("members_in_payloads_number"), **body}

    @staticmethod
    def shows(client):
        return "members_in_payload_number" in client.poll(2)


@healthy("P124, P136: both spellings; P-1, IP9: both present and equal", may_warn="P-1")
class BothKeys(Placewise):
    """The requested members have both keys."""

    def alter(self, body, request):
        return {**body, "members_in_payload_number": body["members_in_payloads_number"]}

    @staticmethod
    def shows(client):
        return len(client.poll(2)) == 7


class _Created(Placewise):
    """Writes created_at in another form."""

    def alter(self, body, request):
        return {**body, "created_at": self.write(body["created_at"])}

    def write(self, text):
        """Return the time in another form."""


@healthy("P128: Date; P-10", may_warn="P-10")
class CreatedOnDay(_Created):
    """created_at is a date without a time."""

    def write(self, text):
        return text[:10]

    @staticmethod
    def shows(client):
        return len(client.poll(2)["created_at"]) == 10


@healthy("P-10: no fraction; RFC 3339 5.6")
class CreatedInSecond(_Created):
    """created_at has no fraction."""

    def write(self, text):
        return text[:19] + "Z"

    @staticmethod
    def shows(client):
        return len(client.poll(2)["created_at"]) == 20


@healthy("P-10: up to nine digits; RFC 3339 5.6")
class CreatedInNanosecond(_Created):
    """created_at has nine digits after the second."""

    def write(self, text):
        return text[:-1] + "000001Z"

    @staticmethod
    def shows(client):
        return len(client.poll(2)["created_at"]) == 30


@healthy("P-10: offsets; RFC 3339 5.6")
class CreatedElsewhere(_Created):
    """created_at is in the time zone of Kathmandu."""

    def write(self, text):
        hour, minute = int(text[11:13]), int(text[14:16]) + 45
        hour, minute = hour + 5 + minute // 60, minute % 60
        if hour > 23:  # an earlier offset then, so that the day stays
            return f"{text[:-1]}+00:00"
        return f"{text[:11]}{hour:02}:{minute:02}{text[16:-1]}+05:45"

    @staticmethod
    def shows(client):
        return client.poll(2)["created_at"][-6] == "+"


@healthy("RFC 3339 4.3: the offset of the place is not known")
class CreatedSomewhere(_Created):
    """created_at has the offset -00:00."""

    def write(self, text):
        return text[:-1] + "-00:00"

    @staticmethod
    def shows(client):
        return client.poll(2)["created_at"].endswith("-00:00")


@healthy("RFC 3339 5.6: T and Z may be in lower case")
class CreatedInSmallLetters(_Created):
    """created_at has a small t and a small z."""

    def write(self, text):
        return text.lower()

    @staticmethod
    def shows(client):
        return client.poll(2)["created_at"].endswith("z")


@healthy("RFC 3339 5.7: a minute may have a second 60")
class CreatedInLeapSecond(_Created):
    """Every import was created in the last leap second."""

    def write(self, text):
        return "2016-12-31T23:59:60Z"

    @staticmethod
    def shows(client):
        return ":60" in client.poll(2)["created_at"]


@healthy("P129: a list, its order is not documented; IP6: the set of numbers counts")
class BulksInOtherOrder(Placewise):
    """The last bulk comes first."""

    def alter(self, body, request):
        return {**body, "bulks": body["bulks"][::-1]}

    @staticmethod
    def shows(client):
        return client.poll(2)["bulks"][0]["request_number"] == 3


@healthy(
    "E-19: what is there beyond the page is an info; P121-129 closes nothing",
    may_warn="undocumented fields",
)
class MoreFields(Service):
    """There are more fields than the page shows, at every level, with odd names and null."""

    EXTRA: ClassVar = {"id": 1, "links": {"self": None}, "a b/c~d": [[]], "": "", "progress": 0.5}

    def alter(self, body, request):
        for item in body.get("bulks", []) + body.get("data", []):
            item["retries"] = 0
            item["relationships"] = {"": {"data": []}}
        extra = {key: value for key, value in self.EXTRA.items() if key not in body}
        return {**extra, **body}

    @staticmethod
    def shows(client):
        return "a b/c~d" in client.body()


# Placewise, refusals


class _Missing(Placewise):
    """Answers for an import that is not there."""

    def finish(self, request, reply):
        return self.miss(request, reply) if reply.status == 404 else reply

    def miss(self, request, reply):
        """Return the reply."""


@healthy("P133: no body is documented; P-3", may_warn="P-3")
class MissingWithoutBody(_Missing):
    """A 404 has no body and no media type."""

    def miss(self, request, reply):
        return Reply(status=404)

    @staticmethod
    def shows(client):
        return client.ask(client.unwanted).body == b""


@healthy("P133: no body is documented; P-3: other JSON", may_warn="P-3")
class MissingInOtherWords(_Missing):
    """A 404 has another JSON body."""

    def miss(self, request, reply):
        return self.json({"status": 404, "message": "Not Found"}, 404)

    @staticmethod
    def shows(client):
        return "message" in client.body(client.unwanted)


@healthy("RFC 9457: a problem is JSON too; P133: no body is documented; P-3", may_warn="P-3")
class MissingAsProblem(_Missing):
    """A 404 is problem+json."""

    def miss(self, request, reply):
        body = {"type": "about:blank", "title": "Not Found", "status": 404}
        return self.json(body, 404).having("Content-Type", "application/problem+json")

    @staticmethod
    def shows(client):
        return client.ask(client.unwanted).header("content-type") == "application/problem+json"


@healthy("P-3: the vendor's sibling examples name the id, Reward#10000951 not found (upstream)")
class MissingNamesId(Placewise):
    """A 404 names the import that was asked for."""

    def missing(self, text):
        return Refusal(404, f"Import#{text} not found")

    @staticmethod
    def shows(client):
        return "999999" in client.ask(client.unwanted).text


class _OddId(Placewise):
    """Treats an import_id that is no integer in its own way."""

    status: int

    def read_id(self, text):
        try:
            return super().read_id(text)
        except Refusal as refusal:
            raise Refusal(self.status, str(refusal)) from refusal


@healthy("P-9: 400, 404, 422 or 200")
class OddIdIsMissing(_OddId):
    """An import_id that is no integer is a 404."""

    status = 404

    @staticmethod
    def shows(client):
        return client.show("abc").status == 404


@healthy("P-9: 400, 404, 422 or 200")
class OddIdIsUnprocessable(_OddId):
    """An import_id that is no integer is a 422."""

    status = 422

    @staticmethod
    def shows(client):
        return client.show("abc").status == 422


@healthy("P-9: an import may have a text or a UUID for its id (upstream)")
class TextIdsServed(Placewise):
    """There are imports with texts for ids, too."""

    TEXTS: ClassVar = {"import_21": FINISHED, "a9a00143-6488-4d4f-87d4-29c2da02d678": RUNNING}

    def read_id(self, text):
        return self.TEXTS[text] if text in self.TEXTS else super().read_id(text)

    @staticmethod
    def shows(client):
        return client.show("import_21").status == 200


@healthy("P161-165, P-7: what a missing header gives is undocumented; 470 is upstream's")
class MissingHeaderIs470(Placewise):
    """Without X-Loyalty-Club-Slug there is a status that is registered nowhere."""

    def get(self, request, tenant):
        if request.header("X-Loyalty-Club-Slug") is None:
            raise Refusal(470, "Header missing")
        return super().get(request, tenant)

    @staticmethod
    def shows(client):
        data = client.data().replace(b"X-Loyalty-Club-Slug: infinity-mall\r\n", b"")
        with client.session() as session:
            return session.ask(data, last=True).status == 470


@healthy("P-7: what two different slugs give is undocumented")
class HeaderMustAgree(Placewise):
    """A header with another club than the path is a 403; an empty one is not."""

    def get(self, request, tenant):
        named = request.header("X-Loyalty-Club-Slug")
        if named and named != self.slug(request):
            raise Refusal(403, "That is another club.")
        return super().get(request, tenant)

    @staticmethod
    def shows(client):
        return client.ask(headers=(("X-Loyalty-Club-Slug", "harbour-plaza"),)).status == 403


@healthy("P-6: the page's curl is sent with empty values by a page that has none to give; P161")
class EmptyHeaderRefused(Placewise):
    """An empty X-Loyalty-Club-Slug is a 400, as a missing one."""

    def get(self, request, tenant):
        if request.header("X-Loyalty-Club-Slug") == "":
            raise Refusal(400, "The header X-Loyalty-Club-Slug is empty.")
        return super().get(request, tenant)

    @staticmethod
    def shows(client):
        return client.ask(headers=(("X-Loyalty-Club-Slug", ""),)).status == 400


# Access


@healthy("P114, P-4: never fail on a 401 without a token; E-18")
class TokenDemanded(Service):
    """Without a token every request is a 401, even an invalid one."""

    demands_token = True

    def handle(self, request):
        if self.token(request) is None:
            refusal = self.unauthorized("A token is needed.")
            return self.refuse(401, str(refusal), refusal.headers)
        return super().handle(request)

    @staticmethod
    def shows(client):
        return client.ask("/nothing", token=None).status == 401


@healthy("P168 optional, P-4; E-18: no security is documented")
class NoLock(Service):
    """Tokens are not looked at, right or wrong."""

    def tenant(self, request):
        return None

    @staticmethod
    def shows(client):
        return client.ask(token=UNKNOWN_TOKEN).status == 200


@healthy("E-18: 403 is among the platform's statuses; P-4")
class WrongTokenIsForbidden(Service):
    """A wrong token is a 403, a missing one a 401."""

    demands_token = True

    def owner_of(self, token):
        owner = super().owner_of(token)
        if owner is None:
            raise Refusal(403, "The token is not valid.")
        return owner

    @staticmethod
    def shows(client):
        return client.ask(token=UNKNOWN_TOKEN).status == 403


@healthy("P113: what another club's token gets is undocumented")
class OtherClubIsForbidden(Placewise):
    """Another club's imports are a 403, whether they exist or not."""

    demands_token = True

    def find(self, slug, number, tenant):
        if tenant not in {None, slug}:
            raise Refusal(403, "That is another club's.")
        return super().find(slug, number, tenant)

    @staticmethod
    def shows(client):
        return client.show(5, slug="harbour-plaza").status == 403


# Elastic Path, the body


@healthy("E45-78: the documented example")
class ExampleOfList(ElasticPath):
    """There is one job, the one of the page's example, to the letter, and no links."""

    jobs = 1

    def describe(self, job):
        moment = "2017-01-10T11:41:19.244842Z"
        keys = ("updated_at", "created_at", "started_at", "finished_at")
        return {
            "id": "00000000-0000-0000-0000-000000000000",
            "type": "subscription_import",
            "attributes": {"external_ref": "abc123", "status": "pending"},
            "meta": {
                "owner": "store",
                "timestamps": dict.fromkeys(keys, moment),
                "records": {
                    "uploaded": dict.fromkeys(elastic_path.KINDS, 50000),
                    "imported": dict.fromkeys(elastic_path.KINDS, 45090),
                },
            },
        }

    def links(self, page, shown, known):
        return {}

    @staticmethod
    def shows(client):
        return client.ids() == ["00000000-0000-0000-0000-000000000000"]


class _Jobs(ElasticPath):
    """Changes each job of a page."""

    def describe(self, job):
        body = super().describe(job)
        self.vary(body, job)
        return body

    def vary(self, body, job):
        """Change the job in place."""


@healthy("E20: id is not required; E-10", may_warn="E-10")
class IdAbsent(_Jobs):
    """The jobs have no id."""

    def vary(self, body, job):
        del body["id"]

    @staticmethod
    def shows(client):
        return "id" not in client.page(0, 1)[0]


@healthy("E-14: any version and variant; RFC 4122 3: upper case is read too")
class IdsInCapitals(_Jobs):
    """The ids are written in capitals."""

    def vary(self, body, job):
        body["id"] = body["id"].upper()

    @staticmethod
    def shows(client):
        first = client.ids(0, 1)[0]
        return first == first.upper()


@healthy("E-14: 11111111-2222-3333-4444-555555555555 is an example of the vendor (upstream)")
class IdsOfNoVariant(_Jobs):
    """The ids are UUIDs of an undefined variant."""

    def vary(self, body, job):
        body["id"] = f"{body['id'][:14]}f{body['id'][15:19]}4{body['id'][20:]}"

    @staticmethod
    def shows(client):
        return client.ids(0, 1)[0][14] == "f"


@healthy("E44: links is not required; E-17", may_warn="E-10 E-17")
class LinksAbsent(ElasticPath):
    """There are no links."""

    def alter(self, body, request):
        del body["links"]
        return body

    @staticmethod
    def shows(client):
        return "links" not in client.body()


@healthy("E77: the example's links are empty; E-17")
class LinksEmpty(ElasticPath):
    """The links are empty."""

    def links(self, page, shown, known):
        return {}

    @staticmethod
    def shows(client):
        return client.body()["links"] == {}


@healthy("E-17: {href, title, describedby}")
class LinksAsObjects(ElasticPath):
    """A link is an object with the address under href."""

    def links(self, page, shown, known):
        links = super().links(page, shown, known)
        return {name: {"href": to, "title": name} for name, to in links.items() if to}

    @staticmethod
    def shows(client):
        return "href" in client.body()["links"]["next"]


@healthy("E-17: any address; RFC 3986 4.2")
class LinksElsewhere(ElasticPath):
    """The links are absolute, lead to a public host, and know relations of their own."""

    def links(self, page, shown, known):
        links = super().links(page, shown, known)
        host = "https://euwest.api.elasticpath.com/v2"
        return {
            **{name: to and host + to for name, to in links.items()},
            "describedby": f"{host}/docs",
        }

    @staticmethod
    def shows(client):
        return client.body()["links"]["first"].startswith("https://")


@healthy("E-17: any address; how a link names its page is not documented")
class LinksWithCursor(ElasticPath):
    """The next link keeps offset and limit, and a cursor of its own goes on."""

    def links(self, page, shown, known):
        links = super().links(page, shown, known)
        if links["next"]:
            links["next"] = f"{links['current']}&cursor={page.offset + page.limit}"
        return links

    @staticmethod
    def shows(client):
        return client.list(0, 5).json()["links"]["next"].endswith("&cursor=5")


@healthy("E-19: products and plans have gone, other kinds have come (upstream)", may_warn="E-19")
class OtherKindsOfRecords(_Jobs):
    """Other kinds of records are counted than the page shows."""

    def vary(self, body, job):
        for side, counts in body["meta"]["records"].items():
            count = counts["subscription_subscriber"]
            kinds = ("subscription_offering", "subscription_subscriber", "subscription_feature")
            body["meta"]["records"][side] = dict.fromkeys(kinds, count)

    @staticmethod
    def shows(client):
        return "subscription_offering" in client.page(0, 1)[0]["meta"]["records"]["uploaded"]


@healthy("E24-25: external_ref is not required (E-10)")
class NoReferences(_Jobs):
    """No job has an external_ref."""

    def vary(self, body, job):
        body["attributes"].pop("external_ref", None)

    @staticmethod
    def shows(client):
        return not any("external_ref" in job["attributes"] for job in client.page())


@healthy("E-22: unique may be the name of the field; no check")
class SameReferences(_Jobs):
    """All jobs have the same external_ref, the empty one."""

    def vary(self, body, job):
        body["attributes"]["external_ref"] = ""

    @staticmethod
    def shows(client):
        return {job["attributes"]["external_ref"] for job in client.page()} == {""}


@healthy("E24: <= 2048 characters, not bytes and not UTF-16 units")
class LongestReferences(_Jobs):
    """An external_ref has 2048 characters of four bytes each."""

    def vary(self, body, job):
        body["attributes"]["external_ref"] = "\U0001f6cd" * 2048

    @staticmethod
    def shows(client):
        return len(client.page(0, 1)[0]["attributes"]["external_ref"]) == 2048


@healthy("E57-60, E-12: equal times are in order")
class AllTimesEqual(_Jobs):
    """All times of a job are those of its creation."""

    def vary(self, body, job):
        times = body["meta"]["timestamps"]
        times.update(dict.fromkeys(times, times["created_at"]))

    @staticmethod
    def shows(client):
        times = client.page(0, 1)[0]["meta"]["timestamps"]
        return len(times) == 4 and len(set(times.values())) == 1


@healthy("E-16: any fraction; RFC 3339 5.6: each time in a form of its own")
class TimesInManyForms(_Jobs):
    """Each timestamp has another offset and another number of digits."""

    def vary(self, body, job):
        times = body["meta"]["timestamps"]
        times["created_at"] = times["created_at"][:-1] + "000+00:00"
        times["updated_at"] = times["updated_at"][:-1] + "-00:00"
        if "started_at" in times:
            times["started_at"] = times["started_at"].replace("Z", "001z").replace("T", "t")

    @staticmethod
    def shows(client):
        return client.page(0, 1)[0]["meta"]["timestamps"]["updated_at"].endswith("-00:00")


# Elastic Path, the parameters


@healthy("E-4: a limit of 101 may be clamped")
class LimitClamped(ElasticPath):
    """A limit above 100 gives 100 jobs."""

    def read_number(self, request, name, most, default):
        ceiling = 10**18 if name == LIMIT else most
        return min(super().read_number(request, name, ceiling, default), most)

    @staticmethod
    def shows(client):
        return len(client.page(0, 101)) == MOST


class _Refused(ElasticPath):
    """Refuses parameters in its own way."""

    status = 422

    def read_page(self, request):
        try:
            return super().read_page(request)
        except Refusal as refusal:
            raise Refusal(self.status, str(refusal)) from refusal


@healthy("E-4, E-18: 400 or 422")
class OutOfBoundsIsUnprocessable(_Refused):
    """A parameter out of bounds is a 422."""

    @staticmethod
    def shows(client):
        return client.list(0, 101).status == 422


@healthy("E-4: what a limit of 0 means is undefined")
class LimitZeroIsDefault(ElasticPath):
    """A limit of 0 is no limit: the usual page."""

    def read_page(self, request):
        page = super().read_page(request)
        return replace(page, limit=page.limit or PAGE)

    @staticmethod
    def shows(client):
        return len(client.page(0, 0)) == PAGE


@healthy("E-4: what a limit of 0 means is undefined")
class LimitZeroRefused(ElasticPath):
    """A limit of 0 is refused."""

    def read_page(self, request):
        page = super().read_page(request)
        if not page.limit:
            raise Refusal(400, "page[limit] must not be 0.")
        return page

    @staticmethod
    def shows(client):
        return client.list(0, 0).status == 400


@healthy("E7-8: the store decides how long a page is; its value is not documented")
class ShortPages(ElasticPath):
    """Without a limit a page has ten jobs."""

    def read_page(self, request):
        page = super().read_page(request)
        return page if request.field(LIMIT) else replace(page, limit=10)

    @staticmethod
    def shows(client):
        return len(client.page()) == 10


@healthy("E7-8: the store decides how long a page is; up to 100")
class LongPages(ElasticPath):
    """Without a limit a page has a hundred jobs."""

    def read_page(self, request):
        page = super().read_page(request)
        return page if request.field(LIMIT) else replace(page, limit=MOST)

    @staticmethod
    def shows(client):
        return len(client.page()) == MOST


@healthy("E5-8: how other parameters are treated is not documented")
class UnknownParameterRefused(Service):
    """An unknown query parameter is a 400."""

    def get(self, request, tenant):
        known = {OFFSET, LIMIT, "filter"} if self.api == "elastic_path" else set()
        if any(name not in known for name, _ in request.fields()):
            raise Refusal(400, "There is no such parameter.")
        return super().get(request, tenant)

    @staticmethod
    def shows(client):
        join = "&" if "?" in client.target else "?"
        return client.ask(f"{client.target}{join}probe=1").status == 400


@healthy("E5-8: how repeated parameters are treated is not documented")
class LastOfRepeatedWins(ElasticPath):
    """Of a repeated parameter the last one is taken."""

    def read_number(self, request, name, most, default):
        fields = [pair for pair in request.fields() if pair[0] == name][-1:]
        query = "&".join(f"{key}={value}" for key, value in fields)
        chosen = replace(request, target=f"{request.path}?{query}")
        return super().read_number(chosen, name, most, default)

    @staticmethod
    def shows(client):
        return len(client.body(client.target + "&page%5Blimit%5D=7")["data"]) == 7


@healthy("E5-8: how repeated parameters are treated is not documented")
class RepeatedParameterRefused(ElasticPath):
    """A repeated parameter is a 400."""

    def read_page(self, request):
        names = [name for name, _ in request.fields()]
        if len(set(names)) < len(names):
            raise Refusal(400, "Each parameter may be sent once.")
        return super().read_page(request)

    @staticmethod
    def shows(client):
        return client.ask(client.target + "&page%5Blimit%5D=7").status == 400


@healthy("E-2: what can be filtered is undocumented; a text that is no filter may be refused")
class FilterRefused(ElasticPath):
    """A filter that is not understood is a 400."""

    def wanted(self, request, known):
        text = request.field("filter")
        if text is not None and not re.fullmatch(r"eq\(external_ref,[^()]*\)", text):
            raise Refusal(400, "The filter is not understood.")
        return super().wanted(request, known)

    @staticmethod
    def shows(client):
        return client.ask("/subscriptions/imports?filter=anything").status == 400


@healthy("E-2: the filter is upstream's; a server may not have it")
class FilterIgnored(ElasticPath):
    """Filters have no effect."""

    def wanted(self, request, known):
        return known

    @staticmethod
    def shows(client):
        target = "/subscriptions/imports?filter=eq(external_ref,upload-0000)"
        return len(client.body(target)["data"]) == PAGE


@healthy("E92-105: the status is a number there; E-6", may_warn="E-6")
class ErrorStatusAsNumber(ElasticPath):
    """The status of an error is a number."""

    def refuse(self, status, message, headers=()):
        error = {"status": status, "title": "Refused", "meta": {"missing_ids": []}}
        return self.json({"errors": [error]}, status, headers)

    @staticmethod
    def shows(client):
        return client.body(client.unwanted)["errors"][0]["status"] == 400


@healthy("E87 Error[]: there may be several; E89: titles differ even on the page (E-7)")
class SeveralErrors(ElasticPath):
    """A refusal has two errors, with titles of their own."""

    def refuse(self, status, message, headers=()):
        errors = [{"status": str(status), "title": title} for title in ("oh no", "Überraschung")]
        return self.json({"errors": errors}, status, headers)

    @staticmethod
    def shows(client):
        return len(client.body(client.unwanted)["errors"]) == 2
