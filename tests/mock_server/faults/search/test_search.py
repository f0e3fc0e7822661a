"""The search for a body that breaks a rule."""

import pytest

from mock_server.faults.kinds.rules import search_goal
from mock_server.faults.model.healthy_exchange import NOW, rule_context
from mock_server.faults.search.example_parameters import example_parameters
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
    """Find the breakage of one rule in a small API."""

    def find(expression, budget=8000):
        contract = contract_from(YAML % expression)
        operation = contract.operations[0]
        media = operation.success.media_type()
        goal = search_goal(operation, media, media.rules[0])
        context = rule_context(operation, example_parameters(operation), 200, NOW)
        found = find_violation(goal, [media.example().value], [context], budget=budget)
        assert found is None or "schema" in found.also or is_broken(goal, found)
        return found

    return find


def test_one_edit_is_enough_for_a_simple_rule(search):
    """The least edit that breaks the rule and nothing else is taken."""
    found = search("self.state == 'on'")

    assert found.bodies == ({"total": 6, "parts": [1, 2, 3], "state": "off"},)
    assert found.also == ()


def test_two_edits_are_combined(search):
    """A rule that holds unless two things are wrong is broken by two edits."""
    found = search("self.state == 'on' || size(self.parts) > 0")

    assert found.bodies == ({"total": 6, "parts": [], "state": "off"},)


def test_collateral_is_mended(search):
    """A breakage that breaks another rule too is mended where that can be done."""
    found = search("self.parts.all(p, p < 4)")

    assert found.also == ()
    assert max(found.bodies[0]["parts"]) >= 4


def test_what_cannot_be_helped_is_named(search):
    """A rule that another one contains cannot be broken alone."""
    found = search("sum(self.parts) <= self.total + 1")

    assert found.also == ("api.other",)


def test_pairs_break_transition_rules(search):
    """The earlier and the later body differ in one thing."""
    found = search("self.total >= oldSelf.total")
    old, new = found.bodies

    assert old["total"] > new["total"]
    assert {**old, "total": 0} == {**new, "total": 0}


def test_schema_is_broken_only_when_nothing_else_helps(search):
    """A rule that says what the schema says is broken with the schema, and that is named."""
    found = search("self.total <= 10")

    assert found.also == ("schema",)


@pytest.mark.parametrize("expression", ["true || self.total > 0", "size(self.nothing) > 0"])
def test_rule_that_is_always_true_or_never_judged_is_not_broken(search, expression):
    """Nothing is found, and the search ends."""
    assert search(expression, budget=500) is None


def test_same_question_same_answer(search):
    """The search draws no lots."""
    first, second = (search("self.total == 6").bodies for _ in range(2))

    assert first == second
