"""Faults: deliberate misbehaviour under a name.

A fault's id is written in URLs and headers, so it has only token characters (RFC 9110, section
5.6.2): words with dashes, joined by dots. The first word is the kind of change, the rest its place.

    delay    invalid-json    drop.items.*.name    rule.shop.total-adds-up    page.overlap
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from mock_server.errors import MockServerError
from mock_server.faults.model.healthy_exchange import HealthyExchange
from mock_server.faults.model.response_plan import ResponsePlan, unchanged
from mock_server.http.responses import PreparedResponse
from openapi.contract import Operation
from openapi.errors import FactsError, did_you_mean, nearest

_LISTED = 12


class FaultKind(StrEnum):
    """What a fault breaks."""

    TRANSPORT = "transport"
    PROTOCOL = "protocol"
    CONTRACT = "contract"
    PAGINATION = "pagination"
    POLLING = "polling"
    RECORDS = "records"


class CheckId(StrEnum):
    """Ids of the contract checker's checks that report faults."""

    ANSWERED = "answered"
    FRAMING = "framing"
    INVALID_REFUSED = "invalid-refused"
    MEDIA_TYPE = "media-type"
    PAGE_LINKS = "page-links"
    PAGINATION_WALK = "pagination-walk"
    POLLING = "polling"
    READ_BACK = "read-back"
    RESPONSE_HEADERS = "response-headers"
    SAFE_REPEATABLE = "safe-repeatable"
    SCHEMA = "schema"
    SERVER_ERROR = "server-error"
    STATUS_DOCUMENTED = "status-documented"
    STRICT_JSON = "strict-json"
    THING_VANISHES = "thing-vanishes"
    VALID_ACCEPTED = "valid-accepted"


@dataclass(frozen=True, slots=True)
class Setting:
    """A numeric setting of a fault."""

    name: str  # kebab-case
    summary: str  # its meaning, a noun phrase
    default: float
    minimum: float
    maximum: float
    is_whole: bool = False  # whether only whole numbers are allowed

    @property
    def allowed(self) -> str:
        """The allowed values, for messages."""
        return f"a {'whole ' * self.is_whole}number from {self.minimum:g} to {self.maximum:g}"


Settings = Mapping[str, float]  # the values of all settings of a fault, by name

FaultFunction = Callable[[HealthyExchange, Settings], ResponsePlan | None]
"""Returns the faulty answer; None if the fault does not apply to the exchange."""

AnswerChange = Callable[[HealthyExchange], PreparedResponse | None]
"""Returns the answer to send in place of the healthy one; None as above."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Deliberate misbehaviour under a name."""

    id: str  # unique together with `api` and `operation`
    kind: FaultKind
    summary: str  # what it does, a sentence
    apply: FaultFunction = field(repr=False, compare=False)
    api: str = ""  # the API whose answers it changes; empty for every API
    operation: str = ""  # id of the operation whose answers it changes; empty for every operation
    statuses: tuple[str, ...] = ()  # documented statuses that it changes; empty for any
    settings: tuple[Setting, ...] = ()
    detected_by: tuple[str, ...] = ()  # checks and rules that must report it, if there are any
    side_effects: tuple[str, ...] = ()  # further checks and rules that may report it
    query: tuple[tuple[str, str], ...] = ()  # parameters that a request needs for it
    exchanges_needed: int = 1  # number of answers about the same resource until it can be detected

    @property
    def defaults(self) -> dict[str, float]:
        """The default values of the settings."""
        return {setting.name: setting.default for setting in self.settings}

    def plan(
        self, exchange: HealthyExchange, settings: Settings | None = None
    ) -> ResponsePlan | None:
        """Return the faulty answer; None if the fault does not apply to the exchange.

        `settings` are those that differ from the defaults.
        """
        if self.api and self.api != exchange.operation.api:
            return None
        if self.operation and self.operation != exchange.operation.id:
            return None
        return self.apply(exchange, {**self.defaults, **(settings or {})})


def sending(change: AnswerChange) -> FaultFunction:
    """Return the function of a fault that has no settings and sends another answer."""

    def apply(exchange: HealthyExchange, _settings: Settings) -> ResponsePlan | None:
        answer = change(exchange)
        return None if answer is None else unchanged(answer)

    return apply


def success_fault(  # noqa: PLR0913 - what a fault is
    operation: Operation,
    id_: str,
    kind: FaultKind,
    summary: str,
    change: AnswerChange,
    *,
    detected_by: tuple[str, ...],
    side_effects: tuple[str, ...] = (),
    exchanges_needed: int = 1,
) -> Fault:
    """Return a fault of an operation's success answer; `change` gets no other exchange."""
    success = operation.success
    return Fault(
        id=id_,
        kind=kind,
        summary=summary,
        apply=sending(lambda exchange: change(exchange) if exchange.is_success else None),
        api=operation.api,
        operation=operation.id,
        statuses=(success.status,) if success is not None else (),
        detected_by=detected_by,
        side_effects=side_effects,
        exchanges_needed=exchanges_needed,
    )


class FaultError(MockServerError, FactsError):
    """A requested fault does not exist, or its settings are invalid.

    Attributes:
        available: The existing names; may be empty.
    """

    def __init__(
        self,
        what: str,
        *,
        found: str,
        available: tuple[str, ...] = (),
        allowed: str = "",
        hint: str = "list the faults with `mock-server faults`",
    ) -> None:
        super().__init__(what, found=found, allowed=allowed, hint=hint)
        self.available = available

    @property
    def nearest(self) -> str:
        """The available name that is most similar to the requested one; empty if none is."""
        return nearest(self.found, self.available) or ""

    def __str__(self) -> str:
        names = ", ".join(self.available[:_LISTED])
        more = len(self.available) - _LISTED
        allowed = self.allowed or (f"{names} and {more} more" if more > 0 else names)
        what = f"{self.what}{did_you_mean(self.found, self.available)}"
        return str(FactsError(what, found=self.found, allowed=allowed, hint=self.hint))
