"""Rules judge any JSON body with an outcome or a reason, never an exception."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from openapi.contract import Severity
from openapi.json.pointers import iter_values, replaced
from openapi.rules.evaluation import RuleContext, evaluate_rules, evaluate_transition_rules
from openapi.rules.number_types import coerce_numbers
from openapi.rules.outcome import Outcome
from openapi.rules.terminal_states import is_terminal_state
from openapi.schema.examples import documented_examples
from openapi.schema.validation import validator_for
from tests.packaged import packaged_contracts
from tests.properties.values import JSON_VALUES

NOW = datetime(2026, 11, 21, tzinfo=UTC)
FOUND = [found for contract in packaged_contracts() for found in documented_examples(contract)]
SETS = frozenset({"lifecycle", "client"})
SPECIAL_VALUES = st.sampled_from(
    [
        "finished",
        "failed",
        "waiting",
        "pending",
        "success",
        "2018-07-30T11:23:08Z",
        "2999-01-01T00:00:00Z",
        "0001-01-01T00:00:00+23:59",
        10**400,
        -(2**63),
        2**63 - 1,
        1e300,
        "\ud800",
        "",
        [],
        {},
        [[]],
        [None],
    ]
)
VALUES = st.one_of(JSON_VALUES, SPECIAL_VALUES)
REQUESTS = st.fixed_dictionaries(
    {"method": st.just("GET"), "path": st.just({}), "header": st.just({})},
    optional={"query": st.dictionaries(st.sampled_from(["page[limit]", "page[offset]"]), VALUES)},
)


def around(found, request):
    """Return the other names of the expressions."""
    status = int(found.response.status)
    return RuleContext(
        request={"query": {}, **request}, response={"status": status, "header": {}}, now=NOW
    )


@st.composite
def bodies(draw, found):
    """Return a documented example with up to three changes, or any value."""
    body = found.example.value
    for _ in range(draw(st.integers(0, 3))):
        pointer = draw(st.sampled_from([pointer for pointer, _ in iter_values(body)]))
        body = replaced(body, pointer, draw(VALUES))
    return body


def sound(results, bindings):
    """Assert that every rule has a result, and each result is consistent."""
    assert {result.rule.id for result in results} == {binding.rule.id for binding in bindings}
    for result in results:
        assert bool(result.reason) is (result.outcome is Outcome.NOT_EXERCISED)
        assert "\n" not in result.reason


@given(st.data(), st.sampled_from(FOUND), REQUESTS)
def test_any_body_is_judged(data, found, request):
    """Every rule of the media type gives a result for every body."""
    body = data.draw(bodies(found))

    results = evaluate_rules(found.media_type.rules, body, around(found, request), sets=SETS)

    sound(results, [each for each in found.media_type.rules if not each.rule.is_transition])


@given(st.data(), st.sampled_from(FOUND), REQUESTS)
def test_any_two_bodies_are_compared(data, found, request):
    """Every transition rule gives a result for every pair of bodies."""
    polling = found.operation.polling
    old, new = data.draw(bodies(found)), data.draw(bodies(found))

    results = evaluate_transition_rules(
        found.media_type.rules, polling, old, new, around(found, request), sets=SETS
    )

    sound(results, [each for each in found.media_type.rules if each.rule.is_transition])


@given(st.data(), st.sampled_from(FOUND))
def test_a_body_compared_with_itself_breaks_no_transition(data, found):
    """A body that did not change breaks no transition rule."""
    body = data.draw(bodies(found))

    results = evaluate_transition_rules(
        found.media_type.rules, found.operation.polling, body, body, around(found, {})
    )

    broken = [result for result in results if result.outcome is Outcome.FAIL]
    if validator_for(found.media_type.schema).is_valid(body):
        assert [each.rule.id for each in broken if each.rule.severity is Severity.ERROR] == []


@given(st.sampled_from(FOUND), VALUES)
def test_any_resource_is_terminal_or_not_or_unknown(found, resource):
    """Any value as a resource gives an answer without an exception."""
    assert is_terminal_state(found.operation.polling, resource) in {True, False, None}


@given(st.data(), st.sampled_from(FOUND))
def test_declared_numbers_are_equal_numbers(data, found):
    """Only the type of a number changes, and a second conversion changes nothing."""
    body = data.draw(bodies(found))

    once = coerce_numbers(body, found.media_type.schema)

    assert once == body
    assert repr(coerce_numbers(once, found.media_type.schema)) == repr(once)
