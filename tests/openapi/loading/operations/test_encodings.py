"""The `encoding` of a form, as documents have it."""

import pytest

from openapi.contract import Schema
from openapi.loading.document import load_contract
from openapi.loading.operations.encodings import value_of_text
from tests.acceptance.cases import cases

TEXT = '{\n  "a": 1\n}'

OBJECT = {"type": "object"}


@cases(
    "encoding, names",
    {
        "none": ("", []),
        "no object": ("encoding: 3", []),
        "no object for a property": ("encoding: {a: text/plain}", []),
        "no property": ("encoding: {b: {contentType: a/b}}", []),
        "property": ("encoding: {a: {contentType: a/b}}", ["a"]),
        "style of nothing": ("encoding: {a: {style: round}}", ["a"]),
        "header that is no name": ("encoding: {a: {headers: {'x y': {schema: {}}}}}", ["a"]),
    },
)
def test_encodings_that_cannot_be_meant_are_left_out(tmp_path, encoding, names):
    """No document ends the server; what is clear in it counts."""
    path = tmp_path / "api.yaml"
    path.write_text(
        "openapi: 3.0.3\ninfo: {title: a, version: '1'}\npaths:\n  /a:\n    post:\n"
        "      responses: {'200': {description: x}}\n      requestBody:\n        content:\n"
        "          multipart/form-data:\n"
        "            schema: {type: object, properties: {a: {type: string}}}\n"
        f"            {encoding}\n",
        encoding="utf-8",
    )
    (operation,) = load_contract(path).operations
    (media,) = operation.request_body.media_types

    assert [each.name for each in media.encoding] == names
    assert all(each.headers == () for each in media.encoding)


def value(text=TEXT, schema=OBJECT, media_type="application/json"):
    """Return what an example of a body with this schema means."""
    of = None if schema is None else Schema(definition=schema, pointer="", root=schema)
    return value_of_text(text, of, media_type)


@pytest.mark.parametrize(
    "schema",
    [
        OBJECT,
        {"properties": {"a": {}}},
        {"allOf": [{"type": "object"}]},
        {"oneOf": [{"type": "array"}, {"type": "object"}]},
    ],
)
def test_json_in_a_text_is_the_value_where_no_text_is_allowed(schema):
    """A front end gets the object, and the check does not accuse the document."""
    assert value(schema=schema) == {"a": 1}


@pytest.mark.parametrize(
    ("text", "schema", "media_type"),
    [
        (TEXT, {"type": "string"}, "application/json"),
        (TEXT, {"type": ["string", "object"]}, "application/json"),
        (TEXT, {}, "application/json"),
        (TEXT, None, "application/json"),
        (TEXT, OBJECT, "text/plain"),
        ("{ no JSON", OBJECT, "application/json"),
        ("plain", OBJECT, "application/json"),
    ],
)
def test_any_other_text_stays(text, schema, media_type):
    """What may be a text is left as it is written."""
    assert value(text, schema, media_type) == text
