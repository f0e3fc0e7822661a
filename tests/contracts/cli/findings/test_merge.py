"""Tests of the command `contracts merge`."""

import json
from datetime import date

from click.testing import CliRunner

from contracts.cli.main import contracts
from contracts.results.baseline import KnownFinding, write_baseline
from contracts.results.merging.report_json import as_json
from tests.contracts.example_report import PROVED, report


def run(*arguments):
    """Return the result of the command."""
    return CliRunner().invoke(contracts, ["merge", *map(str, arguments)])


def test_it_writes_every_report_that_is_asked_for(tmp_path):
    """The text is on standard output, others are in their files; the exit code is of the result."""
    path = tmp_path / "one.json"
    path.write_text(json.dumps(as_json(report())))
    formats = ("json", "junit", "html", "sarif", "gitlab", "markdown", "github")
    wanted = [f"--report={name}={tmp_path / name}" for name in formats]
    result = run(path, *wanted)

    assert result.exit_code == 1
    assert "FAILED" in result.output
    assert all((tmp_path / name).read_text() for name in formats)
    merged = json.loads((tmp_path / "json").read_text())
    assert merged["findings"] == as_json(report())["findings"]


def test_known_findings_are_applied_to_the_result(tmp_path):
    """A baseline is that of the whole."""
    path, known = tmp_path / "one.json", tmp_path / "known.yaml"
    path.write_text(json.dumps(as_json(report(operations=(PROVED,)))))
    path.write_text(json.dumps(as_json(report(operations=(PROVED,)))))
    entry = KnownFinding(
        id="0123456789ab", rule="schema", api="shop", operation="showOrder", message="m",
        expires=date(2999, 1, 1), owner="o", reason="r",
    )  # fmt: skip
    write_baseline(known, (entry,))

    assert run(path).exit_code == 1
    assert run(path, "--baseline", known).exit_code == 0


def test_a_file_that_cannot_be_used_is_refused(tmp_path):
    """The command could not run."""
    path = tmp_path / "one.json"
    path.write_text("{}")
    result = run(path)

    assert result.exit_code != 0
    assert "version" in str(result.exception)
