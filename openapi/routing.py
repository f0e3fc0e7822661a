"""Where a raw request path leads: to which contract, and to which of its operations.

Paths are read as bytes, before anybody decodes them: `1%2F2` is one segment, and a percent sign
without two digits, bytes that are no UTF-8, control characters and dot segments name nothing here.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import unquote

from openapi.contract import Contract, Operation
from openapi.segments import SegmentTemplate, segment_template

_ESCAPE = re.compile(rb"%([0-9a-fA-F]{2})")
_BAD_ESCAPE = re.compile(rb"%(?![0-9a-fA-F]{2})")
_PLAIN_PATH = re.compile(rb"/[!-$&-~]*")
"""A slash, and printable ASCII without the percent sign."""

_SLASH = "\x00"
"""Holds the place of a decoded slash; a path that really has this character names nothing."""

_DOTS = frozenset({".", ".."})
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_PLACEHOLDER = re.compile(r"\{([^{}/]+)\}")


class PathError(StrEnum):
    """Why the bytes of a path can name nothing; each text completes 'the path has …'."""

    BAD_ESCAPE = "a percent sign that is not followed by two hexadecimal digits"
    NOT_UTF8 = "bytes that are not UTF-8"
    CONTROL = "a control character"
    SLASH = "an encoded slash"
    DOTS = "a dot segment"


class Route(NamedTuple):
    """Where a path leads; a tuple, as one is made for each request.

    Attributes:
        contract: The API that claims the path; None when no API does.
        operations: The operations at this path by method; empty when nothing is there.
        path_values: Decoded text by path parameter.
        path_error: Why the path can name nothing, if so. With an encoded slash, `operations` are
            those that it names to a server which takes the slash as a part of a value (RFC 3986,
            2.2), unless another operation has the decoded path.
    """

    contract: Contract | None = None
    operations: Mapping[str, Operation] = MappingProxyType({})
    path_values: Mapping[str, str] = MappingProxyType({})
    path_error: PathError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Template:
    """A documented path.

    Attributes:
        contract: Whose it is.
        operations: By method.
        names: Of its parameters, from the left; several where paths differ in nothing else.
        pattern: Matches decoded paths, with a group for each segment that has parameters: its
            value where it has one, the whole segment where it has several.
        parted: How to part each group's text into several values; None for a single one.
        openness: Of each segment; see `_specificity`.
    """

    contract: Contract
    operations: Mapping[str, Operation]
    names: tuple[tuple[str, ...], ...]
    pattern: re.Pattern[str]
    parted: tuple[SegmentTemplate | None, ...]
    openness: tuple[tuple[int, int], ...]

    def values(self, path: str) -> Sequence[str] | None:
        """Return the text of each parameter in a decoded path; None where it does not match."""
        match = self.pattern.fullmatch(path)
        if match is None:
            return None
        groups = match.groups()
        if not any(self.parted):
            return groups
        values: list[str] = []
        for text, segment in zip(groups, self.parted, strict=True):
            found = (text,) if segment is None else segment.match(text)
            if found is None:
                return None
            values += found
        return values


class Router:
    """Finds operations by raw path; literal segments win over parameters."""

    def __init__(self, contracts: Sequence[Contract]) -> None:
        templates = [each for contract in contracts for each in _templates(contract)]
        # Literal segments first, from the left, as OpenAPI 3.0 asks for.
        self._templates: dict[int, list[_Template]] = {}
        for template in sorted(templates, key=lambda template: template.openness):
            self._templates.setdefault(len(template.openness), []).append(template)
        self._claims = sorted(
            (([*claim], contract) for contract in contracts for claim in _owned_prefixes(contract)),
            key=lambda pair: -len(pair[0]),
        )

    def find(self, raw_path: bytes) -> Route:
        """Return where a request path leads.

        Args:
            raw_path: The path as it was sent, without query: bytes that begin with a slash.
        """
        if _PLAIN_PATH.fullmatch(raw_path):
            route = self._match(raw_path.decode("ascii"))
            values = route.path_values.values() if route else ()
            if route and "." not in values and ".." not in values:
                return route
        segments, fault = _segments(raw_path)
        if fault is PathError.SLASH and raw_path.startswith(b"/"):
            return self._with_slash_in_value(segments)
        if fault is not None:
            return Route(contract=self._owner(segments), path_error=fault)
        # Without a slash before it a path is no path: nothing is repaired.
        found = self._match("/" + "/".join(segments)) if raw_path.startswith(b"/") else None
        return found or Route(contract=self._owner(segments))

    def _match(self, path: str) -> Route | None:
        for template in self._templates.get(path.count("/"), ()):
            found = template.values(path)
            if found is not None:
                values: dict[str, str] = {}
                for names in reversed(template.names):
                    values |= zip(names, found)  # noqa: B905 - they are as many
                return Route(template.contract, template.operations, values)
        return None

    def _with_slash_in_value(self, segments: list[str]) -> Route:
        owner = Route(contract=self._owner(segments), path_error=PathError.SLASH)
        if self._match("/" + "/".join(segments)) is not None:
            return owner
        found = self._match("/" + "/".join(each.replace("/", _SLASH) for each in segments))
        if found is None:
            return owner
        values = {name: text.replace(_SLASH, "/") for name, text in found.path_values.items()}
        return found._replace(path_values=values, path_error=PathError.SLASH)

    def _owner(self, segments: list[str]) -> Contract | None:
        for claim, contract in self._claims:
            if segments[: len(claim)] == claim:
                return contract
        return None


def _segments(raw_path: bytes) -> tuple[list[str], PathError | None]:
    """Split first, decode afterwards; what cannot be decoded is kept readable for the claim."""
    fault = PathError.BAD_ESCAPE if _BAD_ESCAPE.search(raw_path) else None
    segments = []
    for raw in raw_path.removeprefix(b"/").split(b"/"):
        data = _ESCAPE.sub(lambda match: bytes([int(match[1], 16)]), raw)
        try:
            segment = data.decode("utf-8")
        except UnicodeDecodeError:
            segment = data.decode("utf-8", "replace")
            fault = fault or PathError.NOT_UTF8
        fault = fault or _fault_of(segment)
        segments.append(segment)
    return segments, fault


def _fault_of(segment: str) -> PathError | None:
    if _CONTROL.search(segment):
        return PathError.CONTROL
    if "/" in segment:
        return PathError.SLASH
    return PathError.DOTS if segment in _DOTS else None


def _templates(contract: Contract) -> Iterator[_Template]:
    # Paths that differ in the names of their parameters only are one route.
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
            continue  # no request leads there
        yield _Template(
            contract=contract,
            operations=operations,
            names=tuple(names[route]),
            pattern=_pattern(whole),
            parted=tuple(_parted(whole)),
            openness=tuple(map(_specificity, whole.split("/")[1:])),
        )


def _pattern(template: str) -> re.Pattern[str]:
    return re.compile("/".join(map(_segment_pattern, template.split("/"))))


def _segment_pattern(part: str) -> str:
    # A value takes at least one character of its segment; what a segment has taken it never gives
    # back, so that no path takes long. Several values are parted later, for the same reason.
    segment = segment_template(part)
    if len(segment.names) > 1:
        return "([^/]+)"
    text = "([^/]+)".join(map(re.escape, segment.literals))
    return rf"(?>{text}(?=/|\Z))"


def _parted(template: str) -> Iterator[SegmentTemplate | None]:
    for part in template.split("/"):
        segment = segment_template(part)
        if segment.names:
            yield segment if len(segment.names) > 1 else None


def _specificity(part: str) -> tuple[int, int]:
    """Rank a segment: the fewer parameters, and the more literal text, the earlier."""
    segment = segment_template(part)
    return len(segment.names), -sum(map(len, segment.literals))


def _owned_prefixes(contract: Contract) -> Iterator[tuple[str, ...]]:
    """Yield the path prefixes under which an answer is this API's to give."""
    base = tuple(unquote(part) for part in contract.base_path.split("/") if part)
    if base:
        yield base
        return
    for operation in contract.operations:
        first = unquote(contract.path_of(operation).removeprefix("/").partition("/")[0])
        if first and "{" not in first:
            yield (first,)
