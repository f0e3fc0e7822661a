"""Tests of citations of the contract and the documentation."""

import json

import pytest

from contracts.observations.citations import cite, contract_location, source_text
from openapi.contract import Basis, Source
from openapi.loading.document import load_contracts
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


def test_a_place_in_a_crowded_line_has_its_pointer(tmp_path):
    """In a document of one line the number says nothing; the pointer finds the place."""
    path = tmp_path / "short.json"
    answers = {"200": {"description": "x", "schema": {"type": "string"}}}
    tree = {"swagger": "2.0", "info": {"title": "a", "version": "1"}}
    tree["paths"] = {"/a": {"get": {"responses": answers}}}
    path.write_text(json.dumps(tree), encoding="utf-8")
    (short,) = load_contracts([path])
    path.write_text(json.dumps(tree, indent=1), encoding="utf-8")
    (long,) = load_contracts([path])
    answer = "/paths/~1a/get/responses/200"
    pointer = f"{answer}/content/application~1json/schema"

    assert contract_location(short, pointer) == f"short.json:1#{answer}/schema"
    assert contract_location(short, "") == "short.json:1"
    assert contract_location(long, pointer) == "short.json:13"


def test_a_place_without_a_line_is_cited_by_its_ancestor():
    """A place that a reading has added has no line of its own."""
    at = "/components/schemas/Order/properties/status"

    assert contract_location(SHOP, f"{at}/x-new") == contract_location(SHOP, at)


def test_a_source_without_lines_shows_its_note():
    """Knowledge from outside of the documentation is explained by its note."""
    source = Source(basis=Basis.UPSTREAM, note="the vendor's guide")

    assert source_text(source) == "(upstream); the vendor's guide"
    assert source_text(None) == ""
