"""Tests of which judgements of Schemathesis count beside our own."""

import json

import pytest

from contracts.observations.evidence import Evidence
from contracts.results.finding import Finding
from contracts.results.verdict import failed
from contracts.witnesses.second_opinions import SCHEMA_RULE, relevant_second_opinions
from openapi.contract import Severity
from openapi.loading.document import load_contract
from tests.contracts.shop import evidence, exchange, observe


def second(exchange_number, rule="schemathesis.x"):
    """Return an objection of Schemathesis."""
    return failed(
        Finding(rule=rule, severity=Severity.ERROR, message="m", exchange=exchange_number)
    )


@pytest.mark.parametrize(("kind", "is_counted"), [("string", False), ("object", True)])
def test_a_second_opinion_reads_yaml_by_its_schema(tmp_path, kind, is_counted):
    """As data where the contract documents data, not where it documents a text."""
    content = {"application/yaml": {"schema": {"type": kind}}}
    answers = {"200": {"description": "A document.", "content": content}}
    paths = {"/a": {"get": {"operationId": "read", "responses": answers}}}
    document = tmp_path / "api.json"
    info = {"title": "t", "version": "1"}
    document.write_text(json.dumps({"openapi": "3.0.3", "info": info, "paths": paths}))
    contract = load_contract(document)
    headers = (("Content-Type", "application/yaml"),)
    seen = observe(exchange("/a", b"a: 1", headers=headers, made_for="read"), contract=contract)
    answered = Evidence(contract=contract, operation=contract.operations[0], observations=(*seen,))

    left = [*relevant_second_opinions(answered, [], [second(1, SCHEMA_RULE)])]

    assert bool(left) is is_counted


def test_a_second_opinion_is_no_harder_about_a_body_than_ours():
    """A value that the document's own example shows is a warning, in both opinions."""
    milder = failed(Finding(rule="schema", severity=Severity.WARNING, message="m", exchange=1))
    others = [second(1, SCHEMA_RULE), second(1)]
    left = relevant_second_opinions(evidence(exchange()), [milder], others)

    assert [each.rule for each in left] == ["schemathesis.x"]
