"""Input that is read as something else, breaks the server, or comes back unchanged."""
# ruff: noqa: D102 - the overridden methods are explained where they are introduced

import re
import traceback
from urllib.parse import unquote

from tests.servers.catalogue import broken
from tests.servers.client import UNKNOWN_TOKEN
from tests.servers.elastic_path import LIMIT, OFFSET, ElasticPath
from tests.servers.messages import Reply
from tests.servers.placewise import HUGE, Placewise
from tests.servers.service import Refusal, Service

AS_ANOTHER = "P155-159 integer; P-9: a non-canonical text must not be read as another job's number"
OF_ONE_NUMBER = (
    f"{AS_ANOTHER}; a warning, as many frameworks read the text as the number that it is"
)
CRASH = "RFC 9110 15.5, 15.6.1: the client's mistake is a 4xx, a 500 is the server's own"


# Texts that are read as the number of an import


class _Reader(Placewise):
    """Reads the import_id in its own way where the honest one refuses."""

    def read_id(self, text):
        try:
            return super().read_id(text)
        except Refusal:
            number = self.guess(text)
            if number is None:
                raise
            return number

    def guess(self, text):
        """Return the number that is read, or None."""


@broken(AS_ANOTHER)
class DigitsAtTheBeginning(_Reader):
    """`2abc` is read as 2."""

    def guess(self, text):
        found = re.match(r"[0-9]+", text)
        return int(found[0]) if found and len(found[0]) < 19 else None

    @staticmethod
    def shows(client):
        return client.show("2abc").status == 200


@broken(OF_ONE_NUMBER, level="warning")
class LeadingZerosRead(_Reader):
    """`002` is read as 2."""

    def guess(self, text):
        return int(text) if re.fullmatch(r"0[0-9]{1,18}", text, re.ASCII) else None

    @staticmethod
    def shows(client):
        return client.show("002").status == 200


@broken(AS_ANOTHER)
class FloatsRead(_Reader):
    """`2.0` and `2e0` are read as 2."""

    def guess(self, text):
        try:
            return int(float(text)) if re.fullmatch(r"[0-9.eE]{1,12}", text) else None
        except (ValueError, OverflowError):
            return None

    @staticmethod
    def shows(client):
        return client.show("2.0").status == 200


@broken(AS_ANOTHER)
class FractionCutOff(_Reader):
    """`2.9` is read as 2, `2.0` is refused."""

    def guess(self, text):
        found = re.fullmatch(r"([0-9]{1,9})\.[0-9]*[1-9]", text)
        return int(found[1]) if found else None

    @staticmethod
    def shows(client):
        return client.show("2.9").status == 200


@broken(OF_ONE_NUMBER, level="warning")
class SpacesAroundRead(_Reader):
    """A 2 with spaces around it is read as 2."""

    def guess(self, text):
        return int(text) if re.fullmatch(r"\s*[0-9]{1,9}\s*", text, re.ASCII) else None

    @staticmethod
    def shows(client):
        return client.show("%202").status == client.show("2%0A").status == 200


@broken(OF_ONE_NUMBER, level="warning")
class OtherDigitsRead(_Reader):
    """A 2 in another script is read as 2."""

    def guess(self, text):
        return int(text) if len(text) < 19 and text.isdecimal() and not text.isascii() else None

    @staticmethod
    def shows(client):
        return client.show("%D9%A2").status == 200


@broken(OF_ONE_NUMBER, level="warning")
class UnderscoresRead(_Reader):
    """`1_001` is read as 1001."""

    def guess(self, text):
        return int(text) if re.fullmatch(r"[0-9]{1,6}(_[0-9]{1,6})+", text) else None

    @staticmethod
    def shows(client):
        return client.show("1_001").status == 200 and client.show("0_2").status == 200


@broken(OF_ONE_NUMBER, level="warning")
class HexadecimalRead(_Reader):
    """`0x2` is read as 2."""

    def guess(self, text):
        return int(text, 16) if re.fullmatch(r"0x[0-9a-f]{1,8}", text, re.IGNORECASE) else None

    @staticmethod
    def shows(client):
        return client.show("0x2").status == 200


