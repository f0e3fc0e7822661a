"""Examples that are the content of a file."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openapi.json.contents import contents_of
from openapi.json.rewriting import rewritten
from openapi.loading.complaints import Complaints
from openapi.loading.references import bundling
from openapi.loading.references.payloads import is_self_contained, payload_change, payload_files
from openapi.loading.spec_objects import SpecObject
from openapi.loading.yaml import YamlFile
from tests.acceptance.cases import cases
from tests.openapi.bundles import bundled

RAW = {"examples/raw.json": '{"name": "rex", "tags": [{"$ref": "none.yaml"}]}'}

MEDIA = "paths: {/a: {get: {responses: {'200': {content: {application/json: %s}}}}}}"

LOCAL = {"$ref": "#/x-files/examples~1raw.json"}

SCHEMAS = {
    "components": {"schemas": {"A": {"type": "string"}, "B": {"$ref": "#/components/schemas/A"}}}
}


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


def document(schema):
    """Return a document with a schema in an answer."""
    content = {"application/json": {"schema": schema}}
    answer = {"description": "", "content": content}
    return {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "paths": {"/a": {"get": {"responses": {"200": answer}}}},
        **SCHEMAS,
    }


@cases(
    "schema, is_it",
    {
        "component": ({"$ref": "#/components/schemas/A"}, True),
        "chain": ({"$ref": "#/components/schemas/B"}, True),
        "no reference": ({"properties": {"$ref": {}}}, True),
        "mapping by name": ({"discriminator": {"mapping": {"a": "A"}}}, True),
        "file": ({"$ref": "a.yaml"}, False),
        "URL": ({"$ref": "https://example.com/a.json#/A"}, False),
        "dead": ({"$ref": "#/components/schemas/C"}, False),
        "escaped": ({"$ref": "#/components/schemas/%41"}, False),
        "no object": ({"$ref": "#/openapi"}, False),
        "anchor": ({"$anchor": "a"}, False),
        "dynamic": ({"$dynamicRef": "#a"}, False),
        "mapping by file": ({"discriminator": {"mapping": {"a": "a.yaml"}}}, False),
        "file in an example": ({"example": {"$ref": "a.json"}}, False),
        "external example": ({"examples": {"a": {"externalValue": "a.json"}}}, False),
    },
)
def test_only_plain_pointers_to_objects_are_local(schema, is_it):
    """Everything else is followed by the bundler."""
    assert is_self_contained(contents_of(document(schema))) is is_it


REFERENCES = st.sampled_from(["#/components/schemas/A", "#/components/schemas/B", "#/paths"])


SCHEMA = st.recursive(
    st.just({"type": "string"}) | REFERENCES.map(lambda text: {"$ref": text}),
    lambda inner: st.fixed_dictionaries(
        {}, optional={"properties": st.dictionaries(st.sampled_from("ab"), inner), "items": inner,
                      "example": inner, "allOf": st.lists(inner, max_size=2)}),
    max_leaves=5,
)  # fmt: skip


@settings(deadline=None)
@given(SCHEMA)
def test_the_shorter_way_gives_the_same_document(schema):
    """For every self-contained document, with the same complaints."""
    tree = document(schema)
    assert is_self_contained(contents_of(tree))
    results = []
    for shortcut in (is_self_contained, lambda _: False):
        complaints = Complaints()
        main = YamlFile(tree=tree, lines={}, file="a.yaml")
        original, bundling.is_self_contained = bundling.is_self_contained, shortcut
        try:
            whole = bundling.bundle(main, bundling.Path(), complaints=complaints)
        finally:
            bundling.is_self_contained = original
        results.append((whole.tree, complaints.all()))

    assert results[0] == results[1]


def test_a_chain_that_leads_to_a_url_is_not_local():
    """Whichever of its references is looked at first; nothing is raised."""
    away = {f"A{n}": {"$ref": "https://example.com/x.json#/a"} for n in range(9)}
    links = {f"B{n}": {"$ref": f"#/components/schemas/A{n}"} for n in range(9)}

    assert not is_self_contained(contents_of({"components": {"schemas": {**away, **links}}}))
