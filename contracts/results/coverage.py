"""How much of what the contract documents a run has met: statuses, parameters, words of enums."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from contracts.http.deadline import OutOfTimeError, in_time, never
from contracts.observations.citations import contract_location, member_schemas
from contracts.observations.evidence import Evidence
from contracts.observations.observation import Observation
from contracts.results.finding import preview
from openapi.contract import Location, Schema
from openapi.json.pointers import join
from openapi.json.references import dereference

JSON = Any
Place = tuple[Mapping[str, JSON], str]
"""A schema, and its pointer in the document."""

MAX_BODIES = 500
"""Different bodies whose words are looked for."""

_BRANCHES = ("allOf", "anyOf", "oneOf")


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageItem:
    """Something that the contract documents.

    Attributes:
        name: A status, the name of a parameter, or a word of an enum as JSON.
        is_covered: Whether it was answered, sent, or seen in an answer.
        contract: File and line of the contract.
    """

    name: str
    is_covered: bool
    contract: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What of an operation was met.

    Attributes:
        statuses: Documented statuses, met where one was answered.
        parameters: Documented parameters, met where one was sent.
        enum_values: Words of the enums of answers, met where one stood in its place in an answer.
        is_cut: Whether there was no time to look for words in every answer.
    """

    statuses: tuple[CoverageItem, ...] = ()
    parameters: tuple[CoverageItem, ...] = ()
    enum_values: tuple[CoverageItem, ...] = ()
    is_cut: bool = False


def coverage_of(evidence: Evidence) -> Coverage:
    """Return what of an operation the evidence has met, as far as there is time to look."""
    check_time = evidence.check_time
    evidence = replace(evidence, check_time=never)
    contract, operation = evidence.contract, evidence.operation
    answered = list(evidence.conclusive())
    statuses = {seen.documented.status for seen in answered if seen.documented}
    sent = {name for seen in answered for name in _sent(seen)}
    words = _declared(evidence)
    met: set[tuple[str, str]] = set()
    try:
        _add_words(met, answered, words, check_time)
        is_cut = False
    except OutOfTimeError:
        is_cut = True
    return Coverage(
        is_cut=is_cut,
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
    """Return every word of an enum of the operation's answers, by its place in the contract."""
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


def _add_words(
    found: set[tuple[str, str]],
    answered: Sequence[Observation],
    words: Mapping[tuple[str, str], None],
    check_time: Callable[[], None],
) -> None:
    """Add the words that stand in answers, each in a place where its enum counts.

    Raises:
        OutOfTimeError: There is no time to look at more.
    """
    for seen in islice(_different(answered), MAX_BODIES):
        check_time()
        media = seen.effective_media_type
        if len(found) == len(words):
            break
        if media is not None and media.schema is not None and not seen.json_error:
            places = [(media.schema.definition, media.schema.pointer)]
            met = _met(seen.body, places, media.schema.root, check_time)
            found.update(each for each in met if each in words)


def _different(answered: Sequence[Observation]) -> Iterator[Observation]:
    bodies: set[tuple[int, bytes]] = set()
    for seen in answered:
        key = (seen.status, seen.exchange.response.body if seen.exchange.response else b"")
        if key not in bodies:
            bodies.add(key)
            yield seen


def _met(
    value: JSON, places: Sequence[Place], root: JSON, check_time: Callable[[], None]
) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        members: Iterable[tuple[str, JSON]] = value.items()
    elif isinstance(value, list):
        members = ((str(index), item) for index, item in enumerate(value))
    else:
        text = preview(value)
        yield from ((place, text) for each in places for place in _meant(*each, root))
        return
    for token, child in in_time(members, check_time):
        inner = [found for each in places for found in member_schemas(*each, token, root)]
        if inner:
            yield from _met(child, inner, root, check_time)


def _meant(definition: Mapping[str, JSON], place: str, root: JSON) -> Iterator[str]:
    """Yield the places of a schema whose enums count for a value: its own and its branches'."""
    node, place = dereference(root, definition, place)
    if not isinstance(node, Mapping):
        return
    yield place
    for key in _BRANCHES:
        for index, branch in enumerate(node.get(key, ())):
            yield from _meant(branch, join(place, key, index), root)
