"""JSON Schemas (2020-12, as in OpenAPI 3.1) that describe every value of an observed shape.

What was seen is valid against the schema (`tests/properties/test_observed_shapes.py`), and beyond
it the schema stays open: no bounds, no lengths, and other members are allowed.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from contracts.observations.shapes.enums import closed_set
from contracts.observations.shapes.shape import (
    ARRAY,
    INTEGER,
    NULL,
    NUMBER,
    OBJECT,
    STRING,
    Shape,
    merge_all,
)
from contracts.observations.shapes.texts import NUMERIC
from contracts.observations.shapes.views import is_map
from contracts.results.learned.components import BodyPlace, Components
from contracts.results.learned.unions import ObjectKind, Union, branches_of, union_of

Schema = dict[str, Any]

FORMATS = ("date-time", "date", "uuid", "email", "ipv4", "ipv6", "uri")
"""Formats that are proposed, the most specific first."""

LEAST_OBJECTS = 2  # objects from which on their members are required; one shows what may be there
LEAST_URIS = 3  # texts from which on a colon in all of them makes them URIs


def schema_of(
    shape: Shape, name: str = "", place: BodyPlace = (), components: Components | None = None
) -> Schema:
    """Return a schema for which every value of a shape is valid.

    `name` is the key of the place, which shows whether texts may be a closed set; `place` says
    where it was seen. The components describe the objects in some places.
    """
    component = components.at(place) if components and {*shape.types} <= {OBJECT, NULL} else ""
    if component:
        reference = {"$ref": f"#/components/schemas/{component}"}
        return {"anyOf": [reference, {"type": NULL}]} if shape.of_type(NULL) else reference
    return _whole(shape, name, place, components)


def component_schemas(components: Components) -> dict[str, Schema]:
    """Return the schema of each component, by its name in the order of the alphabet."""
    return {
        name: {
            "description": f"Seen in {components.counts[name]} operations.",
            **_whole(shape, "", Components.place(name), components),
        }
        for name, shape in sorted(components.shapes.items())
    }


def _whole(shape: Shape, name: str, place: BodyPlace, components: Components | None) -> Schema:
    types = _types(shape)
    schema: Schema = {"type": types[0] if len(types) == 1 else list(types)} if types else {}
    if shape.of_type(STRING):
        schema |= _text(shape, name, is_only=set(types) <= {STRING, NULL})
    if shape.of_type(ARRAY) and shape.items is not None:
        schema["items"] = schema_of(shape.items, name, (*place, "*"), components)
    if shape.of_type(OBJECT):
        schema |= _object(shape, place, components)
    return schema


def named_only(schema: Schema) -> Schema:
    """Return what a schema says of names: which members there are, not what they must be."""
    kept: Schema = {}
    if "items" in schema:
        kept["items"] = named_only(schema["items"])
    branches = [schema, *schema.get("oneOf", ())]
    members = {
        name: named_only(each)
        for branch in branches
        for name, each in branch.get("properties", {}).items()
    }
    return kept | ({"properties": members} if members else {})


def parameter_schema(shape: Shape, name: str) -> Schema:
    """Return the schema of a parameter, whose values were read from texts.

    Where some texts are no numbers, all of them are texts: a schema of both would say nothing.
    """
    scalars = merge_all([each for each in (_without_items(shape), shape.items) if each])
    types = _types(scalars)
    schema = schema_of(scalars, name)
    if len(types) > 1 or NULL in types:
        schema = {"type": STRING}
    return {"type": "array", "items": schema} if shape.of_type(ARRAY) else schema


def _without_items(shape: Shape) -> Shape | None:
    types = {name: count for name, count in shape.types.items() if name != ARRAY}
    return Shape(types=types, texts=shape.texts, numbers=shape.numbers) if types else None


def _types(shape: Shape) -> tuple[str, ...]:
    names = {name for name, count in shape.types.items() if count}
    if NUMBER in names:
        names.discard(INTEGER)
    return tuple(sorted(names, key=lambda name: (name == NULL, name)))


def _text(shape: Shape, name: str, *, is_only: bool) -> Schema:
    words = closed_set(shape, name)
    if words is not None and is_only:
        return {"enum": [*sorted(words), *([None] if shape.of_type(NULL) else [])]}
    texts, count = shape.texts, shape.of_type(STRING)
    found = [each for each in FORMATS if texts and each in texts.formats]
    if not found or (found[0] == "uri" and count < LEAST_URIS):
        return {}
    return {"format": found[0]} if found[0] != NUMERIC else {}


def _object(shape: Shape, place: BodyPlace, components: Components | None) -> Schema:
    if is_map(shape):
        others = merge_all([*filter(None, [shape.others]), *shape.members.values()])
        return {"additionalProperties": schema_of(others)}
    union = union_of(shape)
    members = {
        name: each for name, each in shape.members.items() if union is None or name in union.shared
    }
    schema: Schema = {}
    if members:
        schema["properties"] = {
            name: schema_of(each, name, (*place, name), components)
            for name, each in members.items()
        }
    count = shape.of_type(OBJECT)
    is_known = count >= LEAST_OBJECTS
    required = [name for name, each in members.items() if is_known and each.count == count]
    schema |= {"required": required} if required else {}
    return schema | (_union(union, shape, place, components) if union else {})


def _union(union: Union, shape: Shape, place: BodyPlace, components: Components | None) -> Schema:
    """Return the alternatives of objects, each with the texts of the tag that choose it."""
    branches: list[Schema] = []
    for kind, members in branches_of(union):
        properties = {union.tag: _texts(kind)} | {
            name: schema_of(shape.members[name], name, (*place, name), components)
            if is_alone
            else schema_of(kind.shape.members[name], name)
            for name, is_alone in members.items()
        }
        count = kind.shape.of_type(OBJECT)
        is_known = count >= LEAST_OBJECTS
        required = [n for n in members if is_known and kind.shape.members[n].count == count]
        branches.append(
            {
                "title": " or ".join(kind.texts),
                "type": OBJECT,
                "properties": properties,
                "required": [union.tag, *required],
            }
        )
    if shape.of_type(NULL):
        branches.append({"type": NULL})
    return {"oneOf": branches}


def _texts(kind: ObjectKind) -> Schema:
    return {"const": kind.texts[0]} if len(kind.texts) == 1 else {"enum": sorted(kind.texts)}


def titles_of(schema: Schema) -> list[str]:
    """Return the titles of the alternatives, which are the texts of their tags."""
    return [each["title"] for each in schema.get("oneOf", ()) if "title" in each]


def tags_at(
    schema: Schema, tokens: Sequence[str], components: Mapping[str, Schema]
) -> frozenset[str]:
    """Return the tag of the union in a place; none if there is no union.

    The schema is that of the body, the tokens are those of `place_in`; the components are referred
    to by name.
    """
    here: Schema | None = schema
    for token in tokens:
        here = _inside(_followed(here, components), token) if here else None
    kinds = _followed(here, components).get("oneOf", ()) if here else ()
    return frozenset(each["required"][0] for each in kinds if "title" in each)


def place_in(
    schema: Schema, tokens: Sequence[str], components: Mapping[str, Schema]
) -> Schema | None:
    """Return the schema of a place inside, named by keys and `*`; None if there is none.

    What is said about a place of one operation only must not be said in a component: beside a
    reference, the schemas of such places are made. The schema is that of the body, and is changed;
    the components are referred to by name.
    """
    here = behind = schema
    for token in (*tokens, None):
        behind = _followed(behind, components)
        if "$ref" in here:
            here["allOf"] = [{"$ref": here.pop("$ref")}]
        if token is None:
            break
        found = _inside(behind, token)
        if found is None:
            return None
        if here is behind:
            here = found
        elif token == "*":  # noqa: S105 - no secret
            here = here.setdefault("items", {})
        else:
            here = here.setdefault("properties", {}).setdefault(token, {})
        behind = found
    return here


def _followed(schema: Schema, components: Mapping[str, Schema]) -> Schema:
    return components[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema


def _inside(schema: Schema, token: str) -> Schema | None:
    """Return the schema of a member, of one kind if it is one of a union, or of the items."""
    if token == "*":  # noqa: S105 - no secret
        found = [schema["items"]] if "items" in schema else []
    else:
        own = schema.get("properties", {})
        kinds = [] if token in own else schema.get("oneOf", ())
        every = [own, *(each.get("properties", {}) for each in kinds)]
        found = [each[token] for each in every if token in each]
    return found[0] if len(found) == 1 and isinstance(found[0], dict) else None
