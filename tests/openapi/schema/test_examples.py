"""Documented examples, and values generated for schemas without any."""

import pytest

from openapi.contract import Schema
from openapi.json.pointers import iter_values
from openapi.loading.yaml import read_yaml
from openapi.schema.examples import documented_examples, generate_example
from openapi.schema.validation import validator_for
from tests.acceptance.cases import cases
from tests.openapi.documents import PACKAGE
from tests.openapi.schemas import ref, schema
from tests.packaged import packaged_contracts

TEXT = {"type": "string"}
NEVER = {"type": "string", "minLength": 2, "maxLength": 1}
TREE = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": TEXT,
        "left": ref("Tree"),
        "children": {"type": "array", "items": ref("Tree")},
    },
}


def test_documented_examples_come_in_the_order_of_the_document():
    """Every named example of every answer is yielded, with its operation."""
    found = [
        (each.operation.id, each.response.status, each.example.name)
        for contract in packaged_contracts()
        for each in documented_examples(contract)
    ]

    assert found == [
        ("listImportJobs", "200", "documented"),
        ("listImportJobs", "500", "internal-server-error"),
        ("listImportJobs", "500", "from-schema"),
        ("showMembersImportStatus", "200", "documented"),
        ("showMembersImportStatus", "200", "placeholder"),
        ("showMembersImportStatus", "404", "not-found"),
    ]


def test_no_documented_example_is_left_out():
    """The number of examples is that of the YAML."""
    names = {
        pointer.rpartition("/")[2]
        for path in (PACKAGE / "placewise.yaml", PACKAGE / "elastic_path.yaml")
        for pointer, value in iter_values(read_yaml(path).tree)
        if "/examples/" in pointer and isinstance(value, dict) and "value" in value
        if "/parameters/" not in pointer
    }

    found = {
        each.example.name
        for contract in packaged_contracts()
        for each in documented_examples(contract)
    }

    assert found == names


