"""Frequent mistakes in schemas, and how they are read."""

import re
from collections.abc import Iterator, Mapping, Sequence

from openapi.json.parsing import JsonError, dump_json, parse_json
from openapi.json.pointers import join
from openapi.json.rewriting import DELETE, constant
from openapi.json.types import JSON
from openapi.loading.upgrading.regexes import has_large_count, usable_pattern
from openapi.loading.upgrading.slip import Slip, left_out
from openapi.text.previews import preview

_LITERAL = re.compile(r"/\^.*\$/[a-z]*", re.DOTALL)  # as programs write it; it matches no text


def schema_slips(value: Mapping[str, JSON]) -> Iterator[Slip]:
    """Yield the mistakes in a schema that show in itself."""
    pattern = value.get("pattern")
    if isinstance(pattern, str) and (usable := usable_pattern(pattern)) != pattern:
        yield Slip(rule="pattern", pointer="/pattern", found=preview(pattern),
                   problem="is a regular expression that this tool's engine does not take",
                   allowed="ECMA-262", hint=f"read as {usable}" if usable else
                   "ignored: values are judged by the other keywords",
                   change=constant(usable) if usable else DELETE)  # fmt: skip
    if _is_enum_of_items(value):
        yield Slip(rule="enum-of-items", pointer="", found=preview(value["enum"]),
                   problem="is an array with an enum of values that are none",
                   allowed="an enum of arrays, or the enum in items",
                   hint="read as the enum of the items", change=_with_enum_in_items)  # fmt: skip
    if _is_enum_of_others(value):
        meant = _enum_meant(value["enum"], value["type"])
        yield Slip(rule="enum-type", pointer="/enum", found=preview(value["enum"]),
                   problem="has no value of the type beside it", allowed=value["type"],
                   hint=f"read as {preview(meant)}" if meant else "ignored",
                   change=constant(meant) if meant else DELETE)  # fmt: skip
    if _is_list_of_kinds(value):
        yield Slip(rule="list-of-items", pointer="/items", problem="is a list of schemas",
                   found=f"{len(value['items'])} schemas", allowed="one schema",
                   hint="read as anyOf: every item matches one of them",
                   change=_as_any_of)  # fmt: skip
    if isinstance(value.get("discriminator"), str):
        name = value["discriminator"]
        yield Slip(rule="discriminator", pointer="/discriminator", problem="is a text",
                   found=preview(name), allowed="an object with propertyName",
                   hint="read as the propertyName",
                   change=constant({"propertyName": name}))  # fmt: skip
    patterns = value.get("patternProperties")
    for each in patterns if isinstance(patterns, Mapping) else ():
        if isinstance(each, str) and usable_pattern(each) is None:
            yield left_out("pattern", join("/patternProperties", each),
                           "is a regular expression that this tool's engine does not take",
                           allowed="ECMA-262", found=preview(each))  # fmt: skip


def inner_slips(value: Mapping[str, JSON]) -> Iterator[Slip]:
    """Yield the mistakes that show in the schemas inside a schema, which must be whole."""
    choice = _choice_beside_null(value)
    if choice:
        yield Slip(rule="null-and-choice", pointer="", found=f"type: null beside {choice}",
                   problem="is null, and has alternatives that are not",
                   allowed=f"null as one more alternative in {choice}",
                   hint="read as one of the alternatives, or null",
                   change=lambda old: _with_null(old, choice))  # fmt: skip


def schema_may_have_slips(value: Mapping[str, JSON]) -> bool:
    """Whether a schema that follows its specification may still be one of the usual mistakes."""
    patterns = [value.get("pattern"), *_keys(value.get("patternProperties"))]
    is_enum = _is_enum_of_items(value) or _is_enum_of_others(value)
    return any(map(_may_be_refused, patterns)) or is_enum or bool(_choice_beside_null(value))


def _keys(value: JSON) -> Iterator[str]:
    yield from value if isinstance(value, Mapping) else ()


def _may_be_refused(pattern: JSON) -> bool:
    return isinstance(pattern, str) and (
        _LITERAL.fullmatch(pattern) is not None or has_large_count(pattern)
    )


def _is_enum_of_items(value: Mapping[str, JSON]) -> bool:
    allowed = value.get("enum")
    if value.get("type") != "array" or not isinstance(allowed, list) or not allowed:
        return False
    return not any(isinstance(each, list) for each in allowed)


_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "string": str, "integer": (int, float), "number": (int, float), "boolean": bool, "object": dict,
}  # fmt: skip


def _is_enum_of_others(value: Mapping[str, JSON]) -> bool:
    """Whether no value of an enum has the only type that is allowed, so that none is valid."""
    kind, allowed = value.get("type"), value.get("enum")
    if not isinstance(kind, str) or kind not in _TYPES or not isinstance(allowed, list):
        return False
    known = [each for each in allowed if each is not None]
    return bool(known) and not any(_is_of(each, kind) for each in known)


def _is_of(value: JSON, kind: str) -> bool:
    is_boolean = isinstance(value, bool)
    return isinstance(value, _TYPES[kind]) and is_boolean is (kind == "boolean")


def _enum_meant(allowed: Sequence[JSON], kind: str) -> list[JSON]:
    """Return the same values with the type, as with or without quotes in YAML; else nothing."""
    if kind == "string":
        plain = all(isinstance(each, bool | int | float | None) for each in allowed)
        texts = [each if each is None else dump_json(each).decode() for each in allowed]
        return texts if plain else []
    try:
        found = [parse_json(each.encode()) if isinstance(each, str) else each for each in allowed]
    except (JsonError, UnicodeEncodeError):
        return []
    return found if all(each is None or _is_of(each, kind) for each in found) else []


def _choice_beside_null(value: Mapping[str, JSON]) -> str:
    """Return the keyword of a choice beside `type: null` that null alone does not fit; else "".

    Converters make it of a nullable choice of OpenAPI 3.0.
    """
    if value.get("type") != "null":
        return ""
    for keyword in ("oneOf", "anyOf"):
        branches = value.get(keyword)
        if isinstance(branches, list) and branches and not any(map(_may_be_null, branches)):
            return keyword
    return ""


def _may_be_null(branch: JSON) -> bool:
    if not isinstance(branch, Mapping) or not branch.keys() & {"type", "$ref"}:
        return True
    kinds = branch.get("type")
    return "null" in (kinds if isinstance(kinds, list) else [kinds])


def _with_null(value: JSON, keyword: str) -> JSON:
    rest = {key: child for key, child in value.items() if key != "type"}
    return {**rest, keyword: [*value[keyword], {"type": "null"}]}


def _is_list_of_kinds(value: Mapping[str, JSON]) -> bool:
    """Whether `items` is a list of what an item may be, and not of a tuple of known length."""
    items = value.get("items")
    if not isinstance(items, list) or not items or "additionalItems" in value:
        return False
    return value.get("maxItems") != len(items)


def _as_any_of(items: JSON) -> JSON:
    return items[0] if len(items) == 1 else {"anyOf": items}


def _with_enum_in_items(value: JSON) -> JSON:
    rest = {key: child for key, child in value.items() if key != "enum"}
    items = rest.get("items")
    if isinstance(items, Mapping) and not items.keys() & {"enum", "$ref"}:
        rest["items"] = {**items, "enum": value["enum"]}
    return rest
