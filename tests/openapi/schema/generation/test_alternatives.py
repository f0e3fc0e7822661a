"""The cases of unions and conditions."""

from openapi.schema.generation.alternatives import alternatives


def test_each_branch_is_united_with_the_rest():
    """The plain branches come first, and what surrounds them stays."""
    schema = {"minimum": 1, "anyOf": [{"type": "integer"}, {"type": "number"}]}
    found = [each for each, _ in alternatives({}, schema, frozenset())]

    assert found == [{"minimum": 1, "type": "integer"}, {"minimum": 1, "type": "number"}]


def test_a_condition_has_two_cases():
    """With `if` its `then` holds; without it, its `else`."""
    schema = {"if": {"type": "string"}, "then": {"minLength": 1}, "else": {"type": "null"}}
    found = [each for each, _ in alternatives({}, schema, frozenset())]

    assert found[0] == {"type": "string", "minLength": 1}
    assert {"type": "null"} in found
