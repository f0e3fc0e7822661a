"""The overlay of a guess is one that `--overlay` takes, for every kind of page and path."""

import json

import pytest

from openapi.loading.document import LoadOptions, load_contract
from openapi.schema.paging.guess import guess_from_document
from openapi.schema.paging.overlay import extension_of, overlay_text
from tests.contracts.guessed import CURSOR, OFFSET, PAGE, document, operation_of

NOTE = {"type": "object", "properties": {"id": {"type": "integer"}}}
TEXT = {"type": "string"}
URL = {"type": "string", "format": "uri"}
ROWS = {"type": "array", "items": NOTE}


@pytest.mark.parametrize("path", ["/notes", "/it's/{a}", "/back\\slash"])
@pytest.mark.parametrize(
    ("parameters", "more"),
    [
        (OFFSET, {}),
        (PAGE, {}),
        ((("page", {"type": "integer", "minimum": 0}), PAGE[1]), {}),
        (CURSOR, {"next_cursor": TEXT}),
        (CURSOR, {"next": TEXT}),
        (PAGE, {"next": URL, "previous": URL}),
    ],
)
def test_overlay_gives_the_guess_to_the_document(tmp_path, path, parameters, more):
    """The document with it pages as the guess says."""
    schema = {"type": "object", "properties": {"data": ROWS, **more}}
    about = {"parameters": parameters, "schema": schema, "path": path}
    operation = operation_of(tmp_path, **about)
    guess = guess_from_document(operation)
    extension = extension_of(guess.pagination, guess.parameters.usual)
    spec, overlay = tmp_path / "d.json", tmp_path / "o.yaml"
    spec.write_text(json.dumps(document(**about)), encoding="utf-8")
    overlay.write_text(overlay_text(operation, extension), encoding="utf-8")

    claimed = load_contract(spec, options=LoadOptions(overlays=(overlay,))).operations[0]
    names = ("position", "limit", "items", "key", "kind", "first_page", "next", "next_url")
    names += ("previous_url",)
    assert [getattr(claimed.pagination, name) for name in names] == [
        getattr(guess.pagination, name) for name in names
    ]
