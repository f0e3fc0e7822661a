"""Tests of a report as a JSON value."""

from dataclasses import replace

from contracts.results.merging.writing import as_json
from tests.contracts.example_report import report


def test_versions_of_a_document_differ():
    """Two versions of a document have different hashes, equal ones the same."""
    [one, same, other] = [
        as_json(replace(report(), texts={"shop.yaml": text}))["documents"] for text in "aab"
    ]

    assert one == same != other
    assert one.keys() == {"shop.yaml"}


def test_the_wrong_exchange_is_named_by_its_place():
    """A reader knows which of the exchanges shows the finding."""
    found = report().findings[0]
    steps = replace(found, exchange_numbers=(1, 3), finding=replace(found.finding, exchange=3))

    assert as_json(replace(report(), findings=(steps,)))["findings"][0]["decisive"] == 2
