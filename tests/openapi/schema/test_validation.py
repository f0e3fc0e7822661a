"""Values are validated, and refusals are explained."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openapi.contract import Schema
from openapi.schema import validators
from openapi.schema.validation import (
    MAX_VIOLATIONS,
    InvalidPlace,
    SchemaValidator,
    invalid_places,
    validator_for,
)
from tests.acceptance.cases import cases
from tests.openapi.schemas import ref, schema

PET = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {
        "id": {"type": "integer", "minimum": 1},
        "name": {"type": "string"},
        "state": {"enum": ["open", "done"]},
        "at": {"type": "string", "format": "date-time"},
    },
    "additionalProperties": False,
}


def explained(definition, value):
    """Return the messages about a value."""
    return [violation.message for violation in SchemaValidator(definition).violations(value)]


INTEGERS = st.integers(-(2**65), 2**65) | st.integers(-3, 3)
SIMPLE = st.just({"type": "string"}) | st.fixed_dictionaries(
    {"type": st.just("integer")},
    optional={"minimum": INTEGERS | st.floats(-3, 3), "maximum": INTEGERS | st.just(1e308)},
)


@given(definition=SIMPLE, value=INTEGERS | st.floats() | st.booleans() | st.text() | st.none())
def test_simple_schemas_are_judged_as_all_others(definition, value):
    """What is decided without jsonschema-rs is decided as it does, for every value of JSON."""
    assert SchemaValidator(definition).is_valid(value) == SchemaValidator(
        {"allOf": [definition]}
    ).is_valid(value)


@cases("definition", {"minimum": {"minimum": "1"}, "type": {"minimum": None}, "many": {"type": []}})
def test_simple_schema_that_is_none_is_refused(definition):
    """A schema that is not valid is refused at once, however simple it seems."""
    with pytest.raises(ValueError, match="not a schema"):
        SchemaValidator({"type": "integer", **definition})


def test_valid_values_have_no_violations():
    """A valid value has no violations."""
    assert SchemaValidator(PET).violations({"id": 1, "name": "x"}) == ()


def test_the_number_of_violations_is_bounded():
    """A body of a hundred thousand wrong items has a bounded number of violations."""
    found = SchemaValidator({"items": {"type": "string"}}).violations([1] * 100_000)

    assert len(found) == MAX_VIOLATIONS
    assert found[1].pointer == "/1"


@cases(
    "definition, value",
    {
        "classes of ECMA": ({"pattern": "^\\p{L}+$"}, "1"),
        "digits of other scripts": ({"pattern": "^\\d$"}, "٣"),
        "line break at the end": ({"pattern": "a$"}, "a\n"),
        "control escape": ({"pattern": "\\cA"}, "x"),
        "repetition of repetition": ({"pattern": "^(a+)+$"}, "a" * 60 + "b"),
        "format of the first one only": ({"format": "hostname"}, "-a"),
        "tenths": ({"multipleOf": 0.1}, 0.35),
        "huge": ({"maximum": 5}, 10**400),
        "lone surrogate": ({"type": "string"}, "\ud800"),
        "lone surrogate in a pattern": ({"pattern": "^a$"}, "\ud800"),
    },
)
def test_every_refusal_has_a_reason(definition, value):
    """A refusal has a reason even if the two validators disagree."""
    validator = SchemaValidator(definition)

    assert not validator.is_valid(value)
    assert validator.violations(value)


def test_only_broken_keywords_are_explained():
    """A pattern that matches is no reason."""
    assert explained({"pattern": "^a", "multipleOf": 1, "maxLength": 1}, "ab") == [
        'the value is "ab", allowed is maxLength 1'
    ]


@cases("value", {"tenths": 1.1, "hundredths": 4.35, "zero": 0, "whole": 3})
def test_multiples_are_those_of_decimal_numbers(value):
    """1.1 is a multiple of 0.1, although floats are inexact."""
    assert SchemaValidator({"multipleOf": 0.01}).violations(value) == ()


@cases(
    "definition",
    {"type": {"type": "pet"}, "bound": {"minimum": "x"}, "pattern": {"pattern": "["}},
)
def test_an_invalid_schema_is_refused(definition):
    """A schema is compiled at once, so an invalid one is found before the first request."""
    with pytest.raises(ValueError, match="not a schema"):
        SchemaValidator(definition)


def test_validators_are_made_once():
    """The same place of the same document has one validator; another document another."""
    first, second = schema(ref("A"), A={"type": "string"}), schema(ref("A"), A={"type": "integer"})

    assert validator_for(first) is validator_for(first)
    assert validator_for(first).is_valid("x")
    assert not validator_for(second).is_valid("x")


def test_equal_places_of_different_documents_are_kept_apart():
    """The document identifies a schema, and not its text."""
    definition = {"$ref": "#/a"}
    text = Schema(definition=definition, pointer="", root={"a": {"type": "string"}})
    number = Schema(definition=definition, pointer="", root={"a": {"type": "integer"}})

    assert validator_for(text).is_valid("x")
    assert validator_for(number).is_valid(1)


COSTLY = "^(a+)+$"


@pytest.mark.parametrize(
    ("definition", "value"),
    [
        ({"pattern": COSTLY}, "a" * 60 + "!"),
        (
            {"patternProperties": {COSTLY: {"type": "string"}}, "required": ["b"]},
            {"a" * 60 + "!": 1},
        ),
        ({"patternProperties": {COSTLY: True}, "additionalProperties": False}, {"a" * 60 + "!": 1}),
        (
            {"patternProperties": {COSTLY: True}, "additionalProperties": {"type": "string"}},
            {"a" * 60 + "!": 1},
        ),
        (
            {"patternProperties": {COSTLY: True}, "unevaluatedProperties": False},
            {"a" * 60 + "!": 1},
        ),
    ],
)
def test_no_pattern_of_a_document_is_matched_by_backtracking(definition, value):
    """An exponential pattern does not delay an explanation."""
    assert len(explained(definition, value)) == 1


def test_keys_are_explained_by_their_patterns():
    """A key that a pattern names is validated by it; a key that none names is additional."""
    definition = {
        "properties": {"id": {"type": "integer"}},
        "patternProperties": {"^x-": {"type": "string"}},
        "additionalProperties": {"type": "boolean"},
    }

    assert explained(definition, {"id": 1, "x-a": "t", "more": True}) == []
    assert explained(definition, {"id": "1"}) == ['/id is "1", allowed is integer']
    assert explained(definition, {"x-a": 1}) == ["/x-a is 1, allowed is string"]
    assert explained(definition, {"more": 1}) == ["/more is 1, allowed is boolean"]


def test_a_pattern_at_its_backtracking_limit_refuses_nothing():
    """Lookaround is tried a million times; after that the value counts as valid."""
    validator = SchemaValidator({"pattern": r"^(a|aa)+(?=b)\1$", "minLength": 2})

    assert validator.is_valid("a" * 60 + "!")
    assert validator.violations("a" * 60 + "!") == ()
    assert not validator.is_valid("!")
    assert not validator.is_valid("!!")


def test_a_pattern_that_was_given_up_is_named_and_is_no_violation():
    """Only real violations are reported; the place of the pattern is returned separately."""
    hard = {"type": "string", "pattern": r"^(a|aa)+(?=b)\1$"}
    validator = SchemaValidator({"properties": {"a": hard, "n": {"type": "integer"}}})
    value = {"a": "a" * 60 + "!", "n": "x"}

    assert [violation.pointer for violation in validator.violations(value)] == ["/n"]
    assert validator.given_up({**value, "n": 1}) == ("/a",)
    assert validator.given_up({"a": "!", "n": 1}) == ()
    assert SchemaValidator({"pattern": "^a*$"}).given_up("a" * 60) == ()


def test_a_long_list_with_one_duplicate_is_explained():
    """Comparing each of 50,000 objects with every other would take hours."""
    definition = {"type": "array", "uniqueItems": True, "items": {"type": "object"}}
    items = [{"a": i} for i in range(50_000)]

    assert len(explained(definition, [*items, items[0]])) == 1


def test_only_invalid_members_are_explained(monkeypatch):
    """Of 50,000 items the slow validator sees only the invalid one."""
    definition = {"items": {"type": "object", "properties": {"a": {"type": "integer"}}}}
    looked_at = []
    holds = validators.FORMATS["date-time"]
    definition["items"]["properties"]["at"] = {"type": "string", "format": "date-time"}

    def noted(text):
        looked_at.append(text)
        return holds(text)

    explainer = validators.Explainer(definition)
    # All explainers share the checker of formats, so that it must be as before after the test.
    monkeypatch.setitem(explainer.validator.format_checker.checkers, "date-time", (noted, ()))
    good = {"at": "2020-01-01T00:00:00Z"}

    assert len(list(explainer.iter_errors([*[good] * 50_000, {"at": "never"}]))) == 1
    assert looked_at == ["never"]


def test_a_list_of_wrong_members_is_explained_in_part():
    """The number of explained members is bounded, inside an alternative too."""
    definition = {"oneOf": [{"type": "array", "items": {"type": "integer"}}, {"type": "null"}]}

    (error,) = validators.Explainer(definition).iter_errors(["x"] * 50_000)

    assert len(error.context) == validators.MAX_MEMBERS + 1


@pytest.mark.parametrize("more", [{}, {"additionalProperties": False}])
def test_no_pattern_of_keys_takes_long(more):
    """`^(a+)+$` against forty letters would take exponential time in Python."""
    definition = {"type": "object", "patternProperties": {"^(a+)+$": {"type": "integer"}}, **more}
    key = "a" * 40 + "b"

    assert len(explained(definition, {key: 1, "aa": "x"})) == 1 + bool(more)


def test_unions_in_unions_are_explained_in_bounded_work():
    """Of branches that double with each level only so many are looked into; the answer is no."""
    branches = [
        {"type": "object", "required": [name], "properties": {"a": {"$ref": "#/$defs/union"}}}
        for name in ("a", "b")
    ]
    union = {"anyOf": [*branches, {"type": "string"}]}
    judged = SchemaValidator({"$ref": "#/$defs/union", "$defs": {"union": union}})
    value = 0
    for _ in range(40):
        value = {"a": value}

    (violation,) = judged.violations(value)

    assert violation.keyword == "anyOf"


def test_fault_of_a_union_is_the_value_itself():
    """Those of each branch are none of the value: no branch may be meant."""
    branches = [{"required": ["a"]}, {"properties": {"b": {"type": "string"}}, "required": ["b"]}]

    for keyword in ("oneOf", "anyOf"):
        validator = validator_for(Schema(definition={keyword: branches}, pointer="", root={}))
        assert [*validator.invalid_places({"b": 1})] == [InvalidPlace("")]
        assert [*validator.invalid_places({"a": 1})] == []


ROW = {
    "type": "object",
    "required": ["id"],
    "properties": {"id": {"type": "integer"}, "note": {"type": "string"}},
}
WHOLE = {"id": 1, "note": "x"}


@pytest.mark.parametrize("count", [2, 2000])
@pytest.mark.parametrize(
    ("row", "found"),
    [
        (WHOLE, set()),
        ({"id": "1"}, {InvalidPlace("/rows/1/id")}),
        ({"note": 5}, {InvalidPlace("/rows/1", "id"), InvalidPlace("/rows/1/note")}),
    ],
)
def test_places_are_the_same_in_a_large_value(count, row, found):
    """What is wrong in one row is found with its place, however many rows there are."""
    schema = alone({"properties": {"rows": {"type": "array", "items": ROW}}})
    value = {"rows": [WHOLE, row, *([WHOLE] * count)]}

    assert set(invalid_places(value, schema)) == found


def test_large_object_lacks_what_is_required():
    """A member that a large object lacks is named, and so is what is wrong with no part of it."""
    rows = {f"r{number}": WHOLE for number in range(500)}
    lacking = alone({"required": ["a"], "additionalProperties": ROW})
    closed = alone({"properties": {"a": {}}, "maxProperties": 10})

    assert [*invalid_places(rows, lacking)] == [InvalidPlace("", "a")]
    assert [*invalid_places(rows, closed)] == [InvalidPlace("")]


def test_no_call_is_long(monkeypatch):
    """Each row of a list of unions is judged alone: together they took minutes in one call."""
    branches = [{"required": [f"m{number}"]} for number in range(30)]
    schema = alone({"items": {"oneOf": branches}})
    sizes, judge = [], SchemaValidator.invalid_places

    def counted(self, value):
        sizes.append(len(value))
        return judge(self, value)

    monkeypatch.setattr(SchemaValidator, "invalid_places", counted)

    assert len([*invalid_places([{}] * 5000, schema)]) == 5000
    assert max(sizes) < 300


def alone(definition):
    """Return a schema that is a document of its own."""
    return Schema(definition=definition, pointer="", root=definition)
