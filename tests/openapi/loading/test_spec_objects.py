"""Which part of a document is what."""

from openapi.loading.spec_objects import iter_objects
from openapi.loading.yaml import parse_yaml
from tests.acceptance.cases import cases
from tests.openapi.documents import THINGS, changed


def found(text):
    """Return kind and pointer of every part of a document."""
    return [
        (part.kind, part.pointer) for part in iter_objects(parse_yaml(text, file="d.yaml").tree)
    ]


def test_every_object_is_named_by_its_kind():
    """Parents come before children, in the order of OpenAPI's own table."""
    assert found(THINGS) == [
        ("Document", ""),
        ("Info", "/info"),
        ("Paths", "/paths"),
        ("PathItem", "/paths/~1things~1{id}"),
        ("Operation", "/paths/~1things~1{id}/get"),
        ("Parameter", "/paths/~1things~1{id}/get/parameters/0"),
        ("Schema", "/paths/~1things~1{id}/get/parameters/0/schema"),
        ("Responses", "/paths/~1things~1{id}/get/responses"),
        ("Response", "/paths/~1things~1{id}/get/responses/200"),
        ("MediaType", "/paths/~1things~1{id}/get/responses/200/content/application~1json"),
        ("Components", "/components"),
        ("Schema", "/components/schemas/Thing"),
        ("Schema", "/components/schemas/Thing/properties/name"),
    ]


@cases("key", {"example": "example", "default": "default", "enum": "enum"})
def test_payloads_are_no_part_of_the_document(key):
    """An example may hold any key; it is data."""
    value = "[{properties: {a: {}}}]" if key == "enum" else "{properties: {a: {}}}"
    text = changed(("{type: string}", f"{{type: object, {key}: {value}}}"))

    assert found(text) == found(THINGS)


def test_properties_with_the_names_of_keywords_are_schemas():
    """A property called example is a schema like any other."""
    text = changed(("{name: {type: string}}", "{example: {type: string}, value: {items: {}}}"))
    start = "/components/schemas/Thing/properties"

    assert found(text)[-3:] == [
        ("Schema", f"{start}/example"),
        ("Schema", f"{start}/value"),
        ("Schema", f"{start}/value/items"),
    ]


def test_a_reference_to_another_place_makes_it_a_part():
    """What a reference leads to is read as what is needed, and tells who asked."""
    tree = parse_yaml(
        changed(("#/components/schemas/Thing", "#/x-own/thing"))
        + "x-own: {thing: {properties: {a: {}}}}",
        file="d.yaml",
    ).tree

    asked = [part for part in iter_objects(tree) if part.pointer.startswith("/x-own")]

    assert [(part.kind, part.pointer) for part in asked] == [
        ("Schema", "/x-own/thing"),
        ("Schema", "/x-own/thing/properties/a"),
    ]
    assert asked[0].referenced_from.endswith("/application~1json/schema/$ref")


def test_schemas_that_contain_themselves_are_walked_once():
    """The walk ends, whatever refers to what."""
    text = changed(("{type: string}", '{$ref: "#/components/schemas/Thing"}'))

    assert len(found(text)) == len(found(THINGS)) - 1


@cases(
    "text",
    {
        "text": "hello",
        "nothing": "",
        "lists everywhere": "{paths: [1], components: [], info: 5, servers: {}}",
        "numbers everywhere": (
            "{paths: {/a: {get: 5, parameters: 6}}, components: {schemas: {A: 1}}}"
        ),
        "references everywhere": (
            "{paths: {/a: {$ref: '#'}}, components: {schemas: {A: {$ref: '#/x'}}}}"
        ),
    },
)
def test_what_is_no_document_is_walked_all_the_same(text):
    """The walk comes before the check, so it takes any tree."""
    assert found(text)
