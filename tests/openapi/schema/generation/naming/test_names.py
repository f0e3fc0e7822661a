"""Values by the name of a property."""

import pytest

from openapi.schema.generation.naming import names
from openapi.schema.generation.naming.names import values_for_name


@pytest.mark.parametrize("name", ["createdAt", "created_at", "created-at", "updatedAt"])
def test_the_style_of_a_name_does_not_matter(name):
    """Words are found in every usual style."""
    assert values_for_name(name, 0)[0] == "2000-01-01T00:00:00Z"


@pytest.mark.parametrize("name", ["", "at", "value", "é", "cat", "flat", "x" * 10_000])
def test_a_name_that_says_nothing_has_no_values(name):
    """Parts of a word are not words."""
    assert values_for_name(name, 3) == ()


def test_the_next_place_has_the_next_value():
    """Items of a list differ."""
    assert values_for_name("currency", 0)[0] != values_for_name("currency", 1)[0]


@pytest.mark.parametrize(
    ("name", "kind", "values"),
    [
        ("id", int, (1, 2, 3)),
        ("orderId", str, tuple(f"00000000-0000-4000-8000-00000000000{each}" for each in "123")),
        ("name", str, ("Alpha", "Beta", "Gamma")),
        ("product_name", str, ("Alpha", "Beta", "Gamma")),
        ("first_name", str, ("Ada", "Grace", "Alan")),
        ("description", str, ("A short description.", "Another one.", "One more.")),
        ("city", str, ("London", "Berlin", "Oslo")),
        ("country", str, ("United Kingdom", "Germany", "Norway")),
        ("currency", str, ("EUR", "USD", "GBP")),
        ("phone", str, ("+12025550123", "+12025550145", "+12025550167")),
        ("unit_price", float, (19.99, 5.0, 120.5)),
    ],
)
def test_three_items_have_three_plausible_values(name, kind, values):
    """A name that people use gives values that they would write, another one for each item."""
    found = (values_for_name(name, place) for place in range(3))

    assert tuple(next(v for v in each if isinstance(v, kind)) for each in found) == values


def test_every_name_has_values_for_three_items():
    """No list repeats a value because of its name."""
    for name, values in names._BY_NAME.items():  # noqa: SLF001 - nothing else has all names
        for kind in {type(value) for value in values}:
            assert len({value for value in values if type(value) is kind}) >= 3, name
