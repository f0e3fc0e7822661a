"""Tests of which GET shows what a write has changed."""

from contracts.http.messages.exchange import Response
from contracts.observations.learning.read_back import (
    creator_of,
    id_parameter,
    ids_in,
    leaves_of,
    reader_of,
    schemas_at,
)
from openapi.loading.document import load_contract
from tests.contracts.kept import SPEC
from tests.contracts.shop import JSON_TYPE, SHOP, operation


def notes(folder):
    """Return the contract of the notes."""
    path = folder / "notes.yaml"
    path.write_text(SPEC, encoding="utf-8")
    return load_contract(path)


def answer(body, *headers):
    """Return a success with a body and more headers."""
    return Response(status=201, headers=(*JSON_TYPE, *headers), body=body)


def test_a_write_is_read_at_its_path_or_at_that_of_the_item(tmp_path):
    """A POST makes an item of its collection; a GET changes nothing."""
    contract = notes(tmp_path)
    reader = contract.operation("getNote")

    for name in ("addNote", "putNote", "deleteNote"):
        assert reader_of(contract.operation(name), contract) is reader
    assert reader_of(reader, contract) is None
    assert creator_of(reader, contract) is contract.operation("addNote")
    assert id_parameter(reader).name == "note_id"


def test_what_changes_by_itself_is_left_alone():
    """A resource with `x-polling` may show another value than the written one at any time."""
    assert operation("showOrder").polling
    assert reader_of(operation("createOrder"), SHOP) is None


def test_an_id_is_in_the_location_or_in_the_body(tmp_path):
    """A body may be wrapped; a text that is no value of the parameter is no id."""
    parameter = id_parameter(notes(tmp_path).operation("getNote"))

    assert ids_in(answer(b"", ("Location", "/notes/7?a=b")), parameter) == ("7",)
    assert ids_in(answer(b'{"id": 7, "title": "8"}'), parameter) == ("7",)
    assert ids_in(answer(b'{"data": {"note_id": 7}}'), parameter) == ("7",)
    assert ids_in(answer(b'{"id": "x"}', ("Location", "/notes/new")), parameter) == ()


def test_only_members_that_are_read_and_written_count(tmp_path):
    """An id that only the server gives, and a value that is never shown, are no changes."""
    contract = notes(tmp_path)
    answered = contract.operation("getNote").success.media_types[0].schema
    wanted = contract.operation("putNote").request_body.media_types[0].schema

    assert schemas_at(answered, "/title")
    assert schemas_at(wanted, "/title")
    assert not schemas_at(wanted, "/id")
    assert not schemas_at(answered, "/secret")


def test_leaves_are_the_scalars_of_objects():
    """Items of a list have no name by which both bodies could mean the same."""
    value = {"a": {"b": 1, "c": [1, 2]}, "d": None}

    assert dict(leaves_of(value)) == {"/a/b": 1, "/d": None}
