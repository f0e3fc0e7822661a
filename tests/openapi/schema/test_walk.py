"""Every schema that can apply to a value is found, and the walk ends."""

import pytest

from openapi.contract import PathWildcard, Schema
from openapi.schema.walk import (
    MAX_SCHEMAS,
    applicable,
    every_schema,
    members,
    members_by_token,
    named_members,
    subschemas,
    walk,
)

ITEMS, VALUES = PathWildcard.ITEMS, PathWildcard.VALUES


def schema_of(definition, **more):
    """Return a schema in a document with more schemas."""
    root = {"schema": definition, "$defs": more}
    return Schema(definition=definition, pointer="/schema", root=root)


def leaf(name):
    """Return a schema with a title of its own."""
    return {"title": name}


def titles(schemas):
    """Return the titles of schemas."""
    return [schema.definition.get("title") for schema in schemas]


EVERY_KEYWORD = {
    "allOf": [leaf("all")],
    "anyOf": [leaf("any")],
    "oneOf": [leaf("one")],
    "not": leaf("not"),
    "if": leaf("if"),
    "then": leaf("then"),
    "else": leaf("else"),
    "dependentSchemas": {"x": leaf("dependent")},
    "properties": {"a": leaf("a"), "b/c": leaf("b")},
    "patternProperties": {"^x-": leaf("pattern")},
    "additionalProperties": leaf("more"),
    "unevaluatedProperties": leaf("unevaluated"),
    "prefixItems": [leaf("first"), leaf("second")],
    "items": leaf("item"),
    "unevaluatedItems": leaf("late"),
    "contains": leaf("contains"),
}
STEPS = {
    "all": None,
    "any": None,
    "one": None,
    "not": None,
    "if": None,
    "then": None,
    "else": None,
    "dependent": None,
    "a": "a",
    "b": "b/c",
    "pattern": VALUES,
    "more": VALUES,
    "unevaluated": VALUES,
    "first": 0,
    "second": 1,
    "item": ITEMS,
    "late": ITEMS,
    "contains": ITEMS,
}


def test_every_keyword_with_schemas_is_entered():
    """Each schema has the step to the part of the value that it applies to."""
    found = subschemas(schema_of(EVERY_KEYWORD))

    assert {each.schema.definition["title"]: each.step for each in found} == STEPS
    assert {each.schema.pointer for each in found} >= {
        "/schema/properties/b~1c",
        "/schema/dependentSchemas/x",
        "/schema/prefixItems/1",
    }


def test_conditions_are_entered_on_request():
    """A schema of `not` does not describe a valid body."""
    schema = schema_of(EVERY_KEYWORD)

    assert {*titles(every_schema(schema, tests=True))} - {*titles(every_schema(schema))} == {
        "not",
        "if",
    }


def test_references_are_followed_with_the_pointer_of_their_target():
    """A line of the document can be found for each schema."""
    schema = schema_of({"properties": {"a": {"$ref": "#/$defs/b"}}}, b={"$ref": "#/$defs/c"}, c={})

    assert [each.schema.pointer for each in subschemas(schema)] == ["/$defs/c"]


