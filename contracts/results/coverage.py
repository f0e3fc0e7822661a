"""How much of the contract a run has covered: statuses, parameters and enum values."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from contracts.observations.citations import contract_location, member_schemas
from contracts.observations.evidence import Evidence
from contracts.observations.observation import Observation
from contracts.results.finding import preview
from openapi.contract import Location, Schema
from openapi.json.pointers import join
from openapi.json.references import dereference
from openapi.json.types import JSON

Place = tuple[Mapping[str, JSON], str]
"""A schema, and its pointer in the document."""

MAX_BODIES = 500
"""Different bodies that are searched for enum values."""

_BRANCHES = ("allOf", "anyOf", "oneOf")


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageItem:
    """A documented status, parameter or enum value.

    Attributes:
        name: A status, the name of a parameter, or an enum value as JSON.
        is_covered: Whether it was answered, sent, or seen in an answer.
        contract: File and line of the contract.
    """

    name: str
    is_covered: bool
    contract: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The documented parts of an operation, and whether a run has covered them.

    Attributes:
        statuses: Documented statuses; covered if one was answered.
        parameters: Documented parameters; covered if one was sent.
        enum_values: Enum values of answers; covered if one was seen in its documented place.
    """

    statuses: tuple[CoverageItem, ...] = ()
    parameters: tuple[CoverageItem, ...] = ()
    enum_values: tuple[CoverageItem, ...] = ()


def coverage_of(evidence: Evidence) -> Coverage:
    """Return the coverage of an operation by the evidence."""
    contract, operation = evidence.contract, evidence.operation
    answered = list(evidence.conclusive())
    statuses = {seen.documented.status for seen in answered if seen.documented}
    sent = {name for seen in answered for name in _sent(seen)}
    words = _declared(evidence)
    met = _words_in(answered, words)
    return Coverage(
        statuses=tuple(
            CoverageItem(
                name=response.status,
                is_covered=response.status in statuses,
                contract=contract_location(contract, response.pointer),
            )
            for response in operation.responses
        ),
        parameters=tuple(
            CoverageItem(
                name=parameter.name,
                is_covered=(parameter.location, parameter.name.lower()) in sent,
                contract=contract_location(contract, parameter.pointer),
            )
            for parameter in operation.parameters
        ),
        enum_values=tuple(
            CoverageItem(
                name=name,
                is_covered=(place, name) in met,
                contract=contract_location(contract, place),
            )
            for place, name in words
        ),
    )


def _sent(seen: Observation) -> Iterator[tuple[Location, str]]:
    yield from ((Location.PATH, name.lower()) for name in seen.path_values)
    yield from ((Location.QUERY, name.lower()) for name, _ in seen.query)
    yield from ((Location.HEADER, name.lower()) for name, _ in seen.exchange.request.headers)


def _declared(evidence: Evidence) -> dict[tuple[str, str], None]:
    """Return every enum value of the operation's answers, with its schema's pointer."""
    found: dict[tuple[str, str], None] = {}
    for response in evidence.operation.responses:
        for media in response.media_types:
            if media.schema is not None:
                for definition, place in _inside(media.schema):
                    found |= dict.fromkeys((place, preview(word)) for word in _enum(definition))
    return found


def _inside(schema: Schema) -> Iterator[Place]:
    """Yield a schema and every schema in it, each place once."""
    waiting: list[tuple[JSON, str]] = [(schema.definition, schema.pointer)]
    seen: set[str] = set()
    while waiting:
        node, place = dereference(schema.root, *waiting.pop(0))
        if place in seen or not isinstance(node, Mapping):
            continue
        seen.add(place)
        yield node, place
        properties = node.get("properties", {})
        waiting += [(child, join(place, "properties", name)) for name, child in properties.items()]
        waiting += [
            (node[key], join(place, key))
            for key in ("items", "additionalProperties")
            if key in node
        ]
        waiting += [
            (branch, join(place, key, index))
            for key in _BRANCHES
            for index, branch in enumerate(node.get(key, ()))
        ]


def _enum(definition: Mapping[str, JSON]) -> Sequence[JSON]:
    enum = definition.get("enum")
    return enum if isinstance(enum, list) else ()


def _words_in(
    answered: Sequence[Observation], words: Mapping[tuple[str, str], None]
) -> set[tuple[str, str]]:
    """Return the enum values that were seen in answers, in a place that their enum describes."""
    found: set[tuple[str, str]] = set()
    for seen in islice(_different(answered), MAX_BODIES):
        media = seen.effective_media_type
        if len(found) == len(words):
            break
        if media is not None and media.schema is not None and not seen.json_error:
            places = [(media.schema.definition, media.schema.pointer)]
            found |= set(_met(seen.body, places, media.schema.root)) & words.keys()
    return found


def _different(answered: Sequence[Observation]) -> Iterator[Observation]:
    bodies: set[tuple[int, bytes]] = set()
    for seen in answered:
        key = (seen.status, seen.exchange.response.body if seen.exchange.response else b"")
        if key not in bodies:
            bodies.add(key)
            yield seen


def _met(value: JSON, places: Sequence[Place], root: JSON) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        members = [*value.items()]
    elif isinstance(value, list):
        members = [(str(index), item) for index, item in enumerate(value)]
    else:
        text = preview(value)
        yield from ((place, text) for each in places for place in _meant(*each, root))
        return
    for token, child in members:
        inner = [found for each in places for found in member_schemas(*each, token, root)]
        if inner:
            yield from _met(child, inner, root)


def _meant(definition: Mapping[str, JSON], place: str, root: JSON) -> Iterator[str]:
    """Yield the places of a schema whose enums count for a value: its own and its branches'."""
    node, place = dereference(root, definition, place)
    if not isinstance(node, Mapping):
        return
    yield place
    for key in _BRANCHES:
        for index, branch in enumerate(node.get(key, ())):
            yield from _meant(branch, join(place, key, index), root)
