"""Tests of reports with printable texts."""

from dataclasses import replace

from contracts.reports.printed import printed
from tests.contracts.example_report import FOUND_WRONG, SHOWN, report


def test_texts_of_servers_are_escaped_wherever_they_are():
    """An escape sequence in a note and in a finding is shown and moves no cursor."""
    found = replace(FOUND_WRONG, note="a\x1b[2Jb")
    shown = printed(report(findings=(found,), notes=("x\ry",)))

    assert shown.findings[0].note == r"a\x1b[2Jb"
    assert shown.notes == (r"x\ry",)


def test_documents_keep_their_lines():
    """The text of a document is printed line by line, each of them printable."""
    shown = printed(report(texts={"shop.yaml": "one\ntwo\x07\n"}))

    assert shown.texts == {"shop.yaml": "one\ntwo\\x07\n"}


def test_what_was_measured_stays():
    """Numbers, identities and outcomes are not texts."""
    before = report()

    assert printed(before).seconds == before.seconds
    assert [each.id for each in printed(before).findings] == [each.id for each in before.findings]


def test_what_is_printable_is_not_copied():
    """A report may have thousands of operations, nearly all of them as they should be."""
    wrong = replace(SHOWN, id="a\x1bb")
    before = report(operations=(SHOWN, wrong))
    shown = printed(before)

    assert shown.operations[0] is SHOWN
    assert shown.operations[1].id == r"a\x1bb"
