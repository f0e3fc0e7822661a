"""Tests of a comparison as JSON."""

import json
import re
from pathlib import Path

from contracts.reports.drift.json import as_json, render
from contracts.results.drift.change import KINDS
from contracts.results.drift.comparison import Drift
from openapi.contract import Schema
from openapi.schema.validation import validator_for
from tests.contracts.results.drift.test_change import change

REFERENCE = (Path(__file__).parents[4] / "docs" / "reference" / "drift.md").read_text("utf-8")
SCHEMA = json.loads(REFERENCE.split("```json\n")[1].split("```")[0])
DRIFT = Drift(a="a.yaml", b="b.har", changes=(change(),), compared=1, notes=("a note.",))


def test_the_report_is_valid_against_the_documented_schema():
    """Programs read it."""
    schema = Schema(definition=SCHEMA, pointer="", root=SCHEMA)

    assert validator_for(schema).violations(json.loads(render(DRIFT))) == ()


def test_the_documented_schema_has_every_key_and_no_other():
    """So it cannot be too lenient."""
    document = as_json(DRIFT)
    change_schema = SCHEMA["properties"]["changes"]["items"]

    assert list(SCHEMA["properties"]) == list(document)
    assert list(change_schema["properties"]) == list(document["changes"][0])
    assert list(SCHEMA["$defs"]["evidence"]["properties"]) == list(document["changes"][0]["from"])


def test_every_kind_of_change_is_documented():
    """With the impact that it has."""
    section = REFERENCE.split("## Kinds of changes\n")[1].split("\n## ")[0]

    assert re.findall(r"^\| `([a-z-]+)` \|", section, re.MULTILINE) == list(KINDS)


def test_halves_of_characters_are_replaced():
    """JSON may have them, UTF-8 may not."""
    drift = Drift(a="\ud800", b="b")

    assert json.loads(render(drift))["from"] == "?"
