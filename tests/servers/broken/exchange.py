"""HTTP that is not HTTP: methods, statuses, headers and the end of a body."""
# ruff: noqa: D102 - the overridden methods are explained where they are introduced

import hashlib
from dataclasses import replace

from tests.servers.catalogue import broken
from tests.servers.elastic_path import ElasticPath
from tests.servers.messages import Framing, Reply
from tests.servers.placewise import RUNNING, Placewise, asked
from tests.servers.service import Refusal, Service

UNSAFE = ("unsafe",)


class _Head(Service):
    """Changes the replies to HEAD."""

    def finish(self, request, reply):
        return self.spoil(reply) if request.method == "HEAD" else reply

    def spoil(self, reply):
        """Return the reply to a HEAD."""


@broken("RFC 9110 9.3.2: no content in the response to HEAD")
class HeadHasBody(_Head):
    """The body follows a HEAD; on an open connection the next answer cannot be read."""

    def spoil(self, reply):
        return replace(reply, body_on_head=True)

    @staticmethod
    def shows(client):
        return client.ask(method="HEAD").rest != b""


@broken("RFC 9110 9.3.2: HEAD is GET without the content")
class HeadFindsNothing(_Head):
    """HEAD is 404 where GET is 200."""

    def spoil(self, reply):
        return replace(reply, status=404)

    @staticmethod
    def shows(client):
        return client.ask(method="HEAD").status == 404 and client.ask().status == 200


@broken("RFC 9110 9.3.2: HEAD is GET without the content")
class HeadFindsEverything(_Head):
    """HEAD is 200 for what GET refuses."""

    def spoil(self, reply):
        return replace(reply, status=200)

    @staticmethod
    def shows(client):
        return (client.ask(client.unwanted, method="HEAD").status) == 200


@broken("RFC 9110 15.6: no server error for a valid request")
class HeadIsServerError(_Head):
    """HEAD is a 500."""

    def spoil(self, reply):
        return self.refuse(500, "There is no body.")

    @staticmethod
    def shows(client):
        return client.ask(method="HEAD").status == 500


@broken("RFC 9110 8.6: Content-Length of a HEAD must be that of the GET")
class HeadHasLengthZero(_Head):
    """HEAD says that the body has 0 bytes."""

    def spoil(self, reply):
        return replace(reply, length=0)

    @staticmethod
    def shows(client):
        return client.ask(method="HEAD").header("content-length") == "0"


@broken("RFC 9110 9.3.2: the same header fields as for GET")
class HeadHasOtherType(_Head):
    """HEAD says that the body is HTML."""

    def spoil(self, reply):
        return reply.having("Content-Type", "text/html")

    @staticmethod
    def shows(client):
        return client.ask(method="HEAD").header("content-type") == "text/html"


class _Methods(Service):
    """Changes the replies to other methods than GET and HEAD."""

    def other_method(self, request):
        return self.spoil(request, super().other_method(request))

    def spoil(self, request, reply):
        """Return the reply to the method."""


@broken("RFC 9110 15.5.6: a 405 must have Allow")
class OptionsRefusedWithoutAllow(_Methods):
    """OPTIONS is a 405 that does not say which methods are allowed."""

    def spoil(self, request, reply):
        return self.refuse(405, "This path can only be read.")

    @staticmethod
    def shows(client):
        answer = client.ask(method="OPTIONS")
        return answer.status == 405 and answer.header("allow") is None


@broken("RFC 9110 15.5.6: a 405 must have Allow", needs=UNSAFE)
class NotAllowedWithoutAllow(_Methods):
    """Only OPTIONS has an Allow, a 405 has none."""

    def spoil(self, request, reply):
        return reply.without("Allow") if reply.status == 405 else reply

    @staticmethod
    def shows(client):
        answer = client.ask(method="DELETE")
        return answer.status == 405 and answer.header("allow") is None


@broken("RFC 9110 10.2.1: Allow lists the methods that are supported")
class AllowForgetsGet(_Methods):
    """Allow lists POST only, though GET works."""

    def spoil(self, request, reply):
        return reply.having("Allow", "POST, OPTIONS")

    @staticmethod
    def shows(client):
        return "GET" not in client.ask(method="OPTIONS").header("allow")


