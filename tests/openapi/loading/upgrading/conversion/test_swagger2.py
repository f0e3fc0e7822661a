"""Swagger 2.0 is converted to OpenAPI 3.0, with the lines of its own file."""

import pytest

from openapi.contract import Location
from openapi.loading.document import load_contract
from openapi.schema.validation import validator_for

DOCUMENT = """\
swagger: "2.0"
info: {title: Pets, version: "1"}
host: pets.example.com
basePath: /v2
schemes: [https, http]
consumes: [application/json]
produces: [application/json]
securityDefinitions:
  basic: {type: basic}
  key: {type: apiKey, name: X-Key, in: header}
  flow: {type: oauth2, flow: accessCode, authorizationUrl: /a, tokenUrl: /t, scopes: {r: read}}
parameters:
  Id: {name: id, in: path, required: true, type: integer, format: int32}
  Pet:
    {name: pet, in: body, required: true, schema: {$ref: "#/definitions/Pet"}}
responses:
  Gone:
    {description: gone, schema: {$ref: "#/definitions/Error"}}
definitions:
  Pet:
    type: object
    discriminator: kind
    required: [kind]
    properties: {kind: {type: string}, note: {type: string, x-nullable: true}}
  Error: {type: object, properties: {code: {type: integer}}}
paths:
  /pets/{id}:
    parameters:
      - {$ref: "#/parameters/Id"}
    get:
      operationId: getPet
      security: [{basic: []}, {key: []}]
      parameters:
        - {name: tags, in: query, type: array, collectionFormat: multi, items: {type: string}}
        - {name: ids, in: query, type: array, items: {type: integer}}
        - {name: piped, in: query, type: array, collectionFormat: pipes, items: {type: integer}}
        - {name: X-Page, in: header, type: integer, minimum: 1, x-example: 3}
      responses:
        "200":
          description: a pet
          schema: {$ref: "#/definitions/Pet"}
          examples: {application/json: {kind: cat}}
          headers: {X-Rate: {type: integer}}
        "410": {$ref: "#/responses/Gone"}
        default: {description: else}
    put:
      operationId: putPet
      consumes: [application/json, application/xml]
      parameters:
        - {$ref: "#/parameters/Pet"}
      responses: {"204": {description: done}}
  /pets/{id}/photo:
    post:
      operationId: addPhoto
      consumes: [multipart/form-data]
      produces: [text/plain]
      parameters:
        - {$ref: "#/parameters/Id"}
        - {name: file, in: formData, type: file, required: true}
        - {name: caption, in: formData, type: string}
      responses:
        "200": {description: ok, schema: {type: string}}
  /files:
    get:
      operationId: getFile
      produces: []
      responses: {"200": {description: a file, schema: {type: file}}}
"""


@pytest.fixture
def contract(tmp_path):
    """Return the contract of the document."""
    path = tmp_path / "pets.yaml"
    path.write_text(DOCUMENT, encoding="utf-8")
    return load_contract(path)


def test_a_correct_document_has_no_complaints(contract):
    """A construct that Swagger 2.0 allows is no complaint."""
    assert contract.complaints == ()
    assert contract.tree["openapi"] == "3.0.3"
    assert [each.id for each in contract.operations] == ["getPet", "putPet", "addPhoto", "getFile"]


def test_servers_are_made_of_host_path_and_schemes(contract):
    """There is one server for each scheme."""
    urls = ["https://pets.example.com/v2", "http://pets.example.com/v2"]
    assert [each.url for each in contract.servers] == urls
    assert contract.base_path == "/v2"


def test_security_schemes_are_those_of_3_0(contract):
    """`basic` is an HTTP scheme, and the flows have their new names."""
    schemes = contract.security_schemes
    assert (schemes["basic"].type, schemes["basic"].scheme) == ("http", "basic")
    assert (schemes["key"].parameter, schemes["key"].location) == ("X-Key", Location.HEADER)
    flows = contract.tree["components"]["securitySchemes"]["flow"]["flows"]
    assert list(flows) == ["authorizationCode"]


