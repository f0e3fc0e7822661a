"""Rules are evaluated; a rule that cannot be evaluated never passes."""

import logging
from datetime import UTC, datetime
from pathlib import Path

import pytest

from openapi.contract import PathWildcard, Polling, Rule, RuleBinding, Severity
from openapi.json.pointers import removed, replaced
from openapi.loading.yaml import read_yaml
from openapi.rules.evaluation import (
    RuleContext,
    RuleResultCache,
    evaluate_rules,
    evaluate_transition_rules,
)
from openapi.rules.outcome import Outcome
from openapi.schema.examples import documented_examples
from openapi.schema.validation import validator_for
from tests.acceptance.cases import cases
from tests.openapi.schemas import schema
from tests.packaged import packaged_contracts

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
CONTRACTS = {contract.api: contract for contract in packaged_contracts()}
RULES = {rule.id: rule for contract in CONTRACTS.values() for rule in contract.rules}
HEALTHY = read_yaml(Path(__file__).parents[2] / "fixtures" / "healthy_bodies.yaml").tree["healthy"]
WHOLE = Polling(terminal_expression="self.done")
LISTED = Polling(terminal_expression="self.done", items="/data", key="/id")


def context(status=200, now=NOW, **request):
    """Return the other names of an expression."""
    empty = {"method": "GET", "path": {}, "query": {}, "header": {}}
    return RuleContext(
        request={**empty, **request}, response={"status": status, "header": {}}, now=now
    )


def binding(expression, path=(), definition=None, **facts):
    """Return one rule of a schema."""
    found = Rule(
        id="pets.rule",
        expression=expression,
        message="x",
        severity=Severity.ERROR,
        is_transition="oldSelf" in expression,
        **facts,
    )
    return RuleBinding(rule=found, path=path, schema=schema(definition or {}))


def outcome(expression, value, definition=None, **facts):
    """Return the outcome of one rule on one value."""
    (result,) = evaluate_rules(
        [binding(expression, definition=definition, **facts)], value, context()
    )
    return result.outcome


def changed(value, change):
    """Return an example with values set and removed."""
    for pointer, new in change.get("set", {}).items():
        value = replaced(value, pointer, new)
    for pointer in change.get("remove", ()):
        value = removed(value, pointer)
    return value


def judged(entry, sets=frozenset()):
    """Return the bodies of a row of the fixture, its media type, and its results."""
    operation = CONTRACTS[entry["api"]].operations[0]
    status = entry.get("status", 200)
    media = operation.exact_response(str(status)).media_type()
    value = media.example(entry["example"]).value
    about = context(status, **entry.get("request", {}))
    if "old" in entry or "new" in entry:
        old, new = (changed(value, entry.get(each, {})) for each in ("old", "new"))
        found = evaluate_transition_rules(
            media.rules, operation.polling, old, new, about, sets=sets
        )
        return (old, new), media, found
    body = changed(value, entry)
    return (body,), media, evaluate_rules(media.rules, body, about, sets=sets)


def ids(results, wanted=Outcome.FAIL):
    """Return the rules with this outcome."""
    return {result.rule.id for result in results if result.outcome is wanted}


@cases("entry", {f"{entry['api']} {entry['name']}": entry for entry in HEALTHY})
def test_healthy_bodies_break_no_error_rule(entry):
    """A body of a healthy server breaks no error rule, and only the expected warnings."""
    bodies, media, results = judged(entry)

    assert all(map(validator_for(media.schema).is_valid, bodies))
    assert ids(results) == set(entry.get("warns", ()))
    assert all(RULES[name].severity is not Severity.ERROR for name in ids(results))


EXAMPLES = {
    f"{contract.api} {found.response.status} {found.example.name}": found
    for contract in CONTRACTS.values()
    for found in documented_examples(contract)
    if not found.example.is_placeholder
}


