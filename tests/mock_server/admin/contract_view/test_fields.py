"""The fields of an operation, and what is stated about them."""

from mock_server.admin.contract_view.fields import MAX_FIELDS, fields_of
from openapi.loading.document import load_contract

OWN = """
openapi: 3.0.3
info: {title: t, version: "1"}
paths:
  /pets/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses:
        "200":
          description: ok
          content:
            application/json:
              schema: {$ref: "#/components/schemas/Pet"}
        "400": {$ref: "#/components/responses/No"}
        "404": {$ref: "#/components/responses/No"}
components:
  responses:
    No:
      description: no
      content: {application/json: {schema: {$ref: "#/components/schemas/No"}}}
  schemas:
    No: {type: object, properties: {why: {type: string}}}
    Pet:
      type: object
      required: [name]
      properties:
        name: {type: string}
        mood: {type: string, enum: [calm, wild]}
        children: {type: array, items: {$ref: "#/components/schemas/Pet"}}
"""


def own_fields(tmp_path):
    """Return the contract of a document without extensions, and its fields by place."""
    path = tmp_path / "t.yaml"
    path.write_text(OWN, encoding="utf-8")
    contract = load_contract(path)
    return contract, {
        f"{each.where} {each.at}": each for each in fields_of(contract, *contract.operations)
    }


def test_field_of_any_document_has_its_line(tmp_path):
    """Without citations, each field has the file and the line where the document describes it."""
    contract, fields = own_fields(tmp_path)
    mood = fields["answer 200 /mood"]
    file, line = contract.place(mood.pointer)

    assert (mood.type, mood.is_required, mood.source) == ("string: calm, wild", False, None)
    assert "mood" in OWN.splitlines()[line - 1]
    assert file.endswith("t.yaml")
    assert fields["answer 200 /name"].is_required
    assert fields["path id"].is_required


def test_answers_with_one_schema_are_listed_once(tmp_path):
    """Errors that share a schema have one list of fields; a schema that contains itself ends."""
    _, fields = own_fields(tmp_path)

    assert "answer 400, 404 /why" in fields
    assert "answer 404 /why" not in fields
    assert len(fields) < MAX_FIELDS


def test_contradictions_are_beside_the_fields_that_they_are_about(packaged):
    """Each contradiction with a choice of readings is beside a field of some operation."""
    named = {
        discrepancy
        for contract in packaged
        for operation in contract.operations
        for field in fields_of(contract, operation)
        for discrepancy in field.discrepancies
    }
    known = {
        entry.id for contract in packaged for entry in contract.discrepancies if entry.readings
    }

    assert known
    assert known <= named
