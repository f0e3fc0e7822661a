"""Values for other operations that an answer shows: ids of a list's items, documented links."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from contracts.http.requests.rows import Row
from contracts.observations.learning.runtime_expressions import evaluate
from contracts.observations.observation import Observation
from openapi.contract import Contract, Link, Location, Operation, Parameter
from openapi.json.pointers import exists, resolve
from openapi.json.types import JSON
from openapi.schema.validation import validator_for

MAX_ITEMS = 3  # items of a list whose ids are learned
MAX_LENGTH = 200  # characters of an id

_LIST_NAMES = ("items", "data", "results", "content", "value", "values", "entries")
_LIST_ENDINGS = ("/list", "/all", "-list", "_list", "List")
_ID_NAMES = ("id", "slug", "key", "name", "code", "uuid")
"""Usual names of what identifies an item, the likeliest first."""

_TEMPLATED = re.compile(r"/\{([^{}/]+)\}(?=/|$)")


def collection_of(operation: Operation, contract: Contract) -> tuple[Operation, str] | None:
    """Return the operation that lists the resources of another one, and the parameter with the id.

    For `/pets/{id}` and `/pets/{id}/photo` it is the GET of `/pets`. For `/pet/{id}` it is that
    of `/pet`, or else of `/pets`, `/pet/list` and the like.
    """
    names = [*_TEMPLATED.finditer(operation.path)]
    if not names:
        return None
    path = operation.path[: names[-1].start()]
    by_path = {
        each.path.rstrip("/"): each
        for each in reversed(contract.operations)
        if each.method == "GET" and each.id != operation.id
    }
    found = next((by_path[each] for each in _list_paths(path) if each in by_path), None)
    return (found, names[-1][1]) if found else None


def _list_paths(path: str) -> Iterator[str]:
    """Yield the paths at which APIs list the resources of a path, the likeliest first."""
    if not path:
        return
    yield path
    last = path.rpartition("/")[2]
    if last.endswith("}"):
        return
    plurals = [f"{path}s", f"{path}es", *([f"{path[:-1]}ies"] if last.endswith("y") else [])]
    for each in (*plurals, path):
        yield from (each, *(f"{each}{ending}" for ending in _LIST_ENDINGS))


def rows_from_list(seen: Observation, operation: Operation, name: str) -> Iterator[Row]:
    """Yield values for an operation from the answer of the operation that lists its resources.

    `name` is the path parameter of the operation that identifies an item.
    """
    parameter = operation.parameter(Location.PATH, name)
    if parameter is None or seen.json_error or not seen.is_success:
        return
    others = {p.name for p in operation.parameters if p.location is Location.PATH} - {name}
    known = {key: value for key, value in seen.path_values.items() if key in others}
    origin = f"{seen.operation.method} {seen.operation.path}"
    items = [*islice(_items(seen), MAX_ITEMS)]
    keys = _keys(items, parameter)
    for key in keys:
        for item in items:
            text = text_of(item[key] if isinstance(item, Mapping) and key in item else None)
            if text and is_text_of(text, parameter):
                yield Row(origin=origin, values={**known, name: text}, is_learned=True)
    for item in items:
        text = text_of(item)
        if text and is_text_of(text, parameter):
            yield Row(origin=origin, values={**known, name: text}, is_learned=True)


def rows_from_links(seen: Observation) -> Iterator[tuple[Operation, Row]]:
    """Yield the operations to which an answer links, each with the values that it gives."""
    if seen.documented is None or not seen.is_success:
        return
    for link in seen.documented.links:
        operation = linked_operation(link, seen.contract)
        if operation is None:
            continue
        names = {p.name for p in operation.parameters}
        given = {
            key if key in names else key.partition(".")[2]: evaluate(value, seen)
            for key, value in link.parameters.items()
        }
        same = {key: text for key, text in seen.path_values.items() if key in names}
        values = {key: text for key, text in {**same, **given}.items() if text and key in names}
        if values and all(given.values()):
            place = f"{seen.operation.method} {seen.operation.path}"
            origin = f"the link {link.name} of {place}"
            yield operation, Row(origin=origin, values=values, is_learned=True)


def linked_operation(link: Link, contract: Contract) -> Operation | None:
    """Return the operation to which a link refers; None if the contract has no such operation."""
    return next(
        (
            operation
            for operation in contract.operations
            if (link.operation and operation.id == link.operation)
            or (link.pointer and operation.pointer == link.pointer)
        ),
        None,
    )


def _items(seen: Observation) -> Iterator[JSON]:
    """Yield the items of the list in a body: the body itself, or its likeliest member."""
    body = seen.body
    for place in (seen.operation.pagination, seen.operation.polling):
        pointer = place.items if place else ""
        if pointer and exists(body, pointer) and isinstance(resolve(body, pointer), list):
            yield from resolve(body, pointer)
            return
    last = seen.operation.path.rpartition("/")[2].lower()
    for _ in range(2):
        if isinstance(body, list) or not isinstance(body, Mapping):
            break
        names = [name for name, value in body.items() if isinstance(value, list)]
        names.sort(key=lambda name: _place_of(name.lower(), (last, *_LIST_NAMES)))
        inner = [value for value in body.values() if isinstance(value, Mapping)]
        body = body[names[0]] if names else inner[0] if len(inner) == 1 else None
    yield from body if isinstance(body, list) else ()


def _place_of(name: str, names: Sequence[str]) -> int:
    return names.index(name) if name in names else len(names)


def _keys(items: Sequence[JSON], parameter: Parameter) -> list[str]:
    """Return the members of items that may have the value of a parameter, the likeliest first."""
    members = dict.fromkeys(key for item in items if isinstance(item, Mapping) for key in item)
    wanted = plain_name(parameter.name)
    same = [key for key in members if key == parameter.name]
    alike = [key for key in members if plain_name(key) == wanted]
    endings = [key for key in _ID_NAMES if key in members and wanted.endswith(key)]
    usual = [key for key in _ID_NAMES if key in members]
    return [*dict.fromkeys([*same, *alike, *endings, *usual])]


def plain_name(name: str) -> str:
    """Return the letters and digits of a name, in lower case."""
    return "".join(filter(str.isalnum, name)).lower()


def text_of(value: JSON) -> str:
    """Return a text or an integer as text; empty for any other value."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    text = str(value)
    return text if len(text) <= MAX_LENGTH and text.strip(".") else ""


def is_text_of(text: str, parameter: Parameter) -> bool:
    """Whether a text is a value of a parameter; an integer is written as its digits."""
    judge = validator_for(parameter.schema)
    is_number = text.lstrip("-").isdecimal() and len(text) < 20  # noqa: PLR2004 - 64 bits
    return judge.is_valid(text) or (is_number and judge.is_valid(int(text)))