@cases("found", EXAMPLES)
def test_documented_examples_pass_every_error_rule(found):
    """Documented examples break no error rule; a rule that is not exercised has a reason."""
    results = evaluate_rules(
        found.media_type.rules, found.example.value, context(int(found.response.status))
    )

    broken = [result for result in results if result.outcome is Outcome.FAIL]
    assert [each.rule.id for each in broken if each.rule.severity is Severity.ERROR] == []
    assert all(result.reason for result in results if result.outcome is Outcome.NOT_EXERCISED)


def test_the_documented_import_passes_every_rule_of_a_single_body():
    """Each rule is exercised by the example, and passes."""
    media = CONTRACTS["placewise"].operations[0].success.media_type()

    results = evaluate_rules(media.rules, media.example().value, context())

    assert ids(results, Outcome.NOT_EXERCISED) == set()
    assert ids(results, Outcome.PASS) == {
        each.rule.id
        for each in media.rules
        if not each.rule.rule_set and not each.rule.is_transition
    }


@cases(
    "expression, value, expected",
    {
        "true": ("self > 1", 2, Outcome.PASS),
        "false": ("self > 1", 1, Outcome.FAIL),
        "key of null": ("self.a.b", {"a": None}, Outcome.NOT_EXERCISED),
        "missing key": ("self.a > 1", {}, Outcome.NOT_EXERCISED),
        "other type": ("self > 1", "x", Outcome.NOT_EXERCISED),
        "no answer": ("self", 5, Outcome.NOT_EXERCISED),
        "division by zero": ("1 / self > 1", 0, Outcome.NOT_EXERCISED),
        "overflow": ("self + self > 1", 2**63 - 1, Outcome.NOT_EXERCISED),
        "beyond 64 bits": ("self + 1 > 1", 10**30, Outcome.NOT_EXERCISED),
        "beyond every float": ("self > 1", 10**400, Outcome.NOT_EXERCISED),
        "index past the end": ("self[5] > 1", [1], Outcome.NOT_EXERCISED),
        "time that is none": ("timestamp(self) < now", "soon", Outcome.NOT_EXERCISED),
        "pattern that is none": ("'a'.matches(self)", "[", Outcome.NOT_EXERCISED),
        "name that is none": ("nothing(self)", 1, Outcome.NOT_EXERCISED),
        "does not compile": ("self >", 1, Outcome.NOT_EXERCISED),
        "own function": ("sum(self) > 1", ["x"], Outcome.NOT_EXERCISED),
        "lone surrogate": ("self == 'a'", "\ud800", Outcome.NOT_EXERCISED),
        "half a comparison": ("self.all(x, x > 0)", [1, "a"], Outcome.NOT_EXERCISED),
    },
)
def test_an_error_of_cel_is_not_a_pass(expression, value, expected):
    """Every error of CEL is a reason, and neither a crash nor an outcome."""
    assert outcome(expression, value) is expected


@cases(
    "expression, value, reason",
    {
        "key": ("self.a > 1", {}, "without a"),
        "needed": ("self.a > 1", {"a": None}, "without a"),
        "answer": ("self.a", {"a": 5}, "answered 5, not true or false"),
        "type": ("self.a + 'x' == 'y'", {"a": 1}, "No such overload"),
    },
)
def test_reasons_are_one_line(expression, value, reason):
    """The reason why a rule was not exercised is one line."""
    needs = ("a",) if reason.startswith("without") else ()

    (result,) = evaluate_rules([binding(expression, required_fields=needs)], value, context())

    assert result.outcome is Outcome.NOT_EXERCISED
    assert result.reason.startswith(reason)
    assert "\n" not in result.reason


def test_errors_of_our_functions_are_not_logged(caplog, capfd):
    """CEL logs exceptions of functions; here they are reasons only."""
    with caplog.at_level(logging.WARNING):
        outcome("sum(self) > 1", ["x"])

    assert caplog.records == []
    assert capfd.readouterr() == ("", "")


