"""The body of an error that an API sends and does not document, made like those that it documents.

Frameworks send 404 for an unknown record whether or not the document says so. The shape of such a
body is taken from the API's other errors: of FastAPI, which documents `{"detail": [...]}` for 422
alone, it is `{"detail": "..."}`.

A derived error body has placeholders, `{"detail": [{"loc": ["text"], "msg": "text"}]}`, which do
not say what is wrong with the request. A member that is named like a message takes the reason, and
one beside it that is named like a place takes where in the request that is.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import NamedTuple

from mock_server.http.media_types import concrete_media_type
from mock_server.http.problems import Place, Reason
from openapi.contract import MediaType, Operation, is_json_type
from openapi.json.pointers import join, replaced, resolve, tokens
from openapi.json.types import JSON, is_integer
from openapi.schema.examples import generate_example
from openapi.schema.validation import validator_for

_MOST_TRIED = 50  # documented errors that are looked at

_MESSAGES = (
    "message",
    "msg",
    "errormessage",
    "errordescription",
    "detail",
    "details",
    "reason",
    "description",
    "error",
    "text",
    "title",
)
"""Names of members with a sentence for people, letters only; the first found is used."""
_MAX_LEVELS = 5


_LISTS = ("loc", "path", "location")
"""Names of members with the place of an error as a list of its steps; a text is something else."""
_DOTTED = ("field", "param")
_POINTER = "pointer"
_SOURCE = "source"
"""Name of an object with the place of an error (JSON:API 1.1, Error Objects)."""
_SOURCES = {"query": "parameter", "header": "header"}


_STATUS_OF_JSON_API = "/errors/0/status"
_STATUSES = frozenset({"status", "statuscode", "httpstatus", "httpstatuscode"})


class _Place(NamedTuple):
    rank: int
    level: int
    pointer: str


def with_reason(
    value: JSON, reason: str, is_valid: Callable[[JSON], bool], each: Sequence[Reason] = ()
) -> JSON:
    """Return an error body with the reason in it, or `value` itself if it has no place for one.

    A list above that place has one item for each of several reasons, whose sentences are together
    `reason`; else it is cut to one item. The members beside a reason that are named like a place
    have where in the request it is. What would make the body invalid is not done.
    """
    found = min(_places(value, "", 0), default=None)
    if found is None:
        return value
    if len(each) > 1:
        listed = _listed(value, found.pointer, is_valid, each)
        if listed is not None:
            return listed
    where = each[0].place if each else ()
    return _with_one(value, found.pointer, is_valid, Reason(reason, where))


def with_own_status(value: JSON, status: int, is_valid: Callable[[JSON], bool]) -> JSON:
    """Return a derived error body whose member for the status of its answer has that status.

    It is a number (RFC 9457, 3.1.2) or a text (JSON:API). What would make the body invalid is not
    done.

    >>> with_own_status({"title": "Conflict", "status": 0}, 409, lambda _: True)
    {'title': 'Conflict', 'status': 409}
    """
    return next(
        (
            changed
            for place in _statuses(value, "", 0)
            if is_valid(changed := _numbered(value, place, status))
        ),
        value,
    )


def _numbered(value: JSON, place: str, status: int) -> JSON:
    """Return a body with a status at one place, as a text if it was one."""
    return replaced(value, place, str(status) if isinstance(resolve(value, place), str) else status)


def _statuses(value: JSON, pointer: str, level: int) -> Iterator[str]:
    """Yield the places that are named like the status of an answer, the outermost first."""
    if isinstance(value, list) and value and level <= _MAX_LEVELS:
        yield from _statuses(value[0], f"{pointer}/0", level + 1)
    if not isinstance(value, dict) or level > _MAX_LEVELS:
        return
    for name, member in value.items():
        place = join(pointer, name)
        is_text = isinstance(member, str) and place == _STATUS_OF_JSON_API
        if (is_integer(member) or is_text) and _letters(name) in _STATUSES:
            yield place
    for name, member in value.items():
        yield from _statuses(member, join(pointer, name), level + 1)


def _listed(
    value: JSON, pointer: str, is_valid: Callable[[JSON], bool], reasons: Sequence[Reason]
) -> JSON:
    """Return an error body whose innermost list has one item a reason; None if it cannot."""
    steps = tokens(pointer)
    above = [join("", *steps[:level]) for level in range(len(steps))]
    lists = [place for place in above if isinstance(resolve(value, place), list)]
    if not lists:
        return None
    bodies = [_with_one(value, pointer, is_valid, reason) for reason in reasons]
    items = [resolve(body, lists[-1])[0] for body in bodies]
    found = replaced(bodies[0], lists[-1], items)
    return found if is_valid(found) else None


def _with_one(value: JSON, pointer: str, is_valid: Callable[[JSON], bool], reason: Reason) -> JSON:
    filled = replaced(value, pointer, reason.message)
    candidates = (_cut(filled, tokens(pointer)), filled)
    found = next((body for body in candidates if is_valid(body)), None)
    return value if found is None else _located(found, pointer, reason.place, is_valid)


def _located(body: JSON, reason_at: str, where: Place, is_valid: Callable[[JSON], bool]) -> JSON:
    """Return the body with the place of the error in the members beside its reason."""
    holder = reason_at.rpartition("/")[0]
    members = resolve(body, holder)
    for name, member in members.items() if where and isinstance(members, dict) else ():
        changed = (
            replaced(body, join(holder, name), written)
            for written in _written(_letters(name), member, where)
        )
        body = next(filter(is_valid, changed), body)
    return body


def _written(letters: str, member: JSON, where: Place) -> Iterator[JSON]:
    """Yield the place as a member of this name and type can have it, the best first."""
    if isinstance(member, list) and letters in _LISTS:
        yield [*where]
        yield [*map(str, where)]  # a list of texts only
    elif isinstance(member, str) and letters in _DOTTED:
        yield ".".join(map(str, where[1:] or where))
    elif isinstance(member, str) and letters == _POINTER and where[0] == "body":
        yield join("", *where[1:])
    elif isinstance(member, dict) and letters == _SOURCE:
        yield from _sources(member, where)


def _sources(member: dict[str, JSON], where: Place) -> Iterator[JSON]:
    """Yield an object that names a member of the body, a parameter of the query or a header."""
    kind, *steps = where
    name = _POINTER if kind == "body" else _SOURCES.get(str(kind), "")
    if name in member:
        text = join("", *steps) if name == _POINTER else ".".join(map(str, steps))
        yield {name: text}
        yield member | {name: text}
    else:
        yield {}


def message_member(value: JSON) -> str:
    """Return the member of an error body that is named like a message, of any type; else empty.

    >>> message_member({"detail": [{"msg": "text"}], "code": 1})
    'detail'
    """
    letters = {name: _letters(name) for name in value} if isinstance(value, dict) else {}
    named = [name for name in letters if letters[name] in _MESSAGES]
    return min(named, key=lambda name: _MESSAGES.index(letters[name]), default="")


def _letters(name: str) -> str:
    return "".join(filter(str.isalpha, name)).lower()


def _places(value: JSON, pointer: str, level: int) -> Iterator[_Place]:
    """Yield the texts that are named like a message; of a list, those of its first item."""
    if level > _MAX_LEVELS:
        return
    if isinstance(value, list) and value:
        yield from _places(value[0], f"{pointer}/0", level + 1)
    if not isinstance(value, dict):
        return
    for name, member in value.items():
        below = join(pointer, name)
        letters = _letters(name)
        if isinstance(member, str) and letters in _MESSAGES:
            yield _Place(_MESSAGES.index(letters), level, below)
        yield from _places(member, below, level + 1)


def _cut(value: JSON, path: Sequence[str]) -> JSON:
    """Return `value` with only the first item in each list on the way along `path`."""
    if not path:
        return value
    if isinstance(value, list):
        return [_cut(value[0], path[1:])]
    if isinstance(value, dict):
        return value | {path[0]: _cut(value[path[0]], path[1:])}
    return value


class ErrorShape(NamedTuple):
    """A documented media type of errors, and a value for it with a reason."""

    media: MediaType
    value: JSON


def like_other_errors(
    operation: Operation, others: Iterable[Operation], status: int, reason: str
) -> ErrorShape | None:
    """Return a body for a status that an operation does not document; None if no error has one.

    Errors of the operation itself are looked at first, and those of the same status are better.
    """
    found = [*_errors([operation]), *_errors(others)]
    found.sort(key=lambda each: each[0] != str(status))
    for _, media in found[:_MOST_TRIED]:
        value = _with_reason(media, reason)
        if value is not None:
            return ErrorShape(media, value)
    return None


def _errors(operations: Iterable[Operation]) -> Iterator[tuple[str, MediaType]]:
    """Yield the JSON bodies of documented errors with their statuses, those of clients first."""
    for operation in operations:
        for response in sorted(operation.responses, key=lambda each: each.status):
            if response.status[:1] in ("4", "5", "d"):
                for media in response.media_types:
                    if is_json_type(concrete_media_type(media.name)):
                        yield response.status, media


def _with_reason(media: MediaType, reason: str) -> JSON:
    """Return the error with the reason in place of its message; None if it has no message."""
    example = media.example()
    value = example.value if example is not None else None
    if value is None and media.schema is not None:
        with suppress(ValueError):
            value = generate_example(media.schema)
    member = message_member(value)
    if not isinstance(value, dict) or not member:
        return None
    if isinstance(value[member], str):
        schema = media.schema
        is_valid = validator_for(schema).is_valid if schema else lambda _: True
        return with_reason(value, reason, is_valid)
    return {member: reason}
