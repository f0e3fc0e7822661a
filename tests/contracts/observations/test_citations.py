"""Tests of citations of the contract and the documentation."""

import pytest

from contracts.observations.citations import cite, contract_location, source_text
from openapi.contract import Basis, Source
from tests.contracts.shop import SHOP, operation


@pytest.mark.parametrize(
    ("pointer", "source"),
    [
        ("", "shop_page 40 (documented)"),
        ("/status", "shop_page 42 (documented)"),
        ("/total", "shop_page 40 (documented)"),
        ("/items/3/code", "shop_page 47 (example)"),
        ("/items/3/price", "shop_page 40 (documented)"),
        ("/no/such", "shop_page 40 (documented)"),
    ],
)
def test_the_nearest_source_of_a_place(pointer, source):
    """A place is cited by its own source, or by that of its nearest ancestor."""
    media = operation("showOrder").responses[0].media_types[0]
    assert media.schema is not None

    found, at = cite(media.schema, pointer)

    assert str(found) == source
    assert at.startswith(("/components/schemas/Order", "/components/schemas/FollowedOrder"))


def test_a_place_has_a_line_in_the_contract():
    """File name and line, without the folder."""
    at = "/components/schemas/Order/properties/status"
    name, _, line = contract_location(SHOP, at).partition(":")

    assert name == "shop.yaml"
    assert int(line) > 100


def test_a_place_without_a_line_is_cited_by_its_ancestor():
    """A place that a reading has added has no line of its own."""
    at = "/components/schemas/Order/properties/status"

    assert contract_location(SHOP, f"{at}/x-new") == contract_location(SHOP, at)


def test_a_source_without_lines_shows_its_note():
    """Knowledge from outside of the documentation is explained by its note."""
    source = Source(basis=Basis.UPSTREAM, note="the vendor's guide")

    assert source_text(source) == "(upstream); the vendor's guide"
    assert source_text(None) == ""
