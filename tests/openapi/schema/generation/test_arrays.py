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


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, [7, 7, 7]),
        ({"minContains": 2}, [7, 7, 7]),
        ({"maxContains": 1, "maxItems": 2}, [7, None]),
        ({"items": {"type": "boolean"}, "contains": {"const": True}}, [True, False, True]),
    ],
    ids=["any", "at least", "at most", "items"],
)
def test_a_list_that_only_says_what_it_contains_has_that(more, expected):
    """Where nothing describes the other items, they are not null."""
    definition = {"type": "array", "contains": {"const": 7}, **more}

    assert generate_example(schema(definition)) == expected
