"""A guess is made of what the document says, and of an answer where it says nothing."""

from openapi.schema.paging.guess import guess_from_answer, guess_from_document
from tests.contracts.guessed import CURSOR, OFFSET, operation_of

NOTES = {"type": "array", "items": {"type": "object", "properties": {"id": {"type": "integer"}}}}


def test_an_answer_shows_what_the_document_leaves_open(tmp_path):
    """FastAPI documents no body where the function has no return type."""
    operation = operation_of(tmp_path)

    assert guess_from_document(operation) is None
    assert guess_from_answer(operation, {"a": 1}) is None
    found = guess_from_answer(operation, {"notes": [{"uuid": "x"}]}).pagination
    assert (found.items, found.key, found.position) == ("/notes", "/uuid", "skip")


def test_the_document_alone_is_enough_where_it_is_clear(tmp_path):
    """A schema of a list, and the parameters of a page."""
    found = guess_from_document(operation_of(tmp_path, schema=NOTES)).pagination

    assert (found.items, found.key, found.limit, found.page_size) == ("", "/id", "limit", 10)


def test_a_cursor_without_its_place_is_no_guess(tmp_path):
    """Nothing says where the next cursor is."""
    assert guess_from_document(operation_of(tmp_path, schema=NOTES, parameters=CURSOR)) is None


def test_a_limit_alone_is_no_page(tmp_path):
    """There is no second page to ask for, but a page that is too long can be seen."""
    operation = operation_of(tmp_path, schema=NOTES, parameters=OFFSET[1:])

    assert guess_from_document(operation) is None
    assert guess_from_answer(operation, []).pagination.position == ""
