"""Frequent mistakes in each kind of object, and how they are read; `schema_slips` has schemas."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from openapi.contract import Location
from openapi.json.pointers import join
from openapi.json.rewriting import constant, renamed_key, with_keys
from openapi.json.types import JSON
from openapi.loading.upgrading.schema_slips import schema_may_have_slips, schema_slips
from openapi.loading.upgrading.slip import Slip, left_out
from openapi.text.previews import preview

_LOCATIONS = frozenset(Location)
_STYLES: Mapping[str, frozenset[str]] = {
    "path": frozenset({"matrix", "label", "simple"}),
    "query": frozenset({"form", "spaceDelimited", "pipeDelimited", "deepObject"}),
    "header": frozenset({"simple"}),
    "cookie": frozenset({"form"}),
}
_OF_SCHEMAS = frozenset(
    {"type", "format", "enum", "default", "items", "minimum", "maximum", "minLength", "maxLength",
     "pattern", "minItems", "maxItems", "uniqueItems", "multipleOf", "properties", "nullable",
     "exclusiveMinimum", "exclusiveMaximum", "collectionFormat", "oneOf", "anyOf", "allOf"}
)  # fmt: skip


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
            yield left_out("path-slash", join("", key), "does not begin with /",
                           allowed="a path such as /pets", found=key)  # fmt: skip
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
        yield left_out("status", join("", key), "is not a status",
                       allowed="100 to 599, 1XX to 5XX, default", found=key)  # fmt: skip


def _header(value: Mapping[str, JSON]) -> Iterator[Slip]:
    yield from _content_or_schema(value)
    yield from _one_example(value)


def _parameter(value: Mapping[str, JSON]) -> Iterator[Slip]:
    location = value.get("in")
    is_placed = isinstance(location, str) and location in _LOCATIONS
    if location == "querystring":
        yield left_out("parameter-place", "", "is the whole query string, and no form",
                       allowed="in: querystring with application/x-www-form-urlencoded (OpenAPI "
                       "3.2), or in: query", found=preview(value.get("content")))  # fmt: skip
        return
    if not isinstance(value.get("name"), str) or not is_placed:
        yield left_out("parameter-place", "", "has no name" if is_placed else "has no location",
                       allowed="name, and in: path, query, header or cookie",
                       found=preview(location))  # fmt: skip
        return
    if location == "path" and value.get("required") is not True:
        yield Slip(rule="path-parameter", pointer="", problem="lacks required",
                   allowed="required: true in a path", hint="read as required",
                   change=with_keys({"required": True}))  # fmt: skip
    style = value.get("style")
    if isinstance(style, str) and style not in _STYLES[str(location)]:
        allowed = ", ".join(sorted(_STYLES[str(location)]))
        yield left_out("style", "/style", f"is {preview(style)}", allowed=allowed,
                       found=preview(style))  # fmt: skip
    yield from _content_or_schema(value)
    yield from _one_example(value)


def _content_or_schema(value: Mapping[str, JSON]) -> Iterator[Slip]:
    content = value.get("content")
    if isinstance(content, Mapping) and content:
        extra = [key for key in ("schema", "style", "explode", "allowReserved") if key in value]
        for key in extra:
            yield left_out("schema-or-content", join("", key), "is beside content",
                           allowed="schema or content")  # fmt: skip
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


def _media_type(value: Mapping[str, JSON]) -> Iterator[Slip]:
    yield from _one_example(value)
    yield from _encodings(value)


_OF_32 = frozenset({"prefixEncoding", "itemEncoding", "dataValue", "serializedValue"})
"""Keys that the schemas of whole documents allow beside those that they exclude."""


def _encodings(value: Mapping[str, JSON]) -> Iterator[Slip]:
    for key in ("prefixEncoding", "itemEncoding"):
        if key in value and "encoding" in value:
            yield left_out("encoding-place", join("", key), "is beside encoding",
                           allowed="encodings by name, or by position")  # fmt: skip


def _example(value: Mapping[str, JSON]) -> Iterator[Slip]:
    for key in ("dataValue", "serializedValue"):
        if key in value and "value" in value:
            yield left_out("example-value", join("", key), "is beside value",
                           allowed="value, or dataValue and serializedValue")  # fmt: skip


def _one_example(value: Mapping[str, JSON]) -> Iterator[Slip]:
    if "example" in value and isinstance(value.get("examples"), Mapping):
        yield left_out("example-and-examples", "/example", "is beside examples",
                       allowed="example or examples")  # fmt: skip


def may_have_slips(kind: str, value: JSON) -> bool:
    """Whether an object that follows its specification may still be one of the usual mistakes."""
    if kind in {"Response", "RequestBody"} and isinstance(value, Mapping):
        return bool(_no_media_types(value.get("content")))
    if kind in {"MediaType", "Encoding", "Example"} and isinstance(value, Mapping):
        return not _OF_32.isdisjoint(value)
    return kind == "Schema" and isinstance(value, Mapping) and schema_may_have_slips(value)


_SCHEMES = {name.lower(): name for name in ("apiKey", "http", "oauth2", "openIdConnect")}


def _security_scheme(value: Mapping[str, JSON]) -> Iterator[Slip]:
    kind = value.get("type")
    usual = _SCHEMES.get(kind.lower(), kind) if isinstance(kind, str) else ""
    if usual not in {*_SCHEMES.values(), "mutualTLS"}:
        yield left_out("security-scheme", "", "has a type that does not exist",
                       allowed=", ".join([*_SCHEMES.values(), "mutualTLS"]),
                       found=preview(kind))  # fmt: skip
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
        yield left_out("security-scheme", "",
                       f"lacks {' and '.join(missing)}" if missing else "has no location",
                       allowed="apiKey with name and in: query, header or cookie; http with scheme",
                       found=preview(dict(value)))  # fmt: skip
    if usual != "apiKey":
        for key in ("name", "in"):
            if key in value:
                yield left_out("unknown-key", join("", key),
                               f"is not a key of schemes of type {usual}",
                               allowed=", ".join(wanted.get(usual, ("flows",))),
                               found=preview(value[key]))  # fmt: skip
    is_bearer = str(value.get("scheme", "")).lower() == "bearer"
    if "bearerFormat" in value and not is_bearer:
        yield left_out("unknown-key", "/bearerFormat", "is for bearer only",
                       allowed="scheme: bearer", found=preview(value["bearerFormat"]))  # fmt: skip
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
    "MediaType": _media_type,
    "Encoding": _encodings,
    "Example": _example,
    "Response": _message,
    "RequestBody": _message,
    "Schema": schema_slips,
    "SecurityScheme": _security_scheme,
}
