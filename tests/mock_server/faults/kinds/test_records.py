"""Faults of records: a healthy answer, and what is taken back behind it."""

from dataclasses import replace
from pathlib import Path

import pytest

from mock_server.faults.kinds.records import record_faults
from mock_server.faults.model.response_plan import unchanged
from openapi.loading.document import load_contract
from tests.mock_server.faults.exchanges import exchange_of

FIXTURES = Path(__file__).parents[3] / "fixtures"


@pytest.fixture(scope="module")
def notes():
    """An API that creates, reads, changes and deletes."""
    return load_contract(FIXTURES / "notes.yaml")


def test_what_a_get_shows_can_be_lost(notes):
    """Reading has no such fault, nor has a list."""
    found = {each.id: [f.id for f in record_faults(notes, each)] for each in notes.operations}

    assert found == {
        "listNotes": [],
        "getNote": [],
        "addNote": ["record.creation-lost"],
        "replaceNote": ["record.update-lost"],
        "changeNote": ["record.update-lost"],
        "deleteNote": ["record.deletion-lost"],
    }


def test_a_change_that_is_lost_has_its_healthy_answer(notes):
    """A client cannot see the fault in the answer to the write."""
    for operation in notes.operations[1:]:
        for fault in record_faults(notes, operation):
            exchange = replace(exchange_of(notes, operation), has_changed=True)

            assert fault.plan(exchange) == replace(unchanged(exchange.answer), undoes_change=True)


def test_nothing_is_lost_where_nothing_was_changed(notes):
    """A session that is not stateful has no records, and a refusal changes none."""
    operation = notes.operation("replaceNote")
    [fault] = record_faults(notes, operation)
    refused = exchange_of(notes, operation, status="404")

    assert fault.plan(exchange_of(notes, operation)) is None
    assert fault.plan(replace(refused, has_changed=True)) is None


@pytest.mark.parametrize(
    ("status", "end", "claims"),
    [("201", "", ("read-back",)), ("201", "/", ("read-back",)), ("200", "", ()), ("202", "", ())],
)
def test_only_a_claim_is_due_to_be_found(contract_from, status, end, claims):
    """202 promises nothing yet, and 200 to a POST does not say that there is a new resource.

    Paths may end with a slash.
    """
    ok = "description: ok"
    contract = contract_from(
        "paths:\n"
        f"  /jobs{end}: {{post: {{operationId: add, responses: {{'{status}': {{{ok}}}}}}}}}\n"
        f"  /jobs/{{id}}{end}: {{get: {{operationId: get, responses: {{'200': {{{ok}}}}}, "
        "parameters: [{name: id, in: path, required: true, schema: {type: string}}]}}\n"
    )
    [fault] = record_faults(contract, contract.operation("add"))

    assert fault.detected_by == claims
