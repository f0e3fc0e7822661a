"""Tests of the table of checks."""

from pathlib import Path

from contracts.checks import all_checks
from contracts.checks.all_checks import CHECKS, judge_all, rule_ids
from tests.contracts.shop import evidence, exchange

NOT_CHECKS = {"__init__", "all_checks", "confidence"}


def test_every_check_file_is_in_the_table():
    """Each check has a file, named after its id, and all are in the table."""
    folder = Path(str(all_checks.__file__)).parent
    names = {path.stem for path in folder.rglob("*.py")} - NOT_CHECKS

    assert {check.id for check in CHECKS} == {name.replace("_", "-") for name in names}


def test_every_check_has_a_summary():
    """A summary is a sentence that is true of a healthy server."""
    summaries = [check.summary for check in CHECKS]

    assert all(text.endswith(".") and text[0].isupper() for text in summaries)


def test_checks_and_rules_get_verdicts():
    """Every check but that of the rules gets one, then every rule that is judged."""
    due = rule_ids(evidence(exchange()))

    assert due[0] == "success-seen"
    assert "rules" not in due
    assert due[-3:] == (
        "shop.done-does-not-fall",
        "shop.parts-within-total",
        "shop.total-is-even",
    )


def test_a_chosen_rule_set_gets_verdicts():
    """Rules of an opt-in set get verdicts if the set is chosen."""
    due = rule_ids(evidence(exchange(), sets=["lifecycle"]))

    assert "shop.open-is-unfinished" in due


def test_a_healthy_answer_is_not_accused():
    """The documented answer passes every check."""
    results = judge_all(evidence(exchange()))

    assert [each.finding for each in results if each.finding] == []
