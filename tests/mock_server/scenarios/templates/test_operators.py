"""Every operator of a template gives its value, or an error with the place of the mistake."""

import pytest

from mock_server.scenarios.errors import ScenarioError, TemplateError
from mock_server.scenarios.templates.compiler import Compiler
from mock_server.scenarios.templates.operators import OPERATORS
from mock_server.scenarios.templates.random_values import SeededValues
from mock_server.scenarios.templates.scope import Scope, ValidUntil

COMPILER = Compiler(operators=OPERATORS, digits=3, parameters=("import_id",))


def evaluate(raw, *, values=None, elapsed=0, index=0, begin=0, digits=3):
    """Compile a template and evaluate it."""
    compiler = Compiler(operators=OPERATORS, digits=digits, parameters=("import_id",))
    nodes = {}
    for name, template in (values or {}).items():
        nodes[name] = compiler.compile(template, f"/values/{name}")
        compiler = compiler.with_names(name)
    scope = Scope(
        draws=SeededValues.of("s", 0, ""),
        identity={"import_id": 7},
        start_us=1_767_614_400_244_842,  # 2026-01-05T12:00:00.244842Z
        elapsed=elapsed,
        tick=100,
        valid_until=ValidUntil(),
        begin=begin,
        index=index,
        values=nodes,
    )
    return compiler.compile(raw, "/body").evaluate(scope)


def test_plain_json_is_not_changed():
    """JSON without an operator has no other value."""
    raw = {"a": [1, None, {"b": "$no operator"}], "c": True}

    assert evaluate(raw) == raw


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ({"$time": "start"}, "2026-01-05T12:00:00.244Z"),
        ({"$time": "start+3s"}, "2026-01-05T12:00:03.244Z"),
        ({"$time": "start-1h"}, "2026-01-05T11:00:00.244Z"),
        ({"$time": "begin"}, "2026-01-05T12:00:01.244Z"),
        ({"$time": "now"}, "2026-01-05T12:00:05.244Z"),
        ({"$time": "start", "digits": 6}, "2026-01-05T12:00:00.244842Z"),
        ({"$time": "start", "digits": 0}, "2026-01-05T12:00:00Z"),
        ({"$time": "start", "digits": "date"}, "2026-01-05"),
        ({"$time": "start", "every": "10m"}, "2026-01-05T12:20:00.244Z"),
        ({"$time": "start", "plus-ms": {"$sum": [500, 6]}}, "2026-01-05T12:00:00.750Z"),
        ({"$time": "2017-01-10T11:41:19.244842Z"}, "2017-01-10T11:41:19.244Z"),
    ],
)
def test_time_is_relative_or_absolute(raw, expected):
    """Times are relative to `start`, `begin` or `now`, or absolute, with the requested digits."""
    assert evaluate(raw, elapsed=5000, begin=1000, index=2) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ({"$sum": [1, 2, {"$index": 1}]}, 7),
        ({"$percent": 99, "of": 4000}, 3960),
        ({"$percent": 50, "of": 3}, 1),
        ({"$join": ["job-", {"$index": 0}]}, "job-3"),
        ({"$parameter": "import_id"}, 7),
        ({"$literal": {"$time": "start"}}, {"$time": "start"}),
        ({"$merge": [{"a": 1, "b": 2}, {"a": None, "c": 3}]}, {"b": 2, "c": 3}),
        ({"$integer": [5, 5]}, 5),
        ({"$choice": ["a", "b"], "weights": [0, 1]}, "b"),
    ],
)
def test_operator_gives_its_value(raw, expected):
    """Sums, percentages, texts, parameters, merges and choices are evaluated."""
    assert evaluate(raw, index=3) == expected


def test_split_adds_up_exactly():
    """The parts add up to the whole, although no part is a whole share."""
    raw = {"$split": 100, "weights": {"a": 1, "b": 1, "c": 1}}

    assert evaluate(raw) == {"a": 34, "b": 33, "c": 33}


def test_named_values_are_used_with_their_members():
    """A value may use those declared above it, and a template may use a member of a value."""
    values = {
        "members": {"$integer": [10, 10]},
        "parts": {"$split": {"$value": "members"}, "weights": {"created": 7, "updated": 3}},
    }

    assert evaluate({"$value": "parts.created"}, values=values) == 7


def test_choices_with_the_same_name_choose_the_same_position():
    """So a status and its counter agree."""
    first = {"$choice": ["success", "failed"], "name": "end"}
    second = {"$choice": [100, 41], "name": "end"}
    for index in range(20):
        together = [
            {"$choice": [1, 2], "name": str(index)},
            {"$choice": [1, 2], "name": str(index)},
        ]

        assert len(set(evaluate(together))) == 1
    assert evaluate([first, second]) in (["success", 100], ["failed", 41])


@pytest.mark.parametrize(
    ("raw", "what", "at"),
    [
        ({"$tme": "start"}, "did you mean '$time'", "/body/$tme"),
        ({"$time": "start", "digit": 3}, "did you mean 'digits'", "/body/digit"),
        ({"$time": "yesterday"}, "not a time", "/body/$time"),
        ({"$time": "start", "every": "often"}, "not a duration", "/body/every"),
        ({"$time": "start", "digits": 7}, "cannot have these digits", "/body/digits"),
        ({"$value": "membres"}, "no value 'membres'", "/body/$value"),
        ({"$integer": [1]}, "two bounds", "/body/$integer"),
        ({"$integer": [2, 1]}, "bound is above", "/body/$integer"),
        ({"$integer": [0, 2**53]}, "larger than JSON parsers", "/body/$integer/1"),
        ({"$sum": ["1"]}, "integer is needed", "/body/$sum"),
        ({"$choice": []}, "a list is needed", "/body/$choice"),
        ({"$choice": [1, 2], "weights": [1]}, "weights", "/body/weights"),
        ({"$split": 1}, "needs weights", "/body/weights"),
        ({"$parameter": "importid"}, "did you mean 'import_id'", "/body/$parameter"),
        ({"$index": "1"}, "number to count from", "/body/$index"),
        ({"a": [{"$sum": 1}]}, "a list is needed", "/body/a/0/$sum"),
        ({"$sum": [1], "$uuid": "a"}, "more than one operator", "/body"),
        ({"a": 2**53}, "larger than JSON parsers", "/body/a"),
    ],
)
def test_invalid_operator_is_refused(raw, what, at):
    """The error has the reason and the pointer of the mistake."""
    with pytest.raises(TemplateError) as raised:
        COMPILER.compile(raw, "/body")

    assert what in raised.value.what
    assert raised.value.at == at


@pytest.mark.parametrize(
    ("raw", "values"),
    [
        ({"$sum": [{"$value": "text"}]}, {"text": "1"}),
        ({"$integer": [{"$value": "high"}, 1]}, {"high": 2}),
        ({"$value": "high.low"}, {"high": 2}),
        ({"$split": {"$value": "high"}, "weights": {"a": 0}}, {"high": 2}),
    ],
)
def test_value_that_is_invalid_when_evaluated_is_an_error(raw, values):
    """A mistake that is found only at evaluation is a `ScenarioError` too, never a traceback."""
    with pytest.raises(ScenarioError):
        evaluate(raw, values=values)


def test_page_is_allowed_only_in_an_envelope():
    """A record has no facts about the page, which is an error when the file is read."""
    with pytest.raises(TemplateError) as caught:
        COMPILER.compile({"total": {"$page": "total"}}, "/resources/0/timeline/0/body")

    assert caught.value.at == "/resources/0/timeline/0/body/total/$page"
    assert COMPILER.compile({"$page": "total"}, "/envelope/total")
