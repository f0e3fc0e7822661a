"""Tests of the annotations for GitHub."""

import re
from dataclasses import replace

from contracts.reports.platforms.github import render
from tests.contracts.example_report import FOUND_ODD, FOUND_WRONG, UNPROVED, WRONG, report

FILES = {"shop.yaml": "contracts/shop.yaml"}


def test_a_finding_is_anchored_at_the_contract():
    """File and line of the contract, rule and operation as title, the message as text."""
    first, second = render(report(files=FILES)).splitlines()

    assert first.startswith(
        "::error file=contracts/shop.yaml,line=120,title=schema (showOrder)%2C firm::/status is"
    )
    assert second.startswith("::warning file=contracts/shop.yaml,")


def test_a_line_with_a_pointer_is_a_number():
    """GitHub takes only a number; a document of one line has a pointer beside it."""
    one_line = replace(FOUND_WRONG, finding=replace(WRONG, contract="shop.yaml:1#/paths/~1a:b"))
    [line] = render(report(findings=(one_line,), files=FILES)).splitlines()

    assert line.startswith("::error file=contracts/shop.yaml,line=1,title=")
    assert "%0AContract: contracts/shop.yaml#/paths/~1a:b.%0A" in line


def test_a_known_finding_is_a_notice():
    """An accepted finding is a notice."""
    known = replace(FOUND_WRONG, accepted="until 2026-12-31, me")

    [line] = render(report(findings=(known,))).splitlines()

    assert line.startswith("::notice ")
    assert "Known until 2026-12-31, me." in line


def test_no_text_begins_another_command():
    """A text of the server stays inside its annotation."""
    nasty = replace(FOUND_ODD, finding=replace(WRONG, message="a\n::error::b\r%", rule="x,y:z"))

    [line] = render(report(findings=(nasty,))).splitlines()

    assert r"a\n::error::b\r%25" in line
    assert "title=x%2Cy%3Az (showOrder)%2C firm::" in line


def test_what_is_not_proved_is_an_error():
    """An operation without a success fails the run, and says so."""
    text = render(
        report(
            findings=(),
            operations=(replace(UNPROVED, contract="shop.yaml:60"),),
            resolved=("schema gone",),
            files=FILES,
        )
    )

    assert text.splitlines() == [
        (
            "::error file=contracts/shop.yaml,line=60,title=shop listOrders"
            "::every answer is 401: credentials are missing"
        ),
        "::notice title=vanished::A known finding has vanished: schema gone",
    ]


def test_no_more_than_github_takes():
    """Ten of a kind; if there are more, the last one counts them."""
    many = tuple(replace(FOUND_WRONG, id=f"{n:012}") for n in range(25))

    lines = render(report(findings=(*many, FOUND_ODD))).splitlines()

    assert [line.split(" ")[0] for line in lines] == ["::error"] * 10 + ["::warning"]
    assert lines[9] == "::error title=16 more::16 more of this kind are in the other reports."
    assert len(render(report(findings=many[:10])).splitlines()) == 10


COMMAND = re.compile(r"::(error|warning|notice) ((?:\w+=[^,:\r\n]*,?)*)::[^\r\n]+")
"""A workflow command as the runner reads it: one line, commas and colons escaped in properties."""


def test_every_line_is_a_command_of_the_runner():
    """Known properties only, and a line that is a number."""
    lines = render(report(files=FILES)).splitlines()

    for line in lines:
        properties = dict(pair.split("=", 1) for pair in COMMAND.fullmatch(line)[2].split(","))
        assert set(properties) <= {"file", "line", "title"}
        assert properties["line"].isdecimal()
