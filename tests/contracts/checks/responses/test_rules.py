"""Tests of: every rule of the contract holds."""

from contracts.checks.responses.rules import check
from tests.contracts.shop import ORDER, evidence, exchange


def outcomes(*exchanges, sets=()):
    """Return the outcome by rule, the worst one."""
    found: dict[str, str] = {}
    for result in check(evidence(*exchanges, sets=sets)):
        if found.get(result.rule) != "fail":
            found[result.rule] = str(result.outcome)
    return found


def finding(*exchanges, sets=()):
    """Return the first finding."""
    return next(j.finding for j in check(evidence(*exchanges, sets=sets)) if j.finding)


def test_a_healthy_body_passes_each_rule():
    """Every rule gets a result of its own."""
    assert outcomes(exchange()) == {
        "shop.parts-within-total": "pass",
        "shop.total-is-even": "pass",
    }


def test_a_broken_rule_is_found_with_values_and_lines():
    """The finding has the values of the fields in the rule, and the documentation's lines."""
    found = finding(exchange(body={**ORDER, "done": 10}))

    assert found.rule == "shop.parts-within-total"
    assert found.severity == "error"
    assert found.values == (("/done", "10"), ("/failed", "1"), ("/total", "10"))
    assert found.source == "shop_page 43-45 (documented)"
    assert found.contract.startswith("shop.yaml:")


def test_a_finding_of_a_discrepancy_has_its_ruling():
    """A warning about a contradiction in the documentation has the discrepancy and its ruling."""
    found = finding(exchange(body={**ORDER, "total": 11}))

    assert (found.severity, found.discrepancy) == ("warning", "shop.odd-totals")
    assert found.ruling == "An odd total passes with a warning."


def test_a_rule_without_its_keys_is_not_exercised():
    """A rule whose required keys are absent does not pass."""
    assert outcomes(exchange(body={"id": 7, "status": "open", "total": 2})) == {
        "shop.parts-within-total": "not exercised",
        "shop.total-is-even": "pass",
    }


def test_a_rule_set_is_judged_only_when_chosen():
    """Opt-in rules give no results unless their set is chosen."""
    finished = exchange(body={**ORDER, "done": 10, "failed": 0})

    assert "shop.open-is-unfinished" not in outcomes(finished)
    assert outcomes(finished, sets=["lifecycle"])["shop.open-is-unfinished"] == "fail"


def test_a_transition_is_judged_between_two_answers():
    """A counter that falls is found, although each body alone is valid."""
    later = exchange(body={**ORDER, "done": 3}, number=2)

    found = finding(exchange(), later)

    assert (found.rule, found.exchange) == ("shop.done-does-not-fall", 2)


def test_each_answer_is_compared_with_the_one_before():
    """A fall after a rise is found, although the last value is above the first."""
    up = exchange(body={**ORDER, "done": 6}, number=2)
    down = exchange(body={**ORDER, "done": 5}, number=3)

    assert finding(exchange(), up, down).exchange == 3


def test_a_transition_that_holds_passes():
    """A counter that grows passes."""
    later = exchange(body={**ORDER, "done": 5}, number=2)

    assert outcomes(exchange(), later)["shop.done-does-not-fall"] == "pass"


def test_other_resources_are_not_compared():
    """Answers about two orders are not compared."""
    other = exchange("/v1/orders/8", {**ORDER, "done": 0}, number=2)

    assert "shop.done-does-not-fall" not in outcomes(exchange(), other)


def test_a_refusal_in_between_is_ignored():
    """A 404 between two answers is not compared with either."""
    gone = exchange(body={"error": "no"}, status=404, number=2)

    assert outcomes(exchange(), gone, exchange(number=3))["shop.done-does-not-fall"] == "pass"
