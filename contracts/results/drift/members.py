"""Compares the members of objects: gone, missing in some, and new."""

from collections.abc import Iterator

from contracts.observations.shapes.views import View
from contracts.results.confidence import Confidence
from contracts.results.drift.change import Impact
from contracts.results.drift.difference import (
    FIRM_COUNT,
    MANY,
    PlaceDifference,
    how_sure,
    presence,
    quoted,
    trust,
)

RARE = 0.01  # how improbable a chance must be to be left out of account


def gone(a: View, b: View) -> Iterator[PlaceDifference]:
    """Yield the members that only the first side has."""
    for name in () if _is_free(b) or b.others is not None else a.members:
        if name in b.members:
            continue
        found = _gone_member(a, b, name)
        if found is not None:
            impact, confidence, kind = found
            yield _difference(kind, impact, confidence, _gone_message(a, b, name), a, b, name)


def _gone_member(a: View, b: View, name: str) -> tuple[Impact, Confidence, str] | None:
    """Return impact, confidence and kind of a member that only the first side has."""
    if not a.is_seen and not b.is_seen:
        return Impact.BREAKING, Confidence.CERTAIN, "member-gone"
    if not a.is_seen:
        if name in a.required:
            return Impact.BREAKING, Confidence.CERTAIN, "member-gone"
        confidence = Confidence.FIRM if b.objects >= MANY else Confidence.TENTATIVE
        return Impact.MINOR, confidence, "member-unseen"
    if not b.is_seen:
        return Impact.LIKELY if b.is_open else Impact.BREAKING, Confidence.CERTAIN, "member-gone"
    return _unseen_member(a, b, name)


def _unseen_member(a: View, b: View, name: str) -> tuple[Impact, Confidence, str] | None:
    """Return the same if both sides were seen; None if it may be a chance."""
    share = a.seen_with(name) / max(a.objects, 1)
    chance = (1 - share) ** b.objects
    if share == 1:
        enough = min(a.objects, b.objects) >= FIRM_COUNT
        return Impact.BREAKING, trust(is_firm=enough), "member-gone"
    if chance < RARE and a.objects >= MANY:
        return Impact.BREAKING, Confidence.FIRM, "member-gone"
    return None


def _gone_message(a: View, b: View, name: str) -> str:
    if a.is_seen and not b.is_seen:
        return f"{quoted(name)} was seen, but is not documented"
    if not a.is_seen and name not in a.required and b.is_seen:
        return f"{quoted(name)} is documented, but was never seen"
    return f"{quoted(name)} is gone"


def missing(a: View, b: View) -> Iterator[PlaceDifference]:
    """Yield the members that not every object of the second side has any more."""
    for name in sorted(a.required & b.members.keys()):
        if name in b.required or (a.is_seen and not b.is_seen):
            continue
        if a.is_seen and a.objects < FIRM_COUNT:
            continue
        impact = Impact.BREAKING if b.is_seen and not a.is_seen else Impact.LIKELY
        confidence = how_sure(a, b, is_firm=not a.is_seen or a.objects >= MANY)
        what = "is missing in some answers" if b.is_seen else "is no longer required"
        message = f"{quoted(name)} {what}"
        yield _difference("member-missing", impact, confidence, message, a, b, name)


def _is_free(view: View) -> bool:
    """Whether a document says nothing about the members of its objects."""
    return not view.is_seen and not view.members and view.is_open


def new(a: View, b: View) -> Iterator[PlaceDifference]:
    """Yield the members that only the second side has."""
    if a.others is not None or _is_free(a):
        return
    for name in b.members:
        if name in a.members or (a.is_seen and not b.is_seen and name not in b.required):
            continue
        is_closed = not a.is_seen and not a.is_open
        impact = Impact.LIKELY if is_closed and b.is_seen else Impact.MINOR
        confidence = how_sure(a, b, is_firm=not a.is_seen or a.objects >= FIRM_COUNT)
        what = "is new"
        if a.is_seen != b.is_seen:
            what = "is documented, but was never seen" if a.is_seen else "is not documented"
        yield _difference("member-new", impact, confidence, f"{quoted(name)} {what}", a, b, name)


def _difference(  # noqa: PLR0913, PLR0917 - both sides, and what is different
    kind: str, impact: Impact, confidence: Confidence, message: str, a: View, b: View, name: str
) -> PlaceDifference:
    return PlaceDifference(
        kind=kind,
        impact=impact,
        confidence=confidence,
        message=message,
        says=(presence(a, name), presence(b, name)),
        views=(a, b),
        member=name,
        types=("object", "object"),
    )