@broken(AS_ANOTHER)
class CutAtNul(_Reader):
    """A 2 before a NUL and anything else is read as 2."""

    def guess(self, text):
        before = text.partition("\0")[0]
        return int(before) if "\0" in text and re.fullmatch(r"[0-9]{1,9}", before) else None

    @staticmethod
    def shows(client):
        return client.show("2%00x").status == 200


@broken(AS_ANOTHER)
class SignIgnored(_Reader):
    """-2 is read as 2."""

    def read_id(self, text):
        return abs(super().read_id(text))

    @staticmethod
    def shows(client):
        return client.show("-2").status == 200


@broken(AS_ANOTHER)
class NumberWrapsAround(_Reader):
    """4294967298, two to the 32 more than 2, is read as 2."""

    def read_id(self, text):
        number = super().read_id(text)
        return number & 0xFFFFFFFF if number < 2**53 else number

    @staticmethod
    def shows(client):
        return client.show(2**32 + 2).status == 200


@broken(AS_ANOTHER)
class LongNumberWrapsAround(_Reader):
    """A number of 20 digits, two to the 64 more than 2, is read as 2."""

    def guess(self, text):
        return int(text) % 2**64 if re.fullmatch(r"[1-9][0-9]{18,39}", text) else None

    @staticmethod
    def shows(client):
        return client.show(2**64 + 2).status == 200


@broken(AS_ANOTHER, needs=("ids",))
class NumberRoundedByFloat(Placewise):
    """Numbers pass through a float, so a neighbour finds an import with a long number."""

    def find(self, slug, number, tenant):
        same = (known for known in self.store if float(known) == float(number))
        return super().find(slug, next(same, number), tenant)

    @staticmethod
    def shows(client):
        return client.show(HUGE - 1).status == 200 and client.show(HUGE).status == 200


@broken(AS_ANOTHER + "; P133: no such import is a 404")
class NearestImportShown(Placewise):
    """Where there is no such import, the next older one is shown."""

    def find(self, slug, number, tenant):
        older = [known for known in self.store if known <= number and known < HUGE]
        return super().find(slug, max(older, default=number), tenant)

    @staticmethod
    def shows(client):
        return client.show(43).status == 200 and client.show(41).status != 500


@broken("RFC 3986 2.3: a digit and its escape are the same")
class EscapedDigitMissed(Placewise):
    """`%32` is not read as 2."""

    def handle(self, request):
        if "%3" in request.path:
            return self.refuse(404, "There is nothing at this path.")
        return super().handle(request)

    @staticmethod
    def shows(client):
        return client.show("%32").status == 404 and client.show("2").status == 200


@broken("RFC 3986 2.3, 6.2.2.2: a letter and its escape are the same")
class EscapedLetterMissed(ElasticPath):
    """`/subscriptions/%69mports` is not found."""

    def matches(self, request):
        return request.path == "/subscriptions/imports"

    @staticmethod
    def shows(client):
        return client.ask("/subscriptions/%69mports").status == 404


# Input that breaks the server


@broken(CRASH)
class TextIdIsServerError(Placewise):
    """An import_id that is no number is a 500."""

    def read_id(self, text):
        try:
            return super().read_id(text)
        except Refusal as refusal:
            raise Refusal(500, "Internal Server Error") from refusal

    @staticmethod
    def shows(client):
        return client.show("abc").status == 500


@broken(CRASH + "; P155: integer without bounds")
class HugeIdIsServerError(Placewise):
    """An import_id beyond 32 bits is a 500."""

    def read_id(self, text):
        number = super().read_id(text)
        if not -(2**31) <= number < 2**31:
            raise Refusal(500, "Internal Server Error")
        return number

    @staticmethod
    def shows(client):
        return client.show(2**31).status == 500 and client.show(2**31 - 1).status == 404


