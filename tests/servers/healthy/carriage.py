"""Less usual choices that RFC 9110, RFC 9112 and platforms in front of a server leave open."""
# ruff: noqa: D102 - the overridden methods are explained where they are introduced

import gzip
import re
from dataclasses import replace
from urllib.parse import unquote

from tests.servers.catalogue import healthy
from tests.servers.elastic_path import ElasticPath
from tests.servers.messages import Framing, Reply
from tests.servers.service import Service

SMALL = 300
PAGE = b"<!DOCTYPE html><title>Request blocked</title><p>Request blocked.</p>\n"
HTML = (("Content-Type", "text/html"),)


class _Touch(Service):
    """Changes every reply."""

    def finish(self, request, reply):
        return self.touch(request, reply)

    def touch(self, request, reply):
        """Return the reply as it goes out."""


# Before and behind an answer


@healthy("RFC 9110 15.2: interim answers may come unasked; RFC 8297 2: 103")
class HintedEarly(_Touch):
    """A 103 with a link comes before each answer to HTTP/1.1."""

    def touch(self, request, reply):
        hint = b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n"
        return replace(reply, lead=hint) if request.version == "HTTP/1.1" else reply

    @staticmethod
    def shows(client):
        return client.bytes().startswith(b"HTTP/1.1 103 ")


@healthy("RFC 9110 15.2: a client reads one or more interim answers, even unexpected ones")
class ContinuedUnasked(_Touch):
    """Two 100 come before each answer to HTTP/1.1."""

    def touch(self, request, reply):
        interim = b"HTTP/1.1 100 Continue\r\n\r\n" * 2
        return replace(reply, lead=interim) if request.version == "HTTP/1.1" else reply

    @staticmethod
    def shows(client):
        return client.bytes().count(b" 100 Continue") == 2


@healthy("RFC 9112 7.1.1: extensions of chunks are ignored")
class ChunksWithExtensions(_Touch):
    """Each chunk says more than its size, in capitals."""

    def touch(self, request, reply):
        if not reply.body:
            return reply
        return replace(reply, framing=Framing.CHUNKED, extension=b';seen="yes";X')

    @staticmethod
    def shows(client):
        return b';seen="yes"' in client.bytes()


@healthy("RFC 9112 7.1.2: fields may follow the last chunk")
class ChunksWithTrailer(_Touch):
    """Two fields follow the last chunk."""

    def touch(self, request, reply):
        if not reply.body:
            return reply
        said = replace(reply, framing=Framing.CHUNKED, trailer=b"X-Sum: 1\r\nServer-Timing: db\r\n")
        return said.having("Trailer", "X-Sum, Server-Timing")

    @staticmethod
    def shows(client):
        return client.bytes().endswith(b"0\r\nX-Sum: 1\r\nServer-Timing: db\r\n\r\n")


@healthy("RFC 9110 8.6: Content-Length = 1*DIGIT")
class LengthWithZeros(_Touch):
    """Content-Length has zeros at its beginning."""

    def touch(self, request, reply):
        return replace(reply, length=f"{len(reply.body):08}")

    @staticmethod
    def shows(client):
        return client.ask().header("content-length").startswith("0")


# Fields


@healthy("RFC 9110 5.5: bytes beyond ASCII are opaque; RFC 9112 5.1: spaces around values")
class FieldsWithOddBytes(_Touch):
    """A field has letters of Latin-1, another has tabs around its value."""

    def touch(self, request, reply):
        return reply.having("X-Motto", "caf\xe9 \xa7").having("X-Tabs", "\t here \t")

    @staticmethod
    def shows(client):
        return b"\r\nX-Motto: caf\xe9 \xa7\r\n" in client.bytes()