@cases(
    "definition, value",
    {
        "example": ({**TEXT, "example": "x"}, "x"),
        "default": ({**TEXT, "default": "y"}, "y"),
        "example that is wrong": ({"type": "integer", "example": "x"}, 0),
        "enum": ({"enum": ["b", "a"]}, "b"),
        "text": (TEXT, "text"),
        "long text": ({**TEXT, "minLength": 6}, "textxx"),
        "short text": ({**TEXT, "maxLength": 2}, "te"),
        "date-time": ({**TEXT, "format": "date-time"}, "2000-01-01T00:00:00Z"),
        "uuid": ({**TEXT, "format": "uuid"}, "00000000-0000-4000-8000-000000000000"),
        "literal pattern": ({**TEXT, "pattern": "^pet$"}, "pet"),
        "integer": ({"type": "integer"}, 0),
        "at least": ({"type": "integer", "minimum": 3}, 3),
        "more than": ({"type": "integer", "minimum": 0, "exclusiveMinimum": True}, 1),
        "at most": ({"type": "integer", "maximum": -3}, -3),
        "multiple": ({"type": "integer", "minimum": 1, "multipleOf": 5}, 5),
        "between": (
            {
                "type": "number",
                "minimum": 0,
                "maximum": 1,
                "exclusiveMinimum": True,
                "exclusiveMaximum": True,
            },
            0.5,
        ),
        "beyond floats": ({"type": "integer", "minimum": 2**60 + 1}, 2**60 + 1),
        "far beyond floats": ({"type": "integer", "minimum": 10**400}, 10**400),
        "boolean": ({"type": "boolean"}, True),
        "anything": ({}, None),
        "nullable": ({**NEVER, "nullable": True}, None),
        "list": ({"type": "array", "items": TEXT}, ["text", "text1", "text2"]),
        "three": (
            {"type": "array", "items": TEXT, "minItems": 3, "uniqueItems": True},
            ["text", "text1", "text2"],
        ),
        "numbers that differ": (
            {"type": "array", "items": {"type": "integer"}, "minItems": 2, "uniqueItems": True},
            [0, 1, 2],
        ),
        "no items": ({"type": "array", "items": TEXT, "maxItems": 0}, []),
        "items that cannot be": ({"type": "array", "items": NEVER}, []),
        "object": (
            {"type": "object", "properties": {"a": TEXT, "b": {"type": "integer"}}},
            {"a": "text", "b": 0},
        ),
        "object by its properties": ({"properties": {"a": TEXT}}, {"a": "text"}),
        "optional that cannot be": ({"properties": {"a": NEVER}}, {}),
        "required without a schema": ({"type": "object", "required": ["a"]}, {"a": "text"}),
        "without a type, but with a name": (
            {"properties": {"email": {}, "list_price": {}, "things": {"items": {}}}},
            {"email": "ada@example.com", "list_price": 19.99, "things": ["text", "text1", "text2"]},
        ),
        "described in a branch, and free beside it": (
            {
                "properties": {"url": {}, "file": {}},
                "oneOf": [{"required": ["url"]}, {"required": ["file"]}],
            },
            {"url": "https://example.com/"},
        ),
        "required of a kind": (
            {"type": "object", "required": ["a"], "additionalProperties": TEXT},
            {"a": "text"},
        ),
        "two keys at least": (
            {"type": "object", "minProperties": 2, "additionalProperties": TEXT},
            {"key0": "text", "key1": "text"},
        ),
        "map": ({"type": "object", "additionalProperties": TEXT}, {}),
        "all of": (
            {
                "allOf": [
                    {"properties": {"a": TEXT}},
                    {"required": ["b"], "properties": {"b": TEXT}},
                ]
            },
            {"a": "text", "b": "text"},
        ),
        "all bounds": ({"allOf": [{"type": "integer", "minimum": 1}, {"minimum": 5}]}, 5),
        "one of": ({"oneOf": [{"type": "integer"}, TEXT]}, 0),
        "any of keys": (
            {
                "properties": {"a": TEXT, "b": TEXT},
                "anyOf": [{"required": ["a"]}, {"required": ["b"]}],
            },
            {"a": "text", "b": "text"},
        ),
        "one of keys": (
            {"type": "object", "oneOf": [{"properties": {"a": TEXT}, "required": ["a"]}]},
            {"a": "text"},
        ),
        "second branch": (
            {"oneOf": [NEVER, {"type": "boolean"}]},
            True,
        ),
        "decimals": ({"type": "number", "minimum": 0.07, "multipleOf": 0.05}, 0.1),
        "different values of an enum": (
            {"type": "array", "items": {"enum": ["a", "b"]}, "minItems": 2, "uniqueItems": True},
            ["a", "b"],
        ),
        "examples in turn": (
            {"type": "array", "items": {**TEXT, "enum": ["x", "y", "z"]}},
            ["x", "y", "z"],
        ),
        "as many items as there may be": ({"items": TEXT, "maxItems": 2}, ["text", "text1"]),
        "not a value": ({"enum": ["a", "b"], "not": {"enum": ["a"]}}, "b"),
        "not a key": (
            {"type": "object", "properties": {"a": TEXT, "b": TEXT}, "not": {"required": ["a"]}},
            {"b": "text"},
        ),
        "one of two keys": (
            {
                "type": "object",
                "properties": {"a": TEXT, "b": TEXT},
                "oneOf": [{"required": ["a"]}, {"required": ["b"]}],
            },
            {"a": "text"},
        ),
        "alternatives that differ in optional keys": (
            {
                "oneOf": [
                    {"type": "object", "properties": {"meow": {"type": "boolean"}}},
                    {"type": "object", "properties": {"bark": {"type": "boolean"}}},
                ]
            },
            {"meow": True, "bark": None},
        ),
        "a fraction, as an integer is of both": (
            {"oneOf": [{"type": "integer"}, {"type": "number"}]},
            0.5,
        ),
        "if and then": (
            {
                "type": "object",
                "required": ["kind"],
                "properties": {"kind": {"const": "card"}},
                "if": {"properties": {"kind": {"const": "card"}}},
                "then": {"required": ["number"], "properties": {"number": TEXT}},
            },
            {"kind": "card", "number": "text"},
        ),
        "dependent keys": (
            {
                "type": "object",
                "properties": {"a": TEXT},
                "dependentRequired": {"a": ["b"]},
                "dependentSchemas": {"b": {"properties": {"b": {"const": 1}}}},
            },
            {"a": "text", "b": 1},
        ),
        "a member like a pattern": (
            {
                "type": "object",
                "minProperties": 1,
                "patternProperties": {"^x$": {"type": "integer"}},
                "additionalProperties": False,
            },
            {"x": 0},
        ),
        "members at most": (
            {"properties": {"a": TEXT, "b": TEXT}, "maxProperties": 1},
            {"a": "text"},
        ),
        "a positional item": (
            {"type": "array", "prefixItems": [TEXT, {"const": 1}], "items": False},
            ["text", 1],
        ),
        "an item that is contained": (
            {"type": "array", "items": TEXT, "contains": {"const": "b"}, "maxItems": 2},
            ["b", "text1"],
        ),
        "examples of both parts": (
            {
                "allOf": [
                    {"type": "object", "required": ["a"], "example": {"a": 1}},
                    {"type": "object", "required": ["b"], "example": {"b": 2}},
                ]
            },
            {"a": 1, "b": 2},
        ),
        "two schemas of one key": (
            {
                "allOf": [
                    {"properties": {"a": {"type": "integer", "minimum": 2}}},
                    {"properties": {"a": {"multipleOf": 5}}},
                ]
            },
            {"a": 5},
        ),
        "reference": (ref("Text"), "text"),
        "tree": (ref("Tree"), {"name": "Alpha", "children": []}),
        "branch that is itself": (ref("Loop"), "text"),
    },
)
def test_a_value_is_generated(definition, value):
    """The value is small, valid and always the same."""
    where = schema(definition, Text=TEXT, Tree=TREE, Loop={"anyOf": [ref("Loop"), TEXT]})

    assert generate_example(where) == value
    assert validator_for(where).is_valid(value)


