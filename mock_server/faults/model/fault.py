"""Faults: deliberate misbehaviour under a name.

A fault's id is typed into URLs and headers, so it is made of RFC 9110 token characters only:
words with dashes, joined by dots. The first word says what is done, the rest says where.

    delay    invalid-json    drop.items.*.name    rule.shop.total-adds-up    page.overlap
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from mock_server.errors import MockServerError
from mock_server.faults.model.healthy_exchange import HealthyExchange
from mock_server.faults.model.response_plan import ResponsePlan
from openapi.errors import FactsError, did_you_mean, nearest

_LISTED = 12


class Kind(StrEnum):
    """What a fault breaks."""

    TRANSPORT = "transport"
    PROTOCOL = "protocol"
    CONTRACT = "contract"
    PAGINATION = "pagination"
    POLLING = "polling"


class CheckId(StrEnum):
    """The checks that notice faults, by the ids that a contract checker gives them."""

    ANSWERED = "answered"
    FRAMING = "framing"
    INVALID_REFUSED = "invalid-refused"
    MEDIA_TYPE = "media-type"
    PAGE_LINKS = "page-links"
    PAGINATION_WALK = "pagination-walk"
    POLLING = "polling"
    RESPONSE_HEADERS = "response-headers"
    SAFE_REPEATABLE = "safe-repeatable"
    SCHEMA = "schema"
    SERVER_ERROR = "server-error"
    STATUS_DOCUMENTED = "status-documented"
    STRICT_JSON = "strict-json"
    THING_VANISHES = "thing-vanishes"
    VALID_ACCEPTED = "valid-accepted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A number with which a fault can be adjusted.

    Attributes:
        name: Kebab-case.
        summary: What it says, in few words.
        default: Its value unless another is given.
        minimum: The smallest value allowed.
        maximum: The largest value allowed.
        is_whole: Whether only whole numbers are allowed.
    """

    name: str
    summary: str
    default: float
    minimum: float
    maximum: float
    is_whole: bool = False

    @property
    def allowed(self) -> str:
        """What it may be, for messages."""
        return f"a {'whole ' * self.is_whole}number from {self.minimum:g} to {self.maximum:g}"


Settings = Mapping[str, float]
"""A fault's settings, every one of them, by name."""

FaultFunction = Callable[[HealthyExchange, Settings], ResponsePlan | None]
"""Gives the faulty answer, or None where the fault has nothing to do with this exchange."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Deliberate misbehaviour under a name.

    Attributes:
        id: What it is asked for by; unique together with `api` and `operation`.
        kind: What it breaks.
        summary: What it does, as a sentence.
        apply: Applies it to an exchange.
        api: The API whose answers it spoils; empty for every one.
        operation: Id of the operation whose answers it spoils; empty for every one.
        statuses: The documented statuses under which it shows; empty for any.
        settings: The numbers with which it can be adjusted.
        detected_by: The checks and rules that must notice it; none where it breaks no contract.
        side_effects: Checks and rules that may notice it too, because it cannot help breaking them.
        query: What a request must carry in its query for the fault to show.
        exchanges_needed: How many answers about the same thing it takes to show.
    """

    id: str
    kind: Kind
    summary: str
    apply: FaultFunction = field(repr=False, compare=False)
    api: str = ""
    operation: str = ""
    statuses: tuple[str, ...] = ()
    settings: tuple[Setting, ...] = ()
    detected_by: tuple[str, ...] = ()
    side_effects: tuple[str, ...] = ()
    query: tuple[tuple[str, str], ...] = ()
    exchanges_needed: int = 1

    @property
    def defaults(self) -> dict[str, float]:
        """Its settings as they are unless others are given."""
        return {setting.name: setting.default for setting in self.settings}

    def plan(
        self, exchange: HealthyExchange, settings: Settings | None = None
    ) -> ResponsePlan | None:
        """Return what is sent in place of the healthy answer, or None to leave it alone.

        Args:
            exchange: The request and its healthy answer.
            settings: Settings that differ from the defaults.
        """
        if self.api and self.api != exchange.operation.api:
            return None
        if self.operation and self.operation != exchange.operation.id:
            return None
        return self.apply(exchange, {**self.defaults, **(settings or {})})


class FaultError(MockServerError, FactsError):
    """A fault was asked for that does not exist, or with settings that are not allowed.

    Attributes:
        available: What can be asked for instead; may be empty.
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
        """The name that was most likely meant; empty where none is near."""
        return nearest(self.found, self.available) or ""

    def __str__(self) -> str:
        names = ", ".join(self.available[:_LISTED])
        more = len(self.available) - _LISTED
        allowed = self.allowed or (f"{names} and {more} more" if more > 0 else names)
        what = f"{self.what}{did_you_mean(self.found, self.available)}"
        return str(FactsError(what, found=self.found, allowed=allowed, hint=self.hint))
