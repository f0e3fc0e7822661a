"""Tests of the shapes of operations."""

from contracts.http.messages.bodies import BodyReader
from contracts.observations.shapes.operations import (
    OperationShape,
    fields_of,
    merge_operations,
    operation_shape,
)
from tests.contracts.traffic import exchange

READER = BodyReader()


def shape(*exchanges):
    """Return the shape of some exchanges."""
    return merge_operations([operation_shape(each, READER) for each in exchanges])


def test_answers_are_kept_by_status_and_media_type():
    """An error has another shape than a success."""
    found = shape(exchange(body={"a": 1}), exchange(body={"error": "x"}, status=404, number=2))

    assert set(found.answers) == {200, 404}
    assert list(found.answers[404].bodies["application/json"].shape.members) == ["error"]
    assert found.exchanges == {1, 2}


def test_only_accepted_requests_show_what_is_accepted():
    """A refused parameter is not one of the API."""
    found = shape(exchange("/orders?page=2"), exchange("/orders?page=x&y=1", status=400))

    assert (found.count, found.accepted, list(found.query)) == (2, 1, ["page"])


def test_forms_have_typed_fields():
    """A form has no types of its own."""
    form = (("Content-Type", "application/x-www-form-urlencoded"),)
    found = shape(exchange(method="POST", sent=b"n=1&tag=a&tag=b", sent_headers=form))
    [body] = found.bodies.values()

    assert body.shape.members["n"].types == {"integer": 1}
    assert body.shape.members["tag"].types == {"array": 1}


def test_bodies_that_are_no_json_have_no_shape():
    """A page of HTML, or broken JSON, is counted only."""
    broken = exchange(body=b"{")
    page = exchange(body=b"<p>", headers=(("Content-Type", "text/html"),))
    found = shape(broken, page)

    assert found.answers[200].bodies["application/json"].unread == 1
    assert found.answers[200].bodies["text/html"].count == 1


def test_the_shape_of_nothing_changes_nothing():
    """Merging begins with it."""
    one = shape(exchange(body={"a": 1}))

    assert one.merged(OperationShape()) == one


def test_names_that_come_twice_have_lists():
    """As in `tag=a&tag=b`."""
    assert fields_of([("a", "1"), ("b", "x"), ("a", "2")]) == {"a": [1, 2], "b": "x"}
