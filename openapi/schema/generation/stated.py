"""What a schema states itself: its values (examples, default, const and enum) and its types."""

from collections.abc import Iterator, Mapping, Sequence

from openapi.json.types import JSON, is_integer
from openapi.schema.generation.arrays import item_schema
from openapi.schema.generation.merging import Joined, every, member_schema
from openapi.schema.generation.naming.strings import may_be_in_format
from openapi.schema.spelling import spellings
from openapi.schema.types import NULL, examples_in, types_of, types_of_scalar

_IMPLIED: Mapping[str, str] = {
    **dict.fromkeys(
        ("properties", "required", "patternProperties", "additionalProperties", "minProperties",
         "maxProperties", "propertyNames", "dependentRequired", "unevaluatedProperties"),
        "object",
    ),
    **dict.fromkeys(
        ("items", "prefixItems", "contains", "minItems", "maxItems", "uniqueItems",
         "unevaluatedItems"),
        "array",
    ),
    **dict.fromkeys(("format", "pattern", "minLength", "maxLength"), "string"),
    **dict.fromkeys(
        ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"), "number"
    ),
}  # fmt: skip
_DECLARED = ("integer", "number", "string", "boolean", "object", "array", NULL)
_ANY = (NULL, "boolean", "integer", "string", "number", "array", "object")
_PLAIN = frozenset(
    {"type", "properties", "required", "items", "additionalProperties", "minItems", "maxItems",
     "format", "title", "description", "deprecated", "readOnly", "writeOnly", "xml", "nullable",
     "externalDocs", "minLength", "maxLength", "minimum", "maximum", "uniqueItems", "anyOf"}
)  # fmt: skip
_IDENTITIES = frozenset({"id", "uuid", "guid"})  # names of a member that no two items share
_MOST_ITEMS = 20  # of a list that is an example, and not valid
_MOST_DIGITS = 12  # of the end of an identity that are counted on
_HEXADECIMAL = "0123456789abcdef"
_STATING = frozenset({"example", "examples", "default", "const", "enum", "allOf"})


def documented_values(schema: Mapping[str, JSON], number: int, name: str = "") -> Iterator[JSON]:
    """Yield the values that a merged schema states, in the order in which they are meant.

    Each item of a list (`number`) begins with the next example or value. Where there are too few
    examples of an identity (`name`), the item has one that follows, as no two have the same.
    A number that is written as a text, or the like, is meant as its documented type.
    """
    if not _STATING & schema.keys():
        return
    shown = ((each, _in_type(each, schema)) for each in examples_in(schema))
    # A number is not meant as a time, which is a text.
    examples = tuple(
        each for written, each in shown if each is written or may_be_in_format(each, schema)
    )
    if examples and number >= len(examples) and name.casefold().strip("_") in _IDENTITIES:
        following = _following(examples[0], number)
        yield from () if following in examples else (following,)
    yield from _from(examples, number)
    for keyword in ("default", "const"):
        yield from every(schema, keyword)
    for listed in every(schema, "enum"):
        yield from _from(listed, number)


def _in_type(example: JSON, schema: Mapping[str, JSON]) -> JSON:
    """Return a scalar in its documented type; itself without a spelling in it.

    >>> [_in_type(each, {"type": "integer"}) for each in ("7", "seven", None)]
    [7, 'seven', None]
    """
    types = types_of(schema)
    own = types_of_scalar(example)
    if not types or not own or own & types:
        return example
    return next((each for each in spellings(example) if types_of_scalar(each) & types), example)


def with_parts_of(value: JSON, schema: Mapping[str, JSON]) -> Mapping[str, JSON]:
    """Return the merged schema of values like an object or a list, whose parts are examples.

    An object of it has no other optional members, and a list as many items.
    """
    kept = {key: each for key, each in schema.items() if key not in _STATING - {"allOf"}}
    if isinstance(value, list):
        some = value[:_MOST_ITEMS]
        items = [_shown(each, item_schema(kept, index)) for index, each in enumerate(some)]
        return {**kept, "prefixItems": items, "minItems": len(some), "maxItems": len(some)}
    shown = {name: _shown(each, member_schema(kept, name)) for name, each in value.items()}
    wanted = {*value, *kept.get("required", ())}
    named = {name: each for name, each in kept.get("properties", {}).items() if name in wanted}
    return {**kept, "properties": {**named, **shown}}


def _shown(example: JSON, schema: JSON) -> JSON:
    return Joined(allOf=[{"example": example}, schema])


def _following(example: JSON, number: int) -> JSON:
    """Return the identity that is so many after an example.

    >>> [_following(each, 2) for each in (7, "pet_09", "3f3e-c1f", "north")]
    [9, 'pet_11', '3f3e-c21', 'north-3']
    """
    if is_integer(example):
        return example + number
    if not isinstance(example, str):
        return example
    end = example[-_MOST_DIGITS:]
    digits = end[len(end.rstrip(_HEXADECIMAL)) :]
    if digits.isalpha() or not digits:
        return f"{example}-{number + 1}"
    base, form = (10, "d") if digits.isdecimal() else (16, "x")
    last = format(int(digits, base) + number, f"0{len(digits)}{form}")
    return example[: -len(digits)] + last[-len(digits) :]


def _from(values: tuple[JSON, ...] | list[JSON], number: int) -> Iterator[JSON]:
    """Yield the values from one of them on, and then those before it."""
    start = number % len(values) if values else 0
    yield from values[start:]
    yield from values[:start]


def is_of_a_part(schema: Mapping[str, JSON]) -> bool:
    """Whether the examples of a schema are those of its `allOf`, and may lack other members."""
    return "allOf" in schema and not {"example", "examples", "default", "const", "enum"} & {*schema}


def likely_types(schema: Mapping[str, JSON], named: Sequence[JSON] = ()) -> tuple[str, ...]:
    """Return the types of a merged schema: the declared ones, else all, the likely ones first.

    A keyword of one type implies it, then the values that fit the name of the member (`named`).
    """
    declared = types_of(schema)
    if declared:
        return tuple(name for name in _DECLARED if name in declared)
    implied = [kind for keyword, kind in _IMPLIED.items() if keyword in schema]
    fitting = [kind for value in named for kind in sorted(types_of_scalar(value))]
    return tuple(dict.fromkeys([*implied, *fitting, *_ANY]))


def is_plain(schema: Mapping[str, JSON]) -> bool:
    """Whether a merged schema has only keywords that are followed exactly when generating.

    A value for a branch is one for the `anyOf`.
    """
    return all(keyword in _PLAIN or keyword.startswith("x-") for keyword in schema)
