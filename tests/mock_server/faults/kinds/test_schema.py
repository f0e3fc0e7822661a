"""Faults that follow from a schema: each makes one value or header wrong."""

import pytest

from mock_server.faults.kinds.schema import schema_faults, with_side_effects
from tests.mock_server.faults.exchanges import body_of, exchange_of, faulty


@pytest.fixture(scope="module")
def faults(placewise):
    """The schema faults of the import by id."""
    operation = placewise.operations[0]
    return {
        fault.id: fault
        for fault in with_side_effects(operation, schema_faults(placewise, operation))
    }


@pytest.mark.parametrize(
    ("id_", "pointer", "value"),
    [
        ("wrong-type.members_created_number", "members_created_number", "3020"),
        ("null.created_at", "created_at", None),
        ("below-minimum.members_updated_number", "members_updated_number", -1),
        ("wrong-type.bulks", "bulks", {}),
    ],
)
def test_only_one_value_is_wrong(placewise, faults, id_, pointer, value):
    """Only the value that the id names is wrong, and in the way that it names."""
    exchange = exchange_of(placewise, placewise.operations[0])
    body = body_of(faulty(faults[id_], exchange))

    assert body == {**exchange.body, pointer: value}


def test_first_bulk_loses_its_status(placewise, faults):
    """Of several items the first is changed."""
    exchange = exchange_of(placewise, placewise.operations[0])
    body = body_of(faulty(faults["drop.bulks.*.status"], exchange))

    assert body["bulks"][0] == {"id": 83473, "request_number": 1}
    assert body["bulks"][1:] == exchange.body["bulks"][1:]


def test_both_spellings_of_the_counter_can_be_wrong(faults):
    """The key that the example does not have is added with a wrong value."""
    assert "null.members_in_payload_number" in faults
    assert "drop.members_in_payload_number" not in faults


def test_side_effects_are_named(faults):
    """A negative total is smaller than the sum of its parts, which breaks a rule too."""
    fault = faults["below-minimum.members_in_payloads_number"]

    assert fault.detected_by == ("schema",)
    assert fault.side_effects == ("placewise.parts-within-payload",)


def test_fault_applies_to_any_healthy_body(placewise, faults):
    """A fault changes the current answer, not the documented one."""
    operation = placewise.operations[0]
    body = {**exchange_of(placewise, operation).body, "members_created_number": 7, "new": True}
    exchange = exchange_of(placewise, operation, body=body)
    changed = body_of(faulty(faults["drop.created_at"], exchange))

    assert changed == {key: value for key, value in body.items() if key != "created_at"}


def test_invalid_answer_is_unchanged(placewise, faults):
    """No fault applies to an answer that is already invalid."""
    exchange = exchange_of(placewise, placewise.operations[0], body={"created_at": "2018-07-30"})

    assert faults["drop.created_at"].plan(exchange) is None


def test_error_is_unchanged(warehouse):
    """A fault of the success schema does not apply to an error, even if it could."""
    operation = warehouse.operation("listGoods")
    found = {m.fault.id: m.fault for m in schema_faults(warehouse, operation)}

    assert found["unknown-key"].plan(exchange_of(warehouse, operation)) is not None
    assert found["unknown-key"].plan(exchange_of(warehouse, operation, status="404")) is None


def test_documented_headers_are_missing_or_wrong(warehouse):
    """A required header is removed, and a typed one gets a text of another type."""
    operation = warehouse.operation("listGoods")
    found = {m.fault.id: m.fault for m in schema_faults(warehouse, operation)}
    exchange = exchange_of(warehouse, operation)
    headers = dict(faulty(found["bad-header.x-total-count"], exchange).answer.headers)

    assert headers[b"x-total-count"] == b"?"
    assert found["drop-header.x-total-count"].detected_by == ("response-headers",)
    assert "bad-header.location" not in found
