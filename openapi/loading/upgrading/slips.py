"""Frequent mistakes in each kind of object, and how they are read."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from openapi.contract import Location
from openapi.json.parsing import JsonError, dump_json, parse_json
from openapi.json.pointers import join
from openapi.json.rewriting import DELETE, Change, constant, renamed_key, with_keys
from openapi.json.types import JSON
from openapi.loading.upgrading.regexes import usable_pattern
from openapi.text.previews import preview
from openapi.values import dataclass

_LOCATIONS = frozenset(Location)
_STYLES: Mapping[str, frozenset[str]] = {
    "path": frozenset({"matrix", "label", "simple"}),
    "query": frozenset({"form", "spaceDelimited", "pipeDelimited", "deepObject"}),
    "header": frozenset({"simple"}),
    "cookie": frozenset({"form", "cookie"}),
}
_OF_SCHEMAS = frozenset(
    {"type", "format", "enum", "default", "items", "minimum", "maximum", "minLength", "maxLength",
     "pattern", "minItems", "maxItems", "uniqueItems", "multipleOf", "properties", "nullable",
     "exclusiveMinimum", "exclusiveMaximum", "collectionFormat", "oneOf", "anyOf", "allOf"}
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """A mistake in an object."""

    rule: str  # id of the broken requirement
    pointer: str  # the place, relative to the object
    problem: str  # what is wrong, a clause whose subject is the kind of the object and the pointer
    found: str = ""  # what is there
    allowed: str = ""  # what is allowed there
    hint: str = ""  # how it is read
    change: Change | None = None  # the repair at `pointer`, or None if no change is needed


def usual_slips(
    kind: str, value: Mapping[str, JSON], title: str, required: Sequence[str]
) -> Iterator[Slip]:
    """Yield the mistakes in an object that can be read as what was meant.

    `title` is for a document that has none; `required` has the required keys of the kind.
    """
    finder = _FINDERS.get(kind)
    if finder is not None:
        yield from finder(value)
    for key, filling in fillings(kind, value, title, required).items():
        yield Slip(
            rule="missing-key",
            pointer="",
            problem=f"lacks {key}",
            allowed=f"an object with {key}",
            hint=f"read as {preview(filling)}",
            change=with_keys({key: filling}),
        )


def fillings(
    kind: str, value: Mapping[str, JSON], title: str, required: Sequence[str]
) -> dict[str, JSON]:
    """Return the default values of the missing required keys of an object."""
    return {
        key: title if filling is _TITLE else filling
        for key, filling in _FILLINGS.get(kind, {}).items()
        if key not in value and key in required
    }


_TITLE = object()
_FILLINGS: Mapping[str, Mapping[str, JSON]] = {
    "Info": {"title": _TITLE, "version": ""},
    "Response": {"description": ""},
    "Server": {"url": "/"},
    "RequestBody": {"content": {}},
    "Operation": {"responses": {}},
}


def _path_names(value: Mapping[str, JSON]) -> Iterator[Slip]:
    for key in value:
        if key.startswith(("/", "x-")) or not key:
            continue
        if f"/{key}" in value or not isinstance(value[key], Mapping):
            yield Slip(rule="path-slash", pointer=join("", key), problem="does not begin with /",
                       found=key, allowed="a path such as /pets", hint="ignored",
                       change=DELETE)  # fmt: skip
            continue
        yield Slip(
            rule="path-slash",
            pointer="",
            problem=f"has the path {preview(key)}, which does not begin with /",
            found=key,
            allowed="a path such as /pets",
            hint=f"read as /{key}",
            change=renamed_key(key, f"/{key}"),
        )


def _statuses(value: Mapping[str, JSON]) -> Iterator[Slip]:
    for key in value:
        if key == "default" or key.startswith("x-"):
            continue
        upper = key.upper()
        is_status = len(key) == len("200") and upper[0] in "12345"
        is_status = is_status and isinstance(value[key], Mapping)
        if is_status and (key.isdigit() or upper.endswith("XX")):
            if upper != key and upper not in value:
                yield Slip(
                    rule="status",
                    pointer="",
                    problem=f"has the status {preview(key)}",
                    found=key,
                    allowed="100 to 599, 1XX to 5XX, default",
                    hint=f"read as {upper}",
                    change=renamed_key(key, upper),
                )
            continue
        yield Slip(rule="status", pointer=join("", key), problem="is not a status", found=key,
                   allowed="100 to 599, 1XX to 5XX, default", hint="ignored",
                   change=DELETE)  # fmt: skip


def _header(value: Mapping[str, JSON]) -> Iterator[Slip]:
    yield from _content_or_schema(value)
    yield from _one_example(value)


def _parameter(value: Mapping[str, JSON]) -> Iterator[Slip]:
    location = value.get("in")
    is_placed = isinstance(location, str) and location in _LOCATIONS
    if not isinstance(value.get("name"), str) or not is_placed:
        yield Slip(rule="parameter-place", pointer="",
                   problem="has no name" if is_placed else "has no location",
                   found=preview(location), allowed="name, and in: path, query, header or cookie",
                   hint="ignored", change=DELETE)  # fmt: skip
        return
    if location == "path" and value.get("required") is not True:
        yield Slip(rule="path-parameter", pointer="", problem="lacks required",
                   allowed="required: true in a path", hint="read as required",
                   change=with_keys({"required": True}))  # fmt: skip
    style = value.get("style")
    if isinstance(style, str) and style not in _STYLES[str(location)]:
        allowed = ", ".join(sorted(_STYLES[str(location)]))
        yield Slip(rule="style", pointer="/style", problem=f"is {preview(style)}",
                   found=preview(style), allowed=allowed, hint="ignored",
                   change=DELETE)  # fmt: skip
    yield from _content_or_schema(value)
    yield from _one_example(value)


def _content_or_schema(value: Mapping[str, JSON]) -> Iterator[Slip]:
    content = value.get("content")
    if isinstance(content, Mapping) and content:
        extra = [key for key in ("schema", "style", "explode", "allowReserved") if key in value]
        for key in extra:
            yield Slip(rule="schema-or-content", pointer=join("", key),
                       problem="is beside content", allowed="schema or content", hint="ignored",
                       change=DELETE)  # fmt: skip
        return
    if value.get("schema") is not None:
        return
    own = {key: value[key] for key in value if key in _OF_SCHEMAS}
    name = "the keys beside it" if own else "any value"
    explode = {"explode": True} if own.pop("collectionFormat", "") == "multi" else {}
    own = {} if own.get("type") == "file" else own

    def change(parameter: JSON) -> JSON:
        rest = {k: v for k, v in parameter.items() if k not in _OF_SCHEMAS and k != "content"}
        return {**rest, **explode, "schema": own}

    yield Slip(rule="parameter-schema", pointer="", problem="lacks schema or content",
               allowed="schema or content", hint=f"read as {name}", change=change)  # fmt: skip


def _one_example(value: Mapping[str, JSON]) -> Iterator[Slip]:
    if "example" in value and isinstance(value.get("examples"), Mapping):
        yield Slip(rule="example-and-examples", pointer="/example", problem="is beside examples",
                   allowed="example or examples", hint="ignored", change=DELETE)  # fmt: skip


def _schema(value: Mapping[str, JSON]) -> Iterator[Slip]:
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
            yield Slip(rule="pattern", pointer=join("/patternProperties", each),
                       problem="is a regular expression that this tool's engine does not take",
                       found=preview(each), allowed="ECMA-262", hint="ignored",
                       change=DELETE)  # fmt: skip


def inner_slips(kind: str, value: Mapping[str, JSON]) -> Iterator[Slip]:
    """Yield the mistakes that show in the objects inside an object, which must be whole."""
    choice = _choice_beside_null(value) if kind == "Schema" else ""
    if choice:
        yield Slip(rule="null-and-choice", pointer="", found=f"type: null beside {choice}",
                   problem="is null, and has alternatives that are not",
                   allowed=f"null as one more alternative in {choice}",
                   hint="read as one of the alternatives, or null",
                   change=lambda old: _with_null(old, choice))  # fmt: skip


def may_have_slips(kind: str, value: JSON) -> bool:
    """Whether an object that follows its specification may still be one of the usual mistakes."""
    if kind in {"Response", "RequestBody"} and isinstance(value, Mapping):
        return bool(_no_media_types(value.get("content")))
    if kind != "Schema" or not isinstance(value, Mapping):
        return False
    pattern = value.get("pattern")
    is_delimited = isinstance(pattern, str) and _LITERAL.fullmatch(pattern) is not None
    is_enum = _is_enum_of_items(value) or _is_enum_of_others(value)
    return is_delimited or is_enum or bool(_choice_beside_null(value))


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


_LITERAL = re.compile(r"/\^.*\$/[a-z]*", re.DOTALL)  # as programs write it; it matches no text

_SCHEMES = {name.lower(): name for name in ("apiKey", "http", "oauth2", "openIdConnect")}


def _security_scheme(value: Mapping[str, JSON]) -> Iterator[Slip]:
    kind = value.get("type")
    usual = _SCHEMES.get(kind.lower(), kind) if isinstance(kind, str) else ""
    if usual not in {*_SCHEMES.values(), "mutualTLS"}:
        yield Slip(rule="security-scheme", pointer="", problem="has a type that does not exist",
                   found=preview(kind), allowed=", ".join([*_SCHEMES.values(), "mutualTLS"]),
                   hint="ignored", change=DELETE)  # fmt: skip
        return
    if usual != kind:
        yield Slip(rule="security-scheme", pointer="/type", problem=f"is {preview(kind)}",
                   found=preview(kind), allowed=usual, hint=f"read as {usual}",
                   change=constant(usual))  # fmt: skip
    texts = [key for key in ("name", "in", "scheme") if key in value]
    bad = [key for key in texts if not isinstance(value[key], str)]
    wanted: Mapping[str, tuple[str, ...]] = {"apiKey": ("name", "in"), "http": ("scheme",)}
    missing = [key for key in wanted.get(usual, ()) if key not in value or key in bad]
    places = [*(_LOCATIONS - {"path"})]
    if missing or (usual == "apiKey" and value.get("in") not in places):
        yield Slip(rule="security-scheme", pointer="", problem=f"lacks {' and '.join(missing)}"
                   if missing else "has no location", found=preview(dict(value)),
                   allowed="apiKey with name and in: query, header or cookie; http with scheme",
                   hint="ignored", change=DELETE)  # fmt: skip
    if usual != "apiKey":
        for key in ("name", "in"):
            if key in value:
                yield Slip(rule="unknown-key", pointer=join("", key), found=preview(value[key]),
                           problem=f"is not a key of schemes of type {usual}",
                           allowed=", ".join(wanted.get(usual, ("flows",))), hint="ignored",
                           change=DELETE)  # fmt: skip
    is_bearer = str(value.get("scheme", "")).lower() == "bearer"
    if "bearerFormat" in value and not is_bearer:
        yield Slip(rule="unknown-key", pointer="/bearerFormat", problem="is for bearer only",
                   found=preview(value["bearerFormat"]), allowed="scheme: bearer", hint="ignored",
                   change=DELETE)  # fmt: skip
    if usual == "openIdConnect" and "openIdConnectUrl" not in value:
        yield Slip(rule="missing-key", pointer="", problem="lacks openIdConnectUrl",
                   allowed="openIdConnectUrl", hint="read as /",
                   change=with_keys({"openIdConnectUrl": "/"}))  # fmt: skip
    if usual == "oauth2":
        yield from _flows(value.get("flows"))


def _flows(flows: JSON) -> Iterator[Slip]:
    if not isinstance(flows, Mapping):
        yield Slip(rule="missing-key", pointer="", problem="lacks flows", found=preview(flows),
                   allowed="flows", hint="read as none",
                   change=with_keys({"flows": {}}))  # fmt: skip
        return
    for name, flow in flows.items():
        if isinstance(flow, Mapping) and not isinstance(flow.get("scopes"), Mapping):
            yield Slip(rule="missing-key", pointer=join("/flows", name), problem="lacks scopes",
                       found=preview(flow.get("scopes")), allowed="scopes", hint="read as none",
                       change=with_keys({"scopes": {}}))  # fmt: skip


_SHORT_NAMES = {
    "json": "application/json", "xml": "application/xml", "text": "text/plain", "txt": "text/plain",
    "html": "text/html", "csv": "text/csv", "pdf": "application/pdf", "yaml": "application/yaml",
    "png": "image/png", "zip": "application/zip", "binary": "application/octet-stream",
}  # fmt: skip


def _message(value: Mapping[str, JSON]) -> Iterator[Slip]:
    """Find keys of `content` that are no media types: short names, or names of members."""
    content = value.get("content")
    wrong = _no_media_types(content)
    if wrong and isinstance(content, Mapping):
        names = _media_types_meant(content, wrong)
        meant = ", ".join(name for name in names.values() if name)
        yield Slip(rule="media-type", pointer="/content", found=", ".join(wrong),
                   problem=f"has {preview(wrong[0])}, which is no media type",
                   allowed="media types such as application/json",
                   hint=f"read as {meant}" if meant else "ignored",
                   change=lambda found: {names.get(key, key): each for key, each in found.items()
                                         if names.get(key, key)})  # fmt: skip


def _media_types_meant(content: Mapping[str, JSON], wrong: Sequence[str]) -> dict[str, str]:
    """Return the media type by the name that is none; empty if nothing is meant."""
    meant: dict[str, str] = {}
    for name in wrong:
        found = _SHORT_NAMES.get(name.strip().lower(), "")
        if len(content) == 1:
            found = found or _SHORT_NAMES["json"]
        is_lost = found in content or found in meant.values()
        # What has no keys describes no body under any name.
        meant[name] = found if isinstance(content[name], Mapping) and not is_lost else ""
    return meant


def _no_media_types(content: JSON) -> list[str]:
    names = content if isinstance(content, Mapping) else ()
    return [name for name in names if "/" not in name and name != "*" and name[:2] != "x-"]


_FINDERS: Mapping[str, Callable[[Mapping[str, JSON]], Iterator[Slip]]] = {
    "Paths": _path_names,
    "Responses": _statuses,
    "Parameter": _parameter,
    "Header": _header,
    "MediaType": _one_example,
    "Response": _message,
    "RequestBody": _message,
    "Schema": _schema,
    "SecurityScheme": _security_scheme,
}
