"""Near misses: the operations that are most similar to a refused request.

Compared are the method, each segment of the path and each required or invalid parameter.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mock_server.http.requests import read_query
from mock_server.journal.criteria import decoded_path
from mock_server.journal.entries.entry import Entry
from openapi.contract import Contract, Location, Operation
from openapi.json.types import JSON
from openapi.parameters.serialization import parse_parameters
from openapi.routing.segments import segment_template
from openapi.text.previews import preview_text

MAX_SEGMENTS = 64
MAX_MISSES = 3

_GAP, _OTHER, _PARAMETER, _LITERAL = -1, -1, 2, 3
"""Scores of an alignment: a missing segment, a mismatch, a match by parameter or literally."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldComparison:
    """One field of a request, compared with an operation."""

    name: str  # such as `method`, `path segment 2` or `header X-Api-Key`
    wanted: str  # what would match
    found: str  # what was sent; empty if nothing was
    is_match: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NearMiss:
    """An operation that is similar to a request."""

    operation: Operation
    path: str  # the operation's path template, with the API's base path
    fields: tuple[FieldComparison, ...]

    @property
    def matched(self) -> int:
        """How many fields match."""
        return sum(field.is_match for field in self.fields)

    @property
    def score(self) -> float:
        """The share of fields that match."""
        return self.matched / len(self.fields)

    def as_json(self) -> dict[str, JSON]:
        """Return the JSON of the admin API: the fields that did not match."""
        return {
            "api": self.operation.api,
            "operation": self.operation.id,
            "request": f"{self.operation.method} {self.path}",
            "matched": self.matched,
            "fields": len(self.fields),
            "misses": [
                {"field": field.name, "wanted": field.wanted, "found": field.found}
                for field in self.fields
                if not field.is_match
            ],
        }


def near_misses(entry: Entry, contracts: Sequence[Contract]) -> tuple[NearMiss, ...]:
    """Return the operations that are most similar to a request, the nearest first."""
    found = [
        _compare(entry, contract, operation)
        for contract in contracts
        for operation in contract.operations
    ]
    # sorted() is stable: equals keep the contract's order.
    return tuple(sorted(found, key=lambda miss: -miss.score)[:MAX_MISSES])


def _compare(entry: Entry, contract: Contract, operation: Operation) -> NearMiss:
    path = contract.path_of(operation)
    segments, values = _segments(path, decoded_path(entry))
    return NearMiss(
        operation=operation,
        path=path,
        fields=(
            FieldComparison(
                name="method",
                wanted=operation.method,
                found=entry.method,
                is_match=entry.method == operation.method,
            ),
            *segments,
            *_parameters(entry, operation, values),
        ),
    )


def _segments(template: str, path: str) -> tuple[list[FieldComparison], dict[str, str]]:
    """Return the comparisons of the path's segments, and the text of each path parameter."""
    wanted = template.removeprefix("/").split("/")[:MAX_SEGMENTS]
    found = path.removeprefix("/").split("/")[:MAX_SEGMENTS]
    fields: list[FieldComparison] = []
    values: dict[str, str] = {}
    for number, (each, text) in enumerate(align(wanted, found), 1):
        match = None
        if each is not None and text is not None:
            segment = segment_template(each)
            match = segment.match(text)
            values.update(zip(segment.names, match or (), strict=False))
        fields.append(
            FieldComparison(
                name=f"path segment {number}",
                wanted="nothing" if each is None else each,
                found="nothing" if text is None else preview_text(text),
                is_match=match is not None,
            )
        )
    return fields, values


def align(wanted: Sequence[str], found: Sequence[str]) -> list[tuple[str | None, str | None]]:
    """Return pairs of the segments of a template and a path, so that most match; None for a gap.

    >>> align(["api", "{id}"], ["{id}"])
    [('api', None), ('{id}', '{id}')]
    """
    # table[i][j] is the best score for wanted[i:] and found[j:] (Needleman-Wunsch).
    width = len(found)
    table = [[0] * (width + 1) for _ in range(len(wanted) + 1)]
    for i in range(len(wanted) - 1, -1, -1):
        table[i][width] = table[i + 1][width] + _GAP
    for j in range(width - 1, -1, -1):
        table[-1][j] = table[-1][j + 1] + _GAP
    for i in range(len(wanted) - 1, -1, -1):
        for j in range(width - 1, -1, -1):
            table[i][j] = max(
                table[i + 1][j + 1] + _similarity(wanted[i], found[j]),
                table[i + 1][j] + _GAP,
                table[i][j + 1] + _GAP,
            )
    return [*_traceback(wanted, found, table)]


def _traceback(
    wanted: Sequence[str], found: Sequence[str], table: Sequence[Sequence[int]]
) -> Iterator[tuple[str | None, str | None]]:
    i = j = 0
    while i < len(wanted) or j < len(found):
        both = i < len(wanted) and j < len(found)
        if both and table[i][j] == table[i + 1][j + 1] + _similarity(wanted[i], found[j]):
            yield wanted[i], found[j]
            i, j = i + 1, j + 1
        elif i < len(wanted) and table[i][j] == table[i + 1][j] + _GAP:
            yield wanted[i], None
            i += 1
        else:
            yield None, found[j]
            j += 1


def _similarity(wanted: str, found: str) -> int:
    """Return the score of two segments; a literal match counts more than one by parameter."""
    segment = segment_template(wanted)
    if segment.match(found) is None:
        return _OTHER
    return _PARAMETER if segment.names else _LITERAL


def _parameters(
    entry: Entry, operation: Operation, path: Mapping[str, str]
) -> Iterator[FieldComparison]:
    """Yield the required parameters, and those that are invalid."""
    query, _ = read_query(entry.query)
    headers = [(k.decode("latin-1"), v.decode("latin-1")) for k, v in entry.headers]
    raw_query = entry.query.decode("latin-1")
    read = parse_parameters(operation, path=path, query=query, headers=headers, raw_query=raw_query)
    wrong = {(each.location, each.name): each for each in read.violations}
    for parameter in operation.parameters:
        if parameter.location is Location.PATH and parameter.name not in path:
            continue  # the comparison of its segment shows it
        violation = wrong.get((parameter.location, parameter.name))
        if parameter.is_required or violation is not None:
            yield FieldComparison(
                name=f"{parameter.location} {parameter.name}",
                wanted="anything" if violation is None else violation.allowed,
                found="" if violation is None else violation.found or "nothing",
                is_match=violation is None,
            )