@cases(
    "definition",
    {
        "pattern that is too long": {**TEXT, "pattern": "^[A-Z]{3}$", "maxLength": 2},
        "two alternatives at once": {"oneOf": [TEXT, TEXT]},
        "too few different items": {
            "type": "array",
            "items": {"type": "boolean"},
            "minItems": 3,
            "uniqueItems": True,
        },
        "contradiction": {"type": "integer", "minimum": 2, "maximum": 1},
        "required that cannot be": {
            "type": "object",
            "required": ["a"],
            "properties": {"a": {"not": {}}},
        },
        "without an end": ref("Endless"),
        "chain": ref("S0"),
    },
)
def test_a_schema_without_a_possible_example_is_an_error(definition):
    """The message asks for an example; there is no endless loop and no overflow."""
    endless = {"type": "object", "required": ["next"], "properties": {"next": ref("Endless")}}
    chain = {
        f"S{i}": {"type": "object", "required": ["a"], "properties": {"a": ref(f"S{i + 1}")}}
        for i in range(500)
    }

    with pytest.raises(ValueError, match="no example can be derived"):
        generate_example(schema(definition, Endless=endless, **chain, S500=TEXT))


def test_exponential_schemas_are_bounded():
    """Forty levels of two properties each do not give 2^40 values."""
    doubling = {
        f"S{i}": {"properties": {"a": ref(f"S{i + 1}"), "b": ref(f"S{i + 1}")}} for i in range(40)
    }
    where = schema(ref("S0"), **doubling, S40=TEXT)

    assert validator_for(where).is_valid(generate_example(where))


@pytest.mark.parametrize("contract", packaged_contracts(), ids=lambda contract: contract.api)
def test_every_packaged_schema_has_a_value(contract):
    """A mock can send a body for every schema without an example."""
    for response in contract.operations[0].responses:
        for media in response.media_types:
            assert validator_for(media.schema).is_valid(generate_example(media.schema))


@cases(
    "definition",
    {
        "lists in lists": {
            "type": "array",
            "minItems": 1000,
            "items": {
                "type": "array",
                "minItems": 1000,
                "items": {"type": "string", "minLength": 9999},
            },
        },
        "items": {"type": "array", "minItems": 1_000_000_000},
        "text": {"type": "string", "minLength": 1_000_000_000},
        "members": {"type": "object", "minProperties": 1_000_000_000},
        "members that are large": {
            "type": "object",
            "required": [f"key{i}" for i in range(200)],
            "additionalProperties": {"type": "string", "minLength": 9999},
        },
    },
)
def test_a_value_that_would_be_too_large_is_refused(definition):
    """Four hundred bytes of a document cannot require gigabytes; the message gives the reason."""
    with pytest.raises(ValueError, match="it would be too large"):
        generate_example(schema(definition))


