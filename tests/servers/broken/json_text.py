"""Bodies that are no JSON text, or not the JSON text that they are said to be."""
# ruff: noqa: D102 - the overridden methods are explained where they are introduced

import gzip
import json
from dataclasses import replace

from tests.servers.catalogue import broken
from tests.servers.elastic_path import ElasticPath
from tests.servers.placewise import Placewise
from tests.servers.service import Service


class _Bytes(Service):
    """Changes the bytes of each successful body."""

    def finish(self, request, reply):
        return replace(reply, body=self.spoil(reply.body)) if reply.status == 200 else reply

    def spoil(self, body):
        """Return the bytes as they are sent."""


@broken("RFC 8259 2: one value and white space, nothing after it")
class TrailingBytes(_Bytes):
    """A debugging comment follows the JSON text."""

    def spoil(self, body):
        return body + b"\n<!-- rendered in 12 ms -->"

    @staticmethod
    def shows(client):
        return client.ask().body.endswith(b"-->")


@broken("RFC 8259 2: one value")
class SentTwice(_Bytes):
    """The body has the JSON text twice."""

    def spoil(self, body):
        return body + b"\n" + body

    @staticmethod
    def shows(client):
        first, second = client.ask().body.split(b"\n")
        return first == second


@broken("RFC 8259 2")
class CutShort(_Bytes):
    """The last byte of the body is missing, and the length agrees."""

    def spoil(self, body):
        return body[:-1]

    @staticmethod
    def shows(client):
        answer = client.ask()
        return answer.whole and not answer.is_json()


@broken("RFC 8259 8.1: no byte order mark")
class ByteOrderMark(_Bytes):
    """The body begins with a byte order mark."""

    def spoil(self, body):
        return b"\xef\xbb\xbf" + body

    @staticmethod
    def shows(client):
        return client.ask().body.startswith(b"\xef\xbb\xbf")


@broken("RFC 8259 8.1: UTF-8")
class Utf16(_Bytes):
    """The body is UTF-16, and the media type does not say so."""

    def spoil(self, body):
        return body.decode().encode("utf-16-le")

    @staticmethod
    def shows(client):
        return client.ask().body[1:2] == b"\0"


@broken("RFC 8259 6: no NaN")
class NotANumber(Placewise):
    """Before anything is accounted for, the share that is updated is NaN."""

    def alter(self, body, request):
        return {**body, "members_updated_number": body["members_updated_number"] or float("nan")}

    @staticmethod
    def shows(client):
        return b"NaN" in client.show(4).body


@broken("RFC 8259 6: no Infinity")
class InfinityInExtraField(ElasticPath):
    """A field that the page does not show is Infinity while a job is pending."""

    def describe(self, job):
        body = super().describe(job)
        if body["attributes"]["status"] == "pending":
            body["meta"]["seconds_left"] = float("inf")
        return body

    @staticmethod
    def shows(client):
        return b"Infinity" in client.list(136, 1).body


@broken("RFC 8259 4: names should be unique, what readers make of it is unpredictable")
class KeyTwice(Placewise):
    """created_at appears twice in the body, with the same value."""

    def encode(self, body):
        text = super().encode(body)
        if "created_at" not in body:
            return text
        return text[:-1] + f', "created_at": {json.dumps(body["created_at"])}}}'.encode()

    @staticmethod
    def shows(client):
        return client.ask().body.count(b'"created_at"') == 2


@broken("RFC 8259 4")
class KeyTwiceDeepInside(ElasticPath):
    """In the records of one job a kind appears twice, with different numbers."""

    def encode(self, body):
        text = super().encode(body)
        return text.replace(
            b'"subscription_plan": 36,', b'"subscription_plan": 36, "subscription_plan": 63,', 1
        )

    @staticmethod
    def shows(client):
        return not client.list(0, 10).is_json() and client.list(0, 3).is_json()


@broken("RFC 8259 7: control characters are escaped")
class RawLineBreakInText(ElasticPath):
    """An external_ref has a line break that is not escaped."""

    def encode(self, body):
        return super().encode(body).replace(b"upload-0010", b"upload\n0010")

    @staticmethod
    def shows(client):
        return b"upload\n0010" in client.list(10, 1).body


@broken("RFC 8259 8.1: UTF-8")
class LatinOneInText(ElasticPath):
    """An external_ref with an accent is written in Latin-1."""

    def encode(self, body):
        return super().encode(body).replace(b"upload-0010", b"caf\xe9-0010")

    @staticmethod
    def shows(client):
        return b"caf\xe9" in client.list(10, 1).body


@broken("RFC 8259 6: no leading zeros")
class LeadingZeros(Placewise):
    """request_number is written with three digits."""

    def encode(self, body):
        return super().encode(body).replace(b'"request_number": ', b'"request_number": 00')

    @staticmethod
    def shows(client):
        return b": 001," in client.ask().body


@broken("RFC 8259 5: no comma after the last value")
class CommaAfterTheLast(ElasticPath):
    """A comma follows the last job."""

    def encode(self, body):
        return super().encode(body).replace(b"}], ", b"},], ")

    @staticmethod
    def shows(client):
        return b",]" in client.ask().body


