"""`x-pagination` in each of its forms."""

from pathlib import Path

import pytest

from openapi.contract import PageKind
from openapi.errors import ExtensionError
from openapi.loading.document import STRICT, load_contract
from openapi.loading.operations.pagination import UNNAMED_CURSOR, parse_pagination
from tests.contracts.paged import SPEC

ITEMS = {"items": "/data", "key": "/id"}


@pytest.mark.parametrize(
    ("value", "kind", "position"),
    [
        ({"offset": "skip", "limit": "take"}, PageKind.OFFSET, "skip"),
        ({"page": "number"}, PageKind.PAGE, "number"),
        ({"cursor": "after", "next": "/next"}, PageKind.CURSOR, "after"),
        ({"link-header": True}, PageKind.CURSOR, UNNAMED_CURSOR),
    ],
)
def test_form_is_the_key_that_selects_a_page(value, kind, position):
    """Without a parameter that selects a page, it is selected by following links."""
    found = parse_pagination({**ITEMS, **value})

    assert found is not None
    assert (found.kind, found.position, found.page_size) == (kind, position, 25)


def test_no_pagination_is_none():
    """An operation without the extension does not page."""
    assert parse_pagination(None) is None


def test_header_names_ignore_case():
    """The header of the next cursor is found however it is written."""
    found = parse_pagination({**ITEMS, "cursor": "after", "next-header": "X-Next"})

    assert found is not None
    assert found.next_header == "x-next"


@pytest.mark.parametrize(
    "change",
    [
        ("page: page, limit: take", "page: page, offset: skip, limit: take"),
        ("offset: skip, limit: take", "offset: skip"),
        ("cursor: after, next: /meta/next", "cursor: after"),
        ("page: page, first-page: 0", "page: page, first-page: 7"),
        ("link-header: true, items", "link-header: false, items"),
        ("page: page, limit: take", "page: page, next: /next, limit: take"),
    ],
)
def test_contradictory_forms_are_refused(tmp_path, change):
    """Two ways to select a page, none, or a cursor that no answer has: the error has a line."""
    path = Path(tmp_path) / "pages.yaml"
    text = SPEC.read_text(encoding="utf-8")
    assert change[0] in text
    path.write_text(text.replace(*change, 1), encoding="utf-8")

    with pytest.raises(ExtensionError) as caught:
        load_contract(path, options=STRICT)

    assert caught.value.what.startswith("x-pagination")
    assert "pages.yaml:" in caught.value.where


def test_cursor_without_a_parameter_needs_no_declaration():
    """Lists that are only followed by links name no parameter."""
    operation = load_contract(SPEC).operation("byLink")

    assert operation is not None
    assert operation.pagination is not None
