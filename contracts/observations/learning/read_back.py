"""Which GET shows what a write has changed: at its own path, or the item of a POST's collection."""

import re
from collections.abc import Iterator, Mapping
from urllib.parse import quote, unquote, urlsplit

from contracts.http.messages.bodies import json_of_success
from contracts.http.messages.exchange import Exchange, Response
from contracts.observations.learning.learned_rows import is_text_of, plain_name, text_of
from openapi.contract import Contract, Location, Operation, Parameter, Schema
from openapi.json.pointers import join, tokens
from openapi.json.types import JSON
from openapi.schema.walk import members_by_token

UPDATES = frozenset({"PUT", "PATCH"})

DONE = frozenset({200, 201, 204})
"""Statuses that say that a change has been made; 202 only says that it may be later."""

IF_MATCH = "if-match"  # the header with the tag that a client has read (RFC 9110, 13.1.1)

NO_SUCH_IDS = ("987654319", "5f0c2d4e-8a31-4c1b-9d57-0e6f3b7a2c19", "no-such-id")
"""Texts of which the first that is valid hardly is the id of a resource."""

_OTHER_DIGITS = str.maketrans("0123456789", "9876543210")
_ONE_WAY = ("readOnly", "writeOnly")

_ITEM = re.compile(r"/\{[^{}/]+\}/?")
_PARAMETER = re.compile(r"\{([^{}/]+)\}")


def reader_of(operation: Operation, contract: Contract) -> Operation | None:
    """Return the GET that shows what a PUT, PATCH, DELETE or POST has changed; None without one.

    Its path has an id, so that a server can be asked for one that it does not have. What changes by
    itself (`x-polling`) is left alone.
    """
    if operation.method not in {*UPDATES, "DELETE", "POST"}:
        return None
    reads = (each for each in contract.operations if each.method == "GET" and not each.polling)
    return next((each for each in reads if _is_read_by(operation, each.path)), None)


def _is_read_by(operation: Operation, path: str) -> bool:
    if operation.method == "POST":
        collection = operation.path.rstrip("/")
        return path.startswith(collection) and bool(_ITEM.fullmatch(path[len(collection) :]))
    has_id = path.rstrip("/").endswith("}") if operation.method == "DELETE" else "}" in path
    return path == operation.path and has_id


def creator_of(reader: Operation, contract: Contract) -> Operation | None:
    """Return the POST that makes what a GET shows; None without one."""
    posts = (each for each in contract.operations if each.method == "POST")
    return next((each for each in posts if reader_of(each, contract) is reader), None)


def id_parameter(reader: Operation) -> Parameter | None:
    """Return the last parameter of a path that is a whole segment; None without one."""
    names = [found[1] for part in reader.path.split("/") if (found := _PARAMETER.fullmatch(part))]
    return reader.parameter(Location.PATH, names[-1]) if names else None


def ids_in(answer: Response, parameter: Parameter) -> tuple[str, ...]:
    """Return what may be the id of the resource in an answer: of its Location, then of its body."""
    location = urlsplit(answer.header("location") or "").path
    found = [id_at_end(location), *_ids_of(json_of_success(answer), parameter)]
    return tuple(dict.fromkeys(each for each in found if each and is_text_of(each, parameter)))


def id_at_end(path: str) -> str:
    """Return the last segment of a path, decoded, with or without a slash at its end.

    >>> id_at_end("/plants/7/"), id_at_end("/plants/7")
    ('7', '7')
    """
    return unquote(path.rstrip("/").rpartition("/")[2])


def path_of_new(made: Exchange, reader: Operation) -> str:
    """Return the path at which a GET shows what a POST has made; empty if no id is known."""
    parameter = id_parameter(reader)
    ids = ids_in(made.answer, parameter) if parameter is not None else ()
    if not made.is_success or not ids:
        return ""
    end = "/" if reader.path.endswith("/") else ""
    return f"{made.request.path.rstrip('/')}/{quote(ids[0], safe='')}{end}"


def _ids_of(body: JSON, parameter: Parameter) -> Iterator[str]:
    if not isinstance(body, Mapping):
        return
    wanted = plain_name(parameter.name)
    for key, value in body.items():
        name = plain_name(key)
        if name == wanted or (name == "id" and wanted.endswith("id")):
            yield text_of(value)
    inner = [value for value in body.values() if isinstance(value, Mapping)]
    if len(body) == len(inner) == 1:
        yield from _ids_of(inner[0], parameter)


def unknown_id(parameter: Parameter, known: str = "") -> str:
    """Return a valid id that hardly exists; empty if there is none.

    Where a pattern is documented, one like a known id may be the only valid kind.
    """
    texts = (*NO_SUCH_IDS, known.translate(_OTHER_DIGITS))
    return next((t for t in texts if t and t != known and is_text_of(t, parameter)), "")


def leaves_of(value: JSON, pointer: str = "") -> Iterator[tuple[str, JSON]]:
    """Yield the scalars of an object with their pointers, those in lists left out."""
    for key, child in value.items() if isinstance(value, Mapping) else ():
        if isinstance(child, Mapping):
            yield from leaves_of(child, join(pointer, key))
        elif not isinstance(child, list):
            yield join(pointer, key), child


def schemas_at(schema: Schema, pointer: str) -> tuple[Schema, ...]:
    """Return the schemas of a member; none if it is readOnly or writeOnly.

    A schema of requests says that something is readOnly, one of answers that it is writeOnly: what
    is read and written has schemas in both.
    """
    schemas: tuple[Schema, ...] = (schema,)
    for token in tokens(pointer):
        schemas = members_by_token(schemas, token)
        if any(each.definition.get(word) is True for each in schemas for word in _ONE_WAY):
            return ()
    return schemas
