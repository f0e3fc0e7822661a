"""Tests of the baseline of known findings."""

from dataclasses import replace
from datetime import date

import pytest

from contracts.errors import OptionError, ReportError
from contracts.results.baseline import (
    KnownFinding,
    apply_baseline,
    read_baseline,
    update_baseline,
    write_baseline,
)
from contracts.results.report import ExitCode
from contracts.results.verdict import not_exercised
from openapi.errors import DocumentError
from tests.contracts.example_report import FOUND_ODD, FOUND_WRONG, SHOWN, report, verdicts

TODAY = date(2026, 11, 21)
KNOWN = KnownFinding(
    id=FOUND_WRONG.id,
    rule="schema",
    api="shop",
    operation="showOrder",
    message="/status is lost.",
    reason="SHOP-12, a 'late' order: shipped",
    owner="team orders",
    expires=date(2026, 12, 31),
)


def test_a_known_finding_does_not_fail():
    """It is marked with its expiry, owner and reason."""
    after = apply_baseline(report(findings=(FOUND_WRONG,)), (KNOWN,), TODAY)

    assert after.exit_code is ExitCode.OK
    assert after.findings[0].accepted == (
        "until 2026-12-31, team orders: SHOP-12, a 'late' order: shipped"
    )


def test_a_new_finding_fails():
    """A finding that is not in the baseline fails the run."""
    other = replace(FOUND_WRONG, id="fffffffffff0")

    assert apply_baseline(report(findings=(other,)), (KNOWN,), TODAY).exit_code is ExitCode.FINDINGS


@pytest.mark.parametrize(("day", "code"), [(31, ExitCode.OK), (30, ExitCode.FINDINGS)])
def test_an_expired_finding_fails_and_is_noted(day, code):
    """The finding is accepted on its last day, and fails on the day after."""
    entry = replace(KNOWN, expires=date(2026, 12, day))

    after = apply_baseline(report(findings=(FOUND_WRONG,)), (entry,), date(2026, 12, 31))

    assert after.exit_code is code
    assert [FOUND_WRONG.id in note for note in after.notes] == [True] * (code == 1)


def test_a_resolved_finding_is_reported():
    """A finding that was not seen again can be removed."""
    after = apply_baseline(report(findings=()), (KNOWN,), TODAY)

    assert after.resolved == (f"schema  (showOrder) {FOUND_WRONG.id}: /status is lost.",)


def test_a_finding_of_a_skipped_operation_is_not_resolved():
    """Whether it would be seen again is unknown."""
    entry = replace(KNOWN, operation="createOrder")

    assert apply_baseline(report(findings=()), (entry,), TODAY).resolved == ()


def without_schema(**changes):
    """Return an operation of which the rule `schema` has no verdict, or another one."""
    kept = tuple(each for each in SHOWN.verdicts if each.rule != "schema")
    return replace(SHOWN, verdicts=(*kept, *changes.pop("verdicts", ())), **changes)


UNJUDGED = {
    "left out by --only or --skip": {"operations": (without_schema(),)},
    "not exercised": {
        "operations": (
            without_schema(verdicts=verdicts(["schema"], [not_exercised("schema", "no body")])),
        )
    },
    "the run was cut": {"operations": (replace(SHOWN, cut="--max-time"),)},
    "the operation was not called": {"operations": (replace(SHOWN, skipped_reason="unsafe"),)},
    "the profile is cheaper": {"profile": "smoke"},
    "a recording has only some answers": {"profile": "har"},
    "findings are left out": {"repeat": ("--severity", "error")},
}


@pytest.mark.parametrize("changes", UNJUDGED.values(), ids=UNJUDGED)
def test_a_finding_whose_rule_was_not_judged_is_kept_and_named(changes):
    """It may still be there: it is not resolved, a note names it, and an update keeps it."""
    run = report(**{"findings": (), "notes": (), **changes})
    entry = replace(KNOWN, profile="ci")

    after = apply_baseline(run, (entry,), TODAY)

    assert after.resolved == ()
    [note] = after.notes
    assert note == (
        "1 known finding was not judged in this run, and may still be there:"
        f" schema (showOrder) {FOUND_WRONG.id}."
    )
    assert update_baseline(run, (entry,), TODAY) == (entry,)


@pytest.mark.parametrize("profile", ["ci", "full"])
def test_a_profile_that_sends_as_much_resolves_a_finding(profile):
    """A more thorough run than the one that found it would have seen it again."""
    run = report(findings=(), notes=(), profile=profile)

    assert apply_baseline(run, (replace(KNOWN, profile="ci"),), TODAY).notes == ()
    assert update_baseline(run, (replace(KNOWN, profile="ci"),), TODAY) == ()


def test_random_requests_resolve_nothing():
    """What `contracts fuzz` did not find again may still be there; that needs no note."""
    after = apply_baseline(report(findings=(), notes=()), (KNOWN,), TODAY, is_random=True)

    assert after.resolved == after.notes == ()


