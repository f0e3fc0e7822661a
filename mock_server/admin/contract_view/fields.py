"""The fields of an operation: what each one is, where it is documented, what contradicts it.

A contradiction belongs to a field if the field or one of its rules names it, if a side of it cites
the field's name, or if one of its readings changes the field's schema.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from openapi.contract import Contract, Discrepancy, Operation, Parameter, Schema, Source
from openapi.json.pointers import join, lookup
from openapi.json.types import JSON
from openapi.loading.sources import parse_source
from openapi.schema.walk import followed, subschemas, walk

MAX_FIELDS = 300  # fields of one operation that are listed; a schema that contains itself has many
MAX_VALUES = 20  # allowed values of a field that are listed
ANY = "*"  # a step to every item of a list, or to every value of a map

_INSIDE = ("/properties/", "/items", "/additionalProperties", "/patternProperties/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A parameter of an operation, or a place in one of its bodies."""

    where: str  # `path`, `query`, `header` or `cookie`; `request`; or `answer` and the statuses
    at: str  # the parameter's name, or the place as `/jobs/*/state`; empty for the whole body
    type: str  # types and allowed values, for people: `string: open, closed`
    description: str
    is_required: bool
    pointer: str  # JSON pointer in the document
    source: Source | None = None  # its citation of a vendor's page; None without one
    discrepancies: tuple[str, ...] = ()  # ids of its contradictions


def fields_of(contract: Contract, operation: Operation) -> tuple[Field, ...]:
    """Return the fields of an operation: parameters, then bodies; at most `MAX_FIELDS`."""
    found: dict[tuple[str, str], Field] = {}
    for field in _all_fields(contract, operation):
        found.setdefault((field.where, field.at), field)
        if len(found) >= MAX_FIELDS:
            break
    return tuple(found.values())


def _all_fields(contract: Contract, operation: Operation) -> Iterator[Field]:
    for parameter in operation.parameters:
        yield _parameter_field(contract, parameter)
    body = operation.request_body
    for media in body.media_types if body is not None else ():
        if media.schema is not None:
            yield from _body_fields(contract, "request", media.schema)
    # Errors often share one schema: its fields are listed once.
    statuses: dict[Schema, dict[str, None]] = {}
    for response in operation.responses:
        for media in response.media_types:
            if media.schema is not None:
                statuses.setdefault(followed(media.schema), {})[response.status] = None
    for schema, names in statuses.items():
        yield from _body_fields(contract, f"answer {', '.join(names)}", schema)


def _parameter_field(contract: Contract, parameter: Parameter) -> Field:
    tree = _node_at(contract, parameter.pointer)
    return Field(
        where=parameter.location.value,
        at=parameter.name,
        type=type_text(parameter.schema.definition),
        description=parameter.description,
        is_required=parameter.is_required,
        pointer=parameter.pointer,
        source=parameter.source,
        discrepancies=_discrepancies(contract, parameter.name, tree, parameter.pointer),
    )


def _body_fields(contract: Contract, where: str, schema: Schema) -> Iterator[Field]:
    required: set[tuple[str, ...]] = set()
    for steps, inner in walk(schema):
        path = tuple(step if type(step) is str else ANY for step in steps)
        node = inner.definition
        # A key that only one branch of a choice requires is not required.
        names = {each.step for each in subschemas(inner) if each.keyword == "properties"}
        required |= {(*path, name) for name in _texts(node.get("required")) if name in names}
        yield Field(
            where=where,
            at=join("", *path),
            type=type_text(node),
            description=_text(node.get("description")),
            is_required=not path or path in required or path[-1] == ANY,
            pointer=inner.pointer,
            source=_source(node),
            discrepancies=_discrepancies(contract, path[-1] if path else "", node, inner.pointer),
        )


def _discrepancies(
    contract: Contract, name: str, node: Mapping[str, JSON], pointer: str
) -> tuple[str, ...]:
    named = {_text(node.get("x-discrepancy"))}
    rules = node.get("x-rules")
    for rule in rules if isinstance(rules, list) else ():
        if isinstance(rule, Mapping):
            named.add(_text(rule.get("discrepancy")))
    return tuple(
        entry.id
        for entry in contract.discrepancies
        if entry.id in named or _cites(entry, name) or _changes(entry, pointer)
    )


def _cites(entry: Discrepancy, name: str) -> bool:
    sources = (side.source for side in entry.sides)
    return any(source is not None and name in source.facts for source in sources)


def _changes(entry: Discrepancy, pointer: str) -> bool:
    """Whether a reading changes the schema at a pointer itself, not one inside it."""
    actions = (action for reading in entry.readings for action in reading.overlay)
    rests = (each.pointer.removeprefix(pointer) for each in actions
             if f"{each.pointer}/".startswith(f"{pointer}/"))  # fmt: skip
    return bool(pointer) and any(not rest.startswith(_INSIDE) for rest in rests)


def type_text(node: Mapping[str, JSON]) -> str:
    """Return the types of a schema, and its values or its format.

    >>> type_text({"type": ["string", "null"], "enum": ["open", "closed", None]})
    'string, null: open, closed, null'
    >>> type_text({"type": "string", "format": "date"})
    'string: date'
    """
    types = node.get("type", "")
    text = ", ".join(_texts(types)) if isinstance(types, list) else _text(types)
    values = node.get("enum")
    if isinstance(values, list):
        shown = ["null" if value is None else str(value) for value in values[:MAX_VALUES]]
        more = ", ".join([*shown, "…"] if len(values) > MAX_VALUES else shown)
    else:
        more = _text(node.get("format"))
    return f"{text}: {more}" if text and more else text or more


def _node_at(contract: Contract, pointer: str) -> Mapping[str, JSON]:
    node = lookup(contract.tree, pointer)
    return node if isinstance(node, Mapping) else {}


def _source(node: Mapping[str, JSON]) -> Source | None:
    value = node.get("x-source")
    return parse_source(value) if isinstance(value, Mapping) else None


def _texts(value: JSON) -> Iterable[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else ()


def _text(value: JSON) -> str:
    return value if isinstance(value, str) else ""