@broken(CRASH)
class NegativeIdIsServerError(Placewise):
    """An import_id below zero is a 500."""

    def read_id(self, text):
        number = super().read_id(text)
        if number < 0:
            raise Refusal(500, "Internal Server Error")
        return number

    @staticmethod
    def shows(client):
        return client.show(-1).status == 500


@broken(CRASH)
class QuoteInSlugIsServerError(Placewise):
    """A quotation mark in the slug is a 500."""

    def slug(self, request):
        slug = super().slug(request)
        if "'" in slug:
            raise Refusal(500, "Internal Server Error")
        return slug

    @staticmethod
    def shows(client):
        return client.show(2, slug="o%27hare").status == 500


@broken("P150; CWE-89: the content of the slug is data, not a query")
class SlugIsQuery(Placewise):
    """A slug that continues the server's query finds any import."""

    def find(self, slug, number, tenant):
        if re.search(r"' *or *'?1'?='?1", slug, re.IGNORECASE):
            return self.store.get(number)
        return super().find(slug, number, tenant)

    @staticmethod
    def shows(client):
        return client.show(2, slug="x%27%20OR%20%271%27=%271").status == 200


@broken(CRASH)
class LongSlugIsServerError(Placewise):
    """A slug of more than 255 characters is a 500."""

    def slug(self, request):
        slug = super().slug(request)
        if len(slug) > 255:
            raise Refusal(500, "value too long for type character varying(255)")
        return slug

    @staticmethod
    def shows(client):
        return client.show(2, slug="x" * 256).status == 500


@broken(CRASH)
class LettersBeyondAsciiAreServerError(Placewise):
    """A slug with an accent is a 500."""

    def slug(self, request):
        slug = super().slug(request)
        if not slug.isascii():
            raise Refusal(500, "Internal Server Error")
        return slug

    @staticmethod
    def shows(client):
        return client.show(2, slug="caf%C3%A9").status == 500


@broken(CRASH)
class BadEscapeIsServerError(Service):
    """An escape that is no UTF-8 is a 500."""

    def handle(self, request):
        reply = super().handle(request)
        if b"cannot be decoded" in reply.body:
            return self.refuse(500, "invalid byte sequence in UTF-8")
        return reply

    @staticmethod
    def shows(client):
        return client.ask(client.target.replace("imports", "imp%FForts")).status == 500


@broken("P161: X-Loyalty-Club-Slug is required; " + CRASH)
class MissingHeaderIsServerError(Placewise):
    """Without X-Loyalty-Club-Slug there is a 500."""

    def get(self, request, tenant):
        if request.header("X-Loyalty-Club-Slug") is None:
            raise Refusal(500, "Internal Server Error")
        return super().get(request, tenant)

    @staticmethod
    def shows(client):
        data = client.data().replace(b"X-Loyalty-Club-Slug: infinity-mall\r\n", b"")
        with client.session() as session:
            return session.ask(data, last=True).status == 500


@broken(CRASH)
class TextOffsetIsServerError(ElasticPath):
    """An offset that is no number is a 500."""

    def read_page(self, request):
        if not (request.field(OFFSET) or "0").isdecimal():
            raise Refusal(500, "strconv.Atoi: parsing")
        return super().read_page(request)

    @staticmethod
    def shows(client):
        return client.list("abc").status == 500 and client.list(limit="abc").status == 400


@broken(CRASH)
class EmptyLimitIsServerError(ElasticPath):
    """A limit that is sent without a value is a 500."""

    def read_page(self, request):
        if request.field(LIMIT) == "":
            raise Refusal(500, "Internal Server Error")
        return super().read_page(request)

    @staticmethod
    def shows(client):
        return client.list(limit="").status == 500


