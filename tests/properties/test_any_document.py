"""A document with anything in any place is served or refused with a message, never a traceback."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from mock_server.asgi.app import create_mock
from mock_server.cli.serving.startup_message import startup_message
from mock_server.settings import Settings
from openapi.errors import ContractError
from openapi.json.pointers import iter_values, replaced
from openapi.loading.document import load_contracts
from openapi.loading.linting import lint
from openapi.loading.yaml import parse_yaml
from openapi.schema.validation import validator_for

SWAGGER = Path(__file__).parents[1] / "fixtures" / "documents" / "pets-swagger2.yaml"

RICH = """\
openapi: VERSION
info: {title: t, version: "1", contact: {name: n}}
servers: [{url: "https://{a}.x/v1", variables: {a: {default: b, enum: [b]}}}]
security: [{key: []}]
tags: [{name: t}]
x-api: rich
paths:
  /a/{id}:
    servers: [{url: /own}]
    parameters: [{$ref: "#/components/parameters/Id"}]
    get:
      operationId: getA
      parameters:
        - name: q
          in: query
          style: form
          explode: true
          schema: {type: array, items: {type: integer}}
        - {name: j, in: query, content: {application/json: {schema: {type: object}}}}
        - {name: offset, in: query, schema: {type: integer, minimum: 0}, example: 0}
        - {name: limit, in: query, schema: {type: integer, maximum: 9}, examples: {a: {value: 1}}}
      x-pagination: {offset: offset, limit: limit, items: /data, key: /id}
      responses:
        "200":
          description: ok
          headers: {X-A: {required: true, schema: {type: string, enum: [a]}}}
          content:
            application/json:
              schema: {$ref: "#/components/schemas/A"}
              examples: {one: {value: {id: 1, kind: x}}}
          links: {l: {operationId: getA}}
        default: {$ref: "#/components/responses/E"}
    post:
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema: {type: object, properties: {f: {type: string, format: binary}}}
            encoding: {f: {contentType: text/plain}}
      callbacks: {c: {"{$request.body#/u}": {post: {responses: {"200": {description: ok}}}}}}
      responses: {"201": {description: made}, 4XX: {description: no}}
components:
  parameters: {Id: {name: id, in: path, required: true, schema: {type: integer, format: int32}}}
  responses:
    E:
      description: e
      content:
        application/json: {schema: {type: object, additionalProperties: {type: string}}}
  securitySchemes:
    key: {type: apiKey, name: k, in: header}
    flow: {type: oauth2, flows: {implicit: {authorizationUrl: /a, scopes: {a: b}}}}
  schemas:
    A:
      type: object
      required: [id]
      x-rules: [{id: rich.a, rule: self.id > 0, message: m, severity: error}]
      properties:
        id: {type: integer, minimum: 0, exclusiveMinimum: EXCLUSIVE, multipleOf: 1}
        kind: {type: string, enum: [x, y], pattern: "^x", minLength: 1, MORE}
        kids: {type: array, uniqueItems: true, items: {$ref: "#/components/schemas/A"}}
        any: {oneOf: [{type: string}, {not: {type: string}}], allOf: [{}], anyOf: [{type: number}]}
      discriminator: {propertyName: kind, mapping: {x: "#/components/schemas/A"}}
"""


def _rich(version, *, exclusive, more):
    text = RICH.replace("VERSION", version).replace("EXCLUSIVE", exclusive)
    return text.replace("MORE", more)


DOCUMENTS = [
    parse_yaml(text, file="d.yaml").tree
    for text in (
        _rich("3.0.3", exclusive="true", more="nullable: true"),
        _rich("3.1.0", exclusive="0", more="const: x"),
        SWAGGER.read_text("utf-8"),
    )
]

ODD = st.sampled_from(
    [None, True, False, 0, -1, 1.5, "", "x", "1", "/", "#/none", "{", "[a-", [], {}, [None], ["x"],
     [{}], {"x": None}, {"": 1}, {"$ref": "#/none"}, {"$ref": 5}, {"$ref": "#/paths"},
     {"$ref": "#"},
     {"x": {}}, {"type": 5}, {"type": []}, [[]], {"schema": 1}, "3.0.0", 10**30]
)  # fmt: skip


KEYS = st.sampled_from(
    ["$ref", "x", "schema", "type", "items", "allOf", "parameters", "content", "examples",
     "x-rules", "required", "$id", "nullable", "$dynamicRef", "servers", "security", "in", "style"]
)  # fmt: skip


@st.composite
def documents(draw):
    """Return a document with random values in some places, under old or new keys."""
    tree = draw(st.sampled_from(DOCUMENTS))
    for _ in range(draw(st.integers(1, 3))):
        pointer, value = draw(st.sampled_from([*iter_values(tree)]))
        if isinstance(value, dict) and draw(st.booleans()):
            pointer = f"{pointer}/{draw(KEYS)}"
        tree = replaced(tree, pointer, draw(ODD))
    return tree


@given(documents())
def test_any_document_is_served_or_refused_with_a_message(tree):
    """A mistake removes its own place only, and a document that cannot be served gets a message."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "d.json"
        path.write_text(json.dumps(tree), encoding="utf-8")
        settings = Settings(specs=(path,))
        lint(path)
        try:
            contracts = load_contracts(settings.specs)
        except ContractError:
            return
        create_mock(contracts, settings).warm_up()
        assert startup_message(contracts, settings, "http://x")
        for operation in contracts[0].operations:
            medias = [media for response in operation.responses for media in response.media_types]
            for holder in [*operation.parameters, *medias]:
                assert holder.schema is None or validator_for(holder.schema)
