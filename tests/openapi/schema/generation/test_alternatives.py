"""The cases of unions and conditions."""

from openapi.schema.generation.alternatives import alternatives
from openapi.schema.generation.bounds import MAX_EXPANSIONS
from openapi.schema.generation.merging import merged


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


def test_combinations_that_leave_nothing_are_not_tried_without_end(monkeypatch):
    """Twenty unions beside one that nothing fits have a million combinations, and no value."""
    unions = [{"anyOf": [{"minLength": n}, {"maxLength": 100 - n}]} for n in range(20)]
    united = {"type": "string", "allOf": [*unions, {"oneOf": [{"type": "null"}]}]}
    tried = []

    def counted(*words):
        tried.append(words)
        return merged(*words)

    monkeypatch.setattr("openapi.schema.generation.alternatives.merged", counted)

    assert [*alternatives({}, united, frozenset())] == []
    assert len(tried) <= MAX_EXPANSIONS
