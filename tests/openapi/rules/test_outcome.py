"""Outcomes have one spelling, in the admin API as in reports."""

import json
from importlib.resources import files

import pytest

from mock_server.admin.document import admin_contract
from openapi.rules.outcome import Outcome
from tests.architecture.files import name_of, package_modules


@pytest.mark.parametrize(
    ("former", "outcome"),
    [
        ("passed", Outcome.PASS),
        ("failed", Outcome.FAIL),
        ("not-exercised", Outcome.NOT_EXERCISED),
    ],
)
def test_former_spelling_is_still_read(former, outcome):
    """What was written before can be read."""
    assert Outcome(former) is outcome
    assert Outcome(str(outcome)) is outcome


@pytest.mark.parametrize("other", ["", "PASS", "success", None, 1])
def test_nothing_else_is_an_outcome(other):
    """A misspelt outcome does not pass."""
    with pytest.raises(ValueError, match="is not a valid Outcome"):
        Outcome(other)


def test_both_programs_document_the_same_words():
    """The schema of the report and the description of the admin API list the same outcomes."""
    report = json.loads(files("contracts.reports").joinpath("report.schema.json").read_text())
    operation = admin_contract().operation("verifyRequests")
    media = operation.response_for(200).media_type()
    expectations = media.schema.definition["properties"]["expectations"]
    words = [str(outcome) for outcome in Outcome]

    assert report["$defs"]["rule"]["properties"]["verdict"]["enum"] == words
    assert expectations["items"]["properties"]["outcome"]["enum"] == words


def test_outcomes_are_defined_once():
    """No package has an enum of its own with these words."""
    assert [
        name_of(path)
        for path in package_modules()
        if "NOT_EXERCISED =" in path.read_text(encoding="utf-8")
    ] == ["openapi/rules/outcome.py"]
