"""Tests of finding the line of a finding in the files of a repository."""

from dataclasses import replace

from contracts.reports.platforms.places import (
    MAX_ALIKE,
    ContractLine,
    finding_place,
    place_of,
    unproved,
)
from tests.contracts.example_report import FOUND_WRONG, SHOWN, UNPROVED, WRONG, report

FILES = {"shop.yaml": "api/shop.yaml"}


def test_a_line_is_in_the_file_of_the_repository():
    """The path is the one from the root of the repository, if it is known."""
    assert place_of("shop.yaml:88", report(files=FILES)) == ContractLine(
        path="api/shop.yaml", line=88
    )
    assert place_of("shop.yaml:88", report()) == ContractLine(path="shop.yaml", line=88)


def test_a_line_with_a_pointer_is_a_line():
    """Platforms know lines only; in a document of one line a sentence has the rest."""
    run = report(files={"short.json": "api/short.json"})
    place = place_of("short.json:1#/paths/~1a:b", run)

    assert place == ContractLine(path="api/short.json", line=1, pointer="/paths/~1a:b")
    assert place.sentence == "Contract: api/short.json#/paths/~1a:b."
    assert place_of("shop.yaml:88", run).sentence == ""


def test_a_finding_without_a_line_is_at_its_operation():
    """A platform drops what has no place, so there is always one."""
    found = replace(FOUND_WRONG, finding=replace(WRONG, contract=""))
    known = replace(SHOWN, contract="shop.yaml:10")

    assert finding_place(found, report(operations=(known,))) == ContractLine(
        path="shop.yaml", line=10
    )
    assert finding_place(found, report(operations=(), files=FILES)).path == "api/shop.yaml"


def test_what_is_not_proved_says_what_to_do():
    """The advice follows the reason."""
    helped = replace(UNPROVED, advice="Give them.")

    assert [text for _, text in unproved(report(operations=(helped, SHOWN)))] == [
        "listOrders is not proved: every answer is 401: credentials are missing. Give them."
    ]


def test_many_with_one_reason_are_counted():
    """A platform shows a limited number of entries, and reads them all."""
    many = tuple(replace(UNPROVED, id=f"op{n}") for n in range(MAX_ALIKE + 400))
    texts = [text for _, text in unproved(report(operations=many))]

    assert len(texts) == MAX_ALIKE
    assert texts[0].startswith("op0 is not proved: ")
    assert texts[-1].startswith("op99 and 400 more are not proved: ")
