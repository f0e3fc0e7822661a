"""Tests of the report for GitLab."""

import json
from dataclasses import replace

import jsonschema

from contracts.reports.platforms.gitlab import render
from tests.contracts.example_report import FOUND_WRONG, UNPROVED, report

CODE_QUALITY = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string"},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": "^(?!\\./)"},
                    "lines": {
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}
"""The format as GitLab's documentation describes it."""


def entries(**changes):
    """Return the entries of a valid report."""
    found = json.loads(render(report(**changes)))
    jsonschema.validate(found, CODE_QUALITY)
    assert len({each["fingerprint"] for each in found}) == len(found)
    return found


def test_each_finding_is_an_entry_at_its_line():
    """Severity, check and fingerprint are those of the finding."""
    first, second = entries(files={"shop.yaml": "api/shop.yaml"})

    assert (first["check_name"], first["severity"], second["severity"]) == (
        "schema",
        "major",
        "minor",
    )
    assert first["location"] == {"path": "api/shop.yaml", "lines": {"begin": 120}}
    assert first["fingerprint"] == "0123456789ab"


def test_a_finding_in_a_document_of_one_line_names_its_place():
    """All of them are at line 1, so that the line says nothing."""
    crowded = replace(FOUND_WRONG.finding, contract="openapi.json:1#/paths/~1pets/get")
    [entry] = entries(findings=(replace(FOUND_WRONG, finding=crowded),), operations=())

    assert entry["description"].endswith(" Contract: openapi.json#/paths/~1pets/get.")


def test_known_findings_are_infos_and_unproved_operations_critical():
    """What fails the run is worse than what is accepted."""
    known = replace(FOUND_WRONG, accepted="until 2030-01-01")
    found = entries(operations=(UNPROVED,), findings=(known,))

    assert [each["severity"] for each in found] == ["critical", "info"]


def test_a_check_that_could_not_run_is_one_entry():
    """An empty report would look like a clean one."""
    [entry] = entries(error="no server", operations=(), findings=())

    assert entry["severity"] == "blocker"
    assert "no server" in entry["description"]
