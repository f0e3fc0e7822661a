"""Choices that RFC 9110 and RFC 9112 leave open: the same answer in another form."""
# ruff: noqa: D102 - the overridden methods are explained where they are introduced

import gzip
import hashlib
import re
import zlib
from dataclasses import replace
from typing import ClassVar

from tests.servers.catalogue import healthy
from tests.servers.messages import Framing, Headers, Reply
from tests.servers.service import Refusal, Service


class _Finish(Service):
    """Changes every reply."""

    def finish(self, request, reply):
        return self.vary(request, reply)

    def vary(self, request, reply):
        """Return the reply as it goes out."""


# Headers


@healthy("RFC 9110 5.1: names are case-insensitive")
class SmallHeaderNames(_Finish):
    """The names of the headers are in small letters."""

    def vary(self, request, reply):
        return replace(reply, headers=tuple((n.lower(), v) for n, v in reply.headers))

    @staticmethod
    def shows(client):
        return b"\r\ncontent-type:" in client.bytes()


@healthy("RFC 9110 6.6.1: a server without a clock has no Date")
class NoDate(_Finish):
    """There is no Date."""

    def vary(self, request, reply):
        return replace(reply, dated=False)

    @staticmethod
    def shows(client):
        return client.ask().header("date") is None


@healthy("RFC 9110 8.3.1: parameters, case and spaces; RFC 8259 11: charset has no effect")
class CharsetGiven(_Finish):
    """The media type has a charset."""

    def vary(self, request, reply):
        return reply.having("Content-Type", "application/json; charset=utf-8")

    @staticmethod
    def shows(client):
        return "charset" in client.ask().header("content-type")


@healthy("RFC 9110 8.3.1: type, subtype and charset are case-insensitive, quotes are optional")
class TypeInCapitals(_Finish):
    """The media type is written in capitals, its charset in quotes."""

    def vary(self, request, reply):
        return reply.having("Content-Type", 'Application/JSON ;Charset="UTF-8"')

    @staticmethod
    def shows(client):
        return client.ask().header("content-type").startswith("Application")


@healthy("RFC 9110 5.1, 16.3.2: any server may add fields")
class MoreHeaders(_Finish):
    """There are cookies, rules for caches and browsers, and unknown fields."""

    def vary(self, request, reply):
        more = (
            ("Server", "nginx"),
            ("Set-Cookie", "a=1; Path=/; HttpOnly"),
            ("Set-Cookie", "b=2; Path=/; HttpOnly"),
            ("Cache-Control", "max-age=0, private, must-revalidate"),
            ("Vary", "*"),
            ("X-Request-Id", f"{next(self.count):032x}"),
            ("X-Runtime", "0.012345"),
            ("Access-Control-Allow-Origin", "*"),
            ("Strict-Transport-Security", "max-age=63072000"),
            ("X-Empty", ""),
            ("Age", "0"),
        )
        return replace(reply, headers=reply.headers + more)

    @staticmethod
    def shows(client):
        return client.ask().header("set-cookie").count("Path") == 2


@healthy("RFC 9112 4: the words are optional and have no meaning")
class NoReason(_Finish):
    """The status line ends with the code."""

    def vary(self, request, reply):
        return replace(reply, reason="")

    @staticmethod
    def shows(client):
        return client.bytes().startswith(b"HTTP/1.1 200 \r\n")


@healthy("RFC 9112 4: the words are optional and have no meaning")
class OtherReason(_Finish):
    """A success is called alright."""

    def vary(self, request, reply):
        return replace(reply, reason="Alright, then")

    @staticmethod
    def shows(client):
        return client.bytes().startswith(b"HTTP/1.1 200 Alright")


# How the body is carried


@healthy("RFC 9112 7.1: chunks")
class Chunked(_Finish):
    """Bodies come in chunks."""

    def vary(self, request, reply):
        return replace(reply, framing=Framing.CHUNKED) if reply.body else reply

    @staticmethod
    def shows(client):
        return client.ask().header("transfer-encoding") == "chunked"


@healthy("RFC 9112 6.3: the end of the connection may be the end of the body")
class EndedByClosing(_Finish):
    """The body ends with the connection."""

    def vary(self, request, reply):
        return replace(reply, framing=Framing.CLOSE)

    @staticmethod
    def shows(client):
        answer = client.ask()
        return answer.status == 200 and answer.header("content-length") is None


