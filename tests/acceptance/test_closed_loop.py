"""The checker passes the mock, and finds one wrong value in a mock."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

import openapi
from mock_server import MockServer, Settings
from tests.acceptance.cases import cases
from tests.acceptance.commands import mock_process, run, run_here
from tests.packaged import packaged_contracts

PACKAGED = Path(str(openapi.__file__)).parent
SINGULAR = ("--reading", "placewise.payload-key=singular")


class Thorough(NamedTuple):
    """A thorough check of the packaged mock."""

    result: subprocess.CompletedProcess[str]
    report: Path


@pytest.fixture(scope="module")
def thorough(mock, tmp_path_factory):
    """Run the check once for several tests."""
    report = tmp_path_factory.mktemp("reports") / "report.json"
    words = ("--profile", "ci", "--report", f"json={report}")
    return Thorough(run("contracts", "check", mock.url, *words), report)


def test_check_passes_the_mock(thorough):
    """The packaged mock satisfies the packaged contract: exit 0."""
    result = thorough.result

    assert result.returncode == 0, result.stdout + result.stderr


def test_check_names_every_operation_and_that_it_was_read_only(thorough):
    """The text report has a line for each operation, and counts the requests."""
    text = thorough.result.stdout

    assert "showMembersImportStatus" in text
    assert "listImportJobs" in text
    assert "read-only" in text


def test_check_names_every_rule(thorough):
    """The JSON report has a verdict for each rule of the contract."""
    document = json.loads(thorough.report.read_text(encoding="utf-8"))
    named = {rule["id"] for operation in document["operations"] for rule in operation["rules"]}
    rules = {
        rule.id for contract in packaged_contracts() for rule in contract.rules if not rule.rule_set
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
            ("placewise.yaml", "members_updated_number: 531", "members_updated_number: many"),
            "members_updated_number",
            r"placewise (\S+, )*126",
        ),
        "status-in-another-case": (
            ("placewise.yaml", "status: finished}", "status: Finished}"),
            "status",
            r"placewise (\S+, )*14[2-5]|142-145",
        ),
        "unknown-status": (
            ("elastic_path.yaml", "status: pending", "status: queued"),
            "status",
            r"elastic_path (\S+, )*(26-30|2[6-9]|27)",
        ),
    },
)
def test_check_finds_one_broken_field(tmp_path, change, field, line):
    """One wrong field of one example: exit 1, with the field and the line that documents it."""
    file, said, broken = change
    copy = tmp_path / "openapi"
    shutil.copytree(PACKAGED, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    text = (copy / file).read_text(encoding="utf-8")
    assert said in text
    (copy / file).write_text(text.replace(said, broken, 1), encoding="utf-8")

    specs = (copy / "placewise.yaml", copy / "elastic_path.yaml")
    with MockServer(Settings(port=0, specs=specs, keeps_examples=True)) as broken_mock:
        url = f"{file.removesuffix('.yaml')}={broken_mock.url}"
        result = run_here("contracts", "check", url, "--profile", "smoke")

    assert result.returncode == 1, result.stdout + result.stderr
    assert field in result.stdout
    assert re.search(line, result.stdout), result.stdout


def test_check_names_the_discrepancy_that_a_server_reads_otherwise(mock):
    """A server with another reading of a discrepancy gets a named warning, and passes."""
    result = run_here("contracts", "check", mock.url, "--profile", "smoke", *SINGULAR)

    assert result.returncode == 0, result.stdout + result.stderr
    assert re.search(r"^warning +placewise\.payload-key", result.stdout, re.MULTILINE)


def test_strict_check_fails_on_warnings(mock):
    """With `--strict` the same warning fails the run."""
    result = run_here("contracts", "check", mock.url, "--profile", "smoke", "--strict", *SINGULAR)

    assert result.returncode == 1, result.stdout + result.stderr


@cases(
    "reading",
    {
        "payload-key-singular": "placewise.payload-key=singular",
        "payload-key-both": "placewise.payload-key=both",
    },
)
def test_check_passes_a_mock_of_the_same_reading(reading):
    """With the same reading in mock and check, the contract is satisfied: exit 0."""
    with mock_process("--reading", reading) as other:
        result = run_here(
            "contracts", "check", other.url, "--profile", "smoke", "--reading", reading
        )

    assert result.returncode == 0, result.stdout + result.stderr


def test_quick_check_writes_json(mock):
    """The JSON report has its version and the verdict of a quick check: exit 0."""
    result = run_here("contracts", "check", mock.url, "--profile", "smoke", "--format", "json")
    report = json.loads(result.stdout)

    assert result.returncode == 0, result.stdout + result.stderr
    assert report["findings"] == []
    assert report["version"] == 1


def test_an_unreachable_server_could_not_be_checked():
    """A server that does not answer neither passes nor fails: exit 2, and one message."""
    result = run_here("contracts", "check", "http://127.0.0.1:9", "--profile", "smoke")

    assert result.returncode == 2
    assert "http://127.0.0.1:9" in result.stderr
    assert "Traceback" not in result.stdout + result.stderr


def test_check_of_an_api_that_refuses_every_request_does_not_pass():
    """If every answer is 401, no success was seen, and no operation passes."""
    settings = Settings(port=0, is_auth_required=True, auth_token="open-sesame")  # noqa: S106
    with MockServer(settings) as locked:
        result = run_here("contracts", "check", locked.url, "--profile", "smoke")

    assert result.returncode == 1, result.stdout + result.stderr
    assert "open-sesame" not in result.stdout + result.stderr
