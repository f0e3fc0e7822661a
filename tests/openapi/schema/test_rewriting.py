"""Documented values in their documented types."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openapi.contract import Schema
from openapi.json.differences import differences
from openapi.schema.rewriting import rewritten
from openapi.schema.validation import SchemaValidator, validator_for
from tests.acceptance.cases import cases

COMPONENTS = {
    "schemas": {
        "Cat": {
            "type": "object",
            "required": ["id", "lives"],
            "properties": {"id": {"type": "string"}, "lives": {"type": "integer", "minimum": 9}},
        },
        "Dog": {
            "type": "object",
            "required": ["id", "breed", "age"],
            "properties": {
                "id": {"type": "string"},
                "breed": {"type": "string"},
                "age": {"type": "integer"},
            },
        },
    },
    "examples": {"tom": {"value": {"id": "t", "lives": 9}}},
}
CAT, DOG = {"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}
INTEGER = {"type": "integer"}
SECOND_ID = "00000000-0000-4000-8000-000000000002"
DOG_SHAPE = {
    "type": "object",
    "required": ["id", "age"],
    "properties": {"id": {"type": "string"}, "age": INTEGER},
}


def schema_of(definition):
    """Return a schema in a document with some components."""
    return Schema(definition=definition, pointer="/x", root={"components": COMPONENTS})


def member(definition):
    """Return the schema of an object whose member `a` has this one."""
    return schema_of({"type": "object", "properties": {"a": definition}})


@cases(
    "definition, value, found",
    {
        "number as a text": ({"type": "string"}, 123, "123"),
        "text as a number": ({"type": "number"}, "1.5", 1.5),
        "text as an integer": (INTEGER, "12", 12),
        "text as a boolean": ({"type": "boolean"}, "true", True),
        "number as a number or null": ({"type": ["integer", "null"]}, "12", 12),
        "date of a time": ({"format": "date"}, "2025-10-15T13:52:38.329Z", "2025-10-15"),
        "time of a length": (
            {"type": "string", "format": "date-time", "minLength": 25},
            "2025-10-15T13:52:38.329Z",
            "2025-10-15T13:52:38.329+00:00",
        ),
        "JSON in a text": (CAT, '{"id": "a", "lives": 9}', {"id": "a", "lives": 9}),
        "JSON in a text that has faults": (CAT, '{"id": 1}', {"id": "1", "lives": 9}),
        "member that is missing": (CAT, {"id": "a"}, {"id": "a", "lives": 9}),
        "one of a list": ({"type": "array", "items": INTEGER}, 7, [7]),
        "list of one": (INTEGER, [7], 7),
        "reference": (CAT, {"$ref": "#/components/examples/tom/value"}, {"id": "t", "lives": 9}),
        "branch with the fewest changes": (
            {"oneOf": [DOG, CAT]},
            {"id": 1},
            {"id": "1", "lives": 9},
        ),
        "either branch": ({"anyOf": [INTEGER, {"type": "boolean"}]}, "true", True),
        "text beyond a bound": ({"type": "integer", "maximum": 5}, "7", 7),
        "number that is too long a text": ({"type": "string", "maxLength": 2}, 123, "123"),
        "number outside a pattern": ({"type": "string", "pattern": "^Q"}, 5, "5"),
        "number outside an enum of texts": ({"type": "string", "enum": ["9"]}, 8, "8"),
        "text outside an enum, of either type": (
            {"type": ["integer", "boolean"], "enum": [1, False]},
            "true",
            True,
        ),
        "beside a member that is forbidden": (
            {**DOG_SHAPE, "additionalProperties": False},
            {"id": 1, "x": 2},
            {"id": "1", "x": 2, "age": 36},
        ),
        "in a branch": ({"anyOf": [{"type": "array", "items": CAT}, INTEGER]}, [{"id": "a"}],
                        [{"id": "a", "lives": 9}]),
    },
)  # fmt: skip
def test_value_is_written_in_its_documented_type(definition, value, found):
    """The same at the top and below."""
    result = rewritten(value, schema_of(definition))

    assert (type(result), result) == (type(found), found)
    assert rewritten({"a": value}, member(definition)) == {"a": found}


@cases(
    "definition, value",
    {
        "outside its enum": ({"enum": ["a", "b"]}, "A"),
        "word for a number": (INTEGER, "ten"),
        "beyond a bound": ({"type": "integer", "maximum": 3}, 4),
        "of another type, without a spelling in it": ({"type": "integer", "maximum": 3}, "4.5"),
        "of no documented type": ({"minimum": 3, "enum": [4]}, "4.5"),
        "members that are not documented": (
            {"type": "object", "additionalProperties": False},
            {"a": 1},
        ),
        "members that are not documented, beside others that are missing": (
            {
                "type": "object",
                "additionalProperties": False,
                "required": ["b"],
                "properties": {"b": INTEGER},
            },
            {"a": 1},
        ),
        "two for one": (INTEGER, [1, 2]),
        "one of a list, with a fault": ({"type": "array", "items": {"enum": ["a"]}}, "b"),
        "reference to nothing": (CAT, {"$ref": "#/components/examples/gone"}),
        "null in a list that has no other value": (
            {"type": "array", "items": {"type": "integer", "minimum": 2, "maximum": 1}},
            [None],
        ),
    },
)
def test_other_values_stay_as_they_are(definition, value):
    """What has no other spelling is what the document says."""
    assert rewritten(value, schema_of(definition)) is value


@cases(
    "definition, found",
    {
        "that is to be a URL": ({"format": "uri"}, "https://api.example.com/v2/orders/1"),
        "that may be relative": ({"format": "uri-reference"}, "/v2/orders/1"),
        "that is a path": ({"type": "string"}, "/v2/orders/1"),
        "outside its enum": ({"format": "uri", "enum": ["https://example.com"]}, "/v2/orders/1"),
    },
)
def test_link_without_an_address_is_at_the_server(definition, found):
    """A client makes a URL of it, as its type says (RFC 3986, 5.2)."""
    root = {"servers": [{"url": "https://api.example.com/v1"}]}
    links = {"properties": {"self": definition}}

    schema = Schema(definition=links, pointer="/x", root=root)

    assert rewritten({"self": "/v2/orders/1"}, schema) == {"self": found}


@cases(
    "required, value, found",
    {
        "left out": ([], {"a": None, "b": 1}, {"b": 1}),
        "derived": (["a"], {"a": None, "b": 1}, {"a": 0, "b": 1}),
    },
)
def test_null_that_is_not_allowed_is_no_value(required, value, found):
    """A client with generated types reads no null where its type has none."""
    definition = {"type": "object", "required": required, "properties": {"a": INTEGER}}

    assert rewritten(value, schema_of(definition)) == found
    assert rewritten([value], schema_of({"type": "array", "items": definition})) == [found]


@cases(
    "definition, value, found",
    {
        "only one": ({"items": INTEGER}, [None], [0]),
        "among others": ({"items": INTEGER}, [7, None, 9], [7, 1, 9]),
        "beyond a derived list": ({"items": INTEGER}, [7, 8, 9, None], [7, 8, 9, 0]),
        "of objects": ({"items": CAT}, [{"id": "a", "lives": 9}, None],
                       [{"id": "a", "lives": 9}, {"id": SECOND_ID, "lives": 10}]),
        "of lists": ({"items": {"type": "array", "items": INTEGER}}, [[None]], [[0]]),
        "of a tuple": ({"prefixItems": [INTEGER, {"type": "boolean"}]}, [1, None], [1, False]),
    },
)  # fmt: skip
def test_null_among_items_is_derived(definition, value, found):
    """Each item has its place: of a series, the third value stays the third."""
    assert rewritten(value, schema_of({"type": "array", **definition})) == found


@cases(
    "definition",
    {"of its own": {"items": {"type": ["integer", "null"]}}, "of any": {"items": {}}},
)
def test_null_that_is_allowed_among_items_stays(definition):
    """It is a value."""
    value = [None, 1]

    assert rewritten(value, schema_of({"type": "array", **definition})) is value


def test_faults_that_cannot_be_corrected_do_not_keep_others_from_it():
    """A member outside its enum stays beside a number that becomes a text."""
    definition = {"properties": {"a": {"enum": ["x"]}, "b": {"type": "string"}}}

    assert rewritten({"a": "y", "b": 1}, schema_of(definition)) == {"a": "y", "b": "1"}


def test_large_value_is_corrected_as_a_whole():
    """Explanations name fifty places; all of them are corrected."""
    definition = {"type": "array", "items": {"type": "object", "properties": {"a": INTEGER}}}

    found = rewritten([{"a": str(number)} for number in range(300)], schema_of(definition))

    assert found == [{"a": number} for number in range(300)]


def test_large_value_is_compared_with_one_branch_only(monkeypatch):
    """A member shows which one it is; invalid places of the others took a second of CPU."""
    branches = [
        {
            "properties": {
                "kind": {"enum": [f"k{number}"]},
                "rows": {"type": "array", "items": {"properties": {"a": {"type": "string"}}}},
            }
        }
        for number in range(20)
    ]
    value = {"kind": "k9", "rows": [{"a": number} for number in range(300)]}
    asked = set()
    places = SchemaValidator.invalid_places
    monkeypatch.setattr(
        SchemaValidator,
        "invalid_places",
        lambda self, each: [*(asked.add(self) or places(self, each))],
    )

    found = rewritten(value, schema_of({"oneOf": branches}))

    assert found == {"kind": "k9", "rows": [{"a": str(number)} for number in range(300)]}
    assert len(asked) < len(branches)


def test_branches_inside_branches_end():
    """A union that contains itself is tried within bounds."""
    node = {"properties": {"next": {"oneOf": [{"$ref": "#/n"}, {"$ref": "#/n"}]}, "a": INTEGER}}
    value = {"a": "x"}
    for _ in range(8):
        value = {"next": value}

    assert rewritten(value, Schema(definition=node, pointer="/n", root={"n": node})) is value


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(0, 12) | st.sampled_from(["1", "true", "x"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "lives", "breed", "a"]), inner, max_size=3)
    ),
    max_leaves=8,
)
UNIONS = {"type": "array", "items": {"oneOf": [CAT, DOG]}}


@pytest.mark.parametrize("definition", [CAT, UNIONS, {"properties": {"a": INTEGER}}])
@given(value=VALUES)
def test_valid_parts_are_never_changed(definition, value):
    """Whatever the example, what is changed was not valid, and nothing new is wrong."""
    schema = schema_of(definition)
    before = {*validator_for(schema).invalid_places(value)}

    found = rewritten(value, schema)

    for change in differences(value, found):
        assert any(f"{change.pointer}/".startswith(f"{each.pointer}/") for each in before)
    assert before or found is value
    assert len({*validator_for(schema).invalid_places(found)}) <= len(before)