@cases(
    "path, body, pointers",
    {
        "body": ((), {"a": 1}, [""]),
        "key": (("a/b",), {"a/b": 1}, ["/a~1b"]),
        "items": (("a", PathWildcard.ITEMS), {"a": [1, 2]}, ["/a/0", "/a/1"]),
        "values": ((PathWildcard.VALUES,), {"x": 1, "y": 2}, ["/x", "/y"]),
        "items of values": (
            (PathWildcard.VALUES, PathWildcard.ITEMS),
            {"x": [1], "y": [2]},
            ["/x/0", "/y/0"],
        ),
    },
)
def test_a_rule_judges_every_value_of_its_path(path, body, pointers):
    """Each value has its own result, with its pointer."""
    results = evaluate_rules([binding("true", path=path)], body, context())

    assert [result.pointer for result in results] == pointers
    assert ids(results, Outcome.PASS) == {"pets.rule"}


@cases(
    "path, body",
    {
        "missing key": (("a",), {}),
        "empty list": ((PathWildcard.ITEMS,), []),
        "object where a list should be": ((PathWildcard.ITEMS,), {}),
        "list where a map should be": ((PathWildcard.VALUES,), []),
        "number where an object should be": (("a",), 5),
        "key called like a step": ((PathWildcard.ITEMS,), {"*items": 1}),
    },
)
def test_a_rule_without_a_value_is_not_exercised_once(path, body):
    """A rule without a value gives one result, which is not a pass."""
    (result,) = evaluate_rules([binding("true", path=path)], body, context())

    assert (result.outcome, result.reason) == (
        Outcome.NOT_EXERCISED,
        "no value in the body to judge",
    )


def test_values_of_one_body_are_not_mixed_up():
    """Rules share conversions of the same value only."""
    once, again = (
        binding(f"self.n == {n}", path=("data", PathWildcard.ITEMS), definition={"type": "object"})
        for n in (1, 2)
    )
    body = {"data": [{"n": 1}, {"n": 2}, {"n": 1}]}

    results = evaluate_rules([once, again, once], body, context())

    assert [result.outcome is Outcome.PASS for result in results] == [
        *(True, False, True),
        *(False, True, False),
        *(True, False, True),
    ]


def test_opt_in_sets_are_evaluated_on_request():
    """A rule of a set is not evaluated unless the set is chosen."""
    rules = [binding("false", rule_set="lifecycle")]

    assert evaluate_rules(rules, 1, context()) == ()
    assert evaluate_rules(rules, 1, context(), sets=frozenset({"client"})) == ()
    assert ids(evaluate_rules(rules, 1, context(), sets=frozenset({"lifecycle"}))) == {"pets.rule"}


@cases(
    "expression",
    {
        "query": "request.query['page[limit]'] == 25",
        "path": "request.path.id == 1",
        "header": "request.header['x-a'] == 'b'",
        "method": "request.method == 'GET'",
        "status": "response.status == 404",
        "now": "now == timestamp('2026-11-21T12:00:00Z')",
    },
)
def test_rules_see_request_and_response(expression):
    """An expression can use the request and the response beside the body."""
    about = context(404, query={"page[limit]": 25}, path={"id": 1}, header={"x-a": "b"})

    (result,) = evaluate_rules([binding(expression)], {}, about)

    assert result.outcome is Outcome.PASS


def test_numbers_are_those_of_the_schema():
    """4000.0 of an integer schema is 4000, and 1 of a number schema can be compared with 1.5."""
    assert outcome("self == 4000 && self + 1 == 4001", 4000.0, {"type": "integer"}) is Outcome.PASS
    assert outcome("self + 0.5 == 1.5", 1, {"type": "number"}) is Outcome.PASS


def transition(polling, old, new, expression="self.n >= oldSelf.n", path=None, **facts):
    """Return the results of one transition rule on two bodies."""
    path = path if path is not None else (("data", PathWildcard.ITEMS) if polling.key else ())
    return evaluate_transition_rules(
        [binding(expression, path=path, **facts)], polling, old, new, context()
    )


def test_transition_rules_compare_two_answers():
    """The older answer comes first."""
    assert ids(transition(WHOLE, {"n": 1}, {"n": 2})) == set()
    assert ids(transition(WHOLE, {"n": 2}, {"n": 1})) == {"pets.rule"}


