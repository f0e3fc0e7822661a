"""The contract proves the mock, and notices a mock with one wrong value."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

import openapi
from openapi.loading.document import load_contracts
from tests.acceptance.cases import cases
from tests.acceptance.commands import mock_process, run

PACKAGED = Path(str(openapi.__file__)).parent
SINGULAR = ("--reading", "placewise.payload-key=singular")


class Thorough(NamedTuple):
    """A thorough check of the packaged mock."""

    result: subprocess.CompletedProcess[str]
    report: Path


@pytest.fixture(scope="module")
def thorough(mock, tmp_path_factory):
    """The check, once for several promises."""
    report = tmp_path_factory.mktemp("reports") / "report.json"
    words = ("--profile", "ci", "--report", f"json={report}")
    return Thorough(run("contracts", "check", mock.url, *words), report)


def test_check_passes_the_mock(thorough):
    """The packaged mock keeps the packaged contract: exit 0."""
    result = thorough.result

    assert result.returncode == 0, result.stdout + result.stderr


def test_check_names_every_operation_and_says_that_it_only_read(thorough):
    """The report on the screen has a line for each operation, and counts what was sent."""
    said = thorough.result.stdout

    assert "showMembersImportStatus" in said
    assert "listImportJobs" in said
    assert "read-only" in said


def test_check_names_every_rule(thorough):
    """The report for programs has a verdict for each rule of the contract."""
    document = json.loads(thorough.report.read_text(encoding="utf-8"))
    named = {rule["id"] for operation in document["operations"] for rule in operation["rules"]}
    rules = {
        rule.id for contract in load_contracts() for rule in contract.rules if not rule.rule_set
    }

    assert rules <= named


@cases(
    "change, field, line",
    {
        "total-below-its-parts": (
            ("placewise.yaml", "members_created_number: 3020", "members_created_number: 4020"),
            "members_created_number",
            r"placewise (\S+, )*12[4-7]",
        ),
        "number-as-text": (
            ("placewise.yaml", "members_updated_number: 531", 'members_updated_number: "531"'),
            "members_updated_number",
            r"placewise (\S+, )*126",
        ),
        "status-of-another-spelling": (
            ("placewise.yaml", "status: finished}", "status: Finished}"),
            "status",
            r"placewise (\S+, )*14[2-5]|142-145",
        ),
        "status-of-no-job": (
            ("elastic_path.yaml", "status: pending", "status: queued"),
            "status",
            r"elastic_path (\S+, )*(26-30|2[6-9]|27)",
        ),
    },
)
def test_check_finds_one_broken_field(tmp_path, change, field, line):
    """One field of one example broken: exit 1, with the field and the line that documents it."""
    file, said, broken = change
    copy = tmp_path / "openapi"
    shutil.copytree(PACKAGED, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    text = (copy / file).read_text(encoding="utf-8")
    assert said in text
    (copy / file).write_text(text.replace(said, broken, 1), encoding="utf-8")

    with mock_process(
        *("--spec", str(copy / "placewise.yaml"), "--spec", str(copy / "elastic_path.yaml"))
    ) as broken_mock:
        result = run("contracts", "check", broken_mock.url, "--profile", "smoke")

    assert result.returncode == 1, result.stdout + result.stderr
    assert field in result.stdout
    assert re.search(line, result.stdout), result.stdout


def test_check_names_the_contradiction_that_a_server_reads_otherwise(mock):
    """A server on the other side of a contradiction gets a named warning, and passes."""
    result = run("contracts", "check", mock.url, "--profile", "smoke", *SINGULAR)

    assert result.returncode == 0, result.stdout + result.stderr
    assert re.search(r"^warning +placewise\.payload-key", result.stdout, re.MULTILINE)


def test_strict_check_fails_on_warnings(mock):
    """With `--strict` the same warning fails the run."""
    result = run("contracts", "check", mock.url, "--profile", "smoke", "--strict", *SINGULAR)

    assert result.returncode == 1, result.stdout + result.stderr


@cases(
    "reading",
    {
        "payload-key-singular": "placewise.payload-key=singular",
        "payload-key-both": "placewise.payload-key=both",
    },
)
def test_check_passes_a_mock_of_the_same_reading(reading):
    """Read in the same way by both, the contract holds: exit 0."""
    with mock_process("--reading", reading) as other:
        result = run("contracts", "check", other.url, "--profile", "smoke", "--reading", reading)

    assert result.returncode == 0, result.stdout + result.stderr


def test_quick_check_passes_and_is_read_by_machines(mock):
    """The JSON report carries its version and the verdict of a quick check: exit 0."""
    result = run("contracts", "check", mock.url, "--profile", "smoke", "--format", "json")
    report = json.loads(result.stdout)

    assert result.returncode == 0, result.stdout + result.stderr
    assert report["findings"] == []
    assert report["version"] == 1


def test_a_check_without_a_server_could_not_run():
    """A server that does not answer is no pass and no finding: exit 2, and one clear message."""
    result = run("contracts", "check", "http://127.0.0.1:9", "--profile", "smoke")

    assert result.returncode == 2
    assert "http://127.0.0.1:9" in result.stderr
    assert "Traceback" not in result.stdout + result.stderr


def test_check_of_an_api_that_says_only_no_does_not_pass():
    """Where every answer is 401, no success was seen, and nothing is green."""
    with mock_process("--require-auth", "--auth-token", "open-sesame") as locked:
        result = run("contracts", "check", locked.url, "--profile", "smoke")

    assert result.returncode == 1, result.stdout + result.stderr
    assert "open-sesame" not in result.stdout + result.stderr
