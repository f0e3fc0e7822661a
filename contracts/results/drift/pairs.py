"""One operation of both sides, and the changes that its differences are."""

from dataclasses import dataclass

from contracts.observations.shapes.operations import AnswerShape, OperationShape
from contracts.results.confidence import Confidence
from contracts.results.drift.change import Change, Impact, SideEvidence, tempered
from contracts.results.drift.difference import PlaceDifference
from contracts.results.drift.sides import Place, Side
from openapi.contract import Operation, Response

Answer = Response | AnswerShape

SURE_WHEN_INFERRED = frozenset({"type-changed", "media-type-changed"})
"""Kinds of changes against a learned document that do not depend on how much was seen."""

_GONE = "member-gone"


def place_of(answer: Answer) -> Place:
    """Return where a side has an answer."""
    return answer.first if isinstance(answer, AnswerShape) else answer.pointer


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationSide:
    """What one side has of one operation: one of the two."""

    side: Side
    documented: Operation | None = None  # the operation of the document; None for traffic
    seen: OperationShape | None = None  # the exchanges; None in a document

    @property
    def pointer(self) -> str:
        """The place of the operation in the document; empty for traffic."""
        return self.documented.pointer if self.documented else ""

    def answer(self, status: int) -> Answer | None:
        """Return what the side has for a status."""
        if self.documented is not None:
            return self.documented.response_for(status)
        return self.seen.answers.get(status) if self.seen else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """An operation of both sides: a front end was written for `a`, and there is `b`."""

    a: OperationSide
    b: OperationSide
    name: str  # method and path, for people

    @property
    def is_inferred(self) -> bool:
        """Whether a side was learned from traffic."""
        return self.a.side.is_inferred or self.b.side.is_inferred

    def change(  # noqa: PLR0913, PLR0917 - what a change has, beside its operation
        self,
        kind: str,
        impact: Impact,
        where: str,
        message: str,
        says: tuple[str, str],
        places: tuple[Place, Place],
        *,
        confidence: Confidence = Confidence.CERTAIN,
    ) -> Change:
        """Return a change, of whose impact a tentative one has less.

        `says` is what either side says, and `places` where.
        """
        a = self.a.side.evidence(says[0], places[0])
        b = self.b.side.evidence(says[1], places[1])
        return self._change(kind, impact, where, message, (a, b), confidence)

    def body_change(self, found: PlaceDifference, pointer: str, where: str) -> Change:
        """Return a difference in one place of a body as a change."""
        confidence, kind, impact = found.confidence, found.kind, found.impact
        if self.b.side.is_inferred and kind == _GONE:
            kind, impact, confidence = "member-unseen", Impact.MINOR, Confidence.TENTATIVE
        if self.is_inferred and kind not in SURE_WHEN_INFERRED:
            confidence = Confidence.TENTATIVE
        a, b = (
            each.side.value_evidence(says, view, found.member, type_name)
            for each, says, view, type_name in zip(
                (self.a, self.b), found.says, found.views, found.types, strict=True
            )
        )
        return self._change(kind, impact, where, found.message, (a, b), confidence, pointer)

    def _change(  # noqa: PLR0913, PLR0917 - what a change has, beside its operation
        self,
        kind: str,
        impact: Impact,
        where: str,
        message: str,
        evidence: tuple[SideEvidence, SideEvidence],
        confidence: Confidence,
        pointer: str = "",
    ) -> Change:
        return Change(
            kind=kind,
            impact=tempered(impact, confidence),
            confidence=confidence,
            where=where,
            pointer=pointer,
            message=message,
            a=evidence[0],
            b=evidence[1],
            operations=(self.name,),
        )
