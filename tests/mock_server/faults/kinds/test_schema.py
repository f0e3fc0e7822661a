"""Faults that follow from a schema."""

import pytest

from mock_server.faults.kinds.schema import judged, schema_faults
from tests.mock_server.faults.exchanges import body_of, exchange_of, spoilt


@pytest.fixture(scope="module")
def faults(placewise):
    """The faults of the import by their schema, by id."""
    operation = placewise.operations[0]
    return {fault.id: fault for fault in judged(operation, schema_faults(placewise, operation))}


@pytest.mark.parametrize(
    ("id_", "pointer", "value"),
    [
        ("wrong-type.members_created_number", "members_created_number", "3020"),
        ("null.created_at", "created_at", None),
        ("below-minimum.members_updated_number", "members_updated_number", -1),
        ("wrong-type.bulks", "bulks", {}),
    ],
)
def test_documented_import_is_spoilt_in_one_value(placewise, faults, id_, pointer, value):
    """Only the value that the id names is wrong, and it is wrong in the way that it names."""
    exchange = exchange_of(placewise, placewise.operations[0])
    body = body_of(spoilt(faults[id_], exchange))

    assert body == {**exchange.body, pointer: value}


def test_first_bulk_loses_its_status(placewise, faults):
    """Of several items the first is spoilt."""
    exchange = exchange_of(placewise, placewise.operations[0])
    body = body_of(spoilt(faults["drop.bulks.*.status"], exchange))

    assert body["bulks"][0] == {"id": 83473, "request_number": 1}
    assert body["bulks"][1:] == exchange.body["bulks"][1:]


def test_both_spellings_of_the_counter_can_be_wrong(faults):
    """The spelling that the example does not show is filled in and spoilt."""
    assert "null.members_in_payload_number" in faults
    assert "drop.members_in_payload_number" not in faults


def test_rules_that_break_too_are_named(faults):
    """A counter below zero cannot hold its parts, and says so."""
    fault = faults["below-minimum.members_in_payloads_number"]

    assert fault.detected_by == ("schema",)
    assert fault.side_effects == ("placewise.parts-within-payload",)


def test_any_healthy_body_is_spoilt(placewise, faults):
    """A fault works on the answer at hand, not just on the documented one."""
    operation = placewise.operations[0]
    body = {**exchange_of(placewise, operation).body, "members_created_number": 7, "new": True}
    spoilt_body = body_of(
        spoilt(faults["drop.created_at"], exchange_of(placewise, operation, body=body))
    )

    assert spoilt_body == {key: value for key, value in body.items() if key != "created_at"}


def test_answer_that_is_not_healthy_is_left_alone(placewise, faults):
    """What is wrong already is not blamed on a fault."""
    exchange = exchange_of(placewise, placewise.operations[0], body={"created_at": "2018-07-30"})

    assert faults["drop.created_at"].plan(exchange) is None


def test_error_is_left_alone(warehouse):
    """What follows from the success's schema is not done to an error, even where it could be."""
    operation = warehouse.operation("listGoods")
    found = {m.fault.id: m.fault for m in schema_faults(warehouse, operation)}

    assert found["unknown-key"].plan(exchange_of(warehouse, operation)) is not None
    assert found["unknown-key"].plan(exchange_of(warehouse, operation, status="404")) is None


def test_documented_headers_are_dropped_and_spoilt(warehouse):
    """A required header goes missing, a typed one gets a text that is none of its type."""
    operation = warehouse.operation("listGoods")
    found = {m.fault.id: m.fault for m in schema_faults(warehouse, operation)}
    exchange = exchange_of(warehouse, operation)
    spoilt_headers = dict(spoilt(found["bad-header.x-total-count"], exchange).answer.headers)

    assert spoilt_headers[b"x-total-count"] == b"?"
    assert found["drop-header.x-total-count"].detected_by == ("response-headers",)
    assert "bad-header.location" not in found