@healthy("RFC 9112 9.3, 9.6: a server may close after each answer")
class ClosesEachTime(_Finish):
    """The connection ends after each answer."""

    def vary(self, request, reply):
        return replace(reply, close=True)

    @staticmethod
    def shows(client):
        with client.session() as session:
            return client.stay(session).header("connection") == "close"


@healthy("RFC 9112 9.5: a connection may be closed at any time without notice")
class HangsUp(_Finish):
    """The connection ends after each second answer, and nothing has said so."""

    def vary(self, request, reply):
        return replace(reply, hang_up=request.turn % 2 == 0)

    @staticmethod
    def shows(client):
        with client.session() as session:
            headers = [client.stay(session).header("connection") for _ in range(2)]
            try:
                return headers == [None, None] and client.stay(session).status == 0
            except OSError:
                return True


@healthy("RFC 9112 2.3, 9.3: a server may speak HTTP/1.0")
class OldProtocol(_Finish):
    """Answers are those of HTTP/1.0."""

    def vary(self, request, reply):
        return replace(reply, version="HTTP/1.0", close=True)

    @staticmethod
    def shows(client):
        return client.ask().version == "HTTP/1.0"


class _Modern(Service):
    """Does not answer requests in HTTP/1.0."""

    refusal: ClassVar[tuple[int, Headers]]

    def handle(self, request):
        if request.version == "HTTP/1.0":
            status, headers = self.refusal
            return self.refuse(status, "HTTP/1.1 or later.", headers)
        return super().handle(request)

    @classmethod
    def shows(cls, client):
        return client.ask(version="HTTP/1.0").status == cls.refusal[0]


@healthy("RFC 9110 15.6.6: a server may refuse a version of HTTP that it does not want to speak")
class OldProtocolNotSupported(_Modern):
    """HTTP/1.0 is a 505."""

    refusal = (505, ())


@healthy("RFC 9110 15.5.22: a server may ask for another protocol; gateways do so for HTTP/1.0")
class OldProtocolToBeUpgraded(_Modern):
    """HTTP/1.0 is a 426."""

    refusal = (426, (("Upgrade", "HTTP/1.1"), ("Connection", "Upgrade")))


@healthy("RFC 9110 8.4, 12.5.3: a client that accepts gzip may get it")
class CompressedOnRequest(_Finish):
    """A client that accepts gzip gets it."""

    def vary(self, request, reply):
        accepts = request.header("Accept-Encoding") or ""
        if not reply.body or not re.search(r"\bgzip\b(?! *; *q=0(\.0*)?\b)", accepts):
            return reply.having("Vary", "Accept-Encoding")
        packed = replace(reply, body=gzip.compress(reply.body, mtime=0))
        return packed.having("Content-Encoding", "gzip").having("Vary", "Accept-Encoding")

    @staticmethod
    def shows(client):
        answer = client.ask(headers=(("Accept-Encoding", "gzip, deflate"),))
        return answer.body[:2] == b"\x1f\x8b" and client.unpacked(answer).is_json()


@healthy("RFC 9110 8.4.1.2: deflate is the zlib format")
class DeflatedOnRequest(_Finish):
    """A client that accepts deflate gets it, in chunks."""

    def vary(self, request, reply):
        accepts = request.header("Accept-Encoding") or ""
        if not reply.body or not re.search(r"\bdeflate\b(?! *; *q=0(\.0*)?\b)", accepts):
            return reply
        packed = replace(reply, body=zlib.compress(reply.body), framing=Framing.CHUNKED)
        return packed.having("Content-Encoding", "deflate")

    @staticmethod
    def shows(client):
        answer = client.ask(headers=(("Accept-Encoding", "gzip, deflate"),))
        packed = answer.header("content-encoding") == "deflate"
        return packed and zlib.decompress(answer.body).startswith(b"{")


@healthy("RFC 9110 8.8.3, 13.1.2, 15.4.5: tags, and 304 for a client that has it already")
class TagsAndConditions(_Finish):
    """Answers have a tag that changes with them; who sends it back gets a 304."""

    def vary(self, request, reply):
        if reply.status != 200:
            return reply
        tag = f'W/"{hashlib.sha256(reply.body).hexdigest()[:12]}"'
        sent = [part.strip() for part in (request.header("If-None-Match") or "").split(",")]
        if tag in sent or tag.removeprefix("W/") in sent or "*" in sent:
            return Reply(status=304, headers=(("ETag", tag),))
        return reply.having("ETag", tag)

    @staticmethod
    def shows(client):
        tag = client.ask().header("etag")
        return client.ask(headers=(("If-None-Match", tag),)).status == 304


