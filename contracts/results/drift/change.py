"""One difference between two sides: how likely it breaks a front end, how sure, and why."""

from dataclasses import dataclass, field
from enum import StrEnum

from contracts.results.confidence import Confidence

MAX_OPERATIONS = 200
"""Operations that a change names; further ones are counted."""


class Impact(StrEnum):
    """How likely a change breaks a front end that was written for the first side."""

    BREAKING = "breaking"
    LIKELY = "likely"
    MINOR = "minor"


_ORDER = tuple(Impact)
_ERRORS = ("answer 4", "answer 5", "answer default")
"""Answers that a front end reads less than its successes."""

_TRUST_ORDER = (Confidence.CERTAIN, Confidence.FIRM, Confidence.TENTATIVE)

KINDS = (
    "operation-gone",
    "success-gone",
    "member-gone",
    "type-changed",
    "media-type-changed",
    "parameter-required",
    "request-narrowed",
    "member-missing",
    "null-new",
    "format-changed",
    "value-new",
    "header-gone",
    "page-order",
    "page-size",
    "page-links",
    "status-changed",
    "status-new",
    "parameter-gone",
    "security-changed",
    "server-moved",
    "finding-new",
    "number-format",
    "finding-gone",
    "member-unseen",
    "value-gone",
    "status-gone",
    "header-new",
    "parameter-new",
    "operation-unseen",
    "member-new",
    "operation-new",
)
"""The kinds of changes; of the same impact, those that break most come first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """Where one side shows or says something.

    Attributes:
        source: File and line of a document, or the place of an exchange: `entry 3 of shop.har`.
        request: Method and target of the exchange; empty in a document.
        status: The status of its answer; 0 in a document.
        body: The beginning of its body.
    """

    source: str
    request: str = ""
    status: int = 0
    body: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What one side says about the place of a change.

    Attributes:
        says: One clause.
        witness: Where; None if the side has nothing there.
    """

    says: str
    witness: Witness | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference.

    Attributes:
        kind: One of `KINDS`.
        impact: How likely it breaks a front end.
        confidence: How sure it is that it is no chance of the data.
        where: The part of the operation: `answer 200`, `request`, `query page`.
        pointer: JSON pointer of the place in a body, with `*` for items and the values of maps.
        message: One sentence without its full stop.
        a: What the first side says.
        b: What the second side says.
        operations: Where it shows, as `GET /path`; the first one is that of the evidence.
    """

    kind: str
    impact: Impact
    confidence: Confidence
    where: str
    pointer: str
    message: str
    a: Evidence
    b: Evidence
    operations: tuple[str, ...] = field(default=())

    @property
    def order(self) -> tuple[int, int, int, int, int, int, str, str, str]:
        """The place in a report: what breaks most, most surely and most widely comes first."""
        return (
            _ORDER.index(self.impact),
            int(self.where.startswith(_ERRORS)),
            _TRUST_ORDER.index(self.confidence),
            KINDS.index(self.kind),
            self.pointer.count("/"),
            -len(self.operations),
            self.operations[0] if self.operations else "",
            self.where,
            self.pointer,
        )


def tempered(impact: Impact, confidence: Confidence) -> Impact:
    """Return the impact of a change: what is tentative counts one step less."""
    if confidence is not Confidence.TENTATIVE:
        return impact
    return _ORDER[min(_ORDER.index(impact) + 1, len(_ORDER) - 1)]


def is_failing(change: Change, least: str) -> bool:
    """Whether a change fails a run.

    Args:
        change: The change.
        least: The least impact that fails; `any` for every one.
    """
    return least == "any" or _ORDER.index(change.impact) <= _ORDER.index(Impact(least))
