"""The official JSON Schema test suite, in OpenAPI documents: all required tests of two drafts.

A schema of draft 2020-12 is that of an answer in OpenAPI 3.1; one of draft 4 is in OpenAPI 3.0, and
once more in Swagger 2.0, both of which are converted to 2020-12.
`exceptions.yaml` beside the suite names the tests that come out otherwise, each with the reason.
"""

import json
from functools import cache
from pathlib import Path

import pytest
import yaml

from openapi.errors import ContractError
from openapi.loading.document import load_contract
from openapi.schema.validation import validator_for

SUITE = Path(__file__).parents[1] / "fixtures" / "json-schema"
EXCEPTIONS = yaml.safe_load((SUITE / "exceptions.yaml").read_text(encoding="utf-8"))
WAYS = {"3.1": "draft2020-12", "3.0": "draft4", "2.0": "draft4"}
"""The draft that is read in each version of OpenAPI."""

FILES = [(way, path.name) for way in WAYS for path in sorted((SUITE / WAYS[way]).glob("*.json"))]


def document(way, schema):
    """Return an OpenAPI document with the schema, as an author would take it over."""
    if way == "2.0":
        place, answer = "#/definitions/Case", {"schema": {"$ref": "#/definitions/Case"}}
    else:
        place = "#/components/schemas/Case"
        answer = {"content": {"application/json": {"schema": {"$ref": place}}}}
    if WAYS[way] == "draft4":
        schema = moved(schema, place)
    elif isinstance(schema, dict):
        schema = {"$id": "https://suite.example/case", **schema}
    responses = {"200": {"description": "Value.", **answer}}
    return {
        **({"swagger": way} if way == "2.0" else {"openapi": f"{way}.0"}),
        "info": {"title": "Suite", "version": "1"},
        "paths": {"/": {"get": {"produces": ["application/json"], "responses": responses}}},
        **(
            {"definitions": {"Case": schema}}
            if way == "2.0"
            else {"components": {"schemas": {"Case": schema}}}
        ),
    }


def moved(value, place):
    """Return a schema whose local references lead to its place in the document."""
    if isinstance(value, list):
        return [moved(item, place) for item in value]
    if not isinstance(value, dict):
        return value
    return {key: _member(key, member, place) for key, member in value.items()}


def _member(key, member, place):
    if key == "enum":
        return member  # data
    if key == "$ref" and isinstance(member, str) and (member == "#" or member.startswith("#/")):
        return place + member[1:]
    return moved(member, place)


def judged(path, way, case):
    """Return whether each value of a case is valid, by both validators; None if they differ."""
    path.write_text(json.dumps(document(way, case["schema"])), encoding="utf-8")
    try:
        media = load_contract(path).operations[0].success.media_type()
    except ContractError:
        return [None for _ in case["tests"]]
    validator = validator_for(media.schema)
    found = []
    for test in case["tests"]:
        is_valid = validator.is_valid(test["data"])
        found.append(is_valid if is_valid is not bool(validator.violations(test["data"])) else None)
    return found


@cache
def exceptions(way, name):
    """Return the tests of a file that come out otherwise, each `case / test`."""
    return {
        f"{case} / {test}"
        for entry in EXCEPTIONS[way]
        if entry["file"] == name
        for case, tests in entry["cases"].items()
        for test in tests
    }


@pytest.mark.parametrize(("way", "name"), FILES, ids=[f"{w}-{n}" for w, n in FILES])
def test_validator_agrees_with_the_suite(tmp_path, way, name):
    """Every required test comes out as the suite has it, except for those with a reason."""
    cases = json.loads((SUITE / WAYS[way] / name).read_text(encoding="utf-8"))
    wrong = {
        f"{case['description']} / {test['description']}"
        for case in cases
        for test, found in zip(case["tests"], judged(tmp_path / "api.json", way, case), strict=True)
        if found is not test["valid"]
    }

    assert wrong == exceptions(way, name)


def test_every_exception_has_a_reason():
    """The reason is a sentence, and each file that is named exists."""
    entries = [(way, entry) for way in WAYS for entry in EXCEPTIONS[way]]

    assert all(entry["reason"].endswith(".") for _, entry in entries)
    assert {(way, entry["file"]) for way, entry in entries} <= set(FILES)
