"""Compares one operation of two sides: statuses, media types, bodies, headers, pages, requests."""

from collections.abc import Iterator, Mapping

from contracts.http.messages.exchange import media_type_of
from contracts.observations.observation import media_type_matches
from contracts.observations.shapes.documented import Documented
from contracts.observations.shapes.operations import NO_TYPE, AnswerShape
from contracts.observations.shapes.views import Node
from contracts.results.confidence import Confidence
from contracts.results.drift.bodies import BodyComparer
from contracts.results.drift.change import Change, Impact
from contracts.results.drift.headers import header_changes
from contracts.results.drift.pages import page_changes
from contracts.results.drift.pairs import Answer, Pair, place_of
from contracts.results.drift.requests import request_changes
from contracts.results.drift.statuses import status_changes
from contracts.results.drift.values import LIMIT
from openapi.contract import is_json_type


def operation_changes(pair: Pair, comparer: BodyComparer) -> Iterator[Change]:
    """Yield how an operation of the second side differs from the first side's."""
    yield from status_changes(pair)
    yield from request_changes(pair, comparer)
    for where, one, other in _answers(pair):
        yield from _media_types(pair, where, one, other)
        yield from header_changes(pair, where, one, other)
        bodies = _bodies(one, other)
        for pointer, difference in comparer.changes(*bodies) if bodies else ():
            if difference.kind != LIMIT:
                yield pair.body_change(difference, pointer, where)
        yield from page_changes(pair, where, one, other)


def _answers(pair: Pair) -> Iterator[tuple[str, Answer, Answer]]:
    """Yield the answers that both sides have for one status, with the place for people."""
    a, b = pair.a, pair.b
    if a.documented is not None and b.documented is not None:
        for response in a.documented.responses:
            found: Answer | None = b.documented.exact_response(response.status)
            if found is None and response is a.documented.success:
                # A success with another status is still what a front end reads.
                found = b.documented.success
            if found is not None:
                yield f"answer {response.status}", response, found
        return
    seen = b.seen or a.seen
    for status in sorted(seen.answers) if seen else ():
        one, other = a.answer(status), b.answer(status)
        if one is not None and other is not None:
            yield f"answer {status}", one, other


def _media_types(pair: Pair, where: str, one: Answer, other: Answer) -> Iterator[Change]:
    was, now = (sorted(filter(None, _names(each))) for each in (one, other))
    if not was or not now or (_is_any_json(was) and _is_any_json(now)):
        return
    # What was seen must be one of what the other side has; documents must share one at least.
    are_seen = [isinstance(each, AnswerShape) for each in (one, other)]
    shown, known = (was, now) if are_seen == [True, False] else (now, was)
    if any(media_type_matches(each, found) for found in shown for each in known):
        return
    before, after = ", ".join(was[:3]), ", ".join(now[:3])
    yield pair.change(
        "media-type-changed",
        Impact.BREAKING,
        where,
        f"the body is {after} instead of {before}",
        (before, after),
        (place_of(one), place_of(other)),
        confidence=Confidence.FIRM if all(are_seen) else Confidence.CERTAIN,
    )


def _names(answer: Answer) -> tuple[str, ...]:
    """Return the media types of an answer in lower case; the empty one is that without a body."""
    if isinstance(answer, AnswerShape):
        return tuple(answer.bodies)
    return tuple(media_type_of(media.name) for media in answer.media_types)


def _is_any_json(names: list[str]) -> bool:
    return any(map(_is_json_range, names))


def _is_json_range(name: str) -> bool:
    return is_json_type(name) or name in {"*/*", "application/*"}


def _bodies(one: Answer, other: Answer) -> tuple[Node, Node] | None:
    """Return the JSON bodies of two answers that can be compared."""
    was, now = _nodes(one), _nodes(other)
    same = [(node, now[name]) for name, node in was.items() if name in now]
    pairs = same or [(first, second) for first in was.values() for second in now.values()]
    return pairs[0] if pairs else None


def _nodes(answer: Answer) -> Mapping[str, Node]:
    if isinstance(answer, AnswerShape):
        return {
            name: body.shape
            for name, body in answer.bodies.items()
            if name != NO_TYPE and body.shape.types
        }
    return {
        name: Documented((media.schema,))
        for name, media in zip(_names(answer), answer.media_types, strict=True)
        if media.schema is not None and _is_json_range(name)
    }
