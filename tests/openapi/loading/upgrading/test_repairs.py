"""A document is repaired to follow its version, with a complaint about each repair."""

import pytest

from openapi.errors import DocumentError
from openapi.loading.complaints import Complaints
from openapi.loading.linting import lint
from openapi.loading.upgrading.repairs import repaired
from openapi.loading.yaml import parse_yaml
from tests.acceptance.cases import cases
from tests.openapi.documents import changed, load, refused

SCHEMA = '{$ref: "#/components/schemas/Pet"}'
NAME = "{type: string}"
MEDIA = "/paths/~1pets~1{id}/get/responses/200/content/application~1json"

HEALTHY = """
openapi: 3.0.3
info: {title: t, version: "1"}
paths: {/a: {get: {responses: {"200": {description: ok}}}}}
"""


def repairs(text):
    """Return the repaired tree, and the ids of the broken requirements."""
    complaints = Complaints()
    file, _ = repaired(parse_yaml(text, file="d.yaml"), "3.0", complaints)
    return file.tree, [each.rule for each in complaints.all()]


def test_a_correct_document_is_unchanged():
    """A correct document has no complaint and no change."""
    tree, rules = repairs(HEALTHY)

    assert tree == parse_yaml(HEALTHY, file="").tree
    assert rules == []


def test_a_repair_changes_its_own_place_only():
    """A summary that is a number becomes a text; the operation stays."""
    tree, rules = repairs(HEALTHY.replace("{get: {", "{get: {summary: 5, "))

    assert tree["paths"]["/a"]["get"]["summary"] == "5"
    assert tree["paths"]["/a"]["get"]["responses"] == {"200": {"description": "ok"}}
    assert rules == ["wrong-type"]


def test_unknown_keys_stay():
    """An unknown key does no harm, so it is reported and kept."""
    tree, rules = repairs(HEALTHY.replace("{get: {", "{get: {sumary: s, "))

    assert tree["paths"]["/a"]["get"]["sumary"] == "s"
    assert rules == ["unknown-key"]


def test_required_keys_are_filled_in():
    """Without `info` a document has the name of its file as its title."""
    tree, rules = repairs("openapi: 3.0.3\npaths: {}\n")

    assert tree["info"] == {"title": "d", "version": ""}
    assert "missing-key" in rules


def test_a_slip_in_a_valid_document_is_read_as_meant():
    """`/^…$/i` would match no text, and an enum of texts no array: nothing could be answered."""
    schemas = (
        "{Name: {type: string, pattern: '/^[a-z]+$/i'},"
        " Tags: {type: array, enum: [a, b], items: {type: string}},"
        " Verse: {type: string, enum: [1, 2]}}"
    )

    tree, rules = repairs(f"{HEALTHY}components: {{schemas: {schemas}}}\n")

    assert tree["components"]["schemas"] == {
        "Name": {"type": "string", "pattern": "(?i:^[a-z]+$)"},
        "Tags": {"type": "array", "items": {"type": "string", "enum": ["a", "b"]}},
        "Verse": {"type": "string", "enum": ["1", "2"]},
    }
    assert rules == ["pattern", "enum-of-items", "enum-type"]


@pytest.mark.parametrize(
    ("rest", "rules"),
    [("", ["missing-key"]), ("webhooks: {}", []), ("components: {}", []), ("paths: {}", [])],
)
def test_a_document_without_any_content_is_incomplete(tmp_path, rest, rules):
    """OpenAPI 3.1 asks for paths, webhooks or components: without any, nothing is described."""
    path = tmp_path / "d.yaml"
    path.write_text(f"openapi: 3.1.0\ninfo: {{title: t, version: '1'}}\n{rest}", "utf-8")

    assert [each.rule for each in lint(path)] == rules


def test_an_answer_among_the_schemas_is_read_as_one():
    """An answer in the wrong section is served, not left out."""
    text = """
openapi: 3.0.3
info: {title: t, version: "1"}
paths: {/a: {get: {responses: {"200": {$ref: "#/components/schemas/Ok"}}}}}
components: {schemas: {Ok: {description: ok, content: {text/plain: {example: hello}}}}}
"""
    tree, rules = repairs(text)

    answer = tree["paths"]["/a"]["get"]["responses"]["200"]
    assert answer["content"] == {"text/plain": {"example": "hello"}}
    assert rules[0] == "reference"


