"""Which members of `self` and `oldSelf` an expression names, so that only these are converted.

The conversion of a value for CEL takes a hundred times longer than the evaluation of a rule, and
most rules name a few members of a large resource.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from openapi.json.types import JSON

Fields = tuple[str, ...] | None  # names of members, sorted; None for the whole value

_NAME = re.compile(r"(?<![.\w])(?:self|oldSelf)\b")
_MEMBER = re.compile(r"\.([A-Za-z_][A-Za-z0-9_]*)\s*(\()?")


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedFields:
    """What some expressions name."""

    own: Fields = ()  # members of `self`
    old: Fields = ()  # members of `oldSelf`

    def with_those_of(self, other: "NamedFields") -> "NamedFields":
        """Return what either names."""
        return NamedFields(own=_both(self.own, other.own), old=_both(self.old, other.old))


@lru_cache(maxsize=1024)
def fields_of(expression: str, required: tuple[str, ...] = ()) -> NamedFields:
    """Return what an expression names; a name inside of quotes counts, too.

    >>> fields_of("self.done <= self.total && has(oldSelf.done)")
    NamedFields(own=('done', 'total'), old=('done',))
    >>> fields_of("self.all(key, key != '')").own is None
    True
    """
    found: dict[str, Fields] = {"self": tuple(sorted(set(required))), "oldSelf": ()}
    for use in _NAME.finditer(expression):
        member = _MEMBER.match(expression, use.end())
        # A name in front of a parenthesis is a method, which is about the whole value.
        is_member = member is not None and member[2] is None
        named: Fields = (member[1],) if member is not None and is_member else None
        found[use[0]] = _both(found[use[0]], named)
    return NamedFields(own=found["self"], old=found["oldSelf"])


def part_of(value: JSON, fields: Fields) -> JSON:
    """Return an object with these members only; another value is returned as it is."""
    if fields is None or not isinstance(value, Mapping):
        return value
    return {name: value[name] for name in fields if name in value}


def _both(one: Fields, other: Fields) -> Fields:
    return None if one is None or other is None else tuple(sorted({*one, *other}))
