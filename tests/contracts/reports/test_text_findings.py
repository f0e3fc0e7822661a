"""Tests of findings in the text report."""

from dataclasses import replace

import pytest

from contracts.reports.text_findings import FEWEST, WIDTH, format_findings
from contracts.results.finding import Occurrence
from openapi.contract import Severity
from openapi.text.listing import counted
from tests.contracts.example_report import FOUND_ODD, FOUND_WRONG, ODD, WRONG

CURL = "curl -sS -i http://127.0.0.1:4010/v1/orders/7"


def wrong(**changes):
    """Return the error with a changed finding."""
    return replace(FOUND_WRONG, finding=replace(WRONG, **changes))


def lines(*found, room=100):
    """Return the lines of findings."""
    return list(format_findings(found, room))


def test_finding_in_full():
    """Head, message, values, where the documents say so, what was sent, and how to see it again."""
    assert lines(FOUND_WRONG) == [
        "error    schema at /status  (showOrder) (x2), firm",
        '         /status is "lost", allowed is "open", "done".',
        '         values /status = "lost"',
        "         says   shop_page 42 (documented)  shop.yaml:120",
        "         case   required parameters only; answered 200",
        f"         try    {CURL}",
    ]


def test_witness_comes_before_the_curl_line():
    """A file can be replayed, its name quoted for the shell; curl is for who has no file."""
    found = replace(FOUND_WRONG, witness="a folder/w.json")

    assert lines(found)[-2:] == [
        "         try    contracts replay 'a folder/w.json'",
        f"         or     {CURL}",
    ]


def test_documented_example_has_no_request():
    """An example of the contract itself is named; there is nothing to send."""
    found = replace(FOUND_WRONG, curl="", note="documented", status=0)

    assert lines(found)[-1] == "         case   the contract's own example 'documented'"


@pytest.mark.parametrize(
    ("status", "note", "case"),
    [(0, "", "no answer"), (0, "n", "n; no answer"), (404, "", "answered 404")],
)
def test_case_has_note_and_answer(status, note, case):
    """What was particular about the request, and what came back."""
    found = replace(FOUND_WRONG, status=status, note=note)

    assert f"         case   {case}" in lines(found)


def test_second_of_a_kind_has_its_message_only():
    """The same rule at another place has no command to copy; another rule is in full."""
    output = lines(wrong(), wrong(pointer="/other"), wrong(rule="another"))

    assert [line for line in output if line.startswith("error")] == [
        "error    schema at /status  (showOrder) (x2), firm",
        "error    schema at /other  (showOrder) (x2)",
        "error    another at /status  (showOrder) (x2), firm",
    ]
    assert f"         {WRONG.message}" in output
    assert sum("curl" in line for line in output) == 2


def test_info_takes_a_line():
    """What is only worth knowing is never in full."""
    assert len(lines(wrong(severity=Severity.INFO))) == 1


def test_warning_comes_after_every_error():
    """Errors of one rule come before the first warning."""
    output = lines(FOUND_WRONG, wrong(pointer="/b"), FOUND_ODD)
    heads = [line.split()[0] for line in output if not line.startswith(" ")]

    assert heads == ["error", "error", "warning"]


@pytest.mark.parametrize("room", [0, 14, 20, 40])
@pytest.mark.parametrize("count", [1, 2, 5, 50])
def test_lines_fit_the_room_and_nothing_is_lost(room, count):
    """However many there are: the room is kept, the first is in full, the others are counted."""
    found = [wrong(rule=f"r{n}") for n in range(count)]
    output = list(format_findings(found, room))
    shown = sum(line.startswith("error") for line in output)
    left = count - shown

    assert len(output) <= max(room, FEWEST)
    assert output[0].startswith("error    r0")
    assert output[1].startswith("         /status")
    if left:
        assert output[-1].startswith(f"and {left} more ({counted(left, 'error')}): --verbose")


def test_long_texts_are_cut_at_a_word():
    """A message takes three lines at most; the command to copy is never cut."""
    curl = "curl " + "x" * 300
    found = replace(wrong(message="word " * 200), curl=curl)
    output = lines(found)

    assert max(len(line) for line in output if "curl" not in line) <= WIDTH
    assert sum("word" in line for line in output) == 3
    assert output[-1] == f"         try    {curl}"


def test_ruling_is_shown_in_a_line():
    """Where the documents disagree, what was ruled is shown, shortened."""
    found = replace(FOUND_ODD, finding=replace(ODD, ruling="a\n" + "b" * 200))
    (ruling,) = [line for line in lines(found) if line.startswith("         ruling")]

    assert ruling.startswith("         ruling shop.odd-totals: a")


@pytest.mark.parametrize(("count", "text"), [(0, "0 errors"), (1, "1 error"), (2, "2 errors")])
def test_count_agrees_with_its_noun(count, text):
    """One error, two errors."""
    assert counted(count, "error") == text


def test_all_are_shown_before_one_is_in_full():
    """Twenty findings in thirty lines: a line each, and the worst with its request."""
    found = [wrong(rule=f"r{n}") for n in range(20)]
    output = list(format_findings(found, 30))

    assert len(output) <= 30
    assert [line.split()[1] for line in output if line.startswith("error")] == [
        f"r{n}" for n in range(20)
    ]
    assert sum("curl" in line for line in output) == 1


def test_a_cause_in_many_operations_names_them():
    """In full; in a line it has their number."""
    operations = tuple(Occurrence(operation=name) for name in ("showOrder", "listOrders"))
    found = replace(FOUND_WRONG, occurrences=operations)

    assert lines(found)[0] == "error    schema at /status  (in 2 operations) (x2), firm"
    assert "         in     showOrder, listOrders" in lines(found)
