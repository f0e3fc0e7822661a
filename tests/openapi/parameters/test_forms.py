"""Form bodies are typed objects, as the document describes them."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openapi.parameters.errors import InvalidParameterError
from openapi.parameters.forms import (
    MULTIPART,
    URLENCODED,
    content_type_of,
    is_form,
    read_form,
    write_form,
)
from tests.acceptance.cases import cases
from tests.openapi.schemas import schema

FORM = schema(
    {
        "type": "object",
        "properties": {
            "id": {"type": "integer"},
            "tags": {"type": "array", "items": {"type": "string"}},
            "name": {"type": "string"},
            "size": {"type": "object", "properties": {"w": {"type": "number"}}},
        },
    }
)
VALUES = st.fixed_dictionaries(
    {},
    optional={
        "id": st.integers(-(10**18), 10**18),
        "tags": st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1),
        "name": st.text(st.characters(exclude_categories=["Cs"])),
        "size": st.just({"w": 1.5}),
    },
)


@given(VALUES, st.sampled_from([URLENCODED, MULTIPART]))
def test_what_is_written_is_read(value, media_type):
    """Any object comes back from either kind of form."""
    body = write_form(value, media_type)

    assert read_form(body, content_type_of(media_type), FORM) == value


@given(st.binary(), st.sampled_from([URLENCODED, f"{MULTIPART}; boundary=x", MULTIPART]))
def test_any_bytes_are_an_object_or_refused(body, content_type):
    """A body that is no form is refused with a reason, never with another error."""
    with suppress(InvalidParameterError):
        assert isinstance(read_form(body, content_type, FORM), dict)


def test_a_file_is_a_text():
    """The name of the file and the type of a part do not matter; bytes are latin-1."""
    body = (
        b'--x\r\nContent-Disposition: form-data; filename="a.png"; name="name"\r\n'
        b"Content-Type: image/png\r\n\r\n\xff\xd8\r\n--x--\r\n"
    )

    assert read_form(body, f'{MULTIPART}; boundary="x"', FORM) == {"name": "\xff\xd8"}


@cases(
    "body, content_type, message",
    {
        "type": (b"id=abc", URLENCODED, 'has id "abc", allowed is an integer'),
        "twice": (b"id=1&id=2", URLENCODED, "has id twice"),
        "bytes": (b"id=%ff", URLENCODED, "not UTF-8"),
        "boundary": (b"--x--", MULTIPART, "no boundary"),
        "end": (b"--x\r\n", f"{MULTIPART}; boundary=x", "last boundary is missing"),
        "name": (b"--x\r\n\r\n\r\n--x--", f"{MULTIPART}; boundary=x", "a part has no name"),
        "fields": (b"&".join([b"a=1"] * 1001), URLENCODED, "has 1001 items"),
    },
)
def test_forms_that_are_refused(body, content_type, message):
    """The message names the field, or what makes it no form."""
    with pytest.raises(InvalidParameterError, match=message):
        read_form(body, content_type, FORM)


def test_a_text_is_a_form_as_it_is_written():
    """Documents show a URL-encoded body as the text that is sent."""
    assert write_form("title=Pork+roast&n=1", URLENCODED) == b"title=Pork+roast&n=1"


def test_media_types_of_forms():
    """Case and parameters do not matter; other types are no forms."""
    assert is_form("Multipart/Form-Data; boundary=x")
    assert is_form(URLENCODED)
    assert not is_form("application/json")


@cases(
    "definition, head",
    {
        "OpenAPI 3.0": (
            {"type": "string", "format": "binary"},
            b'filename="example.bin"\r\nContent-Type: application/octet-stream\r\n',
        ),
        "OpenAPI 3.1": (
            {"type": "string", "contentMediaType": "image/png"},
            b'filename="example.png"\r\nContent-Type: image/png\r\n',
        ),
        "several": (
            {"type": "array", "items": {"type": "string", "format": "binary"}},
            b'filename="example.bin"\r\n',
        ),
        "or null": (
            {"anyOf": [{"type": "string", "format": "binary"}, {"type": "null"}]},
            b'filename="example.bin"\r\n',
        ),
    },
)
def test_a_file_has_a_name(definition, head):
    """A part without a name is a text for every server that takes files."""
    form = schema({"type": "object", "properties": {"up": definition, "note": {"type": "string"}}})
    value = {"up": ["a"] if definition.get("type") == "array" else "a", "note": "b"}

    body = write_form(value, MULTIPART, schema=form)

    assert b'name="up"; ' + head in body
    assert b'name="note"\r\n\r\nb' in body
    assert read_form(body, content_type_of(MULTIPART), form) == value


def test_encoded_texts_are_no_files():
    """Base64 in a field is a text, and so is everything where the schema is not known."""
    coded = {"type": "string", "contentEncoding": "base64", "contentMediaType": "image/png"}
    form = schema({"type": "object", "properties": {"up": coded}})

    assert b"filename" not in write_form({"up": "a"}, MULTIPART, schema=form)
    assert b"filename" not in write_form({"up": "a"}, MULTIPART)
