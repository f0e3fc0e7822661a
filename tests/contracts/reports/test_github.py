"""Tests of the annotations for GitHub."""

from dataclasses import replace

from contracts.reports.github import render
from tests.contracts.sample import FOUND_ODD, FOUND_WRONG, UNPROVED, WRONG, report

FILES = {"shop.yaml": "contracts/shop.yaml"}


def test_a_finding_is_anchored_at_the_contract():
    """File and line of the contract, rule and operation as title, the message as text."""
    first, second = render(report(files=FILES)).splitlines()

    assert first.startswith(
        "::error file=contracts/shop.yaml,line=120,title=schema (showOrder)::/status is"
    )
    assert second.startswith("::warning file=contracts/shop.yaml,")


def test_a_known_finding_is_a_notice():
    """What is put up with does not shout."""
    known = replace(FOUND_WRONG, known="until 2026-12-31, me")

    [line] = render(report(findings=(known,))).splitlines()

    assert line.startswith("::notice ")
    assert "Known until 2026-12-31, me." in line


def test_no_text_begins_another_command():
    """Whatever a server says stays inside its annotation."""
    nasty = replace(FOUND_ODD, finding=replace(WRONG, message="a\n::error::b\r%", rule="x,y:z"))

    [line] = render(report(findings=(nasty,))).splitlines()

    assert "a%0A::error::b%0D%25" in line
    assert "title=x%2Cy%3Az (showOrder)::" in line


def test_what_is_not_proved_is_an_error():
    """An operation without a success fails the run, and says so."""
    text = render(report(findings=(), operations=(UNPROVED,), vanished=("schema gone",)))

    assert text.splitlines() == [
        "::error title=shop listOrders::every answer is 401: credentials are missing",
        "::notice title=vanished::A known finding has vanished: schema gone",
    ]
