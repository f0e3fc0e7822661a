"""Tests of reports that contradict themselves."""

import json

import pytest

from contracts.errors import OptionError
from contracts.results.merging.contradictions import ALWAYS, refuse_contradictions
from contracts.results.merging.members import Members
from contracts.results.merging.report_json import as_json, report_from_json
from tests.contracts.example_report import LEFT_OUT, PROVED, UNPROVED, report

PASSED = report(operations=(PROVED, LEFT_OUT), findings=())


def judge(document):
    """Read a report and refuse its contradictions."""
    document = json.loads(json.dumps(document))
    refuse_contradictions(Members(document, "r.json"), report_from_json(document, "r.json"))


@pytest.mark.parametrize(
    "sound",
    [
        PASSED, report(), report(is_strict=True), report(operations=(UNPROVED,), findings=()),
        report(stop_signal=2), report(operations=(), findings=(), error="no server"),
        report(operations=(), findings=()),
    ],
)  # fmt: skip
def test_reports_as_they_are_written_are_accepted(sound):
    """Nothing that a run writes contradicts itself."""
    judge(as_json(sound))


def cut(shown, **changes):
    """Return the JSON of a report with members that were changed by hand."""
    return {**as_json(shown), **changes}


ROW = as_json(PASSED)["operations"][0]


@pytest.mark.parametrize(
    ("document", "place"),
    [
        (cut(report(), operations=[ROW], findings=[]), "/exit_code"),
        (cut(report(stop_signal=2), signal=0), "/exit_code"),
        (cut(report(error="no server"), error=None), "/exit_code"),
        (cut(report(), findings=[], verdict="pass", exit_code=0), "/findings"),
        (cut(PASSED, verdict="fail"), "/verdict"),
        (cut(PASSED, verdict=["fail"]), "/verdict"),
        (cut(PASSED, verdict="banana"), "/verdict"),
        (cut(PASSED, exit_code=True), "/exit_code"),
        (cut(PASSED, operations=[ROW, ROW]), "/operations/1"),
        (cut(PASSED, operations=[{**ROW, "verdict": "banana"}]), "/operations/0/verdict"),
        (cut(PASSED, operations=[{**ROW, "verdict": "fail"}]), "/operations/0/verdict"),
        *(({n: v for n, v in cut(PASSED).items() if n != name}, f"/{name}") for name in ALWAYS),
    ],
)  # fmt: skip
def test_a_report_that_was_cut_is_refused_with_the_place(document, place):
    """What failed and was taken out makes no report green, and the message says where to look."""
    with pytest.raises(OptionError) as refused:
        judge(document)

    assert f"r.json, {place}" in str(refused.value)


def test_a_report_that_is_worse_than_it_says_is_read():
    """The merge goes by what it contains, so it fails; nothing is hidden by reading it."""
    judge(cut(report(), verdict="pass", exit_code=0))
