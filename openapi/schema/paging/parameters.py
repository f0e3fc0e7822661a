"""Finds the query parameters that select a page of a list, by the names that APIs give them.

Nothing here is documented, so a name counts only with a fitting type, and one that often means
something else (`size`, `start`) only beside another one of a page.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from openapi.contract import Location, Operation, PageKind, Parameter
from openapi.json.types import is_integer, is_number
from openapi.schema.types import types_of
from openapi.schema.walk import applicable
from openapi.values import dataclass

LIMITS = frozenset(
    {"limit", "perpage", "pagesize", "pagelimit", "pagelength", "maxpagesize", "maxresults"}
    | {"itemsperpage", "resultsperpage", "rowsperpage", "limitperpage"}
)
"""Names for the length of a page, as `_plain` writes them."""

_LIMITS_BESIDE = frozenset({"size", "count", "rows", "top", "take", "first", "n"})
_FROM_THE_END = frozenset({"last"})  # the length of a page that ends where another one begins
_OFFSETS = frozenset({"offset", "skip", "pageoffset"})
_OFFSETS_FROM_0 = frozenset({"start", "from", "startindex", "startat", "firstresult"})
_PAGES = frozenset({"page", "pagenumber", "pageno", "pagenum", "pageindex", "currentpage"})
_CURSORS = frozenset(
    {"cursor", "after", "pagetoken", "pagecursor", "nexttoken", "nextpagetoken", "marker"}
    | {"continuationtoken", "continue", "nextcursor"}
)
_NUMBERS_TOO = _CURSORS - {"after", "marker", "continue"}
"""Names of a cursor that is one even as a number; `after=5` may select items, such as by time."""

_RANGE_ENDS = frozenset({"end", "to", "until", "before", "stop"})
_NUMBERS = frozenset({"integer", "number"})
_PART = re.compile(r"page\[([A-Za-z]+)\]")
_PARTS = {"number": "page", "offset": "offset", "size": "pagesize", "limit": "limit"} | {
    name: name for name in ("cursor", "after")
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PageParameters:
    """The parameters that seem to select a page."""

    limit: str  # the one for the most items of a page
    least: int  # the smallest length that is documented as allowed, at least 1
    most: int | None  # the largest one; None without a maximum
    lengths: tuple[int, ...]  # all that are allowed, in order; empty if there is no list of them
    usual: int | None  # the length without that parameter; None if it is not documented
    position: str = ""  # the one for the offset, page number or cursor; empty without one
    kind: PageKind = PageKind.OFFSET  # what the position is
    first_page: int | None = None  # number of the first page; None if it is not documented
    start: int | None = None  # the position of the first page; None if it need not be sent

    def allows(self, length: int) -> bool:
        """Whether a page may be this long, as far as it is documented."""
        if self.lengths:
            return length in self.lengths
        return self.least <= length and (self.most is None or length <= self.most)


def page_parameters(operation: Operation) -> PageParameters | None:
    """Return the parameters of a GET that seem to select a page; None without a length.

    >>> _plain("page[size]"), _plain("$top"), _plain("per_page")
    ('pagesize', 'top', 'perpage')
    """
    named = _named(operation)
    position = next(_positions(named), None)
    limit = next(_numbers(named, LIMITS if position is None else LIMITS | _LIMITS_BESIDE), None)
    if limit is None:
        return None
    bounds = _bounds(limit)
    found = PageParameters(
        limit=limit.name,
        least=max(bounds.minimum or 1, 1),
        most=bounds.maximum,
        lengths=bounds.allowed,
        usual=bounds.default,
    )
    return found if position is None else _with_position(found, *position)


def without_limit(operation: Operation) -> PageParameters | None:
    """Return the parameter of a GET that seems to select a page, where none is for its length.

    An offset without a length is none: which item is the next one is not known.
    """
    position = next(_positions(_named(operation)), None)
    if position is None or position[0] is PageKind.OFFSET or page_parameters(operation) is not None:
        return None
    found = PageParameters(limit="", least=1, most=None, lengths=(), usual=None)
    return _with_position(found, *position)


def _named(operation: Operation) -> Mapping[str, Parameter]:
    """Return the parameters of the query of a GET by their plain names."""
    named: dict[str, Parameter] = {}
    for parameter in operation.parameters if operation.method == "GET" else ():
        if parameter.location is Location.QUERY:
            named.setdefault(_plain(parameter.name), parameter)
    return named


def is_limit_name(name: str) -> bool:
    """Whether a query parameter with this name may be for the length of a page, beside others.

    >>> [is_limit_name(name) for name in ("limit", "perPage", "page[size]", "$top", "page")]
    [True, True, True, True, False]
    """
    inner = _plain(name.rpartition("[")[2].removesuffix("]"))
    return inner in LIMITS | _LIMITS_BESIDE | _FROM_THE_END


def _with_position(found: PageParameters, kind: PageKind, parameter: Parameter) -> PageParameters:
    first_page = _first_page(_bounds(parameter)) if kind is PageKind.PAGE else None
    start = None
    if parameter.is_required:
        if kind is PageKind.CURSOR:
            return found
        start = 0 if kind is PageKind.OFFSET else first_page
        start = 1 if start is None else start
    return replace(found, position=parameter.name, kind=kind, first_page=first_page, start=start)


def _plain(name: str) -> str:
    part = _PART.fullmatch(name)
    if part:
        return _PARTS.get(part[1].lower(), name)
    return re.sub(r"[_$-]", "", name).lower()


def _numbers(named: Mapping[str, Parameter], names: Iterable[str]) -> Iterator[Parameter]:
    for name, parameter in named.items():
        if name in names and _types(parameter) & _NUMBERS:
            yield parameter


def _positions(named: Mapping[str, Parameter]) -> Iterator[tuple[PageKind, Parameter]]:
    """Yield the parameters for the place of a page, those that a client can compute first."""
    for parameter in _numbers(named, _OFFSETS):
        bounds = _bounds(parameter)
        if 1 not in {bounds.minimum, bounds.default}:  # else it counts from 1, as in SCIM
            yield PageKind.OFFSET, parameter
    for parameter in _numbers(named, _PAGES):
        yield PageKind.PAGE, parameter
    if not _RANGE_ENDS & named.keys():
        for parameter in _numbers(named, _OFFSETS_FROM_0):
            if _bounds(parameter).default == 0:
                yield PageKind.OFFSET, parameter
    for name, parameter in named.items():
        types = _types(parameter)
        if (name in _CURSORS and "string" in types) or (name in _NUMBERS_TOO and types & _NUMBERS):
            yield PageKind.CURSOR, parameter


def _types(parameter: Parameter) -> frozenset[str]:
    parts = applicable(parameter.schema)
    return frozenset(name for part in parts for name in types_of(part.definition))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bounds:
    """The documented numbers of a parameter; None for one that is not documented."""

    minimum: int | None
    maximum: int | None
    default: int | None
    allowed: tuple[int, ...]  # the numbers of an `enum`, in order; empty without one


def _bounds(parameter: Parameter) -> _Bounds:
    found: dict[str, int] = {}
    allowed: tuple[int, ...] = ()
    for part in applicable(parameter.schema):
        for key, value in part.definition.items():
            if key in _BOUNDS and is_number(value):
                name, more = _BOUNDS[key]
                found.setdefault(name, int(value) + more)
            if key == "enum" and isinstance(value, list):
                numbers = {n for n in value if is_integer(n)}
                allowed = tuple(sorted(numbers))
    return _Bounds(
        minimum=found.get("minimum"),
        maximum=found.get("maximum"),
        default=found.get("default"),
        allowed=allowed,
    )


_BOUNDS = {
    "minimum": ("minimum", 0),
    "exclusiveMinimum": ("minimum", 1),
    "maximum": ("maximum", 0),
    "exclusiveMaximum": ("maximum", -1),
    "default": ("default", 0),
}
"""Keywords of numbers, each with the bound that it gives and what to add to it."""


def _first_page(bounds: _Bounds) -> int | None:
    for value in (bounds.minimum, bounds.default):
        if value in (0, 1):
            return value
    return None
