"""Tests of comparing two JSON reports of runs."""

import copy

from contracts.results.drift.reports import report_changes
from contracts.results.merging.report_json import as_json
from tests.contracts.example_report import report
from tests.contracts.traffic import facts

LABELS = ("monday.json", "tuesday.json")


def changed(change):
    """Return how a report differs after a change."""
    later = copy.deepcopy(as_json(report()))
    change(later)
    return list(report_changes(as_json(report()), later, LABELS))


def test_equal_reports_have_no_drift():
    """Seeds and durations do not count."""
    assert changed(lambda later: later.update(seconds=99, seed=7)) == []


def test_findings_that_come_are_as_bad_as_they_are_and_those_that_go_are_minor():
    """The message is that of the finding."""
    gone = changed(lambda later: later.update(findings=[]))
    come = list(report_changes({**as_json(report()), "findings": []}, as_json(report()), LABELS))

    assert {each.split()[0] for each in facts(gone)} == {"minor"}
    assert len(come) == len(gone) == len(as_json(report())["findings"])
    assert "breaking" in {each.split()[0] for each in facts(come)}
    assert all(each.b.witness and each.b.witness.source == "tuesday.json" for each in come)


def test_statuses_and_words_that_were_not_seen_before_are_named():
    """A report has coverage, so far it can be compared."""

    def add(later):
        coverage = later["operations"][0]["coverage"]
        coverage["statuses"].append({"name": "418", "met": True, "contract": ""})
        coverage["words"].append({"name": "status lost", "met": True, "contract": ""})

    assert [(each.kind, each.where) for each in changed(add)] == [
        ("status-new", "status 418"),
        ("value-new", "value status lost"),
    ]
