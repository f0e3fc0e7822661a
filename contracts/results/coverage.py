"""How much of the contract a run has covered: statuses, parameters and enum values."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from contracts.http.deadline import OutOfTimeError, in_time, no_deadline
from contracts.observations.citations import contract_location
from contracts.observations.evidence import Evidence
from contracts.observations.observation import Observation
from contracts.results.finding import preview
from openapi.contract import Location, Schema
from openapi.json.types import JSON
from openapi.schema.described import DescribedValue, described
from openapi.schema.walk import every_schema

MAX_BODIES = 500  # different bodies that are searched for enum values

MAX_ENUM_VALUES = 200
"""Enum values of one operation that count; the nearest to the outermost schema come first.

Where all schemas refer to each other, every operation has thousands, most of them in no answer.
"""

MAX_NEAR_SCHEMAS = 500  # schemas of one answer whose enum values count


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageItem:
    """A documented status, parameter or enum value."""

    name: str  # a status, the name of a parameter, or an enum value as JSON
    is_covered: bool  # whether it was answered, sent, or seen in an answer
    contract: str = ""  # file and line of the contract


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The documented parts of an operation, and whether a run has covered them."""

    statuses: tuple[CoverageItem, ...] = ()  # documented statuses; covered if one was answered
    parameters: tuple[CoverageItem, ...] = ()  # documented parameters; covered if one was sent
    # Enum values of answers; covered if one was seen in its documented place.
    enum_values: tuple[CoverageItem, ...] = ()
    is_cut: bool = False  # whether there was no time to look for enum values in every answer


def coverage_of(evidence: Evidence) -> Coverage:
    """Return the coverage of an operation by the evidence, as far as there is time to look."""
    check_time = evidence.check_time
    evidence = replace(evidence, check_time=no_deadline)
    contract, operation = evidence.contract, evidence.operation
    answered = list(evidence.conclusive())
    statuses = {seen.documented.status for seen in answered if seen.documented}
    sent = _sent(answered)
    words = _declared(evidence)
    met: set[tuple[str, str]] = set()
    try:
        _add_values(met, answered, words, check_time)
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
                is_covered=parameter.name.lower() in sent.get(parameter.location, ()),
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


def _sent(answered: Iterable[Observation]) -> Mapping[Location, set[str]]:
    """Return the names of parameters that were sent, in lower case, by their location."""
    path: set[str] = set()
    query: set[str] = set()
    headers: set[str] = set()
    for seen in answered:
        path.update(seen.path_values)
        query.update(name for name, _ in seen.query)
        headers.update(seen.exchange.request.header_names)
    return {
        Location.PATH: {name.lower() for name in path},
        Location.QUERY: {name.lower() for name in query},
        Location.HEADER: headers,
    }


def _declared(evidence: Evidence) -> dict[tuple[str, str], None]:
    """Return the enum values of the operation's answers, each with its schema's pointer."""
    found = (
        (inner.pointer, preview(value))
        for response in evidence.operation.responses
        for media in response.media_types
        if media.schema is not None
        for inner in every_schema(media.schema, most=MAX_NEAR_SCHEMAS)
        for value in _enum(inner)
    )
    return dict.fromkeys(islice(dict.fromkeys(found), MAX_ENUM_VALUES))


def _enum(schema: Schema) -> Sequence[JSON]:
    enum = schema.definition.get("enum")
    return enum if isinstance(enum, list) else ()


def _add_values(
    found: set[tuple[str, str]],
    answered: Sequence[Observation],
    values: Mapping[tuple[str, str], None],
    check_time: Callable[[], None],
) -> None:
    """Add the enum values that were seen in answers, in a place that their enum describes.

    Raises:
        OutOfTimeError: There is no time to look at more.
    """
    places = frozenset(place for place, _ in values)
    for seen in islice(_different(answered), MAX_BODIES):
        check_time()
        if len(found) == len(values):
            break
        if seen.schema is not None and not seen.json_error:
            seen_values = _values_in(seen.body, described(seen.schema), places, check_time)
            found.update(each for each in seen_values if each in values)


def _different(answered: Sequence[Observation]) -> Iterator[Observation]:
    bodies: set[tuple[int, bytes]] = set()
    for seen in answered:
        key = (seen.status, seen.answer.body)
        if key not in bodies:
            bodies.add(key)
            yield seen


def _values_in(
    body: JSON,
    known: DescribedValue,
    places: frozenset[str],
    check_time: Callable[[], None],
) -> Iterator[tuple[str, str]]:
    """Yield the scalars in places with an enum, each with the pointer of its schema."""
    pending: list[tuple[JSON, DescribedValue]] = [(body, known)]
    enums: dict[DescribedValue, list[str]] = {}
    while pending:
        value, known = pending.pop()
        is_object = isinstance(value, dict)
        if is_object or isinstance(value, list):
            parts = in_time(value.items() if is_object else value, check_time)
            for token, child in parts if is_object else enumerate(parts):
                inner = known.member(token)
                if inner is not None:
                    pending.append((child, inner))
            continue
        if known not in enums:
            enums[known] = [place for place in known.pointers if place in places]
        if enums[known]:
            text = preview(value)
            yield from ((place, text) for place in enums[known])