@broken(CRASH)
class LongNumberIsServerError(ElasticPath):
    """An offset beyond 64 bits is a 500; anything smaller is read or refused properly."""

    def read_page(self, request):
        text = request.field(OFFSET) or ""
        if text.isdecimal() and int(text) >= 2**63:
            raise Refusal(500, "value out of range")
        return super().read_page(request)

    @staticmethod
    def shows(client):
        return client.list(2**63).status == 500 and client.list(2**63 - 1).status == 400


@broken(CRASH)
class RepeatedLimitIsServerError(ElasticPath):
    """A limit that is sent twice is a 500; any other treatment would do."""

    def read_page(self, request):
        if [name for name, _ in request.fields()].count(LIMIT) > 1:
            raise Refusal(500, "list index out of range")
        return super().read_page(request)

    @staticmethod
    def shows(client):
        return client.ask(client.target + "&page%5Blimit%5D=5").status == 500


@broken(CRASH + "; E-2")
class FilterIsServerError(ElasticPath):
    """A filter that is not understood is a 500."""

    def wanted(self, request, known):
        text = request.field("filter")
        if text is not None and not re.fullmatch(r"\w+\([\w,.-]*\)", text):
            raise Refusal(500, "unexpected token")
        return super().wanted(request, known)

    @staticmethod
    def shows(client):
        return client.ask("/subscriptions/imports?filter=((").status == 500


@broken(CRASH)
class UnknownParameterIsServerError(Service):
    """An unknown query parameter is a 500."""

    def get(self, request, tenant):
        known = {OFFSET, LIMIT, "filter"}
        if any(name not in known for name, _ in request.fields()):
            raise Refusal(500, "unexpected keyword argument")
        return super().get(request, tenant)

    @staticmethod
    def shows(client):
        join = "&" if "?" in client.target else "?"
        return client.ask(f"{client.target}{join}probe=1").status == 500


@broken("E6, E8: the parameters are two; page[limit]=0 is legal (E-4, upstream)")
class LimitZeroIsServerError(ElasticPath):
    """A limit of 0 is a division by zero."""

    def links(self, page, shown, known):
        if page.limit == 0:
            raise Refusal(500, "integer division or modulo by zero")
        return super().links(page, shown, known)

    @staticmethod
    def shows(client):
        return client.list(0, 0).status == 500


# Names and schemes that are compared too strictly


@broken("RFC 9110 5.1: names of headers are case-insensitive")
class HeaderNamesWithCase(Placewise):
    """The headers are found only as they are written on the page."""

    def get(self, request, tenant):
        if "X-Loyalty-Club-Slug" not in dict(request.headers):
            raise Refusal(400, "The header X-Loyalty-Club-Slug is missing.")
        return super().get(request, tenant)

    @staticmethod
    def shows(client):
        data = client.data().replace(b"X-Loyalty-Club-Slug", b"x-loyalty-club-slug")
        with client.session() as session:
            return session.ask(data, last=True).status == 400


@broken("RFC 9110 11.1: the scheme is case-insensitive", level="warning")
class SchemeWithCase(ElasticPath):
    """`bearer` in small letters is not understood."""

    def token(self, request):
        if (request.header("Authorization") or "").startswith("bearer"):
            return "not understood"
        return super().token(request)

    @staticmethod
    def shows(client):
        lower = (("Authorization", f"bearer {client.own_token}"),)
        return client.ask(headers=lower).status == 401


@broken("P201, E13: application/json is what there is; RFC 9110 12.5.1: ranges and weights")
class AcceptRangesRefused(Service):
    """Only `Accept: application/json` to the letter is acceptable, `*/*` is a 406."""

    def get(self, request, tenant):
        if request.header("Accept") not in {None, "application/json"}:
            raise Refusal(406, "Only application/json.")
        return super().get(request, tenant)

    @staticmethod
    def shows(client):
        return client.ask(headers=(("Accept", "*/*"),)).status == 406


# Input that comes back