@broken("RFC 9110 10.2.1: a list of method names")
class AllowMalformed(_Methods):
    """Allow is a list in the notation of the server's language."""

    def spoil(self, request, reply):
        return reply.having("Allow", "['GET', 'HEAD', 'OPTIONS']")

    @staticmethod
    def shows(client):
        return client.ask(method="OPTIONS").header("allow").startswith("[")


@broken("RFC 9110 15.6: no server error for what a client may ask")
class OptionsIsServerError(_Methods):
    """OPTIONS is a 500."""

    def spoil(self, request, reply):
        return self.refuse(500, "No handler.") if request.method == "OPTIONS" else reply

    @staticmethod
    def shows(client):
        return client.ask(method="OPTIONS").status == 500


@broken("P110, E2: GET is the only documented method", needs=UNSAFE)
class AnyMethodReads(Service):
    """Every method is answered like GET."""

    def handle(self, request):
        return super().handle(replace(request, method="GET"))

    @staticmethod
    def shows(client):
        return client.ask(method="DELETE").status == 200


@broken("RFC 9110 9.1: an unknown method is 501, a refused one 405", needs=UNSAFE)
class OtherMethodIsServerError(_Methods):
    """POST is a 500."""

    def spoil(self, request, reply):
        return self.refuse(500, "No handler.") if request.method == "POST" else reply

    @staticmethod
    def shows(client):
        return client.ask(method="POST").status == 500


@broken("RFC 9110 9.3.8: TRACE must not send back what is secret", needs=UNSAFE)
class TraceRepeatsToken(_Methods):
    """TRACE sends the request back, with its token."""

    def spoil(self, request, reply):
        if request.method != "TRACE":
            return reply
        lines = "\r\n".join(f"{name}: {value}" for name, value in request.headers)
        kind = (("Content-Type", "message/http"),)
        return Reply(headers=kind, body=f"TRACE {request.target} HTTP/1.1\r\n{lines}".encode())

    @staticmethod
    def shows(client):
        return client.own_token in client.ask(method="TRACE").text


@broken("RFC 9110 9.2.1: GET is safe; IP13")
class LookingCounts(Placewise):
    """Each look at a finished import updates one member more."""

    def alter(self, body, request):
        looks = self.look(asked(request))
        body["members_in_payloads_number"] += looks
        body["members_updated_number"] += looks
        return body

    @staticmethod
    def shows(client):
        return client.poll(2)["members_updated_number"] < client.poll(2)["members_updated_number"]


@broken("RFC 9110 9.2.1: GET is safe")
class ListingStartsJobs(ElasticPath):
    """Each list that is read starts the next pending job."""

    def get(self, request, tenant):
        self.moved = self.look("list") - 1
        return super().get(request, tenant)

    def describe(self, job):
        late = self.stores["first"][-3:]
        if job in late[1:] and self.moved >= late.index(job) * 3:
            job = replace(job, starts=self.clock.now())
        return super().describe(job)

    @staticmethod
    def shows(client):
        seen = [client.page(135, 1)[0]["attributes"]["status"] for _ in range(5)]
        return seen[0] == "pending" and seen[-1] == "started"


