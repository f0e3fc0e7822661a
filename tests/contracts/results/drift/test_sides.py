"""Tests of the evidence of a side."""

import json
from dataclasses import replace

from contracts.observations.shapes.views import view_of
from contracts.results.drift.sides import Side
from openapi.loading.document import load_contracts
from tests.contracts.traffic import answers, documented, exchange, seen, tree


def test_secrets_are_replaced_in_what_is_shown():
    """Excerpts are kept as they were, because secrets may come up later."""
    side = replace(
        seen(exchange("/orders?key=s3cret", {"echo": "s3cret"})),
        redact=lambda text: text.replace("s3cret", "$KEY"),
    )
    witness = side.witness(1)

    assert witness is not None
    assert (witness.request, witness.body) == ("GET /orders?key=$KEY", '{"echo": "$KEY"}')


def test_a_document_has_lines_and_traffic_has_exchanges(tmp_path):
    """A side has no evidence of the other kind."""
    document, traffic = documented(tmp_path, tree({})), answers({})

    assert document.witness(1) is None
    assert traffic.witness("/paths") is None
    assert traffic.witness(99) is None
    assert document.is_document
    assert not traffic.is_document


def test_the_evidence_of_a_member_is_its_first_exchange():
    """For a member that is absent it is an object without it."""
    side = answers({"a": 1}, {"a": 1, "b": 2})
    assert side.traffic is not None
    [shape] = [s for o in side.traffic.operations.values() for s in o.answers[200].bodies.values()]
    view = view_of(shape.shape)
    with_b = side.value_evidence("present", view, "b", "object")
    without = side.value_evidence("absent", view, "c", "object")

    assert with_b.witness is not None
    assert with_b.witness.source == "entry 2 of seen.har"
    assert without.witness is not None
    assert without.witness.source == "entry 1 of seen.har"


def test_a_file_of_one_line_has_pointers(tmp_path):
    """Line 1 would say nothing."""
    path = tmp_path / "one.json"
    path.write_text(json.dumps(tree({})))
    [contract] = load_contracts([path])
    witness = Side(label="one.json", contract=contract).witness("/paths/~1orders")

    assert witness is not None
    assert witness.source == f"{path}#/paths/~1orders"
