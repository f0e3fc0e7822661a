"""Rules that held in everything that was seen, with enough support to be no chance.

Each is a proposal: a person accepts it by taking it out of its set (`x-rules`, key `set`).
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from contracts.results.learned.rows import LENGTH, Row, Value
from openapi.json.types import is_integer

LEAST_ROWS = 5  # different objects from which on a rule is proposed

LEAST_EACH = 3  # different objects that must show either side of a condition

MAX_NUMBERS = 12  # numbers of one object of which sums are tried

MAX_PARTS = 4
MAX_STATES = 8
MAX_RULES = 8  # rules of one place

_WHOLE = frozenset(
    {"total", "totals", "sum", "all", "amount", "count", "size", "limit", "max", "maximum"}
    | {"capacity", "quota"}
)
_LIMIT = frozenset({"limit", "size", "pagesize", "perpage"})
_LIMITS = frozenset({"per_page", "max_results", "page_limit"})
_COUNT = frozenset({"count", "length", "size", "total", "number", "n"})
_COUNTING = frozenset({"num", "number"})
_STATE = frozenset({"status", "state", "phase", "result", "outcome", "kind", "type"})
_RANKS = (
    frozenset(
        {"create", "created", "creation", "issued", "requested", "submitted", "registered"}
        | {"ordered", "queued"}
    ),
    frozenset({"start", "started", "begin", "began", "from", "opened", "since"}),
    frozenset(
        {"updated", "modified", "changed", "finish", "finished", "end", "ended", "completed"}
        | {"closed", "shipped", "paid", "delivered", "stopped", "until", "expires", "expired"}
        | {"cancelled", "canceled", "deleted", "resolved", "to"}
    ),
)
"""Words of names of moments, in the order in which the moments come."""

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_RESERVED = frozenset(
    {"in", "true", "false", "null", "as", "break", "const", "continue", "else", "for", "function"}
    | {"if", "import", "let", "loop", "package", "namespace", "return", "var", "void", "while"}
)
_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedRule:
    """A rule that held in every object of a place."""

    name: str  # a kebab-case name
    expression: str  # CEL over `self`
    message: str  # the rule as a sentence
    support: int  # how many different objects showed it
    needs: tuple[str, ...] = ()  # members without which it is not exercised


Table = Sequence[Mapping[str, Value]]


def rules_of(rows: Iterable[Row]) -> list[LearnedRule]:
    """Return the rules that hold in all objects of a place.

    The objects are different ones.
    """
    table: Table = [dict(row) for row in rows]
    if len(table) < LEAST_ROWS:
        return []
    sums = list(_sums(table))
    covered = {part for rule in sums for part in rule.needs}
    found = [*sums, *_counts(table), *_bounds(table, covered), *_moments(table), *_states(table)]
    return found[:MAX_RULES]


def access(name: str) -> str:
    """Return the CEL expression for a member of `self`.

    >>> access("done"), access("page size")
    ('self.done', "self['page size']")
    """
    if _IDENTIFIER.fullmatch(name) and name not in _RESERVED:
        return f"self.{name}"
    return f"self[{quoted(name)}]"


def quoted(text: str) -> str:
    """Return a text as a literal of CEL."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def kebab(*names: str) -> str:
    """Return names as one kebab-case name."""
    text = "-".join(_CAPITAL.sub("-", name) for name in names).lower()
    return re.sub(r"[^a-z0-9]+", "-", text).strip("-") or "rule"


def is_state_name(name: str) -> bool:
    """Whether a member with this name is the state of a resource."""
    return _words(name)[-1] in _STATE


def _words(name: str) -> list[str]:
    """Return the words of a name in lower case; at least one, which may be empty."""
    return re.sub(r"[^a-z0-9]+", " ", _CAPITAL.sub(" ", name).lower()).split() or [""]


def _is_whole_name(name: str) -> bool:
    return _words(name)[-1] in _WHOLE


def _is_limit_name(name: str) -> bool:
    words = _words(name)
    return words[-1] in _LIMIT or "_".join(words[-2:]) in _LIMITS


def _is_count_name(name: str) -> bool:
    words = _words(name)
    return words[-1] in _COUNT or words[0] in _COUNTING


def _numbers(table: Table) -> list[str]:
    """Return the members that are a whole number in every object, with lengths of lists."""
    names = [name for name in table[0] if all(is_integer(row.get(name)) for row in table)]
    return names[:MAX_NUMBERS]


def _varied(table: Table, name: str) -> int:
    return len({row.get(name) for row in table})


def _sums(table: Table) -> Iterator[LearnedRule]:
    numbers = [name for name in _numbers(table) if not name.startswith(LENGTH)]
    for whole in numbers:
        if not _is_whole_name(whole) or _varied(table, whole) < LEAST_EACH:
            continue
        parts = [name for name in numbers if name != whole and _varied(table, name) > 1]
        found = next(
            (
                chosen
                for size in range(2, MAX_PARTS + 1)
                for chosen in combinations(parts, size)
                if all(row[whole] == _sum(row, chosen) for row in table)
            ),
            None,
        )
        if found:
            yield LearnedRule(
                name=kebab(whole, "is-sum"),
                expression=f"{access(whole)} == {' + '.join(map(access, found))}",
                message=f"{whole} is the sum of {', '.join(found)}.",
                support=len(table),
                needs=(whole, *found),
            )


