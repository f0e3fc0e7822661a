"""Numbers have the type that their schema declares."""

from openapi.rules.number_types import coerce_numbers
from tests.acceptance.cases import cases
from tests.openapi.schemas import ref, schema

INTEGER, NUMBER = {"type": "integer"}, {"type": "number"}
TREE = {"properties": {"n": NUMBER, "children": {"items": ref("Tree")}}}


@cases(
    "definition, value, result",
    {
        "4000.0 of an integer": (INTEGER, 4000.0, 4000),
        "half of an integer": (INTEGER, 0.5, 0.5),
        "1 of a number": (NUMBER, 1, 1.0),
        "number both ways": ({"allOf": [NUMBER, INTEGER]}, 1, 1),
        "true of a number": (NUMBER, True, True),
        "text of a number": (NUMBER, "1", "1"),
        "unknown": ({}, 1, 1),
        "property": ({"properties": {"a": NUMBER}}, {"a": 1, "b": 1}, {"a": 1.0, "b": 1}),
        "map": ({"additionalProperties": INTEGER}, {"a": 1.0}, {"a": 1}),
        "map of anything": ({"additionalProperties": True}, {"a": 1.0}, {"a": 1.0}),
        "items": ({"items": NUMBER}, [1, 2], [1.0, 2.0]),
        "part of it": ({"allOf": [{"properties": {"a": NUMBER}}]}, {"a": 1}, {"a": 1.0}),
        "reference": (ref("N"), 1, 1.0),
        "tree": (
            ref("Tree"),
            {"n": 1, "children": [{"n": 2}]},
            {"n": 1.0, "children": [{"n": 2.0}]},
        ),
        "integer or null": ({"anyOf": [INTEGER, {"type": "null"}]}, 4.0, 4),
        "reference or null": (
            {"properties": {"a": {"oneOf": [ref("N"), {"type": "null"}]}}},
            {"a": 1},
            {"a": 1.0},
        ),
        "name like a pattern": (
            {"patternProperties": {"^x-": NUMBER}, "additionalProperties": INTEGER},
            {"x-a": 1, "b": 1.0},
            {"x-a": 1.0, "b": 1},
        ),
        "place in an array": (
            {"prefixItems": [NUMBER], "items": INTEGER},
            [1, 1.0, 1.0],
            [1.0, 1, 1],
        ),
        "condition": ({"if": {}, "then": {"properties": {"a": NUMBER}}}, {"a": 1}, {"a": 1.0}),
        "key of digits": (
            {"items": NUMBER, "additionalProperties": INTEGER},
            {"7": 1.0},
            {"7": 1},
        ),
        "beyond every float": (NUMBER, 10**400, 10**400),
        "made of itself": (ref("Loop"), {"n": 1}, {"n": 1.0}),
        "made of itself twice": (ref("Twins"), {"t": {"t": {"t": 1}}}, {"t": {"t": {"t": 1}}}),
    },
)
def test_numbers_get_the_declared_type(definition, value, result):
    """Only the type of a number changes, never its value."""
    found = coerce_numbers(
        value,
        schema(
            definition,
            N=NUMBER,
            Tree=TREE,
            Loop={"allOf": [ref("Loop"), ref("Loop"), {"properties": {"n": NUMBER}}]},
            Twins={"allOf": [ref("Twins"), ref("Twins")], "properties": {"t": ref("Twins")}},
        ),
    )

    assert repr(found) == repr(result)


def test_the_original_value_is_not_changed():
    """A changed copy is returned."""
    value = {"a": [1]}

    assert coerce_numbers(value, schema({"properties": {"a": {"items": NUMBER}}})) == {"a": [1.0]}
    assert repr(value) == "{'a': [1]}"


def test_schemas_that_branch_for_ever_end():
    """Two paths to the same schema at each of sixty levels are not 2^60 paths."""
    definition = {"allOf": [ref("A")], "properties": {"x": ref("A")}}
    value = 1.0
    for _ in range(60):
        value = {"x": value}

    assert coerce_numbers(value, schema(ref("A"), A={**definition, "type": "object"})) == value


def test_a_reference_means_what_its_own_document_says():
    """Types of one document are not used for another one."""
    shared = ref("N")

    assert repr(coerce_numbers(1.0, schema(shared, N=INTEGER))) == "1"
    assert repr(coerce_numbers(1.0, schema(shared, N=NUMBER))) == "1.0"
    assert repr(coerce_numbers(1.0, schema(shared, N=INTEGER))) == "1"
