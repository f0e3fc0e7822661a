"""Tests of: base64 is base64, and a discriminator names a schema."""

import pytest

from contracts.checks.responses.annotated_values import check
from contracts.observations.evidence import Evidence
from contracts.observations.observer import Observer
from openapi.loading.document import load_contract
from tests.contracts.shop import JSON_TYPE, exchange, said

DOCUMENT = """openapi: 3.1.0
info: {title: t, version: "1"}
paths:
  /pets:
    get:
      operationId: pets
      responses:
        "200":
          description: ok
          content:
            application/json:
              schema: {type: array, items: {$ref: "#/components/schemas/Pet"}}
              example: EXAMPLE
components:
  schemas:
    Pet:
      oneOf: [{$ref: "#/components/schemas/Cat"}, {$ref: "#/components/schemas/Dog"}]
      discriminator: {propertyName: kind, mapping: {kitten: "#/components/schemas/Cat"}}
      type: object
      properties: {photo: {type: string, contentEncoding: base64}}
    Cat: {type: object, properties: {kind: {type: string}}}
    Dog: {type: object, properties: {kind: {type: string}}}
"""


def judged(tmp_path, body, example="[]", document=DOCUMENT):
    """Return the results for a list of pets."""
    path = tmp_path / "pets.yaml"
    path.write_text(document.replace("EXAMPLE", example), encoding="utf-8")
    contract = load_contract(path)
    seen = Observer(contract).observe(
        exchange("/pets", body, made_for="pets", headers=JSON_TYPE, sent=())
    )
    return said(check(Evidence(contract=contract, operation=seen.operation, observations=(seen,))))


@pytest.mark.parametrize("kind", ["Cat", "Dog", "kitten"])
def test_documented_names_and_base64_pass(tmp_path, kind):
    """The names of schemas, and those of the mapping."""
    assert judged(tmp_path, [{"kind": kind, "photo": "aGk="}]) == ["pass"]


def test_an_unknown_discriminator_is_found(tmp_path):
    """A generated client cannot choose a class for it."""
    assert judged(tmp_path, [{"kind": "Cat"}, {"kind": "Bird"}]) == [
        'error: /1/kind is "Bird", which names no schema; allowed is kitten, Cat, Dog.'
    ]


@pytest.mark.parametrize(
    "stated", ["enum: [cat]", "const: cat", "example: cat", "allOf: [{enum: [cat]}]"]
)
def test_a_value_that_a_branch_itself_states_is_known(tmp_path, stated):
    """Published documents leave out the mapping, and state the value in the branch."""
    plain = "Cat: {type: object, properties: {kind: {type: string}}}"
    changed = DOCUMENT.replace(plain, plain.replace("type: string", f"type: string, {stated}"))
    assert changed != DOCUMENT

    assert judged(tmp_path, [{"kind": "cat"}], document=changed) == ["pass"]


def test_a_value_that_a_schema_without_branches_states_is_known(tmp_path):
    """Schemas that extend it are not listed in it, and need not have the names of the values."""
    base = "Pet: {discriminator: {propertyName: kind}, properties: {kind: {enum: [cat]}}}"
    changed = DOCUMENT[: DOCUMENT.index("    Pet:")] + f"    {base}\n    Cat: {{}}\n"

    assert judged(tmp_path, [{"kind": "cat"}, {"kind": "Cat"}], document=changed) == ["pass"]
    assert judged(tmp_path, [{"kind": "dog"}], document=changed)[0].startswith("error")


EXTENDED = """
    Pet:
      allOf:
      - $ref: "#/components/schemas/Being"
      - discriminator: {propertyName: kind, mapping: {cat: "#/components/schemas/Cat"}}
        properties: {kind: {type: string}}
    Being:
      type: object
      discriminator:
        propertyName: kind
        mapping:
          pet: "#/components/schemas/Pet"
          dog: "#/components/schemas/Dog"
          cat: "#/components/schemas/Cat"
    Cat: {allOf: [{$ref: "#/components/schemas/Pet"}]}
    Dog: {allOf: [{$ref: "#/components/schemas/Being"}]}
"""


@pytest.mark.parametrize(
    ("kind", "result"),
    [
        ("cat", "pass"),
        ("pet", "pass"),
        (
            "dog",
            'error: /0/kind is "dog", which names no schema; allowed is cat, Pet, Being, Cat, Dog.',
        ),
    ],
)
def test_a_schema_has_the_name_that_the_one_it_extends_gives_it(tmp_path, kind, result):
    """One that is extended itself need not be in its own mapping; its siblings are no pets."""
    head = DOCUMENT.partition("    Pet:")[0]

    found = judged(tmp_path, [{"kind": kind}], document=head + EXTENDED.lstrip("\n"))

    assert found == [result]


@pytest.mark.parametrize("photo", ["***", "aGk=x", "é"])
def test_what_is_no_base64_is_found(tmp_path, photo):
    """A generated client fails to decode it."""
    [found] = judged(tmp_path, [{"kind": "Cat", "photo": photo}])

    assert found.startswith("error: /0/photo is ")
    assert found.endswith("which is no base64; allowed is base64 (RFC 4648).")


def test_a_documented_example_of_the_same_kind_makes_it_an_info(tmp_path):
    """The document itself shows a masked value, so that no server is accused of it."""
    [found] = judged(tmp_path, [{"photo": "***"}], example='[{"photo": "###"}]')

    assert found.startswith("info: ")


def test_other_values_are_left_to_the_schema(tmp_path):
    """A missing or wrongly typed discriminator is a matter of `required` and `type`."""
    assert judged(tmp_path, [{}, {"kind": 7}, {"photo": None}]) == ["pass"]
