"""Fields of forms with a media type, headers or a style."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openapi.contract import Location
from openapi.loading.document import load_contract
from openapi.parameters.errors import InvalidParameterError
from openapi.parameters.forms import MULTIPART, URLENCODED, content_type_of, read_form, write_form
from tests.acceptance.cases import cases

DOCUMENT = """
openapi: 3.1.0
info: {title: Made up, version: '1'}
paths:
  /a:
    post:
      requestBody:
        content:
          multipart/form-data:
            schema: &form
              type: object
              properties:
                file: {type: string, format: binary}
                meta: {type: object, properties: {id: {type: integer}}}
                note: {type: string}
                ids: {type: array, items: {type: integer}}
                options: {type: string}
            encoding:
              file:
                contentType: image/png, image/*+xml
                headers:
                  X-Size: {required: true, schema: {type: integer}, example: 3}
                  Content-Type: {schema: {type: integer}}
              meta: {contentType: application/json}
              note: {contentType: text/*}
              ids: {contentType: application/json}
              options: {contentType: application/json}
              unknown: {contentType: a/b}
          application/x-www-form-urlencoded:
            schema:
              type: object
              properties:
                pipes: {type: array, items: {type: integer}}
                commas: {type: array, items: {type: string}}
                deep: {type: object, properties: {x: {type: integer}, y: {type: string}}}
                flat: {type: object, properties: {a: {type: integer}, b: {type: integer}}}
                plain: {type: string}
            encoding:
              pipes: {style: pipeDelimited, explode: false}
              commas: {style: form, explode: false}
              deep: {style: deepObject, explode: true}
              flat: {style: form, explode: false}
      responses: {'200': {description: x}}
"""


@pytest.fixture(scope="module")
def media(tmp_path_factory):
    """The two forms of the document, by media type."""
    path = tmp_path_factory.mktemp("forms") / "api.yaml"
    path.write_text(DOCUMENT, encoding="utf-8")
    (operation,) = load_contract(path).operations
    return {each.name: each for each in operation.request_body.media_types}


def part(name, content, *headers):
    """Return one part of a form."""
    lines = [f'Content-Disposition: form-data; name="{name}"', *headers]
    return "\r\n".join(["--x", *lines, "", content, ""])


def read(media, *parts):
    """Read a multipart form of these parts."""
    body = "".join([*parts, "--x--"]).encode()
    form = media[MULTIPART]
    return read_form(body, f"{MULTIPART}; boundary=x", form.schema, form.encoding)


PNG = ("Content-Type: image/png", "X-Size: 3")


@cases(
    "field, value",
    {
        "documented type": (part("file", "x", *PNG), {"file": "x"}),
        "parameters and case": (
            part("file", "x", "content-type: IMAGE/PNG; q=1", "x-size: 1"),
            {"file": "x"},
        ),
        "no type": (part("file", "x", "X-Size: 3"), {"file": "x"}),
        "range": (part("note", "x", "Content-Type: text/html"), {"note": "x"}),
        "json": (part("meta", '{"id": 1}', "Content-Type: application/json"), {"meta": {"id": 1}}),
        "JSON that is a text": (part("options", '{"a": 1}'), {"options": '{"a": 1}'}),
        "list at once": (part("ids", "[1, 2]"), {"ids": [1, 2]}),
        "list in parts": (part("ids", "1") + part("ids", "2"), {"ids": [1, 2]}),
        "list of one": (part("ids", "1"), {"ids": [1]}),
    },
)
def test_parts_as_documented_are_read(media, field, value):
    """A part of a documented media type, with its headers, has its value."""
    assert read(media, field) == value


@cases(
    "field, message",
    {
        "type": (
            part("file", "x", "Content-Type: image/gif", "X-Size: 3"),
            'has file of type "image/gif", allowed is image/png, image/\\*\\+xml',
        ),
        "type of a range": (part("note", "x", "Content-Type: image/png"), "allowed is text/"),
        "header": (
            part("file", "x", "Content-Type: image/png"),
            "has file, whose header X-Size is missing",
        ),
        "value of a header": (
            part("file", "x", PNG[0], "X-Size: three"),
            'has file, whose header X-Size is "three", allowed is an integer',
        ),
        "no json": (part("meta", "{"), "has meta"),
    },
)
def test_parts_that_contradict_the_document_are_refused(media, field, message):
    """The message names the field, what was found, and what is allowed."""
    with pytest.raises(InvalidParameterError, match=message):
        read(media, field)


@cases(
    "body, value",
    {
        "pipes": (b"pipes=1|2%7C3", {"pipes": [1, 2, 3]}),
        "commas": (b"commas=a,b", {"commas": ["a", "b"]}),
        "deep": (b"deep[x]=1&deep%5By%5D=2", {"deep": {"x": 1, "y": "2"}}),
        "flat": (b"flat=a,1,b,2", {"flat": {"a": 1, "b": 2}}),
        "others": (b"plain=a,b&pipes=1", {"plain": "a,b", "pipes": [1]}),
    },
)
def test_styles_of_fields_are_read(media, body, value):
    """A property with a style is read as a parameter with that style."""
    form = media[URLENCODED]

    assert read_form(body, URLENCODED, form.schema, form.encoding) == value


def test_a_field_of_another_style_is_refused(media):
    """The message names the field."""
    form = media[URLENCODED]
    with pytest.raises(InvalidParameterError, match=r"has pipes, which has the item .*1,2"):
        read_form(b"pipes=1,2", URLENCODED, form.schema, form.encoding)


WORDS = st.text("abcXYZ 0é", min_size=1)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "pipes": st.lists(st.integers(-999, 999), min_size=1),
            "commas": st.lists(WORDS, min_size=1),
            "deep": st.fixed_dictionaries({"x": st.integers(-999, 999)}, optional={"y": WORDS}),
            "flat": st.just({"a": 1, "b": 2}),
            "plain": WORDS,
        },
    )
)
def test_what_is_written_in_a_style_is_read(media, value):
    """The checker writes what the mock reads."""
    form = media[URLENCODED]
    body = write_form(value, URLENCODED, form.encoding)

    assert read_form(body, URLENCODED, form.schema, form.encoding) == value


def test_written_parts_have_their_types_and_headers(media):
    """The checker sends the documented media type and the required headers."""
    form = media[MULTIPART]
    value = {"file": "x", "meta": {"id": 1}, "ids": [1, 2], "note": "n", "options": '{"a": 1}'}
    body = write_form(value, MULTIPART, form.encoding)

    assert b"Content-Type: image/png\r\nX-Size: 3\r\n" in body
    assert b"Content-Type: application/json" in body
    assert read_form(body, content_type_of(MULTIPART), form.schema, form.encoding) == value


def test_the_document_is_read(media):
    """Encodings of no property and headers called Content-Type are left out, as OpenAPI says."""
    encoding = {each.name: each for each in media[MULTIPART].encoding}

    assert [*encoding] == ["file", "meta", "note", "ids", "options"]
    assert [(each.name, each.location) for each in encoding["file"].headers] == [
        ("X-Size", Location.HEADER)
    ]
