"""An installation without extras serves; what is missing is named in one sentence."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests import plain_http
from tests.acceptance.commands import PATIENCE, environment, mock_process, run
from tests.acceptance.documented import ask_jobs

WAREHOUSE = Path(__file__).parents[1] / "fixtures" / "warehouse.yaml"

BLOCKER = '''
"""Hides the libraries of all extras, as if they were not installed."""

import sys

for name in (
    "_pytest", "cel", "cryptography", "hypothesis", "prompt_toolkit", "pygments",
    "pytest", "rich", "schemathesis", "trustme", "typer", "uvloop",
):
    sys.modules[name] = None
'''


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of an installation without extras."""
    folder = tmp_path_factory.mktemp("bare")
    (folder / "sitecustomize.py").write_text(BLOCKER, encoding="utf-8")
    return {"PYTHONPATH": str(folder)}


def test_mock_serves_without_extras(bare):
    """Packaged documents, scenarios and the plain faults need no extra."""
    with mock_process(env=bare) as mock:
        jobs = ask_jobs(mock)
        played = plain_http.get(
            f"{mock.url}/subscriptions/imports?__scenario=250-jobs", timeout=PATIENCE
        )
        faulty = plain_http.get(
            f"{mock.url}/subscriptions/imports?__fault=server-error", timeout=PATIENCE
        )
        rule = plain_http.get(
            f"{mock.url}/subscriptions/imports?__fault=rule.elastic_path.finished-has-ended",
            timeout=PATIENCE,
        )
        docs = plain_http.get(f"{mock.url}/__docs", timeout=PATIENCE)

    assert jobs.json()["data"][0]["attributes"]["status"] == "pending"
    assert len(played.json()["data"]) > 1
    assert faulty.status_code == 500
    assert rule.status_code == 422
    assert "specimen[rules]" in rule.text
    assert docs.status_code == 200


def test_own_document_with_rules_is_served_and_the_rules_are_not_passed_over(bare):
    """The mock says at its start that rules are not evaluated, and answers without varying."""
    with mock_process(str(WAREHOUSE), env=bare) as mock:
        answer = plain_http.get(
            f"{mock.url}/api/v1/depots/7/goods?__dynamic=true", timeout=PATIENCE
        )
        mock.stop()

    assert "rules are not evaluated" in mock.text()
    assert answer.status_code == 200
    assert "specimen[rules]" in answer.headers["mock-server-note"]


def test_checker_says_what_to_install(bare):
    """`contracts check` ends with exit code 2, and its first line is what to do."""
    result = run("contracts", "check", "http://127.0.0.1:9", env=bare)

    assert (result.returncode, result.stdout) == (2, "")
    assert "pip install 'specimen[contracts]'" in result.stderr.splitlines()[0]
    assert "Traceback" not in result.stderr


def test_checker_has_help_without_its_libraries(bare):
    """`--help` of a command and `-V` need none of them."""
    program = (
        "from click.testing import CliRunner; from contracts.cli.main import contracts as c\n"
        "print([CliRunner().invoke(c, w.split()).exit_code for w in ('-V', 'check -h', 'fuzz -h')])"
    )
    result = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        check=False,
        encoding="utf-8",
        env=environment(bare),
    )

    assert result.stdout == "[0, 0, 0]\n", result.stderr


def test_scenarios_are_not_verified_without_rules(bare):
    """Nothing is called verified if rules could not be evaluated."""
    result = run("mock-server", "scenarios", "verify", env=bare)

    assert (result.returncode, result.stdout) == (2, "")
    assert "pip install 'specimen[rules]'" in result.stderr
