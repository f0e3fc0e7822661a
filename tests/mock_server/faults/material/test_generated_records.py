"""Lists that are long enough for several pages."""

import pytest

from mock_server.faults.material.generated_records import generate_records, next_key
from openapi.schema.validation import validator_for
from tests.mock_server.faults.exchanges import exchange_of


@pytest.mark.parametrize(
    ("key", "other"),
    [
        (8, 11),
        ("KE-0007", "KE-0010"),
        ("kettle", "kettle-3"),
        ("00000000-0000-0000-0000-000000000000", "00000000-0000-0000-0000-000000000003"),
        ("e7d50bd5-1833-43c0-9848-ffffffffffff", "e7d50bd5-1833-43c0-9848-000000000002"),
    ],
)
def test_other_keys_are_of_the_same_kind(key, other):
    """A number stays a number, a UUID a UUID, and digits keep their places."""
    assert next_key(key, 3) == other


def test_generated_records_have_different_keys(elastic_path):
    """Sixty jobs have sixty ids, and a page of them is valid."""
    operation = elastic_path.operations[0]
    exchange = exchange_of(elastic_path, operation)
    records = generate_records(operation, exchange.body, 60)
    page = {**exchange.body, "data": [*records]}

    assert len({record["id"] for record in records}) == 60
    assert validator_for(exchange.media_type.schema).is_valid(page)


def test_invalid_page_has_no_records(warehouse):
    """A record without a required property, or a list of another type, generates none."""
    operation = warehouse.operation("listGoods")
    page = {"goods": [{"code": "AA-0001", "label": "a", "kilograms": 1, "fragile": True}]}

    assert generate_records(operation, page, 3) == ()
    assert generate_records(operation, {"goods": 5}, 3) == ()


def test_operation_without_pagination_has_no_records(placewise):
    """Without pagination no list is generated."""
    assert generate_records(placewise.operations[0], {}, 3) == ()
