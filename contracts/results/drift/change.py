"""One difference between two sides: how likely it breaks a front end, how sure, and why."""

from dataclasses import dataclass, field
from enum import StrEnum

from contracts.results.confidence import Confidence

MAX_OPERATIONS = 200  # operations that a change names; further ones are counted


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
class Sighting:
    """Where one side shows or says something."""

    source: str  # file and line of a document, or the place of an exchange: `entry 3 of shop.har`
    request: str = ""  # method and target of the exchange; empty in a document
    status: int = 0  # the status of its answer; 0 in a document
    body: str = ""  # the beginning of its body


@dataclass(frozen=True, slots=True, kw_only=True)
class SideEvidence:
    """What one side says about the place of a change."""

    says: str  # one clause
    witness: Sighting | None = None  # where; None if the side has nothing there


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference."""

    kind: str  # one of `KINDS`
    impact: Impact  # how likely it breaks a front end
    where: str  # the part of the operation: `answer 200`, `request`, `query page`
    message: str  # one sentence without its full stop
    a: SideEvidence  # what the first side says
    b: SideEvidence  # what the second side says
    confidence: Confidence = Confidence.CERTAIN  # how sure it is that it is no chance of the data
    pointer: str = ""  # JSON pointer of the place in a body, with `*` for items and values of maps
    # Where it shows, as `GET /path`; the first one is that of the evidence.
    operations: tuple[str, ...] = field(default=())

    @property
    def order(self) -> tuple[int, int, int, int, int, int, str, str, str]:
        """The place in a report: what breaks most, most surely and most widely comes first."""
        return (
            _ORDER.index(self.impact),
            int(self.where.startswith(_ERRORS) and not self._is_new_failure),
            _TRUST_ORDER.index(self.confidence),
            KINDS.index(self.kind),
            self.pointer.count("/"),
            -len(self.operations),
            self.operations[0] if self.operations else "",
            self.where,
            self.pointer,
        )

    @property
    def _is_new_failure(self) -> bool:
        return self.kind == "status-new" and self.where.startswith("answer 5")


def tempered(impact: Impact, confidence: Confidence) -> Impact:
    """Return the impact of a change: what is tentative counts one step less."""
    if confidence is not Confidence.TENTATIVE:
        return impact
    return _ORDER[min(_ORDER.index(impact) + 1, len(_ORDER) - 1)]


def is_failing(change: Change, least: str) -> bool:
    """Whether a change fails a run.

    `least` is the least impact that fails; `any` for every one.
    """
    return least == "any" or _ORDER.index(change.impact) <= _ORDER.index(Impact(least))
