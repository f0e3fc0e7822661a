"""OpenAPI 3.2 is served as it is meant: methods, streams, query strings, examples, XML nodes."""

import pytest

from openapi.contract import Location
from openapi.json.pointers import resolve
from openapi.loading.document import load_contract
from openapi.loading.linting import lint

DOCUMENT = """\
openapi: 3.2.0
$self: https://example.com/apis/pets.yaml
info: {title: Pets, version: "1"}
tags: [{name: pets, summary: P, kind: nav, parent: all}, {name: all}]
paths:
  /pets/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get:
      operationId: getPet
      responses:
        "200":
          content:
            application/json:
              schema: {$ref: "https://example.com/apis/pets.yaml#/components/schemas/Pet"}
              examples:
                typed: {dataValue: {id: 1}, serializedValue: '{"id": 1}'}
                text: {serializedValue: '{"id": 2}'}
    query:
      operationId: queryPets
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses: {"200": {description: found}}
    additionalOperations:
      COPY:
        operationId: copyPet
        responses: {"201": {description: copied}}
  /search:
    get:
      operationId: search
      parameters:
        - name: whole
          in: querystring
          content:
            application/x-www-form-urlencoded:
              schema: {type: object, properties: {color: {type: string}}}
              examples: {red: {dataValue: {color: red}}}
        - {name: session, in: cookie, style: cookie, schema: {type: string}}
      responses:
        "200":
          description: found
          content:
            application/jsonl:
              {$ref: "#/components/mediaTypes/Stream"}
            text/event-stream:
              schema: {type: array, maxItems: 3}
              itemSchema:
                {type: object, required: [data], properties: {data: {type: string}}}
  /documents:
    get:
      operationId: document
      responses:
        "200":
          description: one
          content: {application/xml: {schema: {$ref: "#/components/schemas/Document"}}}
components:
  mediaTypes:
    Stream:
      description: pets, line by line
      itemSchema: {$ref: "#/components/schemas/Pet"}
  schemas:
    Pet: {type: object, required: [id], properties: {id: {type: integer}}}
    Document:
      type: object
      properties:
        id: {type: integer, xml: {nodeType: attribute}}
        tags: {type: array, items: {type: string}, xml: {nodeType: element}}
        body: {type: string, xml: {nodeType: text}}
  securitySchemes:
    flow:
      type: oauth2
      deprecated: true
      flows: {deviceAuthorization: {deviceAuthorizationUrl: /d, tokenUrl: /t, scopes: {}}}
"""


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """Return the path of the document."""
    path = tmp_path_factory.mktemp("documents") / "pets.yaml"
    path.write_text(DOCUMENT, "utf-8")
    return path


@pytest.fixture(scope="module")
def contract(path):
    """Return the contract of the document."""
    return load_contract(path)


def operation(contract, name):
    """Return an operation by id."""
    return next(each for each in contract.operations if each.id == name)


def schema_of(contract, name, number=0):
    """Return the schema of a media type of the success answer of an operation."""
    return operation(contract, name).success.media_types[number].schema.definition


def test_a_valid_document_has_no_complaints(path):
    """What OpenAPI 3.2 has added is no mistake."""
    assert [each.problem for each in lint(path)] == []


def test_every_method_is_an_operation(contract):
    """QUERY, and the methods of `additionalOperations`, are served with their path's parameters."""
    methods = {each.method: each for each in contract.operations if each.path == "/pets/{id}"}

    assert list(methods) == ["GET", "QUERY", "COPY"]
    assert [p.name for p in methods["COPY"].parameters] == ["id"]
    assert methods["QUERY"].request_body is not None


def test_a_stream_is_a_list_of_its_items(contract):
    """`itemSchema` is the schema of each item, also behind a reference and beside a `schema`."""
    lines = schema_of(contract, "search")
    events = schema_of(contract, "search", 1)

    assert lines == {"type": "array", "items": {"$ref": "#/components/schemas/Pet"}}
    assert events["allOf"][0] == {"type": "array", "maxItems": 3}
    assert events["allOf"][1]["items"]["required"] == ["data"]