@healthy("nothing says how fast an answer is")
class SlowAnswers(_Finish):
    """Each answer takes 200 ms."""

    def vary(self, request, reply):
        return replace(reply, pause=0.2)

    @staticmethod
    def shows(client):
        try:
            client.bytes(timeout=0.05)
        except TimeoutError:
            return True
        return False


# Methods


class _Head(_Finish):
    """Changes the replies to HEAD."""

    def vary(self, request, reply):
        return self.head(reply) if request.method == "HEAD" else reply

    def head(self, reply):
        """Return the reply to a HEAD."""


@healthy("P110, E2: GET alone is documented; RFC 9110 15.5.6")
class HeadRefused(_Head):
    """HEAD is a 405 with Allow."""

    def head(self, reply):
        return self.refuse(405, "This path can only be read.", (("Allow", "GET, OPTIONS"),))

    @staticmethod
    def shows(client):
        return client.ask(method="HEAD").status == 405


@healthy("P110, E2: GET alone is documented; RFC 9110 15.6.2")
class HeadNotImplemented(_Head):
    """HEAD is a 501."""

    def head(self, reply):
        return self.refuse(501, "This method is not known.")

    @staticmethod
    def shows(client):
        return client.ask(method="HEAD").status == 501


@healthy("RFC 9110 8.6, 9.3.2: HEAD may leave out what is known only with the content")
class HeadWithoutLength(_Head):
    """HEAD has no Content-Length."""

    def head(self, reply):
        return replace(reply, framing=Framing.CHUNKED)

    @staticmethod
    def shows(client):
        return client.ask(method="HEAD").header("content-length") is None


class _Methods(Service):
    """Treats other methods than GET and HEAD in its own way."""

    def other_method(self, request):
        return self.other(request, super().other_method(request))

    def other(self, request, reply):
        """Return the reply to the method."""


@healthy("P110, E2: GET alone is documented")
class OptionsNotFound(_Methods):
    """OPTIONS is a 404."""

    def other(self, request, reply):
        return self.refuse(404, "Not here.") if request.method == "OPTIONS" else reply

    @staticmethod
    def shows(client):
        return client.ask(method="OPTIONS").status == 404


@healthy("P110, E2: GET alone is documented; RFC 9110 15.5.6")
class OptionsRefused(_Methods):
    """OPTIONS is a 405, as is every other method but GET."""

    def other(self, request, reply):
        return self.refuse(405, "This path can only be read.", (("allow", "get,GET , HEAD"),))

    @staticmethod
    def shows(client):
        return client.ask(method="OPTIONS").status == 405


@healthy("RFC 9110 9.3.7: OPTIONS may have content, Allow is a SHOULD; Fetch: a preflight is 2xx")
class OptionsForBrowsers(_Methods):
    """OPTIONS is a 200 with text, and answers a preflight and has no Allow."""

    def other(self, request, reply):
        if request.method != "OPTIONS":
            return reply
        headers = (
            ("Content-Type", "text/plain"),
            ("Access-Control-Allow-Origin", "*"),
            ("Access-Control-Allow-Methods", "GET"),
        )
        return Reply(headers=headers, body=b"OK")

    @staticmethod
    def shows(client):
        return client.ask(method="OPTIONS").body == b"OK"


@healthy("RFC 9110 9.1, 15.6.2: unknown methods may be 501")
class OtherMethodsNotImplemented(_Methods):
    """All but GET and HEAD is a 501."""

    def other(self, request, reply):
        return self.refuse(501, "This method is not known.")

    @staticmethod
    def shows(client):
        return client.ask(method="DELETE").status == 501


@healthy("P110, E2: what other methods do on the path is not documented; E-18: 404")
class OtherMethodsNotFound(_Methods):
    """All but GET and HEAD is a 404."""

    def other(self, request, reply):
        return self.refuse(404, "There is nothing at this path.")

    @staticmethod
    def shows(client):
        return client.ask(method="DELETE").status == 404


# Negotiation, bounds, paths


