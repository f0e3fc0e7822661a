"""An exchange as the contract reads it: its operation, its documented answer, its typed values.

The observations of one observer share the reader of bodies, which keeps what it has parsed last: an
exchange may be observed again, and several checks read a body, without another parsing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any, Generic, TypeVar

from contracts.http.messages.bodies import BodyReader, Reading
from contracts.http.messages.exchange import Exchange, Identity, Purpose, Response, media_type_of
from contracts.http.requests.credentials import credential_fields
from openapi.contract import Contract, Location, MediaType, Operation, Schema, is_json_type
from openapi.contract import Response as DocumentedResponse
from openapi.json.parsing import JsonError, parse_json
from openapi.json.types import JSON
from openapi.parameters.serialization import Parameters
from openapi.parameters.shape import shape_of
from openapi.rules.evaluation import RuleContext
from openapi.schema.types import type_of
from openapi.schema.validation import validator_for

Value = TypeVar("Value")

_LEFT_OUT = frozenset({Location.HEADER, Location.COOKIE})
"""Where recorders leave out what could be a secret."""

_WITH_FIELDS = frozenset(
    {"", "application/x-www-form-urlencoded", "application/xml", "application/yaml"}
)
"""Types, beside JSON and multipart, of which a body of no bytes is never a whole one."""

_QUOTAS = ("x-ratelimit-remaining", "x-rate-limit-remaining", "ratelimit-remaining")
"""Usual headers, of no standard, with the number of requests that are left to the client."""

WITHOUT_CONTENT = frozenset({204, 205, 304})
"""Statuses that never have content (RFC 9110, 15.3.5, 15.3.6, 15.4.5)."""


class fact(Generic[Value]):  # noqa: N801 - it is used as `property` is
    """A property that is computed once; `cached_property` takes a lock until Python 3.12."""

    def __init__(self, compute: Callable[[Any], Value]) -> None:
        self._compute = compute
        self.__doc__ = compute.__doc__

    def __get__(self, owner: object, kind: type) -> Value:
        value = vars(owner)[self._compute.__name__] = self._compute(owner)
        return value


@dataclass(frozen=True, kw_only=True)
class Observation:
    """An exchange and what the contract says about it."""

    exchange: Exchange
    contract: Contract
    # The operation that the path matches, else the one the request was made for.
    operation: Operation
    is_routed: bool  # whether path and method match `operation`, and the query is UTF-8
    path_values: Mapping[str, str] = field(default_factory=dict)  # decoded text by path parameter
    query: tuple[tuple[str, str], ...] = ()  # decoded names and texts of the query, in order
    parameters: Parameters = field(default_factory=Parameters)  # typed values, and every violation
    # Whether the request had a credential for a scheme of the operation.
    has_credentials: bool = False
    # The values of those credentials; secret.
    credentials: tuple[str, ...] = field(default=(), repr=False)
    # Reads the answer's body and caches the result; shared with other observations.
    reader: BodyReader = field(default_factory=BodyReader, compare=False, repr=False)

    @property
    def answer(self) -> Response:
        """The answer; `NO_ANSWER` if there was none."""
        return self.exchange.answer

    @fact
    def status(self) -> int:
        """The status of the answer; 0 without an answer."""
        return self.exchange.status

    @fact
    def is_head_of_get(self) -> bool:
        """Whether the request is a HEAD that the contract does not document as HEAD."""
        return self.exchange.request.method == "HEAD" and self.operation.method != "HEAD"

    @fact
    def is_success(self) -> bool:
        """Whether the answer is a 2xx."""
        return self.status // 100 == 2  # noqa: PLR2004 - the class of successes

    @fact
    def is_valid_request(self) -> bool:
        """Whether the request is known to be valid by the contract."""
        is_known = self.is_routed and self.is_whole_request
        return is_known and not self.parameters.violations and not self.request_body_error

    @fact
    def is_conclusive(self) -> bool:
        """Whether the answer is about the request; see `Evidence.conclusive`."""
        exchange = self.exchange
        is_own = exchange.asker is Identity.OWN and self.is_routed
        if not is_own or not self.status or self.is_throttled:
            return False
        if self.status != 404:  # noqa: PLR2004 - Not Found
            return True
        is_other_notation = exchange.purpose is Purpose.EQUIVALENT and exchange.compared_to
        # WSGI decodes %2F before a framework routes, so that its own page for another path comes.
        return not is_other_notation and "%2f" not in exchange.request.path.lower()

    @property
    def is_throttled(self) -> bool:
        """Whether the server asked the client to come back later.

        A 403 does so with `Retry-After`, or where no request is left in the client's quota.
        """
        answer = self.answer
        if answer.status not in {403, 503}:
            return answer.status == 429  # noqa: PLR2004 - Too Many Requests
        is_spent = answer.status == 403 and any(  # noqa: PLR2004 - Forbidden
            (answer.header(name) or "").strip() == "0" for name in _QUOTAS
        )
        return is_spent or answer.header("retry-after") is not None

    @property
    def is_failing(self) -> bool:
        """Whether the server failed or was busy, which says nothing about the request."""
        return self.status // 100 == 5 or self.is_throttled  # noqa: PLR2004 - the server's errors

    @fact
    def is_whole_request(self) -> bool:
        """Whether everything that was sent is known; a recording may lack headers or a body."""
        if not self.exchange.is_recorded:
            return True
        lacks_header = any(
            violation.location in _LEFT_OUT and not violation.found
            for violation in self.parameters.violations
        )
        lacks_body = (
            self.operation.request_body is not None and not self.exchange.request.is_body_known
        )
        return not lacks_header and not lacks_body

    @fact
    def request_body_error(self) -> str:
        """Why the request's body is invalid, one clause; empty where it is valid or not judged."""
        wanted, request = self.operation.request_body, self.exchange.request
        if wanted is None:
            return ""
        sent = request.media_type
        media = next((m for m in wanted.media_types if media_type_matches(m.name, sent)), None)
        if not request.body:
            is_empty_text = media is not None and _may_be_empty(media, sent)
            return "the body is missing" if wanted.is_required and not is_empty_text else ""
        if media is None or media.schema is None or not is_json_type(sent):
            return ""
        try:
            value = parse_json(request.body)
        except JsonError as error:
            return f"the body is not JSON: {error.reason}"
        violations = validator_for(media.schema).violations(value)
        if not violations:
            return ""
        message = violations[0].message_for("the body")
        return f"in the body, {message}" if violations[0].pointer else message

    @fact
    def documented(self) -> DocumentedResponse | None:
        """The documented response for this status."""
        return self.operation.response_for(self.status) if self.status else None

    @fact
    def media_type(self) -> MediaType | None:
        """The documented media type that covers the answer's Content-Type."""
        known, found = (
            self.documented.media_types if self.documented else (),
            self.answer.media_type,
        )
        return next((media for media in known if media_type_matches(media.name, found)), None)

    @fact
    def effective_media_type(self) -> MediaType | None:
        """The media type to judge the body by: the only one of a success despite a wrong header."""
        if self.media_type is not None:
            return self.media_type
        media_types = self.documented.media_types if self.documented else ()
        return media_types[0] if len(media_types) == 1 and self.is_success else None

    @property
    def schema(self) -> Schema | None:
        """The schema to judge the body by; None without one."""
        return self.effective_media_type.schema if self.effective_media_type else None

    @property
    def has_body(self) -> bool:
        """Whether the answer has a body of at least one byte."""
        return bool(self.answer.body)

    @fact
    def unread_reason(self) -> str:
        """Why the body of the answer cannot be read; empty if it can."""
        return self.answer.unread_reason

    @fact
    def client_identity(self) -> tuple[str, ...]:
        """What identifies the client: its credentials and the required headers, sorted."""
        request = self.exchange.request
        return tuple(
            [
                f"{name}: {text}"
                for name in _identifying(self.contract, self.operation)
                for text in sorted(request.values(name))
            ]
        )

    @property
    def _read(self) -> Reading:
        if self.exchange.response is None:
            return None, JsonError("there is no answer")
        if self.unread_reason:
            return None, JsonError(self.unread_reason)
        if self._is_plain_text:
            return None, JsonError(f"it is {self.answer.media_type}")
        return self.reader.read(self.answer.body)

    @fact
    def _is_plain_text(self) -> bool:
        """Whether the body is documented and labelled as a text, so that `0` is no number in it."""
        found, media = self.answer.media_type, self.effective_media_type
        if media is None or is_json_type(found) or not found.startswith("text/"):
            return False
        schema = media.schema
        is_string = schema is None or type_of(shape_of(schema).definition) == "string"
        return is_string and not is_json_type(media_type_of(media.name))

    @property
    def body(self) -> JSON:
        """The body as JSON, with lone surrogates replaced; None where it is not JSON."""
        value, error = self._read
        return error.repaired[0] if error and error.repaired else value

    @fact
    def json_error(self) -> str:
        """Why the body cannot be read as JSON; empty where it can."""
        error = self._read[1]
        return error.reason if error and not error.repaired else ""

    @fact
    def json_ambiguity(self) -> str:
        """Why readers of JSON may disagree about the body (RFC 8259); empty where they agree."""
        error = self._read[1]
        return error.reason if error and error.is_ambiguous else ""

    @fact
    def rule_context(self) -> RuleContext:
        """The variables of rules beside the body."""
        headers = {name.lower(): value for name, value in self.answer.headers}
        return RuleContext(
            request={
                "method": self.exchange.request.method,
                "path": self.parameters.path,
                "query": self.parameters.query,
                "header": {
                    **{name.lower(): text for name, text in self.exchange.request.headers},
                    **self.parameters.header,
                },
            },
            response={"status": self.status, "header": headers},
            now=_date_of(headers.get("date", "")) or self.exchange.at,
        )


@lru_cache(maxsize=1024)
def _identifying(contract: Contract, operation: Operation) -> tuple[str, ...]:
    """Return the headers that identify a client, in lower case, sorted."""
    own = credential_fields(contract, operation)
    required = {
        parameter.name.lower()
        for parameter in operation.parameters
        if parameter.is_required and parameter.location is Location.HEADER
    }
    return tuple(sorted({"authorization", "cookie", *own, *required}))


def media_type_matches(documented: str, found: str) -> bool:
    """Whether a documented media type or range (`application/*`) covers the one that came."""
    wanted = media_type_of(documented)
    if wanted in {found, "*/*", "*"}:
        return True
    family, star, _ = wanted.partition("*")
    return bool(star) and family.endswith("/") and found.startswith(family)


def _may_be_empty(media: MediaType, sent: str) -> bool:
    """Whether a body of no bytes is a valid one: an empty text, or an empty file."""
    if is_json_type(sent) or sent in _WITH_FIELDS or sent.startswith("multipart/"):
        return False
    is_text = sent.startswith("text/")
    return is_text or media.schema is None or validator_for(media.schema).is_valid("")


@lru_cache(maxsize=1024)
def _date_of(text: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(text)
    except ValueError:
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)