@pytest.mark.parametrize(
    ("definition", "token", "expected"),
    [
        ({"properties": {"a": leaf("a")}, "additionalProperties": leaf("more")}, "a", ["a"]),
        ({"properties": {"a": leaf("a")}, "additionalProperties": leaf("more")}, "b", ["more"]),
        ({"properties": {"a": leaf("a")}, "additionalProperties": True}, "b", []),
        ({"properties": {"a": True}}, "a", [None]),
        ({"patternProperties": {"^x-": leaf("x")}, "additionalProperties": False}, "x-a", ["x"]),
        ({"patternProperties": {"^x-": leaf("x")}, "additionalProperties": False}, "y", []),
        (
            {"properties": {"xa": leaf("a")}, "patternProperties": {"^x": leaf("x")}},
            "xa",
            ["a", "x"],
        ),
        ({"patternProperties": {"(": leaf("broken")}}, "(", []),
        ({"prefixItems": [leaf("first")], "items": leaf("item")}, 0, ["first"]),
        ({"prefixItems": [leaf("first")], "items": leaf("item")}, 1, ["item"]),
        ({"items": leaf("item")}, "7", []),
        ({"additionalProperties": leaf("more")}, 0, []),
        ({"additionalProperties": leaf("more")}, "7", ["more"]),
        ({"allOf": [{"properties": {"a": leaf("all")}}]}, "a", ["all"]),
        ({"then": {"properties": {"a": leaf("then")}}}, "a", ["then"]),
        ({"not": {"properties": {"a": leaf("not")}}}, "a", []),
    ],
)
def test_members_follow_json_schema(definition, token, expected):
    """Names and patterns take precedence over all others; items come after the prefix."""
    assert titles(members([schema_of(definition)], token)) == expected


@pytest.mark.parametrize(
    ("definition", "token", "expected"),
    [
        ({"items": leaf("item")}, "7", ["item"]),
        ({"items": leaf("item")}, "9" * 5000, []),
        ({"properties": {"7": leaf("seven")}, "items": leaf("item")}, "7", ["seven"]),
        ({"additionalProperties": leaf("more")}, "7", ["more"]),
        ({"items": leaf("item")}, "a", []),
    ],
)
def test_token_of_digits_is_an_index_or_a_key(definition, token, expected):
    """A pointer does not show whether it leads into an array."""
    assert titles(members_by_token([schema_of(definition)], token)) == expected


def test_branches_are_choices():
    """Schemas of every value can be selected without those of some values."""
    schema = schema_of({"title": "top", "anyOf": [leaf("any")], "allOf": [{"title": "all"}]})

    assert titles(applicable(schema)) == ["top", "all", "any"]
    assert titles(applicable(schema, choices=False)) == ["top", "all"]


def test_recursive_schema_is_entered_once_on_each_path():
    """A recursive schema has a finite number of paths."""
    node = {"properties": {"left": {"$ref": "#/$defs/n"}, "right": {"$ref": "#/$defs/n"}}}
    schema = schema_of({"items": {"$ref": "#/$defs/n"}}, n=node)

    assert [path for path, _ in walk(schema)] == [(), (ITEMS,)]
    assert len(every_schema(schema)) == 2


def test_schema_made_of_itself_ends():
    """`allOf` of itself adds no schema."""
    schema = schema_of({"$ref": "#/$defs/n"}, n={"allOf": [{"$ref": "#/$defs/n"}]})

    assert len(applicable(schema)) == 1
    assert members([schema], "a") == ()


def test_walk_is_bounded():
    """References that double at each level do not give 2^40 schemas."""
    levels = {
        f"l{n}": {"properties": {key: {"$ref": f"#/$defs/l{n + 1}"} for key in "ab"}}
        for n in range(40)
    }
    schema = schema_of({"$ref": "#/$defs/l0"}, **levels, l40={})

    assert sum(1 for _ in walk(schema)) == MAX_SCHEMAS
    assert len(every_schema(schema)) == 41


def test_named_members_are_those_of_all_parts():
    """References and `allOf` are followed; branches only count where choices do."""
    base = {"properties": {"a": leaf("base")}}
    branch = {"properties": {"c": leaf("branch")}, "additionalProperties": leaf("more")}
    schema = schema_of(
        {"properties": {"b": {"$ref": "#/$defs/Leaf"}}, "allOf": [{"$ref": "#/$defs/Base"}],
         "anyOf": [branch]},
        Base=base, Leaf=leaf("b"),
    )  # fmt: skip
    always = dict(named_members(schema, choices=False))

    assert {name: each.definition["title"] for name, each in always.items()} == {
        "b": "b",
        "a": "base",
    }
    assert [name for name, _ in named_members(schema)] == ["b", "a", "c"]
