"""A small correct document for tests, and how to change it."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from openapi.contract import Contract
from openapi.errors import ContractError
from openapi.loading.document import STRICT, load_contracts

PETS = """\
openapi: 3.0.3
x-api: pets
info: {title: Pets, version: "1"}
paths:
  /pets/{id}:
    get:
      operationId: getPet
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer}, example: 1}
      responses:
        "200":
          description: A pet.
          content:
            application/json:
              schema: {$ref: "#/components/schemas/Pet"}
components:
  schemas:
    Pet: {type: object, properties: {name: {type: string}}}
"""
"""A document of one operation; line numbers count from 1."""

PACKAGE = Path(__file__).parents[2] / "openapi"
"""The package under test, with its documents."""

SOURCES = Path(__file__).parents[3] / "shared" / "sources"
"""The documentation pages, where they are at hand; they are not shipped."""


def changed(*changes: tuple[str, str], text: str = PETS) -> str:
    """Return the document with texts replaced, each of which must be in it."""
    for old, new in changes:
        if old not in text:
            message = f"{old!r} is not in the document"
            raise LookupError(message)
        text = text.replace(old, new, 1)
    return text


def load(folder: Path, text: str = PETS, files: Mapping[str, str] | None = None) -> Contract:
    """Write a document and its files, and load it strictly as a user's own."""
    for name, content in (files or {}).items():
        (folder / name).write_text(content, encoding="utf-8")
    path = folder / "pets.yaml"
    path.write_text(text, encoding="utf-8")
    return load_contracts([path], options=STRICT)[0]


def refused(
    folder: Path,
    *changes: tuple[str, str],
    text: str = PETS,
    files: Mapping[str, str] | None = None,
) -> ContractError:
    """Return the error for a changed document that is refused, without its folder."""
    with pytest.raises(ContractError) as caught:
        load(folder, changed(*changes, text=text), files)
    error = caught.value
    error.where = error.where.replace(f"{folder}/", "")
    error.hint = error.hint.replace(f"{folder}/", "")
    return error
