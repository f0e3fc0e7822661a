"""The objects of a document are found with their kinds."""

from openapi.loading.spec_objects import iter_objects
from openapi.loading.yaml import parse_yaml
from tests.acceptance.cases import cases
from tests.openapi.documents import PETS, changed


def found(text):
    """Return kind and pointer of every object of a document."""
    return [
        (part.kind, part.pointer) for part in iter_objects(parse_yaml(text, file="d.yaml").tree)
    ]


def test_every_object_is_named_by_its_kind():
    """Parents come before children, in the order of OpenAPI's own table."""
    assert found(PETS) == [
        ("Document", ""),
        ("Info", "/info"),
        ("Paths", "/paths"),
        ("PathItem", "/paths/~1pets~1{id}"),
        ("Operation", "/paths/~1pets~1{id}/get"),
        ("Parameter", "/paths/~1pets~1{id}/get/parameters/0"),
        ("Schema", "/paths/~1pets~1{id}/get/parameters/0/schema"),
        ("Responses", "/paths/~1pets~1{id}/get/responses"),
        ("Response", "/paths/~1pets~1{id}/get/responses/200"),
        ("MediaType", "/paths/~1pets~1{id}/get/responses/200/content/application~1json"),
        ("Components", "/components"),
        ("Schema", "/components/schemas/Pet"),
        ("Schema", "/components/schemas/Pet/properties/name"),
    ]


@cases("key", {"example": "example", "default": "default", "enum": "enum"})
def test_payloads_are_no_part_of_the_document(key):
    """An example may contain any key; it is data."""
    value = "[{properties: {a: {}}}]" if key == "enum" else "{properties: {a: {}}}"
    text = changed(("{type: string}", f"{{type: object, {key}: {value}}}"))

    assert found(text) == found(PETS)


def test_properties_with_the_names_of_keywords_are_schemas():
    """A property called example is a schema like any other."""
    text = changed(("{name: {type: string}}", "{example: {type: string}, value: {items: {}}}"))
    start = "/components/schemas/Pet/properties"

    assert found(text)[-3:] == [
        ("Schema", f"{start}/example"),
        ("Schema", f"{start}/value"),
        ("Schema", f"{start}/value/items"),
    ]


def test_the_target_of_a_reference_is_an_object_of_its_kind():
    """The target has the kind that is needed, and the pointer of the reference."""
    tree = parse_yaml(
        changed(("#/components/schemas/Pet", "#/x-own/pet"))
        + "x-own: {pet: {properties: {a: {}}}}",
        file="d.yaml",
    ).tree

    asked = [part for part in iter_objects(tree) if part.pointer.startswith("/x-own")]

    assert [(part.kind, part.pointer) for part in asked] == [
        ("Schema", "/x-own/pet"),
        ("Schema", "/x-own/pet/properties/a"),
    ]
    assert asked[0].referenced_from.endswith("/application~1json/schema/$ref")


def test_recursive_schemas_are_yielded_once():
    """The iteration ends for every kind of circle."""
    text = changed(("{type: string}", '{$ref: "#/components/schemas/Pet"}'))

    assert len(found(text)) == len(found(PETS)) - 1


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
def test_any_tree_can_be_iterated_over(text):
    """The iteration comes before validation, so it accepts any tree."""
    assert found(text)