@healthy("RFC 9111 5.3: an Expires that is no date means already expired; RFC 9111 5.4: Pragma")
class ExpiredInNumbers(_Touch):
    """Expires is 0 or -1, beside Pragma and unknown directives."""

    def touch(self, request, reply):
        value = "0" if next(self.count) % 2 else "-1"
        rules = 'no-cache="Set-Cookie", no-store, community="UCI"'
        return (
            reply.having("Expires", value)
            .having("Pragma", "no-cache")
            .having("Cache-Control", rules)
        )

    @staticmethod
    def shows(client):
        return client.ask().header("expires") in {"0", "-1"}


@healthy("RFC 9110 5.6.6, 8.3.1: unknown parameters; RFC 6906 3.1: profile")
class TypeWithProfile(_Touch):
    """The media type has a profile, a version, and an empty parameter."""

    def touch(self, request, reply):
        if not reply.body:
            return reply
        return reply.having("Content-Type", 'application/json;v=3; profile="http://e.example/;x"')

    @staticmethod
    def shows(client):
        return "profile" in client.ask().header("content-type")


@healthy("RFC 9110 8.4.1.3: x-gzip is gzip; coding names are case-insensitive")
class CompressedByOldName(_Touch):
    """A client that accepts gzip gets it as X-GZip."""

    def touch(self, request, reply):
        accepts = request.header("Accept-Encoding") or ""
        if not reply.body or not re.search(r"\bgzip\b(?! *; *q=0(\.0*)?\b)", accepts):
            return reply
        packed = replace(reply, body=gzip.compress(reply.body, mtime=0))
        return packed.having("Content-Encoding", "X-GZip").having("Vary", "Accept-Encoding")

    @staticmethod
    def shows(client):
        answer = client.ask(headers=(("Accept-Encoding", "gzip"),))
        return answer.header("content-encoding") == "X-GZip"


@healthy("RFC 9110 11.6.1: several challenges, in any order; names are case-insensitive; P-4")
class SeveralChallenges(Service):
    """A 401 names two schemes, in small letters and with parameters."""

    challenge = 'negotiate, bearer realm="a, b", error="invalid_token"'
    demands_token = True

    @staticmethod
    def shows(client):
        answer = client.ask(token=None)
        return "negotiate" in (answer.header("www-authenticate") or "")


@healthy("RFC 9110 10.2.1: Allow may be empty; 15.5.6")
class AllowMore(_Touch):
    """Allow lists methods that no document names, in any order and with empty members."""

    def touch(self, request, reply):
        if reply.header("Allow") is None:
            return reply
        return reply.having("Allow", "TRACE,HEAD , ,GET,OPTIONS,PROPFIND")

    @staticmethod
    def shows(client):
        return "PROPFIND" in (client.ask(method="PATCH").header("allow") or "")


# Conditions and parts


class _Finished(Service):
    """Changes the replies that are a success of a GET or HEAD."""

    def finish(self, request, reply):
        return self.success(request, reply) if reply.status == 200 else reply

    def success(self, request, reply):
        """Return a success as it goes out."""


@healthy("RFC 9110 14.2: a server may ignore Range, or serve one part; 14.4")
class PartsServed(_Finished):
    """One range of bytes is answered with 206, one beyond the end with 416."""

    def success(self, request, reply):
        wanted = re.fullmatch(r"bytes=(\d{1,9})-(\d{0,9})", request.header("Range") or "")
        changed = reply.having("Accept-Ranges", "bytes")
        if wanted is None or request.method != "GET" or request.header("If-Range"):
            return changed
        size, first = len(reply.body), int(wanted[1])
        last = min(int(wanted[2] or size), size - 1)
        if first >= size or last < first:
            return Reply(status=416, headers=(("Content-Range", f"bytes */{size}"),))
        part = replace(changed, status=206, body=reply.body[first : last + 1])
        return part.having("Content-Range", f"bytes {first}-{last}/{size}")

    @staticmethod
    def shows(client):
        return client.ask(headers=(("Range", "bytes=0-0"),)).body == b"{"


