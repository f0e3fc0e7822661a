"""A made-up API with everything that records may have, and a client of a mock of it."""

import json
from pathlib import Path
from typing import Any

from mock_server.asgi.app import create_mock
from mock_server.settings import Settings
from openapi.contract import Contract
from openapi.loading.document import load_contract
from tests.mock_server.asgi_client import Answer, ask
from tests.mock_server.manual_time import ManualTime

NOON = 1_800_000_000.0
"""The time of the mock: 2027-01-15T08:00:00Z."""

PETS = """
paths:
  /pets:
    get:
      operationId: listPets
      parameters:
      - {name: name, in: query, schema: {type: string}}
      - {name: tags, in: query, schema: {type: array, items: {type: string}}}
      - {name: sort, in: query, schema: {type: string}}
      - {name: page, in: query, schema: {type: integer, minimum: 1}}
      - {name: per_page, in: query, schema: {type: integer, minimum: 1, default: 20}}
      responses:
        '200':
          description: x
          headers: {X-Total-Count: {schema: {type: integer}, example: 2}}
          content:
            application/json:
              schema:
                type: object
                required: [data, total, has_more]
                properties:
                  data: {type: array, items: {$ref: '#/components/schemas/PetSummary'}}
                  total: {type: integer}
                  page: {type: integer}
                  pages: {type: integer}
                  has_more: {type: boolean}
                  next: {type: string, nullable: true}
              example:
                data: [{id: 1, name: Rex}, {id: 2, name: Ada}]
                total: 2
                page: 1
                pages: 1
                has_more: false
                next: null
    post:
      operationId: createPet
      requestBody:
        required: true
        content:
          application/json: {schema: {$ref: '#/components/schemas/Pet'}}
      responses:
        '201':
          description: x
          headers: {Location: {schema: {type: string}, example: /pets/1}}
          content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
        '409': {$ref: '#/components/responses/Problem'}
  /pets/{petId}:
    parameters: [{name: petId, in: path, required: true, schema: {type: integer}, example: 1}]
    get:
      operationId: showPet
      responses:
        '200':
          description: x
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Pet'}
              examples:
                rex: {value: {id: 1, name: Rex, tags: [red], owner: {name: Ann},
                              created_at: '2020-01-01T00:00:00Z'}}
        '404': {$ref: '#/components/responses/Problem'}
    put:
      operationId: replacePet
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
      responses:
        '200':
          description: x
          content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
        '404': {$ref: '#/components/responses/Problem'}
    patch:
      operationId: updatePet
      requestBody:
        content:
          application/json: {schema: {type: object}}
          application/merge-patch+json: {schema: {type: object}}
          application/json-patch+json: {schema: {type: array, items: {type: object}}}
      responses:
        '200':
          description: x
          content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
        '404': {$ref: '#/components/responses/Problem'}
        '409': {$ref: '#/components/responses/Problem'}
    delete:
      operationId: deletePet
      responses:
        '204': {description: x}
        '404': {$ref: '#/components/responses/Problem'}
  /pets/{petId}/publish:
    post:
      operationId: publishPet
      parameters: [{name: petId, in: path, required: true, schema: {type: integer}}]
      responses:
        '202': {description: x, content: {application/json: {example: {state: published}}}}
  /pets/{petId}/notes:
    parameters: [{name: petId, in: path, required: true, schema: {type: integer}}]
    get:
      operationId: listNotes
      responses:
        '200':
          description: x
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Note'}}
              example: [{id: v-1, petId: 1, reason: check}]
    post:
      operationId: createNote
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Note'}}}}
      responses:
        '201':
          description: x
          content: {application/json: {schema: {$ref: '#/components/schemas/Note'}}}
  /pets/{petId}/notes/{noteId}:
    parameters:
    - {name: petId, in: path, required: true, schema: {type: integer}}
    - {name: noteId, in: path, required: true, schema: {type: string}}
    get:
      operationId: showNote
      responses:
        '200':
          description: x
          content: {application/json: {schema: {$ref: '#/components/schemas/Note'}}}
        '404': {$ref: '#/components/responses/Problem'}
    delete:
      operationId: deleteNote
      responses:
        '200':
          description: x
          content: {application/json: {schema: {$ref: '#/components/schemas/Note'}}}
  /settings:
    get:
      operationId: showSettings
      responses:
        '200':
          description: x
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Settings'}
              example: {language: en, theme: dark}
    put:
      operationId: replaceSettings
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Settings'}}}}
      responses:
        '200':
          description: x
          content: {application/json: {schema: {$ref: '#/components/schemas/Settings'}}}
    patch:
      operationId: updateSettings
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses: {'204': {description: x}}
  /countries:
    get:
      operationId: listCountries
      responses:
        '200': {description: x, content: {application/json: {example: [{code: de}]}}}
components:
  responses:
    Problem:
      description: x
      content:
        application/json:
          schema: {type: object, required: [error], properties: {error: {type: string}}}
          example: {error: documented}
  schemas:
    PetSummary:
      type: object
      required: [id, name]
      additionalProperties: false
      properties: {id: {type: integer}, name: {type: string}}
    Pet:
      type: object
      required: [id, name, created_at]
      properties:
        id: {type: integer, readOnly: true}
        name: {type: string, maxLength: 20}
        nickname: {type: string, nullable: true}
        tags: {type: array, items: {type: string}}
        owner: {type: object, properties: {name: {type: string}, phone: {type: string}}}
        secret: {type: string, writeOnly: true}
        state: {type: string, default: new}
        created_at: {type: string, format: date-time, readOnly: true}
        updated_at: {type: string, format: date-time, readOnly: true}
    Note:
      type: object
      required: [reason]
      properties:
        id: {type: string, readOnly: true}
        petId: {type: integer, readOnly: true}
        reason: {type: string}
    Settings:
      type: object
      required: [language]
      properties: {language: {type: string}, theme: {type: string}}
"""


def pet_contract(folder: Path, text: str = PETS) -> Contract:
    """Return the contract of a document, which is written into a folder."""
    path = folder / "api.yaml"
    head = "openapi: 3.0.3\nx-api: api\ninfo: {title: Made up, version: '1'}\n"
    path.write_text(head + text, encoding="utf-8")
    return load_contract(path)


class PetClient:
    """A client of a mock, in this process."""

    def __init__(self, contract: Contract, *, is_stateful: bool = True, **settings: Any) -> None:
        """Serve a contract."""
        self.time = ManualTime(NOON)
        self.mock = create_mock(
            [contract], Settings(is_stateful=is_stateful, **settings), ticker=self.time
        )
        self.mock.warm_up()

    def ask(
        self,
        method: str,
        target: str,
        body: Any = None,
        *headers: tuple[str, str],
        media_type: str = "application/json",
    ) -> Answer:
        """Return the answer to a request with a JSON body."""
        sent: tuple[bytes, ...] = (b"",)
        if body is not None:
            data = body if isinstance(body, bytes) else json.dumps(body).encode()
            headers = (*headers, ("Content-Type", media_type), ("Content-Length", str(len(data))))
            sent = (data,)
        host = ("Host", "localhost")
        return ask(self.mock.app, target, host, *headers, method=method, chunks=sent)

    def get(self, target: str, *headers: tuple[str, str]) -> Any:
        """Return the body of a successful GET."""
        answer = self.ask("GET", target, None, *headers)
        assert answer.status == 200, answer
        return answer.json()