def test_a_query_string_is_a_form(contract):
    """The whole query string, if it is a form, is read as its fields; its example is used."""
    whole = operation(contract, "search").parameter(Location.QUERY, "whole")

    assert (whole.style, whole.explode, whole.example) == ("form", True, {"color": "red"})
    assert [*whole.schema.definition["properties"]] == ["color"]


def test_another_query_string_is_not_judged(tmp_path):
    """A query string that is no form has no words here: requests without it are not blamed."""
    path = tmp_path / "d.yaml"
    form = "application/x-www-form-urlencoded:\n              schema: {type: object, properties"
    path.write_text(DOCUMENT.replace(form, form.replace("x-www-form-urlencoded", "json")), "utf-8")

    assert operation(load_contract(path), "search").has_unread_parameters
    assert [each.rule for each in lint(path)] == ["parameter-place"]


def test_examples_have_their_data(contract):
    """The data is the example; without it the serialized text, read as the JSON that it is."""
    examples = operation(contract, "getPet").success.media_types[0].examples

    assert [(each.name, each.value) for each in examples] == [
        ("typed", {"id": 1}),
        ("text", {"id": 2}),
    ]


def test_the_url_of_the_document_itself_is_local(contract):
    """A reference by `$self` leads into the document."""
    assert schema_of(contract, "getPet")["required"] == ["id"]


def test_xml_nodes_have_the_older_words(contract):
    """`nodeType` says what `attribute` and `wrapped` say; text nodes are new."""
    properties = schema_of(contract, "document")["properties"]

    assert [properties[name]["xml"] for name in ("id", "tags", "body")] == [
        {"attribute": True},
        {"wrapped": True},
        {"nodeType": "text"},
    ]


def test_lines_are_those_of_the_file(tmp_path):
    """A mistake inside what was moved is reported at its line."""
    path = tmp_path / "d.yaml"
    text = DOCUMENT.replace("data: {type: string}", "data: {type: strin}")
    path.write_text(text, "utf-8")
    line = next(i for i, each in enumerate(text.splitlines(), 1) if "strin}" in each)

    (complaint,) = lint(path)

    assert complaint.line == line
    assert complaint.rule == "wrong-value"


def test_what_contradicts_itself_is_named(tmp_path):
    """One method twice, one example twice, encodings by name and by position: each is named."""
    path = tmp_path / "d.yaml"
    path.write_text(
        DOCUMENT.replace("      COPY:", "      GET: {responses: {}}\n      COPY:")
        .replace("text: {serialized", "text: {value: {id: 3}, serialized")
        .replace(
            "      itemSchema: {$ref",
            "      encoding: {}\n      itemEncoding: {}\n      itemSchema: {$ref",
        ),
        "utf-8",
    )

    rules = sorted(each.rule for each in lint(path))

    assert rules == ["encoding-place", "example-value", "same-route"]


def test_values_in_moved_schemas_are_found(tmp_path):
    """A reference into an `itemSchema` leads to its new place."""
    path = tmp_path / "d.yaml"
    moved = '{$ref: "#/components/mediaTypes/Stream/itemSchema/properties/id"}'
    path.write_text(DOCUMENT.replace("properties: {data: {type: string}}",
                                     f"properties: {{data: {moved}}}"), "utf-8")  # fmt: skip
    text = path.read_text("utf-8").replace(
        'itemSchema: {$ref: "#/components/schemas/Pet"}',
        "itemSchema: {type: object, properties: {id: {type: integer}}}",
    )
    path.write_text(text, "utf-8")
    schema = operation(load_contract(path), "search").success.media_types[1].schema

    reference = schema.definition["allOf"][1]["items"]["properties"]["data"]["$ref"]
    assert resolve(schema.root, reference.removeprefix("#")) == {"type": "integer"}
