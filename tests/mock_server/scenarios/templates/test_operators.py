"""Every operator of a template gives its value, or an error with the place of the mistake."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_server.scenarios.errors import ScenarioError, TemplateError
from mock_server.scenarios.model.timeline import Ramp
from mock_server.scenarios.templates.compiler import Compiler, Constant, PrecompiledNode
from mock_server.scenarios.templates.operators import OPERATORS
from mock_server.scenarios.templates.random_values import SeededValues
from mock_server.scenarios.templates.scope import Scope, ValidUntil

COMPILER = Compiler(operators=OPERATORS, digits=3, parameters=("import_id",))


def evaluate(raw, *, values=None, digits=3, **changes):
    """Compile a template and evaluate it."""
    compiler = Compiler(operators=OPERATORS, digits=digits, parameters=("import_id",))
    nodes = {}
    for name, template in (values or {}).items():
        nodes[name] = compiler.compile(template, f"/values/{name}")
        compiler = compiler.with_names(name)
    return compiler.compile(raw, "/body").evaluate(scope_with(values=nodes, **changes))


def scope_with(**changes):
    """Return a scope of one resource."""
    whole = {
        "draws": SeededValues.of("s", 0, ""),
        "identity": {"import_id": 7},
        "start_us": 1_767_614_400_244_842,  # 2026-01-05T12:00:00.244842Z
        "elapsed": 0,
        "tick": 100,
        "valid_until": ValidUntil(),
    }
    return Scope(**whole | changes)


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


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**6), min_size=1, max_size=8).filter(any))
def test_split_adds_up_and_is_fair(whole, weights):
    """The parts add up to the whole, and each is its exact share rounded up or down."""
    names = {f"p{n}": weight for n, weight in enumerate(weights)}
    parts = evaluate({"$split": whole, "weights": names})

    assert sum(parts.values()) == whole
    assert all(0 <= parts[n] - whole * w // sum(weights) <= 1 for n, w in names.items())


def test_split_gives_the_rest_to_the_largest_remainder():
    """10 by 1:1:1 has a rest of one for the first part; 10 by 1:2 rounds the larger part up."""

    def parts(*weights):
        named = {str(n): weight for n, weight in enumerate(weights)}
        return list(evaluate({"$split": 10, "weights": named}).values())

    assert parts(1, 1, 1) == [4, 3, 3]
    assert parts(1, 2) == [3, 7]


@pytest.mark.parametrize(("whole", "weights"), [(-1, (1,)), (1, (0, 0)), (1, (2, -1))])
def test_split_that_cannot_be_made_is_refused(whole, weights):
    """A negative whole, a negative weight, or weights of 0 only are errors."""
    named = {str(n): weight for n, weight in enumerate(weights)}
    with pytest.raises(ScenarioError, match=r"\$split cannot divide this"):
        evaluate({"$split": whole, "weights": named})


@pytest.mark.parametrize("operator", ["$sum", "$merge", "$join"])
def test_operator_has_the_change_times_of_its_parts(operator):
    """The length of a scenario includes changes inside sums and merges."""
    ramp = Ramp(points=((0, Constant(value=0)), (1000, Constant(value=10))), is_constant=False)
    moving = PrecompiledNode(compile=lambda *_: ramp)
    node = COMPILER.compile({operator: [moving]}, "/body")

    assert node.change_times() == ramp.change_times()
    assert not node.is_constant


def test_now_is_valid_for_one_tick():
    """A value with `now` changes at the next tick; one with `begin` never does."""
    lasting, brief = scope_with(elapsed=5000), scope_with(elapsed=5000)
    COMPILER.compile({"$time": "begin"}, "/body").evaluate(lasting)
    COMPILER.compile({"$time": "now"}, "/body").evaluate(brief)

    assert (lasting.valid_until.until, brief.valid_until.until) == (None, 5100)


def test_time_is_at_most_the_last_year():
    """A shift that is too large gives the last representable second, not a crash."""
    raw = {"$time": "start", "plus-ms": 2**53 - 1, "digits": 0}

    assert evaluate(raw) == "9999-12-31T23:59:59Z"


def test_random_integers_are_within_their_bounds_and_repeatable():
    """An integer is within both bounds, the same for the same name, and differs between names."""
    drawn = [evaluate({"$integer": [3, 5], "name": f"/{n}"}) for n in range(60)]

    assert set(drawn) == {3, 4, 5}
    assert drawn[7] == evaluate({"$integer": [3, 5], "name": "/7"})


def test_option_of_weight_0_is_never_chosen():
    """The other options are all chosen for some name."""
    raw = {"$choice": ["a", "b", "c"], "weights": [1, 0, 1]}

    assert {evaluate({**raw, "name": f"/{n}"}) for n in range(60)} == {"a", "c"}


def test_uuid_depends_on_its_name():
    """The same name has the same UUID of version 4; another name has another one."""
    first, again, other = (evaluate({"$uuid": name}) for name in ("/a", "/a", "/b"))

    assert first == again != other
    assert first[14] == "4"


def test_a_wrong_path_into_a_value_is_an_error_with_the_value():
    """A path into a value gives the member; a wrong one is an error."""
    with pytest.raises(ScenarioError, match="'parts' has no member 'today'") as raised:
        evaluate({"$value": "parts.today"}, values={"parts": {"created": {"today": 3}}})
    assert raised.value.found == '{"created": {"today": 3}}'


def test_parameters_and_page_facts_keep_their_types():
    """A parameter that was not sent is null."""
    page = COMPILER.compile({"$page": "total"}, "/envelope")

    assert evaluate({"$parameter": "import_id"}, identity={}) is None
    assert page.evaluate(scope_with(page={"total": 250})) == 250
    assert not page.is_constant