@healthy("RFC 9110 12.5.1, 15.5.7: 406 where nothing acceptable is there")
class NotAcceptable(Service):
    """A client that does not accept JSON gets a 406."""

    def get(self, request, tenant):
        accepted = (request.header("Accept") or "*/*").lower()
        kinds = r"(application/json|application/\*|\*/\*)(?! *; *q=0(\.0*)? *(,|$))"
        if not re.search(kinds, accepted):
            raise Refusal(406, "Only application/json.")
        return super().get(request, tenant)

    @staticmethod
    def shows(client):
        wanted = (("Accept", "text/csv, application/json;q=0"),)
        return client.ask(headers=wanted).status == 406


@healthy("RFC 9110 4.1: a target may be refused as too long, from 8000 octets on; 15.5.15")
class LongTargetRefused(Service):
    """A target of more than 8000 bytes is a 414."""

    def handle(self, request):
        if len(request.target) > 8000:
            return self.refuse(414, "The target is too long.")
        return super().handle(request)

    @staticmethod
    def shows(client):
        return client.ask(f"/{'x' * 8100}").status == 414


@healthy("RFC 6585 5: a head may be refused as too large")
class LargeHeadRefused(Service):
    """A head of more than 2000 characters is a 431."""

    def handle(self, request):
        if sum(len(name) + len(value) for name, value in request.headers) > 2000:
            return self.refuse(431, "The head is too large.")
        return super().handle(request)

    @staticmethod
    def shows(client):
        return client.ask(headers=(("X-Long", "x" * 2100),)).status == 431


@healthy("P111, E2: what a slash at the end does is not documented")
class SlashAtEndForgiven(Service):
    """A slash at the end of the path makes no difference."""

    def handle(self, request):
        path = request.path.rstrip("/")
        query = f"?{request.query}" if request.query else ""
        return super().handle(replace(request, target=(path or "/") + query))

    @staticmethod
    def shows(client):
        path, _, query = client.target.partition("?")
        return client.ask(f"{path}/?{query}").status == 200


@healthy("P111, E2: what a slash at the end does is not documented; RFC 9110 15.4.9")
class SlashAtEndRedirected(Service):
    """A slash at the end of the path is a 308 to the path without."""

    def handle(self, request):
        path = request.path.rstrip("/")
        if path and path != request.path and request.method in {"GET", "HEAD"}:
            query = f"?{request.query}" if request.query else ""
            return Reply(status=308, headers=(("Location", path + query),))
        return super().handle(request)

    @staticmethod
    def shows(client):
        return client.ask(client.target.partition("?")[0] + "/").status == 308


# Too much, too soon


@healthy("E-18: 429 is retried; RFC 9110 10.2.3: seconds; P: a token bucket (upstream)")
class BusyNowAndThen(_Finish):
    """Every twentieth request is a 429 with Retry-After."""

    def vary(self, request, reply):
        if next(self.count) % 20:
            return reply
        return self.refuse(429, "Too many requests.", (("Retry-After", "1"),))

    @staticmethod
    def shows(client):
        return [client.ask().status for _ in range(20)] == [200] * 19 + [429]


@healthy("E-18: no Retry-After is documented for a 429")
class BusyWithoutSaying(_Finish):
    """Every thirtieth request is a 429 that does not say for how long."""

    def vary(self, request, reply):
        return reply if next(self.count) % 30 else self.refuse(429, "Too many requests.")

    @staticmethod
    def shows(client):
        return [client.ask().status for _ in range(30)].count(429) == 1


@healthy("RFC 9110 10.2.3, 15.6.4: Retry-After may be a date; 503 for maintenance (upstream)")
class MaintainedNowAndThen(_Finish):
    """Every fortieth request is a 503 with Retry-After as a date."""

    def vary(self, request, reply):
        if next(self.count) % 40:
            return reply
        moment = self.clock.now().strftime("%a, %d %b %Y %H:%M:%S GMT")
        return self.refuse(503, "Back in a second.", (("Retry-After", moment),))

    @staticmethod
    def shows(client):
        return [client.ask().status for _ in range(40)].count(503) == 1


@healthy("RFC 9110 9.3.1: content in a GET has no meaning, a server may refuse it")
class ContentOfGetRefused(Service):
    """A GET with content is a 400."""

    def handle(self, request):
        if request.body:
            return self.refuse(400, "A GET has no content.")
        return super().handle(request)

    @staticmethod
    def shows(client):
        data = client.data(headers=(("Content-Length", "2"),)) + b"{}"
        with client.session() as session:
            return session.ask(data, last=True).status == 400