def test_an_update_adds_new_findings_and_keeps_entries():
    """New entries get owner, reason and 90 days; old ones are kept, resolved ones removed."""
    gone = replace(KNOWN, id="000000000000")

    after = update_baseline(report(), (KNOWN, gone), TODAY, owner="me", reason="because")

    assert [(e.id, e.owner, e.expires) for e in after] == [
        (FOUND_WRONG.id, "team orders", date(2026, 12, 31)),
        (FOUND_ODD.id, "me", date(2027, 2, 19)),
    ]


def test_an_update_keeps_entries_of_other_apis():
    """A run against one API does not remove the findings of others."""
    other = replace(KNOWN, api="bakery", operation="showBread")

    assert other in update_baseline(report(findings=()), (other,), TODAY)


def test_a_file_is_read_as_it_was_written(tmp_path):
    """Quotes, colons and line breaks are kept."""
    entry = replace(KNOWN, reason='a: "b"\n# c')
    write_baseline(tmp_path / "b.yaml", (KNOWN, entry))

    assert read_baseline(tmp_path / "b.yaml") == (KNOWN, entry)


def test_an_empty_file_is_read_as_it_was_written(tmp_path):
    """A baseline may have no entries."""
    write_baseline(tmp_path / "b.yaml", ())

    assert read_baseline(tmp_path / "b.yaml") == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[]", "this file is no baseline"),
        ("version: 2\nfindings: []", "this file is no baseline"),
        ("version: 1\nfindings: [x]", "no mapping"),
        ("version: 1\nfindings: [{id: a}]", "needs the day"),
        ("version: 1\nfindings: [{id: a, expires: soon}]", "needs the day"),
        ("version: 1\nfindings: [{expires: 2026-12-31}]", "needs the id"),
        ("version: 1\nfindings: [{id: a, expiry: 2026-12-31}]", "did you mean 'expires'"),
    ],
)
def test_an_invalid_baseline_is_refused(tmp_path, text, words):
    """The message has the file, the line, and what is allowed."""
    path = tmp_path / "b.yaml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(OptionError, match=words) as caught:
        read_baseline(path)

    assert "b.yaml" in caught.value.where


def test_a_missing_file_is_an_error(tmp_path):
    """A wrong path gives an error message."""
    with pytest.raises(DocumentError):
        read_baseline(tmp_path / "missing.yaml")


def test_a_file_that_cannot_be_written_is_an_error(tmp_path):
    """A folder in place of the file gives an error message."""
    with pytest.raises(ReportError, match="the baseline cannot be written"):
        write_baseline(tmp_path, ())


def test_a_renamed_document_is_noted():
    """Entries of an earlier version are all new: their ids were made of the file's name, too."""
    other = replace(KNOWN, id="fffffffffff0", api="spec")

    [note] = apply_baseline(report(findings=(FOUND_WRONG,), notes=()), (other,), TODAY).notes

    assert "findings of the API spec" in note
    assert "x-api: spec" in note


def test_a_renamed_document_keeps_its_known_findings():
    """The id of a finding does not depend on the API's name, which may be that of a file."""
    other = replace(KNOWN, api="spec")

    after = apply_baseline(report(findings=(FOUND_WRONG,), notes=()), (other,), TODAY)

    assert after.exit_code is ExitCode.OK
    assert after.notes == after.resolved == ()


def test_an_entry_of_another_checked_api_accepts_nothing():
    """Two APIs of one run may have the same fault, and only one of them be accepted."""
    run = report(findings=(FOUND_WRONG,), targets={"shop": "http://a", "bakery": "http://b"})

    assert apply_baseline(run, (replace(KNOWN, api="bakery"),), TODAY).findings[0].accepted == ""


GATHERED = replace(FOUND_WRONG, id="fffffffffff1", former_ids=("00000000000a", "00000000000b"))
OLD = (replace(KNOWN, id="00000000000a"), replace(KNOWN, id="00000000000b", reason="b"))


def test_a_baseline_of_an_earlier_version_is_still_read():
    """It had an entry for each operation; with all of them the one cause is accepted."""
    every = apply_baseline(report(findings=(GATHERED,)), OLD, TODAY)
    one = apply_baseline(report(findings=(GATHERED,)), OLD[:1], TODAY)

    assert (every.exit_code, every.resolved) == (ExitCode.OK, ())
    assert one.exit_code is ExitCode.FINDINGS


def test_an_update_makes_one_entry_of_the_earlier_ones():
    """Owner, reason and expiry are kept, and the old ids are removed."""
    [entry] = update_baseline(report(findings=(GATHERED,)), OLD, TODAY, owner="me")

    assert (entry.id, entry.owner, entry.reason, entry.expires) == (
        GATHERED.id,
        KNOWN.owner,
        KNOWN.reason,
        KNOWN.expires,
    )