@cases(
    "items, values",
    {
        "bytes": ({**TEXT, "format": "byte"}, ["dGV4dA==", "dGV4dDE=", "dGV4dDI="]),
        "share": ({"type": "number", "minimum": 0, "maximum": 1}, [0, 1, 0.3]),
    },
)
def test_items_differ_where_the_schema_leaves_room(items, values):
    """Three rows of a table are not the same row three times."""
    definition = schema({"type": "array", "items": items})

    assert generate_example(definition) == values
    assert validator_for(definition).is_valid(values)


MAP = {"type": "object", "additionalProperties": {"type": "integer"}}


@cases(
    "definition, value",
    {
        "map": (MAP, {"key1": 0, "key2": 1, "key3": 2}),
        "names": (
            {"properties": {"emails": {"additionalProperties": TEXT}}},
            {"emails": {
                "key1": "ada@example.com", "key2": "grace@example.com", "key3": "alan@example.com"
            }},
        ),
        "few": ({**MAP, "maxProperties": 1}, {"key1": 0}),
        "none": ({**MAP, "maxProperties": 0}, {}),
        "many": ({**MAP, "minProperties": 2}, {"key1": 0, "key2": 1, "key3": 2}),
        "described": ({**MAP, "example": {"a": 1}}, {"a": 1}),
        "no value": ({"type": "object", "additionalProperties": NEVER}, {}),
        "anything": ({"type": "object", "additionalProperties": True}, {}),
        "closed": ({"type": "object", "additionalProperties": False}, {}),
        "named members": ({**MAP, "properties": {"a": TEXT}}, {"a": "text"}),
        "no named members": ({**MAP, "properties": {}}, {"key1": 0, "key2": 1, "key3": 2}),
        "unevaluated": ({"unevaluatedProperties": TEXT},
                        {"key1": "text", "key2": "text1", "key3": "text2"}),
        "dependent": ({**MAP, "dependentRequired": {"a": ["b"]}},
                      {"key1": 0, "key2": 1, "key3": 2}),
        "names of a list": ({**MAP, "propertyNames": {"enum": ["red", "green"]}},
                            {"red": 0, "green": 1}),
        "names in a format": ({**MAP, "propertyNames": {"format": "email"}},
                              {"user@example.com": 0, "user1@example.com": 1,
                               "user2@example.com": 2}),
        "names with examples": ({**MAP, "propertyNames": {"examples": ["EUR", "USD"],
                                                          "pattern": "^(EUR|USD)$"}},
                                {"EUR": 0, "USD": 1}),
        "names in another part": ({"allOf": [MAP, {"propertyNames": {"enum": ["a"]}}]}, {"a": 0}),
        "names only": ({"propertyNames": {"enum": ["a", "b"]}}, {"a": "text", "b": "text1"}),
        "no names": ({**MAP, "propertyNames": False}, {}),
        "pattern": ({"patternProperties": {"^x-": {"type": "integer"}}},
                    {"x-key1": 0, "x-key2": 1, "x-key3": 2}),
        "pattern of anything": ({"patternProperties": {".*": TEXT}},
                                {"key1": "text", "key2": "text1", "key3": "text2"}),
        "pattern of one name": ({"patternProperties": {"^a$": TEXT}}, {"a": "text"}),
        "pattern whose values are anything": ({"patternProperties": {"^a$": {}}}, {"a": "text"}),
        "forbidden pattern": ({**MAP, "patternProperties": {"1$": False}},
                              {"key2": 0, "key3": 1, "text": 2}),
        "closed to other names": (
            {"patternProperties": {"^a$": TEXT, "^b$": {"type": "integer"}},
             "additionalProperties": False},
            {"a": "text", "b": 1},
        ),
        "pattern beside others": ({**MAP, "patternProperties": {"^a$": TEXT}},
                                  {"a": "text", "key1": 1, "key2": 2}),
        "pattern and names": ({"patternProperties": {"^[a-z]$": TEXT},
                               "propertyNames": {"enum": ["A", "b"]},
                               "additionalProperties": False}, {"b": "text"}),
        "four patterns": ({"patternProperties": {f"^{each}$": TEXT for each in "abcd"}},
                          {"a": "text", "b": "text1", "c": "text2", "d": "text3"}),
        "pattern of itself": ({"patternProperties": {"^a$": ref("Tree")}}, {"a": {}}),
    },
)  # fmt: skip
def test_a_map_in_an_answer_has_members_that_differ(definition, value):
    """A front end sees what they look like; a request is not made longer than it has to be."""
    where = schema(definition, Tree={"patternProperties": {"^a$": ref("Tree")}})

    assert generate_example(where, fills_maps=True) == value
    assert validator_for(where).is_valid(value)