@broken("CWE-79: input is not put into HTML as it is; P201, E80: application/json")
class PathInHtml(Service):
    """Where there is nothing, a page in HTML shows the path, decoded."""

    def handle(self, request):
        reply = super().handle(request)
        if reply.status != 404 or self.matches(request):
            return reply
        page = f"<h1>Cannot GET {unquote(request.path)}</h1>".encode()
        return Reply(status=404, headers=(("Content-Type", "text/html"),), body=page)

    @staticmethod
    def shows(client):
        return "<script>" in client.ask(f"{client.target.partition('?')[0]}/%3Cscript%3E").text


@broken("CWE-79: input is not put into HTML as it is")
class IdInHtml(Placewise):
    """An import_id that is no number comes back in a page in HTML."""

    def finish(self, request, reply):
        if reply.status != 400:
            return reply
        page = f"<p>{unquote(request.path.rpartition('/')[2])} is no number</p>".encode()
        return Reply(status=400, headers=(("Content-Type", "text/html"),), body=page)

    @staticmethod
    def shows(client):
        return "<b>" in client.show("%3Cb%3E").text


@broken("CWE-209: a refusal does not reveal credentials")
class RefusalShowsToken(Service):
    """The refusal of a wrong token repeats the token."""

    def owner_of(self, token):
        owner = super().owner_of(token)
        if owner is None:
            raise self.unauthorized(f"The token {token} is not valid.")
        return owner

    @staticmethod
    def shows(client):
        return UNKNOWN_TOKEN in client.ask(token=UNKNOWN_TOKEN).text


@broken("CWE-209: a refusal does not reveal credentials")
class RefusalShowsHeaders(Service):
    """A refusal lists the headers of the request for debugging, the token among them."""

    def finish(self, request, reply):
        if reply.status != 404:
            return reply
        return reply.having("X-Debug-Request", repr(dict(request.headers)))

    @staticmethod
    def shows(client):
        answer = client.ask(f"{client.target.partition('?')[0]}/nothing")
        return client.own_token in (answer.header("x-debug-request") or "")


@broken("RFC 9110 5.5: no CR or LF in a value; CWE-113")
class SlugInHeader(Placewise):
    """The slug comes back in a header, decoded, with its line breaks."""

    def finish(self, request, reply):
        parts = unquote(request.path).split("/")
        return reply.having("X-Club", parts[2] if len(parts) > 2 else "")

    @staticmethod
    def shows(client):
        answer = client.show(2, slug="x%0D%0AX-Injected:%20yes")
        return answer.header("x-injected") == "yes"


@broken("CWE-209: no stack trace in an answer; " + CRASH)
class StackTraceInBody(Service):
    """An escape that is no UTF-8 is a 500 with a stack trace."""

    def handle(self, request):
        reply = super().handle(request)
        if b"cannot be decoded" not in reply.body:
            return reply
        try:
            request.segments()
        except ValueError:
            return self.refuse(500, traceback.format_exc())
        return reply

    @staticmethod
    def shows(client):
        answer = client.ask(client.target.replace("imports", "imp%FForts"))
        return "Traceback (most recent call last)" in answer.text


@broken("CWE-209: no stack trace in an answer")
class StackTraceInRefusal(Placewise):
    """A proper 400 has a stack trace of another language beside its message."""

    def refuse(self, status, message, headers=()):
        body = {"error": message}
        if status == 400:
            body["trace"] = [
                "app/controllers/imports_controller.rb:17:in `show'",
                "config/initializers/rack.rb:42:in `call'",
            ]
        return self.json(body, status, headers)

    @staticmethod
    def shows(client):
        return ".rb:17:in" in client.show("abc").text


@broken("CWE-209: no query in an answer; " + CRASH)
class QueryInRefusal(ElasticPath):
    """A 400 shows the statement of the database."""

    def read_number(self, request, name, most, default):
        try:
            return super().read_number(request, name, most, default)
        except Refusal as refusal:
            words = 'ERROR: syntax error at or near "LIMIT" SELECT * FROM imports OFFSET'
            raise Refusal(400, words) from refusal

    @staticmethod
    def shows(client):
        return "SELECT * FROM" in client.list("abc").text