@healthy("RFC 9110 13.1.1, 15.5.13: a precondition that does not hold is a 412")
class PreconditionsJudged(_Finished):
    """A tag that nothing has, or a date long ago, is a 412."""

    def success(self, request, reply):
        tag, since = request.header("If-Match"), request.header("If-Unmodified-Since")
        if (tag and tag != "*") or (tag is None and since):
            return self.refuse(412, "The precondition does not hold.")
        return reply

    @staticmethod
    def shows(client):
        return client.ask(headers=(("If-Match", '"x"'),)).status == 412


# Refusals that are allowed


@healthy("RFC 6585 5; RFC 9110 15.5.15: how much is too much is the server's choice")
class SmallHeads(Service):
    """A target of more than 300 bytes is a 414, such a header a 431."""

    def handle(self, request):
        if len(request.target) > SMALL:
            return self.refuse(414, "The target is too long.")
        if any(len(value) > SMALL for _, value in request.headers):
            return self.refuse(431, "The head is too large.")
        return super().handle(request)

    @staticmethod
    def shows(client):
        return client.ask(headers=(("X-Long", "x" * 301),)).status == 431


@healthy("RFC 9110 15.5.4: nothing says what a firewall before the API lets through; E-18")
class FirewallInFront(Service):
    """A text that looks like an attack is a 403 in HTML, in any part of the request."""

    def handle(self, request):
        texts = [request.target, *(value for _, value in request.headers)]
        if any(re.search(r"<|'|\.\./|\$\{|\x00|%00", unquote(text)) for text in texts):
            return Reply(status=403, headers=HTML, body=PAGE)
        return super().handle(request)

    @staticmethod
    def shows(client):
        return client.ask("/%3Cscript%3E").body == PAGE


@healthy("RFC 9112 9.5: a connection may be closed on what is no request for anything")
class OddBytesDropped(Service):
    """A target with a broken escape or without UTF-8 gets no answer at all."""

    def handle(self, request):
        try:
            request.segments()
            request.fields()
        except ValueError:
            return Reply(is_silent=True)
        return super().handle(request)

    @staticmethod
    def shows(client):
        return client.ask(f"{client.target}%zz").status == 0


@healthy("RFC 9110 15.4.3: nothing says what unknown paths lead to; P111, E2")
class UnknownPathsRedirected(Service):
    """A path that is none leads to another host, with a page."""

    def handle(self, request):
        if request.target != "*" and not self._matches(request):
            away = (("Location", "https://login.e.example/?next=1"), *HTML)
            return Reply(status=302, headers=away, body=b"<p>moved\n")
        return super().handle(request)

    def _matches(self, request):
        try:
            return self.matches(request)
        except ValueError:
            return True

    @staticmethod
    def shows(client):
        return client.ask("/nothing").status == 302


@healthy("P111, E2: nothing says that other spellings of a path are others; RFC 3986 6.2.2.1")
class PathsWithoutCase(Service):
    """Capitals in the path make no difference."""

    def handle(self, request):
        path, question, query = request.target.partition("?")
        if path.lower().startswith(("/v3/", "/subscriptions")):
            first, _, rest = path[1:].partition("/")
            path = f"/{first.lower()}/{rest if first.lower() == 'v3' else rest.lower()}"
            path = re.sub("/members/imports/", "/members/imports/", path, flags=re.IGNORECASE)
        return super().handle(replace(request, target=path + question + query))

    @staticmethod
    def shows(client):
        path, question, query = client.target.partition("?")
        shouted = path.replace("imports", "IMPORTS")
        return client.ask(shouted + question + query).status == 200


@healthy("E5-8: how names of parameters compare is not documented; E-4")
class LimitWithoutBrackets(ElasticPath):
    """`limit` and `offset` without brackets are taken as well."""

    def handle(self, request):
        query = re.sub(r"(^|&)(limit|offset)=", r"\1page%5B\2%5D=", request.query)
        target = request.path + (f"?{query}" if query else "")
        return super().handle(replace(request, target=target) if query else request)

    @staticmethod
    def shows(client):
        return len(client.body("/subscriptions/imports?limit=3")["data"]) == 3
