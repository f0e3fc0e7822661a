"""Tests of the report as SARIF 2.1.0."""

import json
from dataclasses import replace

import jsonschema
import pytest

from contracts.reports.platforms.sarif import render
from tests.contracts.example_report import FOUND_WRONG, UNPROVED, report

TEXT = {
    "type": "object",
    "required": ["text"],
    "properties": {"text": {"type": "string", "minLength": 1}},
    "additionalProperties": False,
}
LEVEL = {"enum": ["none", "note", "warning", "error"]}
LOCATION = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "physicalLocation": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "artifactLocation": {
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {
                        "uri": {"type": "string", "format": "uri-reference"},
                        "uriBaseId": {"type": "string"},
                    },
                },
                "region": {
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {"startLine": {"type": "integer", "minimum": 1}},
                },
            },
        },
        "logicalLocations": {"type": "array", "items": {"required": ["fullyQualifiedName"]}},
    },
}
RESULT = {
    "type": "object",
    "required": ["message", "ruleId", "level"],
    "additionalProperties": False,
    "properties": {
        "ruleId": {"type": "string"},
        "level": LEVEL,
        "message": TEXT,
        "locations": {"type": "array", "minItems": 1, "items": LOCATION},
        "partialFingerprints": {"additionalProperties": {"type": "string"}},
        "properties": {"type": "object"},
        "suppressions": {
            "type": "array",
            "items": {
                "required": ["kind"],
                "properties": {
                    "kind": {"enum": ["inSource", "external"]},
                    "status": {"enum": ["accepted", "underReview", "rejected"]},
                },
            },
        },
    },
}
RULE = {
    "required": ["id", "shortDescription", "fullDescription", "help"],
    "properties": dict.fromkeys(("shortDescription", "fullDescription", "help"), TEXT),
}
"""What GitHub requires of a rule, as its validator (rule GH2012) says."""

DRIVER = {"required": ["name"], "properties": {"rules": {"type": "array", "items": RULE}}}
SARIF = {
    "type": "object",
    "required": ["version", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "items": {
                "required": ["tool"],
                "properties": {
                    "tool": {
                        "required": ["driver"],
                        "properties": {"driver": DRIVER},
                    },
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "invocations": {"items": {"required": ["executionSuccessful"]}},
                    "results": {"type": "array", "items": RESULT},
                },
            },
        },
    },
}
"""What the standard says of the parts that the report has (SARIF 2.1.0, 3.13 to 3.38)."""


def run(**changes):
    """Return the run of a valid log."""
    log = json.loads(render(report(**changes)))
    jsonschema.validate(log, SARIF)
    [found] = log["runs"]
    return found


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"operations": (UNPROVED,), "findings": ()},
        {"findings": (replace(FOUND_WRONG, accepted="until 2030-01-01"),)},
        {"error": "no server\n  where  here", "operations": (), "findings": ()},
        {"files": {"shop.yaml": "api v1/shöp.yaml"}},
    ],
)
def test_every_log_is_valid(changes):
    """A platform takes the log, whatever the run found."""
    assert run(**changes)["tool"]["driver"]["name"] == "specimen contracts"


def test_a_finding_is_a_result_at_its_line():
    """Level, rule, place and fingerprint are those of the finding."""
    first, second = run(files={"shop.yaml": "api/shop.yaml"})["results"]

    place = first["locations"][0]["physicalLocation"]
    assert (first["ruleId"], first["level"], second["level"]) == ("schema", "error", "warning")
    assert place["artifactLocation"]["uri"] == "api/shop.yaml"
    assert place["region"] == {"startLine": 120}
    assert first["partialFingerprints"] == {"specimen/v1": "0123456789ab"}
    assert first["properties"]["curl"].startswith("curl ")
    assert first["properties"]["operations"] == ["showOrder"]
    assert first["properties"]["confidence"] == "firm"


def test_a_finding_in_a_document_of_one_line_names_its_place():
    """All of them are at line 1, so that the line says nothing."""
    crowded = replace(FOUND_WRONG.finding, contract="openapi.json:1#/paths/~1pets/get")
    [result] = run(findings=(replace(FOUND_WRONG, finding=crowded),), operations=())["results"]

    assert result["message"]["text"].endswith(" Contract: openapi.json#/paths/~1pets/get.")


def test_each_rule_is_described_once():
    """The rules are checks of the catalogue or rules of the contract, with a sentence."""
    rules = run()["tool"]["driver"]["rules"]

    assert [rule["id"] for rule in rules] == ["schema", "shop.total-is-even"]
    assert rules[0]["shortDescription"]["text"].startswith("Every body is valid")


def test_a_known_finding_is_suppressed():
    """A platform does not open an alert that the baseline accepts."""
    [known, _] = run(findings=(replace(FOUND_WRONG, accepted="until 2030-01-01"),) * 2)["results"]

    assert known["suppressions"][0]["justification"] == "until 2030-01-01"


def test_what_is_not_proved_is_a_result():
    """A run that fails without a finding has something to show."""
    [result] = run(operations=(UNPROVED,), findings=())["results"]

    assert (result["ruleId"], result["level"]) == ("not-proved", "error")


def test_a_check_that_could_not_run_is_no_empty_success():
    """The invocation has failed, and the message is its notification."""
    [invocation] = run(error="no server", operations=(), findings=())["invocations"]

    assert not invocation["executionSuccessful"]
    assert invocation["exitCode"] == 2
    assert invocation["toolExecutionNotifications"][0]["message"]["text"] == "no server"