@broken("RFC 8259 7: quotation marks")
class SingleQuotes(Placewise):
    """The body is written in the notation of the server's language."""

    def encode(self, body):
        return repr(body).encode()

    @staticmethod
    def shows(client):
        return client.ask().body.startswith(b"{'")


@broken("RFC 8259 2: a body that claims to be JSON is one value")
class EmptyBody(_Bytes):
    """The successful answer has no body."""

    def spoil(self, body):
        return b""

    @staticmethod
    def shows(client):
        answer = client.ask()
        return answer.status == 200 and answer.body == b""


@broken("P121-147, E14-77: a JSON text in a JSON text is a string")
class EncodedTwice(_Bytes):
    """The body is a JSON string that has the JSON in it."""

    def spoil(self, body):
        return json.dumps(body.decode()).encode()

    @staticmethod
    def shows(client):
        return isinstance(client.body(), str)


@broken("RFC 8259 2; P200, E12")
class GuardedAgainstHijacking(_Bytes):
    """The body begins with a line that keeps scripts from reading it."""

    def spoil(self, body):
        return b")]}',\n" + body

    @staticmethod
    def shows(client):
        return client.ask().body.startswith(b")]}',")


@broken("P201, E13: application/json")
class PlainTextType(Service):
    """The body is said to be plain text."""

    def finish(self, request, reply):
        return reply.having("Content-Type", "text/plain; charset=utf-8")

    @staticmethod
    def shows(client):
        return client.ask().header("content-type").startswith("text/plain")


@broken("P201, E13: application/json; RFC 9110 8.3")
class NoType(Service):
    """It is not said what the body is."""

    def finish(self, request, reply):
        return reply.without("Content-Type")

    @staticmethod
    def shows(client):
        return client.ask().header("content-type") is None


@broken("P201, E13: application/json is another media type")
class VendorType(Service):
    """The body is said to be of the media type of JSON:API."""

    def finish(self, request, reply):
        return reply.having("Content-Type", "application/vnd.api+json")

    @staticmethod
    def shows(client):
        return client.ask().header("content-type") == "application/vnd.api+json"


@broken("RFC 9110 8.3: one media type; 5.3: one line")
class TwoTypes(Service):
    """There are two lines that say what the body is."""

    def finish(self, request, reply):
        return replace(reply, headers=(*reply.headers, ("Content-Type", "text/html")))

    @staticmethod
    def shows(client):
        return client.ask().header("content-type") == "application/json, text/html"


@broken("RFC 9110 8.3.1: type/subtype")
class MalformedType(Service):
    """The media type has no slash."""

    def finish(self, request, reply):
        return reply.having("Content-Type", "json")

    @staticmethod
    def shows(client):
        return client.ask().header("content-type") == "json"


@broken("RFC 9110 8.3.2, RFC 8259 8.1: the bytes are UTF-8")
class WrongCharset(Service):
    """The charset is said to be UTF-16, the bytes are UTF-8."""

    def finish(self, request, reply):
        return reply.having("Content-Type", "application/json; charset=utf-16")

    @staticmethod
    def shows(client):
        return "utf-16" in client.ask().header("content-type")


@broken("RFC 9110 8.4: Content-Encoding says what was done to the body")
class GzipSaidNotDone(Service):
    """The body is said to be compressed and is not."""

    def finish(self, request, reply):
        return reply.having("Content-Encoding", "gzip") if reply.body else reply

    @staticmethod
    def shows(client):
        answer = client.ask()
        return answer.header("content-encoding") == "gzip" and answer.body.startswith(b"{")


@broken("RFC 9110 8.4: Content-Encoding says what was done to the body")
class GzipDoneNotSaid(_Bytes):
    """The body is compressed and is not said to be."""

    def spoil(self, body):
        return gzip.compress(body, mtime=0)

    @staticmethod
    def shows(client):
        return client.ask().body.startswith(b"\x1f\x8b")


@broken("RFC 9110 12.5.3: with `identity` alone no other coding is acceptable")
class GzipNotWanted(_Bytes):
    """The body is compressed even for those who refuse it."""

    def finish(self, request, reply):
        return super().finish(request, reply).having("Content-Encoding", "gzip")

    def spoil(self, body):
        return gzip.compress(body, mtime=0)

    @staticmethod
    def shows(client):
        refused = (("Accept-Encoding", "identity, gzip;q=0"),)
        answer = client.ask(headers=refused)
        return answer.header("content-encoding") == "gzip"


@broken("RFC 9110 8.4: a coding that can be undone")
class GzipCutShort(Service):
    """The compressed body has lost its end."""

    def finish(self, request, reply):
        if "gzip" not in (request.header("Accept-Encoding") or "") or reply.status != 200:
            return reply
        body = gzip.compress(reply.body, mtime=0)[:-9]
        return replace(reply, body=body).having("Content-Encoding", "gzip")

    @staticmethod
    def shows(client):
        answer = client.ask(headers=(("Accept-Encoding", "gzip"),))
        return answer.header("content-encoding") == "gzip" and not client.unpacked(answer).whole
