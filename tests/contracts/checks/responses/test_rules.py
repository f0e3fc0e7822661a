"""Tests of: every rule of the contract holds."""

from contracts.checks.responses.rules import check
from tests.contracts.shop import ORDER, evidence, exchange


def outcomes(*exchanges, sets=()):
    """Return the outcome by rule, the worst one."""
    found: dict[str, str] = {}
    for judgement in check(evidence(*exchanges, sets=sets)):
        if found.get(judgement.rule) != "fail":
            found[judgement.rule] = str(judgement.outcome)
    return found


def finding(*exchanges, sets=()):
    """Return the first finding."""
    return next(j.finding for j in check(evidence(*exchanges, sets=sets)) if j.finding)


def test_a_healthy_body_passes_each_rule():
    """Every rule gets a judgement of its own."""
    assert outcomes(exchange()) == {
        "shop.parts-within-total": "pass",
        "shop.total-is-even": "pass",
    }


def test_a_broken_rule_is_found_with_values_and_lines():
    """The finding carries the values of the fields that the rule names, and the page's lines."""
    found = finding(exchange(body={**ORDER, "done": 10}))

    assert found.rule == "shop.parts-within-total"
    assert found.severity == "error"
    assert found.values == (("/done", "10"), ("/failed", "1"), ("/total", "10"))
    assert found.source == "shop_page 43-45 (documented)"
    assert found.contract.startswith("shop.yaml:")


def test_a_discrepancy_carries_its_ruling():
    """A warning about a contradiction of the documents names the entry and what was ruled."""
    found = finding(exchange(body={**ORDER, "total": 11}))

    assert (found.severity, found.discrepancy) == ("warning", "shop.odd-totals")
    assert found.ruling == "An odd total passes with a warning."


def test_a_rule_without_its_keys_is_not_exercised():
    """A rule that needs absent keys says so, and does not pass."""
    assert outcomes(exchange(body={"id": 7, "status": "open", "total": 2})) == {
        "shop.parts-within-total": "not exercised",
        "shop.total-is-even": "pass",
    }


def test_a_set_is_judged_only_when_asked_for():
    """Opt-in rules keep out of the way."""
    finished = exchange(body={**ORDER, "done": 10, "failed": 0})

    assert "shop.open-is-unfinished" not in outcomes(finished)
    assert outcomes(finished, sets=["lifecycle"])["shop.open-is-unfinished"] == "fail"


def test_a_transition_is_judged_between_two_answers():
    """A counter that falls is found, though each body alone is fine."""
    later = exchange(body={**ORDER, "done": 3}, number=2)

    found = finding(exchange(), later)

    assert (found.rule, found.exchange) == ("shop.done-does-not-fall", 2)


def test_each_answer_is_compared_with_the_one_before():
    """Up and down again is a fall, though the end is above the beginning."""
    up = exchange(body={**ORDER, "done": 6}, number=2)
    down = exchange(body={**ORDER, "done": 5}, number=3)

    assert finding(exchange(), up, down).exchange == 3


def test_a_transition_that_holds_passes():
    """A counter that grows is fine."""
    later = exchange(body={**ORDER, "done": 5}, number=2)

    assert outcomes(exchange(), later)["shop.done-does-not-fall"] == "pass"


def test_other_things_are_not_compared():
    """Two orders have nothing to do with each other."""
    other = exchange("/v1/orders/8", {**ORDER, "done": 0}, number=2)

    assert "shop.done-does-not-fall" not in outcomes(exchange(), other)


def test_an_error_in_between_is_no_step_back():
    """A 404 between two answers is not compared with either."""
    gone = exchange(body={"error": "no"}, status=404, number=2)

    assert outcomes(exchange(), gone, exchange(number=3))["shop.done-does-not-fall"] == "pass"
