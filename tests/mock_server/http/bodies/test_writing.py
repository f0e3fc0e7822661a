"""Bodies are what their media type says."""

import json

from mock_server.http.bodies.writing import body_without_value, write_example, write_value
from openapi.contract import MediaType, Schema
from tests.acceptance.cases import cases


def media(name, definition=None):
    """Return a media type with a schema, or without."""
    schema = Schema(definition=definition, pointer="", root={}) if definition is not None else None
    return MediaType(name=name, schema=schema)


@cases(
    "name, value, content",
    {
        "JSON": ("application/json", [1], b"[1]"),
        "JSON of an API": ("application/vnd.x+json", {"a": 1}, b'{"a":1}'),
        "text of JSON": ("application/json", "a", b'"a"'),
        "XML": ("text/xml", {"a": 1}, b"<root><a>1</a></root>"),
        "CSV": ("text/csv; header=present", [{"a": 1}], b"a\r\n1\r\n"),
        "events": ("text/event-stream", ["a"], b"data: a\n\n"),
        "lines": ("application/x-ndjson", [1, 2], b"1\n2\n"),
        "sequence": ("application/json-seq", [1], b"\x1e1\n"),
        "form": ("application/x-www-form-urlencoded", {"a": "b c"}, b"a=b+c"),
        "YAML, which has JSON in it": ("application/yaml", {"a": 1}, b'{"a":1}'),
        "plain text": ("text/plain", "a", b"a"),
        "plain text of a number": ("text/plain", 1, b"1"),
    },
)
def test_a_value_is_written_as_its_media_type(name, value, content):
    """No value is JSON under another name."""
    body = write_value(media(name), value)

    assert (body.media_type, body.content.partition(b"?>\n")[2].strip() or body.content) == (
        name,
        content,
    )


def test_a_form_of_parts_names_its_boundary():
    """The boundary of `Content-Type` is that between the parts."""
    body = write_value(media("multipart/form-data"), {"a": 1})

    boundary = body.media_type.partition("boundary=")[2]
    assert body.content.startswith(f"--{boundary}\r\n".encode())


@cases(
    "name, content",
    {
        "XML": ("application/xml", b"<a/>"),
        "CSV": ("text/csv", b"<a/>"),
        "events": ("text/event-stream", b"<a/>"),
        "JSON": ("application/json", b'"<a/>"'),
    },
)
def test_an_example_that_is_a_text_is_the_body_itself(name, content):
    """Documents show bodies other than JSON as they are sent."""
    assert write_example(media(name), "<a/>").content == content


def test_an_example_that_is_a_value_is_written():
    """A list under `text/csv` is lines of cells."""
    assert write_example(media("text/csv"), [[1, 2]]).content == b"1,2\r\n"


@cases(
    "name, definition, start",
    {
        "image": ("image/png", {"type": "string", "format": "binary"}, b"\x89PNG"),
        "image without a schema": ("image/png", None, b"\x89PNG"),
        "any image": ("image/*", None, b"\x89PNG"),
        "archive that is an object": ("application/zip", {"type": "object"}, b"PK"),
        "text without a schema": ("text/plain", None, b"text"),
        "bytes without a schema": ("application/octet-stream", None, b"text"),
        "events without a schema": ("text/event-stream", None, b"data: text\n\n"),
        "lines of JSON without a schema": ("application/x-ndjson", None, b'"text"\n'),
    },
)
def test_bodies_that_no_schema_describes(name, definition, start):
    """An image is an image, and a text no JSON."""
    body = body_without_value(media(name, definition))

    assert body.content.startswith(start)
    assert "*" not in body.media_type


@cases(
    "name, definition",
    {
        "JSON": ("application/json", None),
        "XML": ("application/xml", None),
        "text with a schema": ("text/plain", {"type": "string", "minLength": 9}),
        "unknown format": ("video/mp4", {"type": "string", "format": "binary"}),
    },
)
def test_other_bodies_are_made_from_the_schema(name, definition):
    """Where a schema decides, nothing else does."""
    assert body_without_value(media(name, definition)) is None


def test_json_stays_json():
    """A value without a schema is any JSON value."""
    assert json.loads(write_value(media("application/json"), None).content) is None
