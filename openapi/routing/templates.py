"""Documented paths as templates that decoded paths are matched with, and the match of a path."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from openapi.contract import Contract, Location, Operation
from openapi.routing.decoding import DOT_SEGMENTS, PathFlaw
from openapi.routing.segments import PLACEHOLDER, SegmentTemplate, segment_template
from openapi.values import dataclass


class Route(NamedTuple):
    """The match of a path; a tuple for speed, because one is made for each request."""

    contract: Contract | None = None  # the API that owns the path, or None
    operations: Mapping[str, Operation] = MappingProxyType({})  # by method; empty: none matches
    path_values: Mapping[str, str] = MappingProxyType({})  # decoded text by path parameter
    # Why the path can match no operation, or None. An encoded slash is a part of a value (RFC 3986,
    # 2.2), and a flaw where the path has no parameter in its place.
    path_flaw: PathFlaw | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Template:
    """A documented path, compared and hashed by identity."""

    contract: Contract  # the contract that documents it
    operations: Mapping[str, Operation]  # operation by method
    # Names of its parameters, from the left; one tuple for each documented path, since paths that
    # differ only in these names are one template.
    names: tuple[tuple[str, ...], ...]
    path: str  # the path template, base path included
    # The segments that have parameters, each with its place in the path.
    parameters: tuple[tuple[int, SegmentTemplate], ...]
    # The places of its parameters; None if one of them is only a part of its segment.
    whole_segments: tuple[int, ...] | None
    specificity: tuple[tuple[bool, bool, int, int], ...]  # rank of each segment; see `_specificity`

    @property
    def is_simple(self) -> bool:
        """Whether each of its parameters is a whole segment, with one name."""
        return self.whole_segments is not None and len(self.names) == 1

    def route(self, texts: Iterable[str]) -> Route:
        """Return the match of a path with these texts of its parameters."""
        return Route(self.contract, self.operations, dict(zip(self.names[0], texts, strict=True)))

    def values(self, segments: Sequence[str]) -> Sequence[str] | None:
        """Return the text of each parameter in a decoded path, or None if it does not match.

        The literal segments of the path are known to match.
        """
        if self.whole_segments is not None:
            texts = [segments[place] for place in self.whole_segments]
            return None if "" in texts else texts
        values: list[str] = []
        for place, template in self.parameters:
            found = template.match(segments[place])
            if found is None:
                return None
            values += found
        return values


def templates_of(contract: Contract) -> Iterator[Template]:
    """Yield the documented paths that a request can match."""
    # Paths that differ only in the names of their parameters are one route.
    routes: dict[str, dict[str, Operation]] = {}
    names: dict[str, dict[tuple[str, ...], None]] = {}
    for operation in contract.operations:
        whole = contract.path_of(operation)
        route = PLACEHOLDER.sub("{}", whole)
        routes.setdefault(route, {}).setdefault(operation.method, operation)
        names.setdefault(route, {})[tuple(PLACEHOLDER.findall(whole))] = None
    for route, operations in routes.items():
        whole = contract.path_of(next(iter(operations.values())))
        if not DOT_SEGMENTS.isdisjoint(whole.split("/")):
            continue  # no request can match it
        yield Template(
            contract=contract,
            operations=operations,
            names=tuple(names[route]),
            path=whole,
            parameters=tuple(_parameters(whole, operations.values())),
            whole_segments=_whole_segments(whole),
            specificity=tuple(map(_specificity, whole.split("/")[1:])),
        )


def _whole_segments(template: str) -> tuple[int, ...] | None:
    """Return the places of the parameters; None if one of them is only a part of its segment."""
    segments = [segment_template(part) for part in template.split("/")[1:]]
    if any(segment.names and segment.literals != ("", "") for segment in segments):
        return None
    return tuple(place for place, segment in enumerate(segments) if segment.names)


def _parameters(
    template: str, operations: Iterable[Operation]
) -> Iterator[tuple[int, SegmentTemplate]]:
    """Yield place and form of each segment that has parameters."""
    for place, part in enumerate(template.split("/")[1:]):
        names = segment_template(part).names
        if names:
            # What the last of several parameters may be decides where it begins.
            endings = (*_choices(names[-1], operations),) if len(names) > 1 else ()
            yield place, segment_template(part, endings)


def _choices(name: str, operations: Iterable[Operation]) -> Iterator[str]:
    """Yield the texts that a path parameter may be, as its `enum` lists them."""
    for operation in operations:
        parameter = operation.parameter(Location.PATH, name)
        listed = parameter.schema.definition.get("enum") if parameter else None
        for value in listed if isinstance(listed, list) else ():
            if isinstance(value, str):
                yield value


def _specificity(part: str) -> tuple[bool, bool, int, int]:
    """Return the rank of a segment: the lower one is matched first.

    Segments without parameters come first, then those with more text, then those with fewer
    parameters.
    """
    segment = segment_template(part)
    text = sum(map(len, segment.literals))
    return bool(segment.names), not text, -text, len(segment.names)