@cases(
    "change, what, where, allowed",
    {
        "parameter without a schema": (
            ("schema: {type: integer}, ", ""),
            "Parameter lacks schema or content",
            "pets.yaml:9 (/paths/~1pets~1{id}/get/parameters/0)",
            "schema or content",
        ),
        "response without a description": (
            ("description: A pet.", "x-nothing: 1"),
            "Response lacks description",
            "pets.yaml:11 (/paths/~1pets~1{id}/get/responses/200)",
            "an object with description",
        ),
        "path without a slash": (
            ("/pets/{id}:", "pets/{id}:"),
            'Paths has the path "pets/{id}", which does not begin with /',
            "pets.yaml:4 (/paths)",
            "a path such as /pets",
        ),
        "path parameter that is not required": (
            ("required: true, ", ""),
            "Parameter lacks required",
            "pets.yaml:9 (/paths/~1pets~1{id}/get/parameters/0)",
            "required: true in a path",
        ),
        "unknown type": (
            (NAME, "{type: text}"),
            'Schema /type is "text"',
            "pets.yaml:18 (/components/schemas/Pet/properties/name/type)",
            '"array", "boolean", "integer", "number", "object", "string"',
        ),
        "unknown place of a parameter": (
            ("in: path", "in: url"),
            "Parameter has no location",
            "pets.yaml:9 (/paths/~1pets~1{id}/get/parameters/0)",
            "name, and in: path, query, header or cookie",
        ),
        "status that is none": (
            ('"200":', '"2000":'),
            "Responses /2000 is not a status",
            "pets.yaml:11 (/paths/~1pets~1{id}/get/responses/2000)",
            "100 to 599, 1XX to 5XX, default",
        ),
        "version that is a number": (
            ('version: "1"', "version: 1.10"),
            "Info /version is 1.1",
            "pets.yaml:3 (/info/version)",
            "string",
        ),
        "schema that is none": (
            (SCHEMA, "5"),
            "MediaType /schema is 5",
            f"pets.yaml:15 ({MEDIA}/schema)",
            "object or boolean",
        ),
        "pattern that is none": (
            (NAME, '{type: string, pattern: "["}'),
            "Schema /pattern is a regular expression that this tool's engine does not take",
            "pets.yaml:18 (/components/schemas/Pet/properties/name/pattern)",
            "ECMA-262",
        ),
        "no paths": (
            ("paths:", "x-paths:"),
            "Document lacks paths",
            "pets.yaml:1 (/)",
            "paths: {…}",
        ),
    },
)
def test_openapi_errors_point_at_the_real_place(tmp_path, change, what, where, allowed):
    """The error is about the innermost object, and not about `/paths` as a whole."""
    error = refused(tmp_path, change)

    assert isinstance(error, DocumentError)
    assert (error.what, error.where, error.allowed) == (what, where, allowed)


@cases(
    "change, what",
    {
        "operation": (
            ("operationId", "operationID"),
            "Operation /operationID is not a known key; did you mean 'operationId'?",
        ),
        "schema": (
            (NAME, "{type: string, minLenght: 1}"),
            "Schema /minLenght is not a known key; did you mean 'minLength'?",
        ),
    },
)
def test_misspelt_keys_are_reported_with_the_nearest(tmp_path, change, what):
    """The message names the key that was meant."""
    assert refused(tmp_path, change).what == what


@cases(
    "text, found",
    {
        "Swagger 1": (changed(("openapi: 3.0.3", 'swagger: "1.2"')), 'swagger: "1.2"'),
        "AsyncAPI": ("{asyncapi: 2.0.0, channels: {}}", "the keys asyncapi, channels"),
        "list": ("[1]", "[1]"),
        "text": ("hello", '"hello"'),
        "nothing": ("", "nothing: the file is empty"),
    },
)
def test_other_documents_are_refused_with_the_version_found(tmp_path, text, found):
    """A document of another kind gives one message, with the version that was found."""
    error = refused(tmp_path, text=text)

    assert error.what.startswith("not an OpenAPI document")
    assert error.found == found


@cases(
    "ref, what, where",
    {
        "a text as a schema": (
            "#/info/title",
            'Schema is "Pets"',
            "pets.yaml:3 (/info/title)",
        ),
        "something else as a schema": (
            "#/info",
            "Schema leads to an object of kind Info",
            f"pets.yaml:15 ({MEDIA}/schema/$ref)",
        ),
        "another file": (
            "other.yaml#/a",
            'Schema /type is "text"',
            "other.yaml:2 (/a/properties/b/type)",
        ),
    },
)
def test_references_must_lead_to_the_right_kind(tmp_path, ref, what, where):
    """The target of a reference is validated, in other files too."""
    files = {"other.yaml": "a:\n  properties: {b: {type: text}}"}

    error = refused(tmp_path, ("#/components/schemas/Pet", ref), files=files)

    assert (error.what, error.where) == (what, where)


def test_a_parameter_must_not_be_a_schema(tmp_path):
    """A reference to another section is refused."""
    parameter = "{name: id, in: path, required: true, schema: {type: integer}, example: 1}"

    error = refused(tmp_path, (parameter, SCHEMA))

    assert error.what == "Parameter leads to an object of kind Schema"


def test_references_may_have_braces(tmp_path):
    """The path of an operation has braces, so a pointer to it has them too."""
    place = "#/paths/~1pets~1{id}/get/parameters/0/schema"

    assert load(tmp_path, changed(("#/components/schemas/Pet", place))).operations
