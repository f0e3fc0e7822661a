"""Whether a value is valid, and why not."""

import pytest

from openapi.contract import Schema
from openapi.schema import validators
from openapi.schema.validation import (
    MAX_VIOLATIONS,
    SchemaValidator,
    preview,
    preview_text,
    validator_for,
)
from tests.acceptance.cases import cases
from tests.openapi.schemas import ref, schema

THING = {
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
    """Return the messages of what is wrong with a value."""
    return [violation.message for violation in SchemaValidator(definition).violations(value)]


@cases(
    "value, message",
    {
        "type": ({"id": "1", "name": "x"}, '/id is "1", allowed is integer'),
        "bound": ({"id": 0, "name": "x"}, "/id is 0, allowed is minimum 1"),
        "enum": ({"id": 1, "name": "x", "state": "x"}, '/state is "x", allowed is "open", "done"'),
        "format": ({"id": 1, "name": "x", "at": "x"}, '/at is "x", allowed is format "date-time"'),
        "missing": ({"id": 1}, "the value lacks name"),
        "two missing": ({}, "the value lacks id, name"),
        "whole": (5, "the value is 5, allowed is object"),
        "unknown key": (
            {"id": 1, "name": "x", "nam": 1},
            (
                'the value has the key "nam" (did you mean "name"?), '
                "allowed are no other keys than id, name, state, at"
            ),
        ),
    },
)
def test_messages_say_where_found_and_allowed(value, message):
    """One sentence for each reason."""
    assert explained(THING, value)[0] == message


@cases(
    "definition, value, message",
    {
        "either type": (
            {"anyOf": [{"type": "string"}, {"type": "integer"}]},
            [],
            "the value is [], allowed is string or integer",
        ),
        "either key": (
            {"anyOf": [{"required": ["a"]}, {"required": ["b"]}]},
            {},
            "the value lacks a or b",
        ),
        "either of a pair": (
            {"oneOf": [{"required": ["a", "c"]}, {"required": ["b"]}]},
            {},
            "the value lacks a and c or b",
        ),
        "the branch of the same kind": (
            {
                "oneOf": [
                    {"properties": {"kind": {"enum": ["x"]}, "n": {"type": "integer"}}},
                    {"properties": {"kind": {"enum": ["y"]}, "n": {"type": "string"}}},
                ]
            },
            {"kind": "y", "n": 5},
            "/n is 5, allowed is string",
        ),
        "no branch of that kind": (
            {
                "oneOf": [
                    {"properties": {"kind": {"enum": ["x"]}}},
                    {"properties": {"kind": {"enum": ["y"]}}},
                ]
            },
            {"kind": "z"},
            '/kind is "z", allowed is "x" or "y"',
        ),
        "the branch of the same type": (
            {"anyOf": [{"type": "null"}, {"type": "object", "required": ["a"]}]},
            {},
            "the value lacks a",
        ),
        "more than one": (
            {"oneOf": [{"minimum": 1}, {"maximum": 5}]},
            3,
            (
                "the value is 3, which fits more than one of several, "
                'allowed is {"minimum": 1} or {"maximum": 5}'
            ),
        ),
        "patterns of keys": (
            {"patternProperties": {"^a": {}}, "additionalProperties": False},
            {"ab": 1, "b": 1},
            'the value has the key "b", allowed are no other keys than those like ^a',
        ),
        "no keys at all": (
            {"additionalProperties": False},
            {"b": 1},
            'the value has the key "b", allowed are no keys',
        ),
    },
)
def test_alternatives_are_told_by_the_one_that_is_meant(definition, value, message):
    """Where it is plain which branch was meant, its reason is given; else what all allow."""
    assert explained(definition, value) == [message]


def test_a_violation_is_data_first():
    """Whoever reports it needs no message to take apart."""
    (violation,) = SchemaValidator(THING).violations({"id": 1, "name": "x", "other": 2})

    assert (violation.pointer, violation.keyword, violation.key) == (
        "",
        "additionalProperties",
        "other",
    )
    assert violation.value == {"id": 1, "name": "x", "other": 2}
    assert violation.allowed == "no other keys than id, name, state, at"


def test_valid_values_have_no_violations():
    """Nothing is explained where nothing is wrong."""
    assert SchemaValidator(THING).violations({"id": 1, "name": "x"}) == ()


def test_the_number_of_violations_is_bounded():
    """A body of a hundred thousand wrong items is not told item by item."""
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
def test_what_the_one_refuses_the_other_explains(definition, value):
    """A no always has a reason, even where the two would differ if they were asked alone."""
    validator = SchemaValidator(definition)

    assert not validator.is_valid(value)
    assert validator.violations(value)


def test_only_what_is_wrong_is_explained():
    """A pattern that holds is no reason."""
    assert explained({"pattern": "^a", "multipleOf": 1, "maxLength": 1}, "ab") == [
        'the value is "ab", allowed is maxLength 1'
    ]


@cases("value", {"tenths": 1.1, "hundredths": 4.35, "zero": 0, "whole": 3})
def test_multiples_are_those_of_decimal_numbers(value):
    """1.1 is eleven tenths, though floats say otherwise."""
    assert SchemaValidator({"multipleOf": 0.01}).violations(value) == ()


@cases(
    "definition",
    {"type": {"type": "thing"}, "bound": {"minimum": "x"}, "pattern": {"pattern": "["}},
)
def test_what_is_no_schema_is_refused(definition):
    """A schema is compiled when it is given, so that no request finds it wrong."""
    with pytest.raises(ValueError, match="not a schema"):
        SchemaValidator(definition)


def test_validators_are_made_once():
    """The same place of the same document has one validator; another document another."""
    first, second = schema(ref("A"), A={"type": "string"}), schema(ref("A"), A={"type": "integer"})

    assert validator_for(first) is validator_for(first)
    assert validator_for(first).is_valid("x")
    assert not validator_for(second).is_valid("x")


def test_equal_places_of_different_documents_are_kept_apart():
    """It is the document that counts, not what its schema looks like."""
    definition = {"$ref": "#/a"}
    text = Schema(definition=definition, pointer="", root={"a": {"type": "string"}})
    number = Schema(definition=definition, pointer="", root={"a": {"type": "integer"}})

    assert validator_for(text).is_valid("x")
    assert validator_for(number).is_valid(1)


@cases(
    "value, text",
    {
        "text": ("x", '"x"'),
        "umlaut": ("ü", '"ü"'),
        "line break": ("a\nb", '"a\\nb"'),
        "escape sequence": ("\x1b[2J", '"\\u001b[2J"'),
        "turned around": ("a\u202eb", '"a\\u202eb"'),
        "surrogate": ("\ud800", '"\\ud800"'),
        "delete": ("\x7f", '"\\x7f"'),
        "object": ({"a": [1, None]}, '{"a": [1, null]}'),
    },
)
def test_shown_is_one_visible_line(value, text):
    """Whatever a server sends, a terminal shows it and does nothing else."""
    assert preview(value) == text


def test_shown_is_short():
    """Nobody wants a page of digits."""
    assert len(preview("9" * 5000)) == 120
    assert preview_text("x" * 121) == "x" * 119 + "…"


@pytest.mark.parametrize(
    ("value", "sentence"),
    [({}, "the body lacks id"), ({"id": "x"}, '/id is "x", allowed is integer')],
)
def test_the_whole_has_the_name_that_it_is_given(value, sentence):
    """Who knows that the value is a body says so; a part has its pointer."""
    schema = {"required": ["id"], "properties": {"id": {"type": "integer"}}}
    [violation] = SchemaValidator(schema).violations(value)

    assert violation.message_for("the body") == sentence


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
    """Explaining would take longer than the sun has left."""
    assert len(explained(definition, value)) == 1


def test_keys_are_explained_by_their_patterns():
    """As before: what a pattern names is judged by it, what none names is additional."""
    definition = {
        "properties": {"id": {"type": "integer"}},
        "patternProperties": {"^x-": {"type": "string"}},
        "additionalProperties": {"type": "boolean"},
    }

    assert explained(definition, {"id": 1, "x-a": "t", "more": True}) == []
    assert explained(definition, {"id": "1"}) == ['/id is "1", allowed is integer']
    assert explained(definition, {"x-a": 1}) == ["/x-a is 1, allowed is string"]
    assert explained(definition, {"more": 1}) == ["/more is 1, allowed is boolean"]


def test_nobody_is_accused_by_a_pattern_that_was_given_up():
    """What looks ahead is tried a million times, and then nothing is known."""
    validator = SchemaValidator({"pattern": r"^(a|aa)+(?=b)\1$", "minLength": 2})

    assert validator.is_valid("a" * 60 + "!")
    assert validator.violations("a" * 60 + "!") == ()
    assert not validator.is_valid("!")
    assert not validator.is_valid("!!")


def test_a_pattern_that_was_given_up_is_named_and_accuses_nobody_beside_a_violation():
    """Where something else is wrong, only that is told; the pattern's place is known by itself."""
    hard = {"type": "string", "pattern": r"^(a|aa)+(?=b)\1$"}
    validator = SchemaValidator({"properties": {"a": hard, "n": {"type": "integer"}}})
    value = {"a": "a" * 60 + "!", "n": "x"}

    assert [violation.pointer for violation in validator.violations(value)] == ["/n"]
    assert validator.given_up({**value, "n": 1}) == ("/a",)
    assert validator.given_up({"a": "!", "n": 1}) == ()
    assert SchemaValidator({"pattern": "^a*$"}).given_up("a" * 60) == ()


def test_a_repeated_item_is_named_with_both_places():
    """In a list that must not repeat itself, the message says what is repeated and where."""
    definition = {"type": "array", "uniqueItems": True}

    assert explained(definition, [{"a": 0}, {"a": 1}, {"a": 0.0}]) == [
        'the value has {"a": 0.0} at 0 and again at 2, allowed is each item once'
    ]


def test_a_long_list_with_one_duplicate_is_explained():
    """Comparing each of 50,000 objects with every other would take hours."""
    definition = {"type": "array", "uniqueItems": True, "items": {"type": "object"}}
    items = [{"a": i} for i in range(50_000)]

    assert len(explained(definition, [*items, items[0]])) == 1


def test_only_the_members_that_are_wrong_are_explained():
    """Of 50,000 items the one that is wrong is looked at by the slow validator."""
    definition = {"items": {"type": "object", "properties": {"a": {"type": "integer"}}}}
    looked_at = []
    holds = validators.FORMATS["date-time"]
    definition["items"]["properties"]["at"] = {"type": "string", "format": "date-time"}

    def noted(text):
        looked_at.append(text)
        return holds(text)

    explainer = validators.explainer_of(definition)
    explainer.format_checker.checks("date-time")(noted)
    good = {"at": "2020-01-01T00:00:00Z"}

    assert len(list(explainer.iter_errors([*[good] * 50_000, {"at": "never"}]))) == 1
    assert looked_at == ["never"]


def test_a_list_of_wrong_members_is_explained_in_part():
    """No more members than are shown are explained, inside an alternative too."""
    definition = {"oneOf": [{"type": "array", "items": {"type": "integer"}}, {"type": "null"}]}

    (error,) = validators.explainer_of(definition).iter_errors(["x"] * 50_000)

    assert len(error.context) == validators.MAX_MEMBERS + 1


@pytest.mark.parametrize("more", [{}, {"additionalProperties": False}])
def test_no_pattern_of_keys_takes_long(more):
    """`^(a+)+$` against forty letters and another one never ends in Python's own expressions."""
    definition = {"type": "object", "patternProperties": {"^(a+)+$": {"type": "integer"}}, **more}
    key = "a" * 40 + "b"

    assert len(explained(definition, {key: 1, "aa": "x"})) == 1 + bool(more)