def _sum(row: Mapping[str, Value], names: Iterable[str]) -> int:
    return sum(value for name in names if isinstance(value := row[name], int))


def _counts(table: Table) -> Iterator[LearnedRule]:
    numbers = _numbers(table)
    for length in (name for name in numbers if name.startswith(LENGTH)):
        items = length.removeprefix(LENGTH)
        for name in numbers:
            is_count = not name.startswith(LENGTH) and _is_count_name(name)
            if is_count and _varied(table, name) >= LEAST_EACH and _equal(table, name, length):
                yield LearnedRule(
                    name=kebab(name, "is-length-of", items),
                    expression=f"{access(name)} == size({access(items)})",
                    message=f"{name} is the number of {items}.",
                    support=len(table),
                    needs=(name, items),
                )
            elif _is_limit_name(name) and _is_tight(table, length, name):
                yield LearnedRule(
                    name=kebab(items, "within", name),
                    expression=f"size({access(items)}) <= {access(name)}",
                    message=f"There are no more {items} than {name}.",
                    support=len(table),
                    needs=(name, items),
                )


def _equal(table: Table, one: str, other: str) -> bool:
    return all(row[one] == row[other] for row in table)


def _is_tight(table: Table, low: str, high: str) -> bool:
    """Whether one number is never more than another, less in some objects and equal in others."""
    pairs = [(row[low], row[high]) for row in table]
    is_within = all(isinstance(a, int) and isinstance(b, int) and a <= b for a, b in pairs)
    return is_within and any(a == b for a, b in pairs) and any(a != b for a, b in pairs)


def _bounds(table: Table, covered: set[str]) -> Iterator[LearnedRule]:
    """Yield the numbers that are never more than a whole, which some of them reach."""
    numbers = [name for name in _numbers(table) if not name.startswith(LENGTH)]
    for high in numbers:
        if not _is_whole_name(high):
            continue
        for low in numbers:
            if low == high or low in covered or _is_whole_name(low):
                continue
            is_id = _words(low)[-1] == "id"
            if not is_id and _varied(table, low) >= LEAST_ROWS and _is_tight(table, low, high):
                yield LearnedRule(
                    name=kebab(low, "within", high),
                    expression=f"{access(low)} <= {access(high)}",
                    message=f"{low} is never more than {high}.",
                    support=len(table),
                    needs=(low, high),
                )


def _moments(table: Table) -> Iterator[LearnedRule]:
    """Yield the moments that never come before another one, by what their names mean."""
    names = [n for n in table[0] if any(isinstance(row.get(n), datetime) for row in table)]
    ranked = [(rank, name) for name in names if (rank := _rank(name)) is not None]
    for (one, low), (other, high) in combinations(sorted(ranked), 2):
        pairs = [
            (a, b)
            for row in table
            if isinstance(a := row.get(low), datetime) and isinstance(b := row.get(high), datetime)
        ]
        if one == other or len(set(pairs)) < LEAST_EACH:
            continue
        if all(map(_in_order, pairs)) and any(a != b for a, b in pairs):
            yield LearnedRule(
                name=kebab(low, "before", high),
                expression=f"timestamp({access(low)}) <= timestamp({access(high)})",
                message=f"{low} is never after {high}.",
                support=len(set(pairs)),
                needs=(low, high),
            )


def _in_order(pair: tuple[datetime, datetime]) -> bool:
    return pair[0] <= pair[1]


def _rank(name: str) -> int | None:
    words = frozenset(_words(name))
    return next((rank for rank, known in enumerate(_RANKS) if words & known), None)


def _states(table: Table) -> Iterator[LearnedRule]:
    """Yield the members that are there exactly in some states."""
    names = dict.fromkeys(name for row in table for name in row)
    states = [name for name in names if is_state_name(name) and _is_state(table, name)]
    for state in states[:1]:
        for name in names:
            if name != state and not name.startswith(LENGTH):
                yield from _presence(table, state, name)


def _is_state(table: Table, name: str) -> bool:
    values = {row.get(name) for row in table}
    return all(isinstance(value, str) for value in values) and 2 <= len(values) <= MAX_STATES  # noqa: PLR2004 - one is no choice


def _presence(table: Table, state: str, name: str) -> Iterator[LearnedRule]:
    present = [row[state] for row in table if row.get(name) is not None]
    absent = [row[state] for row in table if row.get(name) is None]
    if min(len(present), len(absent)) < LEAST_EACH or set(present) & set(absent):
        return
    words = ", ".join(quoted(str(each)) for each in sorted(set(map(str, present))))
    shown = ", ".join(sorted(set(map(str, present))))
    has = f"has({access(name)}) && {access(name)} != null"
    if not access(name).startswith("self."):
        has = f"{quoted(name)} in self && {access(name)} != null"
    yield LearnedRule(
        name=kebab(name, "with", state),
        expression=f"({access(state)} in [{words}]) == ({has})",
        message=f"{name} is there exactly if {state} is one of {shown}.",
        support=len(table),
        needs=(state,),
    )
