"""Lists of three items."""

import pytest

from openapi.schema.examples import generate_example
from tests.openapi.schemas import schema


@pytest.mark.parametrize(
    ("count", "is_unique"),
    [
        (0, False),
        (0, True),
        (1, False),
        (1, True),
        (2, False),
        (2, True),
        (3, False),
        (3, True),
        (4, False),
        (4, True),
        (20, False),
        (20, True),
        (1000, False),
    ],
)
def test_a_list_is_as_long_as_it_must_be(count, is_unique):
    """Long lists repeat their items, unless the items must differ."""
    definition = {
        "type": "array",
        "items": {"type": "string"},
        "minItems": count,
        "maxItems": count,
        "uniqueItems": is_unique,
    }
    found = generate_example(schema(definition))

    assert len(found) == count
    assert not is_unique or len({*found}) == count