PLACE = {
    "type": "object",
    "required": ["zip", "city"],
    "additionalProperties": False,
    "properties": {
        "zip": TEXT,
        "city": TEXT,
        "kind": {"enum": ["home", "work"]},
        "since": {"type": "string", "format": "date"},
    },
}


@cases(
    "definition, value",
    {
        "date of a time": (
            {"type": "string", "format": "date", "example": "2025-10-15T13:52:38Z"},
            "2025-10-15",
        ),
        "time, before a default": (
            {"type": "string", "format": "date-time", "example": "2025-10-15 13:52:38",
             "default": "2000-01-01T00:00:00Z"},
            "2025-10-15T13:52:38Z",
        ),
        "no other spelling": ({"type": "string", "maxLength": 3, "example": "abcd"}, "tex"),
        "member of another type": (
            {**PLACE, "example": {"zip": 123, "city": "Bern"}},
            {"zip": "123", "city": "Bern"},
        ),
        "member outside its enum": (
            {**PLACE, "example": {"zip": "1", "city": "Bern", "kind": "HOME"}},
            {"zip": "1", "city": "Bern", "kind": "home"},
        ),
        "member that is missing": (
            {**PLACE, "example": {"zip": "1"}},
            {"zip": "1", "city": "London"},
        ),
        "member that is forbidden": (
            {**PLACE, "example": {"zip": "1", "city": "Bern", "x": 1}},
            {"zip": "1", "city": "Bern"},
        ),
        "member in another form": (
            {**PLACE, "example": {"zip": "1", "city": "Bern", "since": "2025-10-15T13:52:38Z"}},
            {"zip": "1", "city": "Bern", "since": "2025-10-15"},
        ),
        "null": ({**PLACE, "example": {"zip": "1", "city": None}}, {"zip": "1", "city": "London"}),
        "item that is null": (
            {"type": "array", "items": {"type": "integer"}, "example": [7, None, 9]},
            [7, 1, 9],
        ),
        "item outside its enum": (
            {"type": "array", "items": {"enum": ["a", "b"]}, "example": ["a", "c"]},
            ["a", "b"],
        ),
        "item with a member that is forbidden": (
            {"type": "array", "items": PLACE, "example": [{"zip": "1", "city": "Bern", "x": 1}]},
            [{"zip": "1", "city": "Bern"}],
        ),
        "deep": (
            {"properties": {"to": {**PLACE, "example": {"zip": 1, "city": "Bern"}}},
             "example": {"to": {"zip": 2, "city": "Rom"}}},
            {"to": {"zip": "2", "city": "Rom"}},
        ),
    },
)  # fmt: skip
def test_an_example_in_the_schema_is_used_as_far_as_it_is_valid(definition, value):
    """At the top, and in a property: what is wrong in it alone is corrected, or has another value.

    So it is with the example of an answer.
    """
    assert generate_example(schema(definition)) == value
    assert generate_example(schema({"properties": {"a": definition}})) == {"a": value}


def test_a_link_in_the_schema_is_at_the_server():
    """A derived answer has the documented place, as a URL."""
    link = {"type": "string", "format": "uri", "examples": ["/v2/orders/1"]}
    root = {"servers": [{"url": "https://api.example.com/v1"}]}

    found = generate_example(Schema(definition=link, pointer="/link", root=root))

    assert found == "https://api.example.com/v2/orders/1"


def test_a_map_of_itself_ends():
    """A tree whose branches are a map has no more of them than fit."""
    found = generate_example(
        schema(ref("Map"), Map={"additionalProperties": ref("Map")}), fills_maps=True
    )

    assert found == {}


def test_an_optional_part_that_would_be_too_large_is_left_out():
    """The rest of the example is generated."""
    properties = {"a": {"type": "string", "minLength": 20_000}, "b": {"type": "integer"}}

    assert generate_example(schema({"properties": properties})) == {"b": 0}