def test_single_body_rules_and_transitions_are_kept_apart():
    """Rules of one kind are not evaluated as the other kind."""
    rules = [binding("false"), binding("self == oldSelf")]

    assert len(evaluate_rules(rules, 1, context())) == 1
    assert len(evaluate_transition_rules(rules, WHOLE, 1, 1, context())) == 1


def test_resources_of_a_list_are_paired_by_their_key():
    """A resource is compared with itself at any place of the later list."""
    old = {"data": [{"id": "a", "n": 1}, {"id": "b", "n": 5}, {"id": "gone", "n": 9}]}
    new = {"data": [{"id": "new", "n": 0}, {"id": "b", "n": 4}, {"id": "a", "n": 2}]}

    results = transition(LISTED, old, new)

    assert [(result.pointer, result.outcome) for result in results] == [
        ("/data/1", Outcome.FAIL),
        ("/data/2", Outcome.PASS),
    ]


@cases(
    "old, new",
    {
        "nothing in common": ({"data": [{"id": 1, "n": 1}]}, {"data": [{"id": 2, "n": 0}]}),
        "no list": ({"data": 5}, {"data": [{"id": 2, "n": 0}]}),
        "no key": ({"data": [{"n": 1}]}, {"data": [{"n": 0}]}),
        "null as a key": ({"data": [{"id": None, "n": 1}]}, {"data": [{"id": None, "n": 0}]}),
        "list as a key": ({"data": [{"id": [], "n": 1}]}, {"data": [{"id": [], "n": 0}]}),
        "texts": ("x", "y"),
    },
)
def test_resources_that_cannot_be_paired(old, new):
    """Without a pair a rule is not exercised, with a reason."""
    (result,) = transition(LISTED, old, new)

    assert (result.outcome, result.reason) == (
        Outcome.NOT_EXERCISED,
        "no resource is in both answers",
    )


def test_transition_rules_of_objects_inside_the_resource():
    """A rule of a part of the resource compares the two parts."""
    old = {"data": [{"id": 1, "meta": {"n": 5}}]}
    new = {"data": [{"id": 1, "meta": {"n": 4}}]}

    (result,) = transition(LISTED, old, new, path=("data", PathWildcard.ITEMS, "meta"))

    assert (result.outcome, result.pointer) == (Outcome.FAIL, "/data/0/meta")


def test_needed_keys_count_for_the_later_answer_and_the_older_one():
    """If either answer lacks the key, nothing is compared."""
    for old, new in (({}, {"n": 1}), ({"n": 1}, {}), ({"n": 1}, {"n": None})):
        (result,) = transition(WHOLE, old, new, required_fields=("n",))
        assert result.outcome is Outcome.NOT_EXERCISED


@pytest.mark.filterwarnings("error")
def test_warnings_that_are_errors_do_not_crash():
    """With warnings as errors, the result is a reason and not a traceback."""
    found = outcome("timestamp(self) < now", "2016-12-31T23:59:60Z")

    assert found in {Outcome.PASS, Outcome.NOT_EXERCISED}


def test_judging_can_be_stopped_at_every_value():
    """The evaluation of a body of a hundred thousand records can be stopped within it."""
    asked = []

    def before_each():
        asked.append(1)
        if len(asked) > 5:
            raise TimeoutError

    bound = binding("self.id > 0", path=(PathWildcard.ITEMS,))
    body = [{"id": n} for n in range(100_000)]

    with pytest.raises(TimeoutError):
        evaluate_rules([bound], body, context(), memory=RuleResultCache(before_each))
    assert len(asked) == 6


def test_a_rule_that_takes_too_many_steps_is_not_exercised():
    """Five nested lists of fifty are not evaluated; the result gives the reason."""
    expression = "self.all(a, self.all(b, self.all(c, self.all(d, self.all(e, a+b+c+d+e >= 0)))))"
    (result,) = evaluate_rules([binding(expression)], list(range(50)), context())

    assert result.outcome is Outcome.NOT_EXERCISED
    assert result.reason.startswith("the rule may take 3e+08 steps")
