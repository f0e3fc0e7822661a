"""Examples that are the content of a file."""

import pytest

from openapi.json.rewriting import rewritten
from openapi.loading.references.payloads import payload_change, payload_files
from openapi.loading.spec_objects import SpecObject
from tests.acceptance.cases import cases
from tests.openapi.bundles import bundled

RAW = {"examples/raw.json": '{"name": "rex", "tags": [{"$ref": "none.yaml"}]}'}
MEDIA = "paths: {/a: {get: {responses: {'200': {content: {application/json: %s}}}}}}"
LOCAL = {"$ref": "#/x-files/examples~1raw.json"}


def files_in(kind, value):
    """Return the files that an object names in place of examples."""
    return [*payload_files(SpecObject(pointer="/p", kind=kind, value=value))]


@cases(
    "kind, value, found",
    {
        "media type": ("MediaType", {"example": {"$ref": "a.json"}}, ("/p/example/$ref", "a.json")),
        "schema": ("Schema", {"example": {"$ref": "a.json#/b"}}, ("/p/example/$ref", "a.json#/b")),
        "example": ("Example", {"value": {"$ref": "a.json"}}, ("/p/value/$ref", "a.json")),
        "external": ("Example", {"externalValue": "a.json"}, ("/p", "a.json")),
        "Swagger 2.0": (
            "Response",
            {"examples": {"a/b": {"$ref": "a.json"}}},
            ("/p/examples/a~1b/$ref", "a.json"),
        ),
    },
)
def test_a_file_in_place_of_an_example_is_found(kind, value, found):
    """Each place that the versions of OpenAPI have for an example may name a file."""
    assert files_in(kind, value) == [found]


@cases(
    "kind, value",
    {
        "place in the document": ("MediaType", {"example": {"$ref": "#/components/a"}}),
        "reference inside of data": ("MediaType", {"example": {"a": {"$ref": "a.json"}}}),
        "reference beside data": ("MediaType", {"example": {"$ref": "a.json", "b": 1}}),
        "no text": ("MediaType", {"example": {"$ref": 1}}),
        "value beside it": ("Example", {"value": 1, "externalValue": "a.json"}),
        "enum": ("Schema", {"enum": [{"$ref": "a.json"}]}),
        "no object": ("MediaType", [1]),
        "examples that are a list": ("Response", {"examples": [1]}),
    },
)
def test_other_values_are_data(kind, value):
    """A `$ref` may be a part of what an API answers."""
    assert files_in(kind, value) == []


def test_an_external_value_becomes_a_value():
    """The other keys of the example stay."""
    tree = {"a": {"summary": "s", "externalValue": "a.json"}}

    new = rewritten(tree, {"/a": payload_change("/a", "#/x-files/a.json")})
    assert new == {"a": {"summary": "s", "value": {"$ref": "#/x-files/a.json"}}}


@pytest.mark.parametrize(
    ("media", "key"),
    [
        ("{example: {$ref: examples/raw.json}}", "example"),
        ("{examples: {e: {value: {$ref: examples/raw.json}}}}", "examples"),
        ("{examples: {e: {externalValue: ./examples/raw.json}}}", "examples"),
        ("{schema: {example: {$ref: 'examples/raw.json'}}}", "schema"),
    ],
)
def test_the_file_becomes_a_part_of_the_document(tmp_path, media, key):
    """The file is read once, and what is in it stays data."""
    tree = bundled(tmp_path, MEDIA % media, RAW).tree
    found = tree["paths"]["/a"]["get"]["responses"]["200"]["content"]["application/json"][key]

    assert LOCAL in (found, found.get("example"), found.get("e", {}).get("value"))
    assert tree["x-files"]["examples/raw.json"]["tags"] == [{"$ref": "none.yaml"}]


@pytest.mark.parametrize(
    "name", ["examples/none.json", "../outside.json", ".env", "https://example.com/a.json"]
)
def test_what_names_no_file_of_the_document_stays_as_it_is(tmp_path, name):
    """An example is data, so nothing is wrong with it, and no other file is read."""
    (tmp_path.parent / "outside.json").write_text("1")
    text = MEDIA % f"{{example: {{$ref: '{name}'}}}}"
    file = bundled(tmp_path, text, {**RAW, ".env": "KEY=1"})

    media = file.tree["paths"]["/a"]["get"]["responses"]["200"]["content"]["application/json"]
    assert media == {"example": {"$ref": name}}
    assert "x-files" not in file.tree