@cases(
    "pattern",
    {
        "class and count": "^[A-Z]{3}$",
        "slug": "^[a-z0-9]+(?:-[a-z0-9]+)*$",
        "password": "^(?=.*[A-Z])(?=.*[a-z])(?=.*\\d)(?=.*[!-]).{8,}$",
        "not a word": "^(?!text).+$",
        "decimal": "^-?\\d{0,8}(?:\\.\\d{0,2})?$",
        "reference": "^(a|b)\\1$",
        "named": "^(?<year>[0-9]{4})-\\k<year>$",
        "category": "^\\p{Lu}\\p{Ll}+$",
        "code point": "^\\u00e9\\x41$",
        "other than": "^[^a-zA-Z0-9]+$",
        "beyond ascii": "^[\u3040-\u309f]{2}$",
        "part of the text": "\\d{2}",
        "slash": "^https?:\\/\\/[^\\/]+\\/$",
        "account": "^([A-Z]{2}[0-9]{2})([A-Z0-9]{4}){2,7}$",
    },
)
def test_a_text_is_written_for_a_pattern(pattern):
    """A pattern needs no example in the document."""
    where = schema({**TEXT, "pattern": pattern})

    assert validator_for(where).is_valid(generate_example(where))


@cases(
    "pattern",
    {
        "endless": "^(a{9999}){9999}$",
        "empty repeats": "^(){9999}{9999}$",
        "nested": "(" * 500 + ")" * 500,
        "broken": "^[a",
        "cannot match": "a^b",
    },
)
def test_a_pattern_that_is_too_hard_ends(pattern):
    """The text of a hostile pattern is bounded, in length and in work."""
    where = schema({"anyOf": [{**TEXT, "pattern": pattern}, {"type": "integer"}]})

    assert validator_for(where).is_valid(generate_example(where))


@cases(
    "name, value",
    {
        "email": ("email", "ada@example.com"),
        "moment": ("created_at", "2000-01-01T00:00:00Z"),
        "currency": ("currency", "EUR"),
        "price": ("price", 19.99),
        "url": ("url", "https://example.com/"),
        "camel case": ("avatarUrl", "https://example.com/a.png"),
        "says nothing": ("value", "text"),
    },
)
def test_a_name_helps(name, value):
    """A property without a format gets a value that fits its name."""
    kind = "number" if isinstance(value, float) else "string"
    found = generate_example(schema({"properties": {name: {"type": kind}}}))

    assert found == {name: value}


def test_another_seed_gives_another_value():
    """What the schema leaves open depends on the seed alone."""
    where = schema({"properties": {"city": TEXT, "code": {**TEXT, "pattern": "^[A-Z]{9}$"}}})
    found = [generate_example(where, seed=seed) for seed in (0, 0, 1)]

    assert found[0] == found[1] != found[2]


def test_a_discriminator_names_the_schema():
    """A body says by which schema it is, in a union and in an extended schema."""
    tag = {"propertyName": "kind", "mapping": {"cat": "#/components/schemas/Cat"}}
    pet = {"type": "object", "discriminator": tag, "properties": {"kind": TEXT}}
    cat = {"allOf": [ref("Pet"), {"type": "object", "properties": {"name": TEXT}}]}
    union = {"anyOf": [ref("Cat"), ref("Pet")], "discriminator": tag}

    for definition in (ref("Cat"), ref("Pet"), union):
        found = generate_example(schema(definition, Pet=pet, Cat=cat))
        assert found == {"kind": "cat", "name": "Alpha"}


def test_the_message_names_the_part_without_a_value():
    """The author finds the property to which an example must be given."""
    definition = {"type": "object", "required": ["a"], "properties": {"a": NEVER}}

    with pytest.raises(ValueError, match="components/schemas/here/properties/a: give it one"):
        generate_example(schema(definition))


def test_the_usual_value_of_a_schema_is_generated_once():
    """Kubernetes has one large schema in five media types and three statuses of an answer."""
    place = schema({"type": "object", "properties": {"a": TEXT}})

    assert generate_example(place) is generate_example(place)


def test_a_value_that_does_not_exist_is_searched_once(monkeypatch):
    """Every path with one record would search again for seconds."""
    searched = []

    def generate(place, **_):
        searched.append(place)
        raise ValueError(place.pointer)

    monkeypatch.setattr("openapi.schema.generation.generator.generate", generate)
    place = schema({"type": "object", "required": ["nothing"]})

    for _ in range(3):
        with pytest.raises(ValueError, match=place.pointer):
            generate_example(place)
    assert len(searched) == 1
