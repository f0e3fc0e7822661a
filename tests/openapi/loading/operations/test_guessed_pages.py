"""`contracts lint` names the lists that seem to be paged, and says how to document that."""

import json

from openapi.contract import Severity
from openapi.loading.document import load_contract
from openapi.loading.linting import lint
from openapi.loading.packaged import packaged_documents
from tests.contracts.guessed import document

NOTES = {"type": "array", "items": {"type": "object", "properties": {"id": {"type": "integer"}}}}


def test_a_list_that_seems_to_be_paged_is_a_note(tmp_path):
    """It has the overlay to paste, and is no warning: documents are served as before."""
    path = tmp_path / "d.json"
    path.write_text(json.dumps(document(schema=NOTES), indent=1), encoding="utf-8")
    (note,) = lint(path)

    assert (note.severity, note.rule, note.line) == (Severity.INFO, "guessed-pages", 9)
    assert note.message == (
        "GET /notes seems to be paged by skip and limit, but has no x-pagination"
    )
    assert '"x-pagination":{"offset":"skip","limit":"limit"' in note.hint
    assert load_contract(path).complaints == ()


def test_documents_with_x_pagination_have_no_note():
    """What is documented is no guess."""
    for path in packaged_documents():
        assert [each for each in lint(path) if each.rule == "guessed-pages"] == []
