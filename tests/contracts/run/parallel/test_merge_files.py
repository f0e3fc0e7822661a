"""Tests of merging the reports of several runs."""

import json
from dataclasses import replace

import pytest

from contracts.errors import OptionError
from contracts.reports import html
from contracts.results.merging.report_json import as_json
from contracts.results.recording import RecordingStats
from contracts.results.report import ExitCode
from contracts.run.parallel.merge_files import merge_files
from contracts.run.parallel.merge_settings import MergeSettings
from tests.contracts.example_report import LEFT_OUT, PROVED, UNPROVED, report

DOCUMENT = "openapi: 3.0.3\n" + "\n" * 200


@pytest.fixture
def files(tmp_path, monkeypatch):
    """Return a function that writes reports and returns their merge."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "shop.yaml").write_text(DOCUMENT, encoding="utf-8")

    def merged(*reports, **changes):
        paths = [tmp_path / f"{place}.json" for place, _ in enumerate(reports)]
        for path, each in zip(paths, reports, strict=True):
            path.write_text(json.dumps(each if isinstance(each, dict) else as_json(each)))
        return merge_files(MergeSettings(files=tuple(paths), **changes))

    return merged


def part(*operations, **changes):
    """Return the report on some operations, with the finding of the example if it is theirs."""
    shown = report()
    names = {each.id for each in operations}
    found = tuple(each for each in shown.findings if each.operation in names)
    given = {"texts": {"shop.yaml": DOCUMENT}, "files": {"shop.yaml": "shop.yaml"}, **changes}
    return replace(shown, operations=operations, findings=found, **given)


def test_the_merge_of_two_runs_is_the_whole(files):
    """Operations, findings and documents are those of a run of all."""
    [shown] = [each for each in report().operations if each.id == "showOrder"]
    whole = part(shown, replace(PROVED, place=1))
    merged = files(part(replace(PROVED, place=1)), part(shown))

    assert merged.operations == whole.operations
    assert as_json(merged)["findings"] == as_json(whole)["findings"]
    assert merged.texts == whole.texts
    assert merged.tally.requests == 2 * whole.tally.requests
    assert html.render(merged)


def test_the_note_on_chosen_operations_is_about_all_runs(files):
    """What one run has left out and another one has checked is not missing."""
    [one, other] = [
        part(operation, unchosen=(f"shop {rest}", "shop gone"),
             notes=(f"1 of 3 operations is chosen by --tag x; left out: {rest}, gone.", "kept"))
        for operation, rest in ((PROVED, "b"), (LEFT_OUT, "a"))
    ]  # fmt: skip

    assert files(one, other).notes == (
        "1 operation is chosen in none of the runs: shop gone.", "kept",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"texts": {"shop.yaml": "other"}}, "another shop.yaml"),
        ({"texts": {"shop.yaml": DOCUMENT, "b.yaml": ""}}, "another b.yaml"),
        ({"profile": "full"}, "full"),
        ({"sets": frozenset({"lifecycle"})}, "lifecycle"),
        ({"readings": {"a": "b"}}, "another a"),
        ({"is_unsafe": True}, "True"),
        ({"command": ("contracts", "fuzz")}, "fuzz"),
    ],
)
def test_reports_that_are_not_of_one_run_are_refused(files, changes, what):
    """Another document, profile or command is named, with its file."""
    with pytest.raises(OptionError) as refused:
        files(part(PROVED), part(PROVED, **changes))

    assert what in str(refused.value)
    assert "1.json" in str(refused.value)


BREAD = {
    "targets": {"bakery": "http://127.0.0.1:4011"},
    "texts": {"bakery.yaml": DOCUMENT},
    "files": {"bakery.yaml": "bakery.yaml"},
}


def test_runs_of_different_apis_are_merged(files):
    """Each has loaded its own document; what only one of them could choose is still missing."""
    bread = part(replace(PROVED, api="bakery"), unchosen=("bakery cake",), **BREAD)
    shop = part(PROVED, unchosen=("shop gone",), texts={"shop.yaml": DOCUMENT})

    merged = files(shop, bread)

    assert {each.api for each in merged.operations} == set(merged.targets) == {"shop", "bakery"}
    assert set(merged.hashes) == {"shop.yaml", "bakery.yaml"}
    assert merged.unchosen == ("shop gone", "bakery cake")
    assert "2 operations are chosen in none of the runs: shop gone, bakery cake." in merged.notes


@pytest.mark.parametrize(
    "changes", [{"texts": {"bakery.yaml": "other"}}, {"targets": {"cafe": ""}}]
)
def test_two_versions_of_a_document_are_refused_in_any_part(files, changes):
    """Each report is compared with all others, not with the first one alone."""
    one, other = (
        part(PROVED, **BREAD),
        part(PROVED, **{**BREAD, "texts": {"bakery.yaml": "other"}, **changes}),
    )

    with pytest.raises(OptionError, match=r"another bakery\.yaml"):
        files(part(PROVED), one, other)


def test_the_options_that_repeat_runs_of_different_documents_name_all(files):
    """A run without one of the documents would not know its API."""
    bread = part(replace(PROVED, api="bakery"), **BREAD, repeat=("--spec", "bakery.yaml"))
    shop = part(PROVED, repeat=("--spec", "shop.yaml", "--tag", "x"))

    assert files(shop, bread).repeat == ("--spec", "shop.yaml", "--spec", "bakery.yaml")


def test_the_same_report_is_not_counted_twice(files):
    """A shell pattern that matches a copy is found out."""
    with pytest.raises(OptionError, match="twice"):
        files(part(PROVED), part(PROVED))


@pytest.mark.parametrize("content", ["", "[1]", "null", "{}", '{"version": 2}', "[" * 100_000])
def test_a_file_that_is_no_report_is_named(tmp_path, content):
    """There is one message, whatever the file has."""
    path = tmp_path / "r.json"
    path.write_text(content)
    with pytest.raises(OptionError, match=r"r\.json"):
        merge_files(MergeSettings(files=(path,)))


def test_a_missing_file_is_named(tmp_path):
    """A job that wrote no report is not passed over."""
    with pytest.raises(OptionError, match=r"gone\.json"):
        merge_files(MergeSettings(files=(tmp_path / "gone.json",)))


def test_reports_on_recordings_are_refused(files):
    """`contracts har` takes several recordings itself."""
    with pytest.raises(OptionError, match="contracts har"):
        files(part(PROVED, recording=RecordingStats()))


def test_a_run_that_could_not_be_done_fails_the_whole(files):
    """Its report has no document, and is not refused for that."""
    failed = replace(report(), targets={}, operations=(), findings=(), error="no server", texts={})
    merged = files(failed, part(PROVED))

    assert merged.exit_code is ExitCode.COULD_NOT_RUN
    assert merged.error == "no server"


def test_an_operation_that_is_not_proved_keeps_the_whole_from_being_green(files):
    """The exit code is that of a run of all."""
    assert files(part(PROVED), part(replace(UNPROVED, id="other"))).exit_code is ExitCode.FINDINGS


def test_several_servers_are_named(files):
    """Jobs may have had a server each."""
    merged = files(part(PROVED), part(LEFT_OUT, targets={"shop": "http://b"}))

    assert merged.notes[0] == "shop: the runs have checked http://127.0.0.1:4010/v1, http://b."


def test_a_document_that_has_changed_shows_no_lines(files, tmp_path):
    """Lines of another version would be wrong."""
    (tmp_path / "shop.yaml").write_text("changed", encoding="utf-8")

    assert files(part(PROVED)).texts == {}


def test_what_is_merged_where_no_document_is_keeps_the_document(files, tmp_path):
    """A merge job without a checkout passes on which document all parts are about."""
    (tmp_path / "shop.yaml").unlink()
    merged = as_json(files(part(PROVED)))

    assert merged["documents"] == as_json(part(PROVED))["documents"]
    assert files(merged, part(LEFT_OUT)).exit_code is ExitCode.OK
    with pytest.raises(OptionError, match=r"another shop\.yaml"):
        files(merged, part(LEFT_OUT, texts={"shop.yaml": "other"}))
