"""The observed shape of one operation: its requests, and its answers by status.

Like the shapes of values, those of operations can be merged in any order.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce
from urllib.parse import parse_qsl

from contracts.http.messages.bodies import BodyReader
from contracts.http.messages.exchange import Exchange, Request, Response
from contracts.observations.observer import decoded_query
from contracts.observations.shapes.lists import ListShape, list_shape, merge_lists
from contracts.observations.shapes.merging import either, joined
from contracts.observations.shapes.shape import EMPTY, Shape, exchanges_of, merge, shape_of
from contracts.observations.shapes.texts import typed
from openapi.contract import is_json_type
from openapi.json.types import JSON

MAX_NAMES = 100  # parameters, headers and media types of one operation; further ones are left out

FORM = "application/x-www-form-urlencoded"
NO_TYPE = ""  # the media type of a body without a `Content-Type`, and of an answer without a body


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyShape:
    """The bodies of one media type."""

    count: int  # how many there were
    first: int  # the number of the first exchange with one
    shape: Shape = EMPTY  # the shape of the values that could be read
    unread: int = 0  # how many could not be read as JSON although they should be
    different: int = 0  # how many of those that could be read repeat no earlier one

    def merged(self, other: "BodyShape") -> "BodyShape":
        """Return the shape of the bodies of both."""
        return BodyShape(
            count=self.count + other.count,
            first=min(self.first, other.first),
            shape=merge(self.shape, other.shape),
            unread=self.unread + other.unread,
            different=self.different + other.different,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerShape:
    """The answers with one status."""

    count: int  # how many there were
    first: int  # the number of the first exchange with one
    # By media type; the empty one is that of answers without a body.
    bodies: Mapping[str, BodyShape] = field(default_factory=dict)
    # How many answers had a header, by its name in lower case.
    headers: Mapping[str, int] = field(default_factory=dict)
    known_headers: int = 0  # how many answers have known headers
    lists: ListShape | None = None  # what lists in the answers have in common; None without lists

    def merged(self, other: "AnswerShape") -> "AnswerShape":
        """Return the shape of the answers of both."""
        return AnswerShape(
            count=self.count + other.count,
            first=min(self.first, other.first),
            bodies=joined(self.bodies, other.bodies, BodyShape.merged),
            headers=joined(self.headers, other.headers, int.__add__),
            known_headers=self.known_headers + other.known_headers,
            lists=either(self.lists, other.lists, merge_lists),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationShape:
    """The requests for one method and path, and their answers."""

    count: int = 0  # how many requests there were
    accepted: int = 0  # how many of them were answered with 2xx or 3xx
    # The shapes of the query parameters of accepted requests.
    query: Mapping[str, Shape] = field(default_factory=dict)
    # How many accepted requests had a header, by its name in lower case.
    headers: Mapping[str, int] = field(default_factory=dict)
    # The bodies of accepted requests by media type; without a body the empty one.
    bodies: Mapping[str, BodyShape] = field(default_factory=dict)
    answers: Mapping[int, AnswerShape] = field(default_factory=dict)  # by status

    def merged(self, other: "OperationShape") -> "OperationShape":
        """Return the shape of the exchanges of both."""
        return OperationShape(
            count=self.count + other.count,
            accepted=self.accepted + other.accepted,
            query=joined(self.query, other.query, merge),
            headers=joined(self.headers, other.headers, int.__add__),
            bodies=joined(self.bodies, other.bodies, BodyShape.merged),
            answers=joined(self.answers, other.answers, AnswerShape.merged),
        )

    @property
    def exchanges(self) -> frozenset[int]:
        """The numbers of the exchanges that first showed something."""
        bodies = [*self.bodies.values()]
        for answer in self.answers.values():
            bodies += answer.bodies.values()
        found = [exchanges_of(body.shape) for body in bodies]
        firsts = [body.first for body in bodies]
        firsts += [answer.first for answer in self.answers.values()]
        return frozenset(firsts).union(*found)


def merge_operations(shapes: "list[OperationShape]") -> OperationShape:
    """Return the shape of all exchanges of all shapes."""
    return reduce(OperationShape.merged, shapes, OperationShape())


def operation_shape(
    exchange: Exchange, reader: BodyReader, *, is_repeated: bool = False
) -> OperationShape:
    """Return the shape of one exchange that has an answer.

    It is repeated if an earlier answer had the same body.
    """
    request, response, number = exchange.request, exchange.answer, exchange.number
    if not response.status:
        return OperationShape()
    is_accepted = 200 <= response.status < 400  # noqa: PLR2004 - successes and redirects
    shape = OperationShape(
        count=1,
        answers={response.status: _answer(exchange, response, reader, weight=1 - is_repeated)},
    )
    if not is_accepted:
        return shape
    return shape.merged(
        OperationShape(
            accepted=1,
            query=_query(request, number),
            headers=dict.fromkeys(_names(request.headers), 1),
            bodies=_sent(request, number, reader),
        )
    )


def _query(request: Request, number: int) -> Mapping[str, Shape]:
    return {
        name: shape_of(value, number, name=name)
        for name, value in list(fields_of(decoded_query(request.query) or []).items())[:MAX_NAMES]
    }


def fields_of(pairs: list[tuple[str, str]]) -> dict[str, JSON]:
    """Return the typed values of names; a name that comes twice has a list."""
    found: dict[str, list[JSON]] = {}
    for name, text in pairs:
        found.setdefault(name, []).append(typed(text))
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


def _sent(request: Request, number: int, reader: BodyReader) -> Mapping[str, BodyShape]:
    if not request.is_body_known:
        return {}
    if not request.body:
        return {NO_TYPE: BodyShape(count=1, first=number)}
    media_type = request.media_type
    if media_type == FORM:
        pairs = parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True)
        shape = shape_of(fields_of(pairs[:MAX_NAMES]), number)
        return {media_type: BodyShape(count=1, first=number, shape=shape)}
    return {media_type: _body(request.body, media_type, number, reader)}


def _answer(
    exchange: Exchange, response: Response, reader: BodyReader, *, weight: int
) -> AnswerShape:
    number, media_type = exchange.number, response.media_type
    bodies: Mapping[str, BodyShape] = {}
    lists = None
    if response.body and not response.unread_reason:
        bodies = {media_type: _body(response.body, media_type, number, reader, weight=weight)}
        value, error = reader.read(response.body) if is_json_type(media_type) else (None, None)
        lists = None if error else list_shape(value, exchange)
    elif not response.body and response.is_body_known:
        bodies = {NO_TYPE: BodyShape(count=1, first=number)}
    elif response.body:
        bodies = {media_type: BodyShape(count=1, first=number)}
    return AnswerShape(
        count=1,
        first=number,
        bodies=bodies,
        headers=dict.fromkeys(_names(response.headers), 1),
        known_headers=int(response.are_headers_known),
        lists=lists,
    )


def _body(
    body: bytes, media_type: str, number: int, reader: BodyReader, *, weight: int = 1
) -> BodyShape:
    if not is_json_type(media_type):
        return BodyShape(count=1, first=number)
    value, error = reader.read(body)
    if error and error.repaired:
        value, error = error.repaired[0], None
    if error:
        return BodyShape(count=1, first=number, unread=1)
    shape = shape_of(value, number, weight=weight)
    return BodyShape(count=1, first=number, shape=shape, different=weight)


def _names(headers: tuple[tuple[str, str], ...]) -> list[str]:
    return list(dict.fromkeys(name.lower() for name, _ in headers))[:MAX_NAMES]