@broken("RFC 9110 9.2.1: GET is safe")
class LookingAddsBulk(Placewise):
    """Every tenth look at an import adds a bulk that waits."""

    def alter(self, body, request):
        for extra in range(self.look(asked(request)) // 10):
            number = len(body["bulks"]) + 1
            body["bulks"].append(
                {"id": 90000 + extra, "request_number": number, "status": "waiting"}
            )
        return body

    @staticmethod
    def shows(client):
        return len({len(client.poll(2)["bulks"]) for _ in range(11)}) == 2


class _Status(Service):
    """Gives successful replies another status."""

    wrong: int

    def finish(self, request, reply):
        return replace(reply, status=self.wrong) if reply.status == 200 else reply


@broken("P200, E10: 200 is the documented success; RFC 9110 15.3.2")
class CreatedForRead(_Status):
    """A successful GET is a 201."""

    wrong = 201

    @staticmethod
    def shows(client):
        return client.ask().status == 201


@broken("RFC 9110 15.3.7: 206 answers a Range")
class PartialUnasked(_Status):
    """A successful GET is a 206, without a range in request and answer."""

    wrong = 206

    @staticmethod
    def shows(client):
        return client.ask().status == 206


@broken("P200, E10: 200 is the documented success")
class AcceptedWhileRunning(Placewise):
    """As long as an import runs, its status comes as a 202."""

    def finish(self, request, reply):
        running = b'"working"' in reply.body or b'"waiting"' in reply.body
        return replace(reply, status=202) if running else reply

    @staticmethod
    def shows(client):
        return client.show(RUNNING).status == 202


@broken("P130-133: an import that is not there is a 404")
class MissingIsSuccess(Placewise):
    """An import that is not there is a 200 with an error in its body."""

    def finish(self, request, reply):
        return replace(reply, status=200) if reply.status == 404 else reply

    @staticmethod
    def shows(client):
        answer = client.ask(client.unwanted)
        return answer.status == 200 and "error" in answer.json()


@broken("P121-147: a successful body is an import")
class MissingIsNull(Placewise):
    """An import that is not there is a 200 with null."""

    def finish(self, request, reply):
        return self.json(None) if reply.status == 404 else reply

    @staticmethod
    def shows(client):
        return client.body(client.unwanted) is None


@broken("P130-133: an import that is not there is a 404")
class MissingIsNoContent(Placewise):
    """An import that is not there is a 204."""

    def finish(self, request, reply):
        return Reply(status=204) if reply.status == 404 else reply

    @staticmethod
    def shows(client):
        return client.ask(client.unwanted).status == 204


@broken("P130-133: an import that is not there is a 404; RFC 9110 15.6.1")
class MissingIsServerError(Placewise):
    """An import that is not there is a 500."""

    def missing(self, text):
        return Refusal(500, "undefined method `bulks' for nil")

    @staticmethod
    def shows(client):
        return client.ask(client.unwanted).status == 500


@broken("E10, E-18, IE15: an empty page is a page")
class PastTheEndIsServerError(ElasticPath):
    """Past the end of the list there is a 500."""

    def cut(self, known, page):
        if page.offset > len(known):
            raise Refusal(500, "index out of range")
        return super().cut(known, page)

    @staticmethod
    def shows(client):
        return client.list(500, 5).status == 500


@broken("E10, E-18: a legal offset; undocumented what it gives", level="warning")
class PastTheEndNotFound(ElasticPath):
    """Past the end of the list there is a 404."""

    def cut(self, known, page):
        if page.offset > len(known):
            raise Refusal(404, "No such page.")
        return super().cut(known, page)

    @staticmethod
    def shows(client):
        return client.list(500, 5).status == 404


@broken("RFC 9112 6.3, RFC 9110 8.6: Content-Length is the length")
class LengthTooLong(Service):
    """More bytes are promised than are sent."""

    def finish(self, request, reply):
        return replace(reply, length=len(reply.body) + 3, close=True)

    @staticmethod
    def shows(client):
        return not client.ask().whole


@broken("RFC 9112 6.3, RFC 9110 8.6: Content-Length is the length")
class LengthTooShort(Service):
    """More bytes are sent than are promised."""

    def finish(self, request, reply):
        return replace(reply, length=max(len(reply.body) - 2, 0))

    @staticmethod
    def shows(client):
        return len(client.ask().rest) == 2


@broken("RFC 9110 8.6: octets, not characters")
class LengthCountsCharacters(ElasticPath):
    """The length counts characters, so a name with accents cuts the body."""

    def encode(self, body):
        return super().encode(body).replace(b"upload-0010", "t\u00e9l\u00e9-0010".encode())

    def finish(self, request, reply):
        return replace(reply, length=len(reply.body.decode()))

    @staticmethod
    def shows(client):
        return len(client.list(10, 1).rest) == 2 and client.list(11, 1).rest == b""


@broken("RFC 9112 6.2: no Content-Length beside Transfer-Encoding")
class LengthAndChunks(Service):
    """A chunked body has a Content-Length too."""

    def finish(self, request, reply):
        return replace(reply, framing=Framing.BOTH)

    @staticmethod
    def shows(client):
        answer = client.ask()
        return bool(answer.header("content-length") and answer.header("transfer-encoding"))


@broken("RFC 9112 7.1, 8: a chunked body ends with an empty chunk")
class ChunksWithoutEnd(Service):
    """The last chunk is missing; the connection just ends."""

    def finish(self, request, reply):
        return replace(reply, framing=Framing.ENDLESS, close=True)

    @staticmethod
    def shows(client):
        return not client.ask().whole


@broken("RFC 9112 9.3: the answers come in the order of the requests, each to its own")
class SecondAnswerIsFirst(Service):
    """On an open connection the second request is answered with the first one's answer."""

    def prepare(self):
        super().prepare()
        self.given = {}

    def finish(self, request, reply):
        if request.turn == 2:
            return self.given.get(request.connection, reply)
        self.given[request.connection] = reply
        return reply

    @staticmethod
    def shows(client):
        with client.session() as session:
            first = client.stay(session)
            second = client.stay(session, client.unwanted)
        return first.status == second.status == 200


@broken("RFC 9110 8.8.1: a validator changes with its representation")
class TagNeverChanges(Placewise):
    """The ETag of an import stays the same while the import goes on."""

    def finish(self, request, reply):
        if reply.status != 200:
            return reply
        tag = f'"import-{asked(request)}"'
        if request.header("If-None-Match") == tag:
            return Reply(status=304, headers=(("ETag", tag),))
        return reply.having("ETag", tag)

    @staticmethod
    def shows(client):
        before = client.show(RUNNING)
        client.wait(10)
        after = client.show(RUNNING)
        same = before.header("etag") == after.header("etag") is not None
        return same and before.body != after.body


@broken("RFC 9110 13.1.2: another tag is another state")
class AnyTagMatches(Service):
    """Any If-None-Match is answered with 304."""

    def finish(self, request, reply):
        if reply.status == 200 and request.header("If-None-Match"):
            return Reply(status=304, headers=(("ETag", '"1"'),))
        tag = hashlib.sha256(reply.body).hexdigest()[:16]
        return reply.having("ETag", f'"{tag}"') if reply.status == 200 else reply

    @staticmethod
    def shows(client):
        return client.ask(headers=(("If-None-Match", '"something else"'),)).status == 304


@broken("RFC 9110 15.4.5: a 304 has no content")
class NotModifiedHasBody(Service):
    """A 304 is followed by the body."""

    def finish(self, request, reply):
        if reply.status != 200:
            return reply
        tag = f'"{hashlib.sha256(reply.body).hexdigest()[:16]}"'
        if request.header("If-None-Match") == tag:
            return replace(reply, status=304).having("ETag", tag)
        return reply.having("ETag", tag)

    @staticmethod
    def shows(client):
        tag = client.ask().header("etag")
        answer = client.ask(headers=(("If-None-Match", tag),))
        return answer.status == 304 and answer.rest != b""


@broken("RFC 9110 5.6.7, 6.6.1: Date is an IMF-fixdate")
class DateInOtherForm(Service):
    """The Date is written as in the body."""

    def finish(self, request, reply):
        text = self.clock.now().isoformat()
        return replace(reply.having("Date", text), dated=False)

    @staticmethod
    def shows(client):
        return client.ask().header("date")[:4].isdecimal()


@broken("RFC 9110 10.2.3: Retry-After is a number of seconds or a date")
class RetryAfterInWords(ElasticPath):
    """Every sixth request is a 429 that says to come back soon."""

    def tenant(self, request):
        if next(self.count) % 6 == 0:
            raise Refusal(429, "Too many requests.", (("Retry-After", "soon"),))
        return super().tenant(request)

    @staticmethod
    def shows(client):
        return client.ask().status == 200 and [
            answer.header("retry-after")
            for answer in (client.ask() for _ in range(5))
            if answer.status == 429
        ] == ["soon"]


@broken("P200, E10: 200 is the documented success of a documented request")
class RedirectsToItself(Service):
    """A documented request is sent to where it already is."""

    def finish(self, request, reply):
        if reply.status != 200:
            return reply
        return Reply(status=302, headers=(("Location", request.target),))

    @staticmethod
    def shows(client):
        answer = client.ask()
        return answer.status == 302 and answer.header("location") == client.target


@broken("E79-80, E87, E106-113: errors are application/json with errors")
class ServerErrorInHtml(ElasticPath):
    """An offset of 13 is a 500 with a page in HTML."""

    def finish(self, request, reply):
        if request.field("page[offset]") != "13":
            return reply
        kind = (("Content-Type", "text/html"),)
        return Reply(status=500, headers=kind, body=b"<h1>Oops</h1>")

    @staticmethod
    def shows(client):
        return client.list(13).header("content-type") == "text/html"