@pytest.mark.parametrize(
    ("name", "location", "style", "explode"),
    [
        ("tags", Location.QUERY, "form", True),
        ("ids", Location.QUERY, "form", False),
        ("piped", Location.QUERY, "pipeDelimited", False),
    ],
)
def test_lists_keep_their_format(contract, name, location, style, explode):
    """`collectionFormat` becomes style and explode."""
    found = contract.operation("getPet").parameter(location, name)
    assert (found.style, found.explode) == (style, explode)


def test_parameters_have_schemas(contract):
    """The keys beside a parameter's name become its schema, for those of the path too."""
    operation = contract.operation("getPet")
    page = operation.parameter(Location.HEADER, "x-page")
    assert page.schema.definition == {"type": "integer", "minimum": 1}
    assert page.example == 3
    assert operation.parameter(Location.PATH, "id").is_required


def test_bodies_and_forms_are_request_bodies(contract):
    """A body has the consumed media types; form fields become its properties."""
    body = contract.operation("putPet").request_body
    assert body.is_required
    assert [each.name for each in body.media_types] == ["application/json", "application/xml"]
    (form,) = contract.operation("addPhoto").request_body.media_types
    assert form.name == "multipart/form-data"
    assert form.schema.definition["required"] == ["file"]
    assert form.schema.definition["properties"]["file"] == {"type": "string", "format": "binary"}


def test_answers_have_media_types_examples_and_headers(contract):
    """An answer has the produced media types."""
    operation = contract.operation("getPet")
    (media,) = operation.success.media_types
    assert (media.name, media.example().value) == ("application/json", {"kind": "cat"})
    assert validator_for(media.schema).is_valid({"kind": "cat", "note": None})
    assert operation.success.headers[0].schema.definition == {"type": "integer"}
    (gone,) = operation.exact_response("410").media_types
    assert not validator_for(gone.schema).is_valid({"code": "x"})
    assert operation.exact_response("default").media_types == ()
    assert contract.operation("addPhoto").success.media_types[0].name == "text/plain"
    assert contract.operation("getFile").success.media_types[0].name == "application/octet-stream"


def test_an_example_for_a_range_belongs_to_the_produced_type(tmp_path):
    """`*/*` under examples is not a media type of its own."""
    path = tmp_path / "pets.yaml"
    path.write_text(
        DOCUMENT.replace("examples: {application/json:", "examples: {'*/*':"), encoding="utf-8"
    )

    (media,) = load_contract(path).operation("getPet").success.media_types

    assert (media.name, media.example().value) == ("application/json", {"kind": "cat"})


def test_lines_are_those_of_the_file(contract):
    """A message cites the original line of a moved value."""
    lines = DOCUMENT.splitlines()

    def line(pointer):
        return lines[contract.place(pointer)[1] - 1].strip()

    assert line("/components/schemas/Pet") == "Pet:"
    assert line("/components/schemas/Error/properties/code").startswith("Error:")
    operation = contract.operation("getPet")
    assert line(operation.pointer) == "get:"
    assert line(operation.parameter(Location.QUERY, "ids").pointer).startswith("- {name: ids")
    assert line(operation.parameter(Location.PATH, "id").pointer).startswith("Id:")
    assert line(
        "/paths/~1pets~1{id}/get/responses/200/content/application~1json/example"
    ).startswith("examples:")
    assert line("/paths/~1pets~1{id}/put/requestBody").startswith("Pet:")


def test_complaints_have_the_old_pointer(tmp_path):
    """A complaint has the pointer of the original document, where it can be fixed."""
    path = tmp_path / "pets.yaml"
    path.write_text(DOCUMENT.replace("kind: {type: string}", "kind: {type: text}"))

    (complaint,) = load_contract(path).complaints

    assert complaint.pointer == "/definitions/Pet/properties/kind/type"
    assert path.read_text().splitlines()[complaint.line - 1].strip().startswith("properties:")


@pytest.mark.parametrize(
    "text", ["swagger: 2.0\npaths: {}", 'swagger: "2.0"', 'swagger: "2.0"\npaths: 5']
)
def test_incomplete_documents_are_read(tmp_path, text):
    """A missing part is read as empty."""
    path = tmp_path / "pets.yaml"
    path.write_text(text)

    contract = load_contract(path)

    assert (contract.title, contract.operations) == ("pets", ())
    assert contract.complaints
