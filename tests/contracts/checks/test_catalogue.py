"""Tests of the table of checks."""

from pathlib import Path

from contracts.checks import catalogue
from contracts.checks.catalogue import CHECKS, judge_all, rule_ids
from tests.contracts.shop import evidence, exchange

NOT_CHECKS = {"__init__", "catalogue", "tenant_isolation"}


def test_every_check_file_is_in_the_table():
    """A check is a file, its id is the file's name; none is forgotten."""
    folder = Path(str(catalogue.__file__)).parent
    names = {path.stem for path in folder.rglob("*.py")} - NOT_CHECKS

    assert {check.id for check in CHECKS} == {name.replace("_", "-") for name in names}


def test_every_check_says_what_it_promises():
    """A summary is a sentence that is true of a healthy server."""
    summaries = [check.summary for check in CHECKS]

    assert all(text.endswith(".") and text[0].isupper() for text in summaries)


def test_verdicts_are_due_for_checks_and_rules():
    """Every check but the one that stands for the rules, then every rule that is judged."""
    due = rule_ids(evidence(exchange()))

    assert due[0] == "success-seen"
    assert "rules" not in due
    assert due[-3:] == (
        "shop.done-does-not-fall",
        "shop.parts-within-total",
        "shop.total-is-even",
    )


def test_a_set_of_rules_is_due_when_asked_for():
    """Rules of an opt-in set get a verdict only where the set is judged."""
    due = rule_ids(evidence(exchange(), sets=["lifecycle"]))

    assert "shop.open-is-unfinished" in due


def test_a_healthy_answer_is_not_accused():
    """The documented answer passes every check."""
    judgements = judge_all(evidence(exchange()))

    assert [j.finding for j in judgements if j.finding] == []
