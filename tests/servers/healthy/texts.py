"""Choices that RFC 8259 leaves open: the same values, written differently."""
# ruff: noqa: D102 - the overridden methods are explained where they are introduced

import json
import re

from tests.servers import placewise
from tests.servers.catalogue import healthy
from tests.servers.elastic_path import ElasticPath
from tests.servers.placewise import Placewise
from tests.servers.service import Service


@healthy("RFC 8259 4: an object is unordered")
class KeysTurnedAround(Service):
    """The keys of every object come in the opposite order."""

    def encode(self, body):
        return super().encode(_turned(body))

    @staticmethod
    def shows(client):
        return list(client.body())[-1] in {"members_in_payloads_number", "data"}


def _turned(value):
    if isinstance(value, dict):
        return {key: _turned(value[key]) for key in reversed(value)}
    return [_turned(item) for item in value] if isinstance(value, list) else value


@healthy("RFC 8259 4: an object is unordered")
class KeysInRandomOrder(Service):
    """The keys come in another order at each answer."""

    def encode(self, body):
        turn = next(self.count)
        return super().encode(dict(sorted(body.items(), key=lambda pair: hash((pair[0], turn)))))

    @staticmethod
    def shows(client):
        return len({tuple(client.body()) for _ in range(40)}) > 1


@healthy("RFC 8259 2: white space around every token")
class WideSpaces(Service):
    """The text is indented with tabs and has CR LF at its beginning and its end."""

    def encode(self, body):
        return b"\r\n\t " + json.dumps(body, indent="\t").encode() + b"\r\n\r\n"

    @staticmethod
    def shows(client):
        return client.ask().body.startswith(b"\r\n\t {")


@healthy("RFC 8259 2: white space is optional")
class NoSpaces(Service):
    """The text has no white space between tokens, and a line break at its end."""

    def encode(self, body):
        return json.dumps(body, separators=(",", ":")).encode() + b"\n"

    @staticmethod
    def shows(client):
        return client.ask().body.endswith(b"}\n")


@healthy("RFC 8259 6: 4000.0 is the number 4000; JSON Schema: an integer")
class IntegersWithPoint(Placewise):
    """The counters are written with a fraction of zero."""

    def encode(self, body):
        return re.sub(rb'(_number": [0-9]+)', rb"\1.0", super().encode(body))

    @staticmethod
    def shows(client):
        return b".0," in client.ask().body


@healthy("RFC 8259 6: 2.0E2 is the number 200; JSON Schema: an integer")
class IntegersWithExponent(ElasticPath):
    """The numbers of records are written with an exponent."""

    def encode(self, body):
        return re.sub(rb'(subscription_\w+": [0-9]+)', rb"\1.0E+0", super().encode(body))

    @staticmethod
    def shows(client):
        return b"E+0" in client.ask().body


@healthy("RFC 8259 7: any character may be escaped")
class EverythingEscaped(Service):
    """Every letter of every text, keys too, is escaped."""

    def encode(self, body):
        return re.sub(
            rb'"([^"\\]*)"',
            lambda m: b'"' + b"".join(rb"\u%04X" % code for code in m[1]) + b'"',
            json.dumps(body).encode(),
        )

    @staticmethod
    def shows(client):
        return client.ask().body.startswith(rb'{"\u00')


@healthy("RFC 8259 7: a slash may be escaped")
class SlashesEscaped(ElasticPath):
    """Slashes in texts are escaped."""

    def encode(self, body):
        return super().encode(body).replace(b"/", rb"\/")

    @staticmethod
    def shows(client):
        return rb"\/subscriptions\/imports" in client.ask().body


@healthy("RFC 8259 8.1: UTF-8")
class ManyScripts(ElasticPath):
    """The external_ref has letters of many scripts, a zero, and looks like HTML."""

    def describe(self, job):
        body = super().describe(job)
        body["attributes"]["external_ref"] = "Grüße \u0000 <b>\u202e مرحبا 🛍 \u2028 'or 1=1"
        return body

    @staticmethod
    def shows(client):
        return "Grüße" in client.page(0, 1)[0]["attributes"]["external_ref"]


@healthy("RFC 8259 8.2: the grammar allows it, what readers do is open", may_warn="RFC 8259 8.2")
class HalfOfPair(ElasticPath):
    """The external_ref has half of a surrogate pair, escaped."""

    def encode(self, body):
        return re.sub(rb'("external_ref": ")', rb"\1\\uD83D-", super().encode(body))

    @staticmethod
    def shows(client):
        return rb"\uD83D-" in client.ask().body


@healthy("RFC 8259 6: -0 and 0 are numbers; JSON Schema: integers")
class ZeroWithSign(Placewise):
    """Every number 0 is written with a minus."""

    def encode(self, body):
        return re.sub(rb'(": )0(?=[,}])', rb"\1-0", super().encode(body))

    @staticmethod
    def shows(client):
        return re.search(rb": -0[,}]", client.show(placewise.WAITING).body)


@healthy(
    "RFC 8259 4: any text is a key; P121-129, E-19: undocumented keys are an info",
    may_warn="undocumented fields",
)
class OddKeys(Service):
    """There are keys that are empty, odd, or those of JavaScript, and nested arrays."""

    def alter(self, body, request):
        deep = 1.5e300
        for _ in range(40):
            deep = [deep]
        odd = {"": "", "a/b~c": None, "__proto__": {"constructor": deep}, "<b>\u202e": "😀"}
        return {**body, "_meta": odd}

    @staticmethod
    def shows(client):
        return "" in client.body()["_meta"]
