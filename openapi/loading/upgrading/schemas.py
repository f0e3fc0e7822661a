"""Conversion of the schemas of every version to one form of JSON Schema 2020-12.

Schemas are objects (`true` becomes `{}`), no keyword beside a `$ref` has an effect, and `type` is a
list only if it has several names. `additionalProperties` and `unevaluated…` may be booleans.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from openapi.json.pointers import resolve, split_at_known
from openapi.json.rewriting import Change, rewritten
from openapi.json.types import JSON
from openapi.loading.complaints import Complaints
from openapi.loading.references.retargeting import with_moved_references
from openapi.loading.spec_objects import SpecObject, iter_objects, keys_of
from openapi.loading.upgrading.candidates import BOOLEANS, HOLDERS, has_boolean, is_newest
from openapi.loading.upgrading.closed_parts import COMBINED, forbids_itself, is_closed, open_parts
from openapi.loading.upgrading.direction import DIRECTED
from openapi.loading.yaml import YamlFile

_ANNOTATIONS = frozenset(
    {"$ref", "title", "description", "example", "examples", "default", "deprecated", "readOnly",
     "writeOnly", "xml", "externalDocs", "$comment", "$defs", "definitions", "$id", "$anchor",
     "$dynamicAnchor", "$schema", "summary"}
)  # fmt: skip
_PLAIN = frozenset(
    {"title", "description", "example", "default", "format", "enum", "minLength", "maxLength",
     "minimum", "maximum", "readOnly", "writeOnly", "deprecated", "examples", "pattern", "required"}
)  # fmt: skip
"""Keywords that mean the same in every version."""

_COMBINED = frozenset(COMBINED)
_CORE = frozenset({"type", "enum", "const", "format", "discriminator", "$ref", *keys_of("Schema")})


def with_newest_schemas(
    file: YamlFile,
    version: str,
    complaints: Complaints,
    objects: Sequence[SpecObject] | None = None,
) -> tuple[YamlFile, Sequence[SpecObject] | None]:
    """Return a repaired document in the newest dialect, and its schemas that mention directions.

    `version` is `3.0`, `3.1` or `3.2`. `objects` are those that this or a later step may
    change; without them, no schemas are returned either.
    """
    upgrades = _Upgrades(newest_30 if version == "3.0" else newest_31)
    for part in iter_objects(file.tree, has_siblings=True) if objects is None else objects:
        if isinstance(part.value, Mapping):
            upgrades.look_at(part)
    tree = rewritten(file.tree, upgrades.changes)
    moves = upgrades.moves
    # The newest dialect brings no other references.
    if moves and _is_referred_to(moves, file.contents().references):
        tree = with_moved_references(tree, moves)
    newest = replace(file, tree=tree)
    opened = open_parts(newest, upgrades.combined, complaints) if upgrades.has_closed else {}
    newest = replace(newest, tree=rewritten(tree, opened))
    if objects is None:
        return newest, None
    return newest, _directed_now(newest.tree, objects, {*upgrades.moved, *opened})


class _Upgrades:
    """What has to be changed in a document.

    Attributes:
        changes: The changes, by pointer.
        moves: The new tokens of a value that is moved, by its old pointer.
        moved: Pointers of the schemas in which values are moved.
        combined: Pointers of the schemas with parts, or that forbid what they require.
        has_closed: Whether a schema is closed to members that it does not describe.
    """

    def __init__(self, upgrade: Callable[[Mapping[str, JSON]], dict[str, JSON]]) -> None:
        self._upgrade = upgrade
        self.changes: dict[str, Change] = {}
        self.moves: dict[str, str] = {}
        self.moved: list[str] = []
        self.combined: list[str] = []
        self.has_closed = False

    def look_at(self, part: SpecObject) -> None:
        """Add what has to be changed in one object."""
        value = part.value
        if part.kind == "Schema":
            if not value.keys() <= _PLAIN:
                self._schema(part.pointer, value)
        elif isinstance(value.get("schema"), bool):
            self.changes[part.pointer] = _with_object
        elif part.kind == "Components" and has_boolean(value.get("schemas")):
            self.changes[f"{part.pointer}/schemas"] = _with_objects

    def _schema(self, pointer: str, value: Mapping[str, JSON]) -> None:
        self.has_closed = self.has_closed or is_closed(value)
        if not _COMBINED.isdisjoint(value) or forbids_itself(value):
            self.combined.append(pointer)
        if not is_newest(value) and (new := self._upgrade(value)) != value:
            self.changes[pointer] = self._upgrade
            if inside := dict(_moves(pointer, value, new)):
                self.moves |= inside
                self.moved.append(pointer)


def _directed_now(
    tree: JSON, objects: Sequence[SpecObject], changed: AbstractSet[str]
) -> Sequence[SpecObject]:
    """Return the schemas on which a direction may have an effect, as they are now.

    `objects` are those of the old tree; inside the `changed` pointers, schemas are in other places
    than before.
    """
    found: list[SpecObject] = []
    around = "-"
    for part in objects:
        # What is inside a schema follows it, and was found again with it.
        if part.kind != "Schema" or part.pointer.startswith(around):
            continue
        if part.pointer in changed:
            around = f"{part.pointer}/"
            now = part._replace(value=resolve(tree, part.pointer))
            found += iter_objects(tree, has_siblings=True, start=now)
        elif not DIRECTED.isdisjoint(part.value) or "$ref" in part.value:
            found.append(part._replace(value=resolve(tree, part.pointer)))
    return found


def _is_referred_to(moves: Mapping[str, str], references: AbstractSet[str]) -> bool:
    """Whether one of some references leads to a moved value or into one."""
    return any(split_at_known(text.removeprefix("#"), moves)[0] for text in references)


def _moves(
    pointer: str, old: Mapping[str, JSON], new: Mapping[str, JSON]
) -> Iterator[tuple[str, str]]:
    """Yield the moved values inside a schema: old pointer, and the new tokens for its last one."""
    if isinstance(old.get("items"), list):
        yield f"{pointer}/items", "/prefixItems"
    if old.get("nullable") is True and "anyOf" in new and new.get("anyOf") != old.get("anyOf"):
        for key in new["anyOf"][0]:
            yield f"{pointer}/{key}", f"/anyOf/0/{key}"


def newest_30(schema: Mapping[str, JSON]) -> dict[str, JSON]:
    """Return one schema of OpenAPI 3.0 in the new dialect.

    Keys beside a `$ref` have no effect, but stay as targets of other references.
    """
    if isinstance(schema.get("$ref"), str):
        return dict(schema)
    return _newest(schema)


def newest_31(schema: Mapping[str, JSON]) -> dict[str, JSON]:
    """Return one schema of OpenAPI 3.1, of any draft since 4, in the new dialect."""
    if not isinstance(schema.get("$ref"), str):
        result = _newest(schema)
        if schema.get("nullable") is True and result.get("default", False) is None:
            # Read as meant, but by 3.1 no keyword: an answer is valid by the letter, too.
            del result["default"]
        return result
    beside = {key: value for key, value in schema.items() if key != "$ref"}
    if all(key in _ANNOTATIONS or key.startswith("x-") for key in beside):
        return {key: _children(key, value) for key, value in schema.items()}
    rest = _newest(beside)
    return {**rest, "allOf": [*rest.get("allOf", ()), {"$ref": schema["$ref"]}]}


def _newest(schema: Mapping[str, JSON]) -> dict[str, JSON]:
    result = {
        key: _children(key, value) if key in HOLDERS else value
        for key, value in schema.items()
        if not (key in _COMBINED and value == [])
    }
    _exclusive_bounds(result)
    _tuples(result)
    kinds = result.get("type")
    if isinstance(kinds, list) and len(kinds) == 1:
        result["type"] = kinds[0]
    is_nullable = result.pop("nullable", False)
    return _or_null(result) if is_nullable is True else result


def _children(key: str, value: JSON) -> JSON:
    """Return the value of a keyword, with boolean schemas replaced by objects."""
    container = keys_of("Schema").get(key, "")
    if container == "Schema":
        return _object(value) if key not in BOOLEANS else value
    if container.startswith("{") and isinstance(value, Mapping):
        return {name: _object(child) for name, child in value.items()}
    if container.startswith("[") and isinstance(value, list):
        return [_object(child) for child in value]
    return value


def _object(schema: JSON) -> JSON:
    if isinstance(schema, bool):
        return {} if schema else {"not": {}}
    return schema


def _with_object(value: JSON) -> JSON:
    return {**value, "schema": _object(value["schema"])}


def _with_objects(schemas: JSON) -> JSON:
    return {name: _object(schema) for name, schema in schemas.items()}


def _exclusive_bounds(schema: dict[str, JSON]) -> None:
    """Convert draft 4's boolean `exclusiveMinimum` beside `minimum` to a number."""
    for bound, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if schema.get(exclusive) is True and bound in schema:
            schema[exclusive] = schema.pop(bound)
        elif isinstance(schema.get(exclusive), bool):
            del schema[exclusive]


def _tuples(schema: dict[str, JSON]) -> None:
    """Convert the tuples of drafts up to 2019-09, whose `items` is a list."""
    if isinstance(schema.get("items"), list):
        schema["prefixItems"] = [_object(child) for child in schema.pop("items")]
        if "additionalItems" in schema:
            schema["items"] = _object(schema.pop("additionalItems"))


def _or_null(schema: dict[str, JSON]) -> dict[str, JSON]:
    kind = schema.get("type")
    kinds = [kind] if isinstance(kind, str) else kind
    if not isinstance(kinds, list) or schema.keys() & _COMBINED:
        core = {key: value for key, value in schema.items() if key in _CORE or _is_bound(key)}
        rest = {key: value for key, value in schema.items() if key not in core}
        return {**rest, "anyOf": [core, {"type": "null"}]} if core else rest
    widened = {**schema, "type": [*dict.fromkeys([*kinds, "null"])]}
    if "enum" in schema and None not in schema["enum"]:
        widened["enum"] = [*schema["enum"], None]
    return widened


def _is_bound(key: str) -> bool:
    return key.startswith(("min", "max", "exclusive", "multipleOf", "pattern", "unique", "required",
                           "dependent"))  # fmt: skip
