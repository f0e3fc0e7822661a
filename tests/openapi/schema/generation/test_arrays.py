"""Lists of three items."""

import pytest

from openapi.schema.examples import generate_example
from tests.openapi.schemas import schema


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 20, 1000])
@pytest.mark.parametrize("is_unique", [False, True])
def test_a_list_is_as_long_as_it_must_be(count, is_unique):
    """Long lists repeat their items, unless the items must differ."""
    definition = {
        "type": "array",
        "items": {"type": "string"},
        "minItems": count,
        "maxItems": count,
        "uniqueItems": is_unique,
    }
    if is_unique and count > 100:
        pytest.skip("more different values than one example has")
    found = generate_example(schema(definition))

    assert len(found) == count
    assert not is_unique or len({*found}) == count
