"""The search finds a body that breaks a rule, with few side effects."""

import pytest

from mock_server.faults.kinds.rules import search_goal
from mock_server.faults.model.healthy_exchange import NOW, rule_context
from mock_server.faults.search.healthy_bodies import example_parameters
from mock_server.faults.search.search import find_violation, is_broken

YAML = """
paths:
  /a/{id}:
    get:
      x-polling: {identity: [id], terminal: "self.state == 'off'"}
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses:
        '200':
          description: x
          content:
            application/json:
              schema:
                type: object
                required: [total, parts, state]
                properties:
                  total: {type: integer, minimum: 0, maximum: 10}
                  parts: {type: array, items: {type: integer, minimum: 0}}
                  state: {type: string, enum: ['on', 'off']}
                x-rules:
                  - {id: api.rule, rule: "%s", message: m, severity: error}
                  - {id: api.other, rule: "sum(self.parts) <= self.total", message: m,
                     severity: error}
              example: {total: 6, parts: [1, 2, 3], state: 'on'}
"""


@pytest.fixture
def search(contract_from):
    """Return a function that finds the violation of one rule in a small API."""

    def find(expression, budget=8000, documented=()):
        contract = contract_from(YAML % expression)
        operation = contract.operations[0]
        media = operation.success.media_type()
        goal = search_goal(operation, media, media.rules[0])
        context = rule_context(operation, example_parameters(operation), 200, NOW)
        found = find_violation(
            goal, [media.example().value], [context], budget=budget, documented=documented
        )
        assert found is None or "schema" in found.side_effects or is_broken(goal, found)
        return found

    return find


def test_documented_bodies_come_first(search):
    """A body that is documented to break the rule is taken, if it does and is valid."""
    known = {"total": 9, "parts": [], "state": "off"}

    assert search("self.state == 'on'", documented=[(known,)]).bodies == (known,)
    for other in ({**known, "state": "on"}, {**known, "total": "9"}):
        assert search("self.state == 'on'", documented=[(other,)]).bodies == (
            {"total": 6, "parts": [1, 2, 3], "state": "off"},
        )


def test_one_edit_is_enough_for_a_simple_rule(search):
    """The result is an edit that breaks the rule and no other."""
    found = search("self.state == 'on'")

    assert found.bodies == ({"total": 6, "parts": [1, 2, 3], "state": "off"},)
    assert found.side_effects == ()


def test_two_edits_are_combined(search):
    """A rule that is broken only if two values are wrong is broken by two edits."""
    found = search("self.state == 'on' || size(self.parts) > 0")

    assert found.bodies == ({"total": 6, "parts": [], "state": "off"},)


def test_side_effects_are_reduced(search):
    """A body that breaks another rule too is edited again, so that it does not."""
    found = search("self.parts.all(p, p < 4)")

    assert found.side_effects == ()
    assert max(found.bodies[0]["parts"]) >= 4


def test_unavoidable_side_effects_are_named(search):
    """A rule that another rule implies cannot be broken alone."""
    found = search("sum(self.parts) <= self.total + 1")

    assert found.side_effects == ("api.other",)


def test_pairs_break_transition_rules(search):
    """The earlier and the later body differ in one value."""
    found = search("self.total >= oldSelf.total")
    old, new = found.bodies

    assert old["total"] > new["total"]
    assert {**old, "total": 0} == {**new, "total": 0}


def test_schema_is_broken_only_if_necessary(search):
    """A rule that the schema implies is broken together with the schema, which is named."""
    found = search("self.total <= 10")

    assert found.side_effects == ("schema",)


@pytest.mark.parametrize("expression", ["true || self.total > 0", "size(self.nothing) > 0"])
def test_rule_that_is_always_true_or_never_evaluated_is_not_broken(search, expression):
    """The search ends without a result."""
    assert search(expression, budget=500) is None


def test_search_is_deterministic(search):
    """The same search has the same result."""
    first, second = (search("self.total == 6").bodies for _ in range(2))

    assert first == second
