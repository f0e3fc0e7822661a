"""Compares one operation of two sides: statuses, media types, bodies, headers, pages, requests."""

from collections.abc import Iterator, Mapping

from contracts.observations.observation import is_json, media_type_matches
from contracts.observations.shapes.documented import Documented
from contracts.observations.shapes.operations import NO_TYPE, AnswerShape
from contracts.observations.shapes.views import Node
from contracts.results.confidence import Confidence
from contracts.results.drift.bodies import BodyComparer
from contracts.results.drift.change import Change, Impact, tempered
from contracts.results.drift.difference import FIRM_COUNT, Difference
from contracts.results.drift.headers import header_changes
from contracts.results.drift.pages import page_changes
from contracts.results.drift.requests import request_changes
from contracts.results.drift.sides import OperationSide, Side
from contracts.results.drift.statuses import status_changes
from openapi.contract import MediaType, Operation, Response

SURE_WHEN_INFERRED = frozenset({"type-changed", "media-type-changed"})
"""Kinds of changes against a learned document that do not depend on how much was seen."""

_GONE = "member-gone"


def operation_changes(
    a: OperationSide, b: OperationSide, name: str, comparer: BodyComparer
) -> Iterator[Change]:
    """Yield how an operation of the second side differs from the first side's.

    The front end was written for `a`, and there is `b`; `name` is method and path, for people.
    """
    yield from status_changes(a, b, name)
    yield from request_changes(a, b, name, comparer)
    for where, one, other in _answers(a, b):
        yield from _media_types(a.side, b.side, where, one, other, name)
        yield from header_changes(a.side, b.side, where, one, other, name)
        pair = _bodies(one, other)
        for pointer, difference in comparer.changes(*pair) if pair else ():
            yield change_of(difference, pointer, where, (a.side, b.side), name)
        yield from page_changes(a, b, where, one, other, name)


def change_of(
    found: Difference, pointer: str, where: str, sides: tuple[Side, Side], name: str
) -> Change:
    """Return a difference of bodies as a change, with its evidence."""
    a, b = sides
    confidence, kind, impact = found.confidence, found.kind, found.impact
    if b.is_inferred and kind == _GONE:
        kind, impact, confidence = "member-unseen", Impact.MINOR, Confidence.TENTATIVE
    if (a.is_inferred or b.is_inferred) and kind not in SURE_WHEN_INFERRED:
        confidence = Confidence.TENTATIVE
    evidence = [
        side.value_evidence(says, view, found.member, type_name)
        for side, says, view, type_name in zip(
            sides, found.says, found.views, found.types, strict=True
        )
    ]
    return Change(
        kind=kind,
        impact=tempered(impact, confidence),
        confidence=confidence,
        where=where,
        pointer=pointer,
        message=found.message,
        a=evidence[0],
        b=evidence[1],
        operations=(name,),
    )


Answer = Response | AnswerShape


def _answers(a: OperationSide, b: OperationSide) -> Iterator[tuple[str, Answer, Answer]]:
    """Yield the answers that both sides have for one status, with the place for people."""
    if a.seen is None and b.seen is None:
        yield from _documented_answers(a.documented, b.documented)
        return
    statuses = (b.seen if b.seen is not None else a.seen) or a.seen
    for status in sorted(statuses.answers) if statuses else ():
        one, other = answer_of(a, status), answer_of(b, status)
        if one is not None and other is not None:
            yield f"answer {status}", one, other


def _documented_answers(
    a: Operation | None, b: Operation | None
) -> Iterator[tuple[str, Answer, Answer]]:
    if a is None or b is None:
        return
    for response in a.responses:
        other = b.exact_response(response.status)
        if other is None and response is a.success:
            # A success with another status is still what a front end reads.
            other = b.success
        if other is not None:
            yield f"answer {response.status}", response, other


def answer_of(side: OperationSide, status: int) -> Answer | None:
    """Return what a side has for a status."""
    if side.documented is not None:
        return side.documented.response_for(status)
    return side.seen.answers.get(status) if side.seen else None


def media_names(answer: Answer) -> tuple[str, ...]:
    """Return the media types of an answer in lower case; the empty one is that without a body."""
    if isinstance(answer, AnswerShape):
        return tuple(answer.bodies)
    return tuple(media.name.partition(";")[0].strip().lower() for media in answer.media_types)


def _media_types(  # noqa: PLR0913, PLR0917 - both sides, and where
    a: Side, b: Side, where: str, one: Answer, other: Answer, name: str
) -> Iterator[Change]:
    was, now = (sorted(filter(None, media_names(each))) for each in (one, other))
    if not was or not now:
        return
    # What was seen must be one of what the other side has; documents must share one at least.
    shown, known = (was, now) if a.traffic and not b.traffic else (now, was)
    if any(media_type_matches(each, found) for found in shown for each in known):
        return
    if _is_any_json(was) and _is_any_json(now):
        return
    yield Change(
        kind="media-type-changed",
        impact=Impact.BREAKING,
        confidence=Confidence.FIRM if a.traffic and b.traffic else Confidence.CERTAIN,
        where=where,
        message=f"the body is {', '.join(now[:3])} instead of {', '.join(was[:3])}",
        a=a.evidence(", ".join(was[:3]), pointer=_pointer(one), exchange=_first(one)),
        b=b.evidence(", ".join(now[:3]), pointer=_pointer(other), exchange=_first(other)),
        operations=(name,),
    )


def _is_any_json(names: list[str]) -> bool:
    return any(is_json(each) or each in {"*/*", "application/*"} for each in names)


def _pointer(answer: Answer) -> str:
    return answer.pointer if isinstance(answer, Response) else ""


def _first(answer: Answer) -> int | None:
    return answer.first if isinstance(answer, AnswerShape) else None


def _bodies(one: Answer, other: Answer) -> tuple[Node, Node] | None:
    """Return the JSON bodies of two answers that can be compared."""
    pairs = [
        (first, second)
        for name, first in _nodes(one).items()
        for other_name, second in _nodes(other).items()
        if name == other_name
    ]
    if not pairs:
        pairs = [(x, y) for x in _nodes(one).values() for y in _nodes(other).values()]
    return pairs[0] if pairs else None


def _nodes(answer: Answer) -> Mapping[str, Node]:
    if isinstance(answer, AnswerShape):
        return {
            name: body.shape
            for name, body in answer.bodies.items()
            if name != NO_TYPE and body.shape.types
        }
    return {
        media.name.partition(";")[0].strip().lower(): Documented((media.schema,))
        for media in answer.media_types
        if media.schema is not None and _is_json_range(media)
    }


def _is_json_range(media: MediaType) -> bool:
    name = media.name.partition(";")[0].strip().lower()
    return is_json(name) or name in {"*/*", "application/*"}


def enough(answer: Answer) -> bool:
    """Whether an answer was documented, or seen often enough to be no chance."""
    return not isinstance(answer, AnswerShape) or answer.count >= FIRM_COUNT
