"""A schema and those in its `allOf` as one schema that means the same.

Two values of a keyword become one: the narrower bound, the types that both have, the values that
both list, each property with both its schemas. Keywords that cannot be united, such as two
patterns, are left in the `allOf` of the result, each in a part of its own (`every` finds them).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import final

from openapi.json.equality import IdentityKey, canonical_text
from openapi.json.pointers import dereference
from openapi.json.types import JSON
from openapi.schema.generation.numbers import multiple_of_both
from openapi.schema.types import types_of
from openapi.schema.walk import ANYTHING, NOTHING, is_like

MAX_PARTS = 500  # parts of one `allOf`, those inside the parts included

_MEMBERS = frozenset({"properties", "patternProperties", "additionalProperties"})
_GROUPS = (
    ("if", "then", "else"),
    ("contains", "minContains", "maxContains"),
    ("prefixItems", "items"),
)
_NUMERIC = frozenset({"integer", "number"})
_NOTES = frozenset(
    {"title", "description", "deprecated", "readOnly", "writeOnly", "discriminator", "xml",
     "externalDocs", "$id", "$schema", "$comment", "$defs", "$anchor", "default"}
)  # fmt: skip


@final
class Joined(dict[str, JSON]):
    """A schema made here: one `allOf` of the schemas that two places give for the same part."""

    @classmethod
    def of(cls, first: JSON, second: JSON) -> JSON:
        """Return the schema of the values that two schemas allow."""
        if first is second or second is True:
            return first
        if first is True:
            return second
        parts = [p for each in (first, second) for p in _parts_of(each)]
        return cls(allOf=[*{IdentityKey(p): p for p in parts}.values()])


def _parts_of(schema: JSON) -> list[JSON]:
    return list(schema["allOf"]) if isinstance(schema, Joined) else [schema]


def as_schema(value: JSON) -> Mapping[str, JSON]:
    """Return a schema without references as an object; booleans are schemas too."""
    if isinstance(value, Mapping):
        return value
    return NOTHING if value is False else ANYTHING


def merged(root: Mapping[str, JSON], schema: Mapping[str, JSON]) -> dict[str, JSON]:
    """Return a schema united with those in its `allOf` (KeyError: a reference does not resolve)."""
    result: dict[str, JSON] = {}
    rest: list[JSON] = []
    pending, seen = [schema], {IdentityKey(schema)}
    for part in pending:
        result = _united(result, part, rest)
        for reference in part.get("allOf", ()):
            inner = as_schema(dereference(root, reference)[0])
            if IdentityKey(inner) not in seen and len(pending) < MAX_PARTS:
                seen.add(IdentityKey(inner))
                pending.append(inner)
    return {**result, "allOf": rest} if rest else result


def every(schema: Mapping[str, JSON], keyword: str) -> Iterator[JSON]:
    """Yield the values of a keyword in a merged schema, those in its `allOf` included."""
    if keyword in schema:
        yield schema[keyword]
    for part in schema.get("allOf", ()):
        if keyword in part:
            yield part[keyword]


def is_nothing(schema: Mapping[str, JSON]) -> bool:
    """Whether a merged schema contradicts itself in a way that was seen while merging."""
    return any(each in ({}, True) for each in every(schema, "not"))


def member_schema(
    schema: Mapping[str, JSON],
    name: str,
    others: Iterable[str] = ("additionalProperties", "unevaluatedProperties"),
) -> JSON:
    """Return the schema of a member of an object.

    The schema is merged; `others` are the keywords for members that are not named.
    """
    found: list[JSON] = []
    if name in schema.get("properties", {}):
        found.append(schema["properties"][name])
    found += [each for pattern, each in _patterns(schema) if is_like(name, pattern)]
    if not found:
        found.append(next((schema[key] for key in others if key in schema), True))
    result = found[0]
    for each in found[1:]:
        result = Joined.of(result, each)
    return result


def _patterns(schema: Mapping[str, JSON]) -> Iterator[tuple[str, JSON]]:
    yield from schema.get("patternProperties", {}).items()


def _united(one: dict[str, JSON], two: Mapping[str, JSON], rest: list[JSON]) -> dict[str, JSON]:
    """Return both schemas as one, the `allOf` of the second aside; `rest` gets what is left."""
    result = dict(one)
    done = {"allOf"}
    if _MEMBERS & one.keys() and _MEMBERS & two.keys():
        result |= _members(one, two)
        done |= _MEMBERS
    for group in _GROUPS:
        # These mean something only together, so that those of two schemas are never mixed.
        if group[0] in {*one, *two} and any(key in one for key in group):
            done.update(group)
            left = {key: two[key] for key in group if key in two}
            if left and any(one.get(key) != left[key] for key in left):
                rest.append(left)
    for keyword, value in two.items():
        if keyword in done:
            continue
        if keyword in one:
            _unite(result, keyword, value, rest)
        else:
            result[keyword] = value
    if "type" in result and not types_of(result):
        return {**{key: value for key, value in result.items() if key != "type"}, **NOTHING}
    return result


def _members(one: Mapping[str, JSON], two: Mapping[str, JSON]) -> dict[str, JSON]:
    """Return the keywords about members of both: a key that one does not name is another to it."""
    names = [*dict.fromkeys([*one.get("properties", {}), *two.get("properties", {})])]
    own = ("additionalProperties",)
    schemas = {
        name: Joined.of(member_schema(one, name, own), member_schema(two, name, own))
        for name in names
    }
    united: dict[str, JSON] = {"properties": schemas} if names else {}
    patterns = dict(_patterns(one))
    for pattern, schema in _patterns(two):
        patterns[pattern] = Joined.of(patterns.get(pattern, True), schema)
    if patterns:
        united["patternProperties"] = patterns
    others = [each["additionalProperties"] for each in (one, two) if "additionalProperties" in each]
    if others:
        united["additionalProperties"] = Joined.of(others[0], others[-1])
    return united


def _unite(result: dict[str, JSON], keyword: str, value: JSON, rest: list[JSON]) -> None:
    """Unite the value of a keyword with the one that the result has."""
    first = result[keyword]
    if first == value and type(first) is type(value):
        return
    if keyword in _UNITED:
        result[keyword] = _UNITED[keyword](first, value)
    elif keyword not in _NOTES and not keyword.startswith("x-"):
        rest.append({keyword: value})


def _values_of_both(first: list[JSON], second: list[JSON]) -> list[JSON]:
    wanted = {*map(canonical_text, second)}
    return [each for each in first if canonical_text(each) in wanted]


def _example_of_both(first: JSON, second: JSON) -> JSON:
    """Return the members of both examples if they are objects: each part shows its own."""
    are_objects = isinstance(first, Mapping) and isinstance(second, Mapping)
    return {**second, **first} if are_objects else first


def _examples_of_both(first: JSON, second: JSON) -> JSON:
    return [*first, *second] if isinstance(first, list) and isinstance(second, list) else first


def _types_of_both(first: JSON, second: JSON) -> list[str] | str:
    one, two = types_of({"type": first}), types_of({"type": second})
    both = one & two
    if all(types & _NUMERIC for types in (one, two)) and "number" not in both:
        both |= {"integer"}  # every integer is a number
    names = sorted(both)
    return names[0] if len(names) == 1 else names


_UNITED: Mapping[str, Callable[[JSON, JSON], JSON]] = {
    **dict.fromkeys(("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"), max),
    **dict.fromkeys(("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"), min),
    **dict.fromkeys(
        ("items", "propertyNames", "unevaluatedItems", "unevaluatedProperties"), Joined.of
    ),
    "required": lambda first, second: [*dict.fromkeys([*first, *second])],
    "type": _types_of_both,
    "enum": _values_of_both,
    "multipleOf": multiple_of_both,
    "uniqueItems": lambda first, second: first or second,
    "example": _example_of_both,
    "examples": _examples_of_both,
}
