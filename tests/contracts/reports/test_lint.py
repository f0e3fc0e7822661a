"""Complaints are written for people, programs and CI services."""

import json
from dataclasses import replace
from functools import partial

from contracts.reports.lint import MAX_NOTES, RENDERERS
from openapi.contract import Complaint, Severity

COMPLAINT = Complaint(
    rule="unknown-key",
    severity=Severity.WARNING,
    message="x is no key\x1b[2J of it",
    file="a,b.yaml",
    find_line=partial(int, 7),
    pointer="/info/x",
    found="x",
    allowed="title",
    hint="100% ignored\n::error::boo",
)


def test_a_text_for_people_acts_on_no_terminal():
    """It names the place and counts; what a document says is shown escaped."""
    text = RENDERERS["text"]([COMPLAINT], ["a,b.yaml"])

    assert text.startswith("a,b.yaml:7: warning unknown-key: x is no key")
    assert text.endswith("\na,b.yaml: 0 errors, 1 warning\n")
    assert "\x1b" not in text
    assert "\n::error" not in text


def test_the_total_names_what_was_read():
    """Who sees no complaint sees which file has none, or how many files."""
    assert RENDERERS["text"]([], ["a.yaml"]) == "a.yaml: 0 errors, 0 warnings\n"
    assert RENDERERS["text"]([], ["a.yaml", "b.yaml"]) == "2 files: 0 errors, 0 warnings\n"


def test_notes_do_not_hide_the_warnings():
    """A document may have hundreds of lists; a program gets all of their notes."""
    notes = [replace(COMPLAINT, severity=Severity.INFO, message=f"note {n}") for n in range(200)]
    text = RENDERERS["text"]([*notes, COMPLAINT], ["a,b.yaml"])

    assert text.count(" info ") == MAX_NOTES
    assert "197 more notes: --format json lists all of them\n" in text
    assert text.endswith("\na,b.yaml: 0 errors, 1 warning, 200 notes\n")
    assert len(json.loads(RENDERERS["json"](notes, []))["complaints"]) == len(notes)


def test_json_has_every_fact():
    """A program reads what the library has."""
    [row] = json.loads(RENDERERS["json"]([COMPLAINT], ["a,b.yaml"]))["complaints"]

    names = {*Complaint.__slots__} - {"find_line"}
    assert row == {"line": 7, **{name: getattr(COMPLAINT, name) for name in names}}


def test_sarif_names_rule_file_and_line():
    """As version 2.1.0 has it."""
    [run] = json.loads(RENDERERS["sarif"]([COMPLAINT], ["a,b.yaml"]))["runs"]
    [result] = run["results"]
    place = result["locations"][0]["physicalLocation"]

    assert (result["ruleId"], result["level"]) == ("unknown-key", "warning")
    assert place["artifactLocation"]["uri"] == "a,b.yaml"
    assert place["region"] == {"startLine": 7}


def test_github_gets_one_command_for_each():
    """Nothing that a document says becomes a command of its own."""
    [line] = RENDERERS["github"]([COMPLAINT], ["a,b.yaml"]).splitlines()

    assert line.startswith("::warning file=a%2Cb.yaml,line=7,title=unknown-key::")
    assert "100%25 ignored%0A" in line
