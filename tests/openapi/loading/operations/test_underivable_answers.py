"""Answers without any value are listed by lint, and refused by strict loading."""

import pytest

from openapi.contract import Severity
from openapi.errors import DocumentError
from openapi.loading.document import LENIENT, STRICT, load_contracts
from openapi.loading.linting import lint
from tests.acceptance.cases import cases

DOCUMENT = """openapi: 3.1.0
info: {title: Pets, version: '1'}
paths:
  /pets:
    get:
      operationId: list-pets
      responses:
        '200':
          description: x
          content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
components:
  schemas:
    Pet:
      type: object
      required: [name]
      properties: {name: {type: string, minLength: 2, maxLength: 1}}
"""


@pytest.fixture
def write(tmp_path):
    """Return a function that writes a document with some changes, and returns its path."""

    def write_document(before="", after=""):
        path = tmp_path / "pets.yaml"
        path.write_text(DOCUMENT.replace(before, after) if before else DOCUMENT, encoding="utf-8")
        return path

    return write_document


def test_lint_warns_with_the_answer_and_the_reason(write):
    """A user reads which operation has no answer, and which part of its schema has no value."""
    [found] = lint(write())

    assert (found.rule, found.severity, found.line) == ("no-value", Severity.WARNING, 13)
    assert found.message == "no value was found for the schema of GET /pets 200"
    assert found.found.startswith("no example can be derived for /components/schemas/Pet/")


@cases(
    "before, after",
    {
        "schema with a value": ("maxLength: 1", "maxLength: 3"),
        "optional member": ("required: [name]", "required: []"),
        "example": (
            "schema: {$ref: '#/components/schemas/Pet'}",
            "schema: {$ref: '#/components/schemas/Pet'}, example: {name: a}",
        ),
        "answer that is no JSON": ("application/json", "image/png"),
    },
)
def test_an_answer_that_is_given_is_no_fault(write, before, after):
    """A derived answer, a documented one, and a file."""
    assert "no-value" not in [each.rule for each in lint(write(before, after))]


def test_strict_loading_refuses_it(write):
    """As it refuses all that lint lists; without --strict the document is served."""
    assert load_contracts([write()], options=LENIENT)
    with pytest.raises(DocumentError, match="no value was found") as caught:
        load_contracts([write()], options=STRICT)

    assert caught.value.where.endswith("pets.yaml:13")
