"""Request bodies and answers of a document."""

import pytest

from openapi.contract import Location
from tests.acceptance.cases import cases
from tests.openapi.documents import changed, load

OPERATION = "operationId: getPet"
SCHEMA = '{$ref: "#/components/schemas/Pet"}'


@cases(
    "media, names, default",
    {
        "named": ("examples: {a: {value: {}}, b: {value: {}}}", ["a", "b"], "a"),
        "default": (
            "x-default-example: b\n              examples: {a: {value: {}}, b: {value: {}}}",
            ["a", "b"],
            "b",
        ),
        "one": ("example: {}", ["example"], "example"),
        "none": ("x-own: 1", [], ""),
        "elsewhere": ("examples: {a: {externalValue: /x}}", [], ""),
    },
)
def test_examples_of_answers(tmp_path, media, names, default):
    """The first named example is the default, unless the document names another."""
    text = changed((f"schema: {SCHEMA}", f"schema: {SCHEMA}\n              {media}"))

    found = load(tmp_path, text).operations[0].success.media_type()

    assert [example.name for example in found.examples] == names
    assert found.default_example == default


def test_the_example_of_a_schema_is_an_example_of_the_answer(tmp_path):
    """Without examples of its own, an answer has that of its schema."""
    text = changed(("Pet: {type: object,", "Pet: {type: object, example: {name: x},"))

    assert load(tmp_path, text).operations[0].success.media_type().example().value == {"name": "x"}


@cases(
    "value, expected",
    {
        "an example": ('{$ref: "#/components/examples/Rex"}', {"name": "rex"}),
        "a part of one": ('{$ref: "#/components/examples/Rex/value/name"}', "rex"),
        "nowhere": ('{$ref: "#/components/examples/Tom"}', {"$ref": "#/components/examples/Tom"}),
        "a schema": (
            '{type: object, properties: {a: {$ref: "#/a"}}}',
            {"type": "object", "properties": {"a": {"$ref": "#/a"}}},
        ),
    },
)
def test_an_example_that_is_a_reference_means_its_target(tmp_path, value, expected):
    """Published documents refer to an example where its value is due; other data stays data."""
    named = f"examples: {{a: {{value: {value}}}}}"
    text = changed(
        (f"schema: {SCHEMA}", f"schema: {{}}\n              {named}"),
        ("components:", "components:\n  examples: {Rex: {value: {name: rex}}}"),
    )

    assert load(tmp_path, text).operations[0].success.media_type().example().value == expected


def test_request_bodies(tmp_path):
    """Media types of the body are known, and whether it is required."""
    body = "requestBody: {required: true, content: {application/json: {schema: {type: object}}}}"

    (operation,) = load(tmp_path, changed((OPERATION, f"{OPERATION}\n      {body}"))).operations

    assert operation.request_body.is_required
    assert operation.request_body.media_types[0].name == "application/json"


def test_headers_of_answers(tmp_path):
    """A documented header of an answer is read like a parameter."""
    text = changed(
        (
            "description: A pet.",
            (
                "description: A pet.\n          headers: {X-A: "
                "{required: true, schema: {type: integer}}}"
            ),
        )
    )

    (header,) = load(tmp_path, text).operations[0].success.headers

    assert (header.name, header.location, header.is_required) == ("X-A", Location.HEADER, True)


def test_links_of_an_answer_are_read(tmp_path):
    """By operation id or by reference, behind a reference too; what refers elsewhere is left."""
    links = (
        "links:\n"
        "            own: {operationId: getPet, parameters: {id: $response.body#/name}}\n"
        "            place: {operationRef: '#/paths/~1pets~1%7Bid%7D/get'}\n"
        "            other: {operationRef: 'https://elsewhere.example/#/paths/~1a/get'}\n"
        "            shared: {$ref: '#/components/links/Shared'}\n"
        "          content:"
    )
    shared = "components:\n  links: {Shared: {operationId: getPet}}"
    text = changed(("content:", links), ("components:", shared))
    found = load(tmp_path, text).operations[0].success.links

    assert [link.name for link in found] == [
        "own", "place", "shared",
    ]  # fmt: skip
    assert found[0].parameters == {"id": "$response.body#/name"}
    assert found[1].pointer == "/paths/~1pets~1{id}/get"
    assert {link.operation for link in found} <= {"getPet", ""}


def test_tags_of_an_operation_are_read(tmp_path):
    """They choose operations; what is no text is left out."""
    text = changed((OPERATION, f"{OPERATION}\n      tags: [pets, read]"))

    assert load(tmp_path, text).operations[0].tags == ("pets", "read")


@pytest.mark.parametrize(
    "media",
    [
        "example: {$ref: pet.json}",
        "examples: {a: {externalValue: pet.json}}",
        "schema: {type: object, example: {$ref: pet.json}}",
    ],
)
def test_an_example_may_be_the_content_of_a_file(tmp_path, media):
    """The answer is what the file holds, and no pointer into the document."""
    (tmp_path / "pet.json").write_text('{"name": "rex"}')
    text = changed((f"schema: {SCHEMA}", media))

    assert load(tmp_path, text).operations[0].success.media_type().example().value == {
        "name": "rex"
    }
