"""Expressions are evaluated, with the functions of rules and reasons for failures."""

from datetime import UTC, datetime

import pytest

from openapi.rules.expressions import (
    EVALUATION_ERRORS,
    compile_expression,
    create_context,
    evaluate,
    evaluate_in,
    summarize_error,
)
from tests.acceptance.cases import cases

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@cases(
    "expression, value",
    {
        "unique": ("isUnique(self)", [1, "1", True, None, [1], {"a": 1}, {"a": 2}]),
        "not unique": ("!isUnique(self)", [{"a": 1, "b": 2}, {"b": 2, "a": 1}]),
        "numbers of one value": ("!isUnique(self)", [1, 1.0]),
        "lists of lists": ("!isUnique(self)", [[1, [2]], [1, [2]]]),
        "sum": ("sum(self) == 6", [1, 2, 3]),
        "sum of nothing": ("sum(self) == 0", []),
        "distinct keeps the first": ("distinct(self) == ['b', 'a']", ["b", "a", "b"]),
        "sort": ("sort(self) == [1, 2, 3]", [3, 1, 2]),
        "values": ("sum(values(self)) == 3", {"a": 1, "b": 2}),
        "time": ("isDateTime(self)", "2018-07-30T11:23:08.417Z"),
        "no time": ("!isDateTime(self)", "2018-07-30"),
        "no text": ("!isDateTime(self)", 5),
        "pairs": (
            "pairs(self.a, self.b, 'id').all(p, p.new != null && p.new.id == p.old.id)",
            {"a": [{"id": 1}, {"id": "1"}], "b": [{"id": "1"}, {"id": 1}]},
        ),
        "pairs of what is gone": (
            "pairs(self.a, self.b, 'id').exists(p, p.new == null)",
            {"a": [{"id": 1}], "b": []},
        ),
        "leap second": ("timestamp(self) < now", "2016-12-31T23:59:60Z"),
        "many decimals": ("timestamp(self) < now", "2017-01-10T11:41:19.244842123Z"),
    },
)
def test_functions_of_the_contract(expression, value):
    """Rules can call these functions beside CEL's own."""
    assert evaluate(expression, {"self": value, "now": NOW}) is True


def test_an_expression_is_compiled_once():
    """The same text gives the same program."""
    assert compile_expression("1 + 1 == 2") is compile_expression("1 + 1 == 2")


def test_a_context_serves_any_number_of_expressions():
    """Converted values serve many expressions, functions included."""
    known = create_context({"self": {"items": [1, 2, 2]}, "now": NOW})

    assert evaluate_in("sum(self.items)", known) == 5
    assert evaluate_in("isUnique(self.items)", known) is False
    assert evaluate_in("self.items[0]", known) == 1


@pytest.mark.parametrize("expression", ["self.gone", "1 / 0", "1 + 'a'", "sum('a')"])
def test_every_failure_raises_an_evaluation_error(expression):
    """Every failure of an expression is one of the documented exceptions."""
    with pytest.raises(EVALUATION_ERRORS):
        evaluate(expression, {"self": {}})


def test_a_long_error_is_summarized_in_one_sentence():
    """Reports show a reason on one line."""
    assert summarize_error(ValueError("no such key. Hint\nmore")) == "no such key"
    assert summarize_error(ValueError()) == "ValueError"
