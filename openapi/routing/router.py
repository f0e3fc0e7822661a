"""Routing: from a raw request path to a contract and its operations.

The path's undecoded bytes are matched: `1%2F2` is one segment, the value `1/2`. Paths with a
percent sign without two digits, bytes that are not UTF-8, control characters or dot segments match
no operation.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from operator import itemgetter
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import unquote

from openapi.contract import Contract, Location, Operation
from openapi.segments import SegmentTemplate, segment_template
from openapi.values import dataclass

_ESCAPE = re.compile(rb"%([0-9a-fA-F]{2})")
_BAD_ESCAPE = re.compile(rb"%(?![0-9a-fA-F]{2})")
_PLAIN_PATH = re.compile(rb"/[!-$&-~]*")  # a slash, and printable ASCII without the percent sign
_SLASH = "\x00"  # in place of a decoded slash; a path that really has it names nothing

_DOTS = frozenset({".", ".."})
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_PLACEHOLDER = re.compile(r"\{([^{}/]+)\}")


class PathError(StrEnum):
    """Why a path can match no operation; each text completes 'the path has …'."""

    BAD_ESCAPE = "a percent sign that is not followed by two hexadecimal digits"
    NOT_UTF8 = "bytes that are not UTF-8"
    CONTROL = "a control character"
    SLASH = "an encoded slash"
    DOTS = "a dot segment"


class Route(NamedTuple):
    """The match of a path; a tuple for speed, because one is made for each request."""

    contract: Contract | None = None  # the API that owns the path, or None
    operations: Mapping[str, Operation] = MappingProxyType({})  # by method; empty: none matches
    path_values: Mapping[str, str] = MappingProxyType({})  # decoded text by path parameter
    # Why the path can match no operation, or None. An encoded slash is a part of a value (RFC 3986,
    # 2.2), and an error where no parameter can have it.
    path_error: PathError | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Template:
    """A documented path; two are equal if they are the same one."""

    contract: Contract  # the contract that documents it
    operations: Mapping[str, Operation]  # operation by method
    # Names of its parameters, from the left; several tuples if the document has several paths that
    # differ only in these names.
    names: tuple[tuple[str, ...], ...]
    path: str  # the path template, base path included
    splitters: tuple[SegmentTemplate | None, ...]  # for several values in one text
    whole_segments: tuple[int, ...] | None  # which are parameters, if all are whole segments
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
        match = _pattern(self.path).fullmatch("/" + "/".join(segments))
        if match is None:
            return None
        groups = match.groups()
        if not any(self.splitters):
            return groups
        values: list[str] = []
        for text, segment in zip(groups, self.splitters, strict=True):
            found = (text,) if segment is None else segment.match(text)
            if found is None:
                return None
            values += found
        return values


class _Node:
    """A step of the tree of documented paths, one level for each segment.

    The time to find a path does not depend on how many others there are.
    """

    __slots__ = ("literal", "only", "parameter", "templates")

    def __init__(self) -> None:
        self.literal: dict[str, _Node] = {}
        self.parameter: _Node | None = None
        self.templates: list[tuple[int, Template]] = []
        # The template that ends here, if it is the only one and each parameter a whole segment.
        self.only: Template | None = None

    def add(self, template: Template, rank: int) -> None:
        """Add a template; of several that match a path, the one of the lowest rank is used."""
        node = self
        for part in template.path.split("/")[1:]:
            segment = segment_template(part)
            if not segment.names:
                node = node.literal.setdefault("".join(segment.literals), _Node())
            else:
                node.parameter = node.parameter or _Node()
                node = node.parameter
        node.only = template if template.is_simple and not node.templates else None
        node.templates.append((rank, template))

    def sole(self, segments: Sequence[str]) -> tuple[Template, list[str]] | None:
        """Return the only template that can match, and the texts of its parameters.

        None where there is no template or a choice of several, or a parameter is only a part of a
        segment.
        """
        node, texts = self, list[str]()
        for text in segments:
            literal, parameter = node.literal.get(text), node.parameter
            if literal is None:
                if parameter is None:
                    return None
                node = parameter
                texts.append(text)
            elif parameter is None:
                node = literal
            else:
                return None
        if node.only is None or "" in texts or "." in texts or ".." in texts:
            return None
        return node.only, texts

    def candidates(self, segments: Sequence[str]) -> list[tuple[int, Template]]:
        """Return the templates, with their ranks, whose segments without parameters match."""
        found: list[tuple[int, Template]] = []
        branches: list[tuple[_Node | None, int]] = [(self, 0)]
        while branches:
            node, place = branches.pop()
            for text in segments[place:]:
                if node is None:
                    break
                place += 1
                literal, parameter = node.literal.get(text), node.parameter
                if literal is not None and parameter is not None:
                    branches.append((parameter, place))
                node = literal or parameter
            if node is not None:
                found += node.templates
        return found


_BY_RANK = itemgetter(0)


class Router:
    """Finds operations by raw path; literal segments win over parameters."""

    def __init__(self, contracts: Sequence[Contract]) -> None:
        templates = [each for contract in contracts for each in _templates(contract)]
        # OpenAPI 3.0: literal segments are matched before parameters.
        self._root = _Node()
        ordered = sorted(templates, key=lambda template: template.specificity)
        for rank, template in enumerate(ordered):
            self._root.add(template, rank)
        self.base_paths = tuple(
            dict.fromkeys(each.base_path for each in contracts if each.base_path)
        )
        self._prefixes = sorted(
            (
                ([*prefix], contract)
                for contract in contracts
                for prefix in _owned_prefixes(contract)
            ),
            key=lambda pair: -len(pair[0]),
        )

    def find(self, raw_path: bytes) -> Route:
        """Return the match of a request path.

        The path is raw, without the query, and begins with a slash.
        """
        if _PLAIN_PATH.fullmatch(raw_path):
            segments = raw_path.decode("ascii").split("/")[1:]
            sole = self._root.sole(segments)
            if sole is not None:
                return sole[0].route(sole[1])
            route = self._match(segments)
            values = route.path_values.values() if route else ()
            if route and "." not in values and ".." not in values:
                return route
        segments, error = _segments(raw_path)
        if error is PathError.SLASH and raw_path.startswith(b"/"):
            return self._with_slash_in_value(segments)
        if error is not None:
            return Route(contract=self._owner(segments), path_error=error)
        # A path without a leading slash is not repaired: it matches no operation.
        found = self._match(segments) if raw_path.startswith(b"/") else None
        return found or Route(contract=self._owner(segments))

    def find_sole(self, plain_path: bytes) -> tuple[Template, list[str]] | None:
        """Return the only template that can match a path, and the texts of its parameters.

        None where there is none, or a choice of several, or a parameter is a part of a segment;
        `find` decides then.

        Args:
            plain_path: A slash, and printable ASCII without the percent sign.
        """
        segments = plain_path.decode("ascii").split("/")
        del segments[0]
        return self._root.sole(segments)

    def _match(self, segments: Sequence[str]) -> Route | None:
        """Return the best match of a decoded path, which is split at its slashes.

        Methods that the most literal template does not document are those of the next one, as in
        frameworks that try one route after the other.
        """
        route: Route | None = None
        candidates = self._root.candidates(segments)
        if len(candidates) > 1:
            candidates.sort(key=_BY_RANK)
        for _, template in candidates:
            found = template.values(segments)
            if found is None:
                continue
            values = dict(zip(template.names[-1], found))  # noqa: B905 - they are as many
            for names in template.names[-2::-1]:
                values |= zip(names, found)  # noqa: B905 - see above
            if route is None:
                route = Route(template.contract, template.operations, values)
            elif route.contract is template.contract:
                operations = {**template.operations, **route.operations}
                route = route._replace(
                    operations=operations, path_values={**values, **route.path_values}
                )
        return route

    def _with_slash_in_value(self, segments: list[str]) -> Route:
        found = self._match([each.replace("/", _SLASH) for each in segments])
        if found is None:
            return Route(contract=self._owner(segments), path_error=PathError.SLASH)
        values = {name: text.replace(_SLASH, "/") for name, text in found.path_values.items()}
        return found._replace(path_values=values)

    def _owner(self, segments: list[str]) -> Contract | None:
        for prefix, contract in self._prefixes:
            if segments[: len(prefix)] == prefix:
                return contract
        return None


def _segments(raw_path: bytes) -> tuple[list[str], PathError | None]:
    """Split and then decode a path; undecodable bytes become U+FFFD, so that it has an owner.

    An encoded slash is the error only if there is no other one.
    """
    errors = [PathError.BAD_ESCAPE] if _BAD_ESCAPE.search(raw_path) else []
    segments = []
    for raw in raw_path.removeprefix(b"/").split(b"/"):
        data = _ESCAPE.sub(lambda match: bytes([int(match[1], 16)]), raw)
        try:
            segment = data.decode("utf-8")
        except UnicodeDecodeError:
            segment = data.decode("utf-8", "replace")
            errors.append(PathError.NOT_UTF8)
        error = _error_in(segment)
        errors += [error] if error is not None else []
        segments.append(segment)
    others = [error for error in errors if error is not PathError.SLASH]
    return segments, next(iter(others or errors), None)


def _error_in(segment: str) -> PathError | None:
    if _CONTROL.search(segment):
        return PathError.CONTROL
    if "/" in segment:
        return PathError.SLASH
    return PathError.DOTS if segment in _DOTS else None


def _templates(contract: Contract) -> Iterator[Template]:
    # Paths that differ only in the names of their parameters are one route.
    routes: dict[str, dict[str, Operation]] = {}
    names: dict[str, dict[tuple[str, ...], None]] = {}
    for operation in contract.operations:
        whole = contract.path_of(operation)
        route = _PLACEHOLDER.sub("{}", whole)
        routes.setdefault(route, {}).setdefault(operation.method, operation)
        names.setdefault(route, {})[tuple(_PLACEHOLDER.findall(whole))] = None
    for route, operations in routes.items():
        whole = contract.path_of(next(iter(operations.values())))
        if not _DOTS.isdisjoint(whole.split("/")):
            continue  # no request can match it
        yield Template(
            contract=contract,
            operations=operations,
            names=tuple(names[route]),
            path=whole,
            splitters=tuple(_splitters(whole, operations.values())),
            whole_segments=_whole_segments(whole),
            specificity=tuple(map(_specificity, whole.split("/")[1:])),
        )


@lru_cache(maxsize=4096)
def _pattern(template: str) -> re.Pattern[str]:
    """Return what matches decoded paths, with a group for each segment that has parameters.

    A group is the value of a single parameter, or the whole segment if it has several. Compiled
    when a request needs it: a document may have thousands of templates.
    """
    return re.compile("/".join(map(_segment_pattern, template.split("/"))))


def _segment_pattern(part: str) -> str:
    # A value has at least one character. The atomic group never backtracks, so matching takes
    # linear time; for the same reason a segment with several values is split later.
    segment = segment_template(part)
    if len(segment.names) > 1:
        return "([^/]+)"
    text = "([^/]+)".join(map(re.escape, segment.literals))
    return rf"(?>{text}(?=/|\Z))"


def _whole_segments(template: str) -> tuple[int, ...] | None:
    """Return the places of the segments that are one parameter each.

    None if another segment has a parameter, too.
    """
    segments = [segment_template(part) for part in template.split("/")[1:]]
    if any(segment.names and segment.literals != ("", "") for segment in segments):
        return None
    return tuple(place for place, segment in enumerate(segments) if segment.names)


def _splitters(template: str, operations: Iterable[Operation]) -> Iterator[SegmentTemplate | None]:
    for part in template.split("/"):
        segment = segment_template(part)
        if len(segment.names) > 1:
            yield segment_template(part, (*_choices(segment.names[-1], operations),))
        elif segment.names:
            yield None


def _choices(name: str, operations: Iterable[Operation]) -> Iterator[str]:
    """Yield the texts that a path parameter may be, as its `enum` lists them."""
    for operation in operations:
        parameter = operation.parameter(Location.PATH, name)
        listed = parameter.schema.definition.get("enum") if parameter else None
        for value in listed if isinstance(listed, list) else ():
            if isinstance(value, str):
                yield value


def _specificity(part: str) -> tuple[bool, bool, int, int]:
    """Return the rank of a segment: without parameters, with some text, with more of it, others."""
    segment = segment_template(part)
    text = sum(map(len, segment.literals))
    return bool(segment.names), not text, -text, len(segment.names)


def _owned_prefixes(contract: Contract) -> Iterator[tuple[str, ...]]:
    """Yield the path prefixes for whose unknown paths this API gives the 404."""
    base = tuple(unquote(part) for part in contract.base_path.split("/") if part)
    if base:
        yield base
        return
    for operation in contract.operations:
        first = unquote(contract.path_of(operation).removeprefix("/").partition("/")[0])
        if first and "{" not in first:
            yield (first,)
