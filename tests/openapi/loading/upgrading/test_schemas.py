"""Schemas of every version are converted to one form of JSON Schema 2020-12."""

import pytest

from openapi.loading.complaints import Complaints
from openapi.loading.document import load_contract, load_contracts
from openapi.loading.upgrading.schemas import newest_30, newest_31, with_newest_schemas
from openapi.loading.yaml import YamlFile, parse_yaml
from openapi.schema.validation import validator_for
from tests.acceptance.cases import cases

DOCUMENT = """\
openapi: 3.1.0
info: {title: t, version: "1"}
paths:
  /a:
    get:
      responses:
        "200": {description: ok, content: {application/json: {schema: SCHEMA}}}
components:
  schemas:
    Text: {type: string, minLength: 2}
    Tree:
      $dynamicAnchor: node
      type: object
      properties: {kids: {type: array, items: {$dynamicRef: "#node"}}}
    Named: {$anchor: named, type: integer}
    Away: {$id: "https://example.com/away", $defs: {in: {type: boolean}}, $ref: "#/$defs/in"}
  pathItems: {Shared: {get: {responses: {"204": {description: none}}}}}
"""


def media_schema(tmp_path, text):
    """Return the schema of the answer of a 3.1 document."""
    path = tmp_path / "d.yaml"
    path.write_text(DOCUMENT.replace("SCHEMA", text), encoding="utf-8")
    return load_contract(path).operations[0].responses[0].media_types[0].schema


@cases(
    "old, new",
    {
        "nullable": (
            {"type": "string", "nullable": True, "enum": ["a"]},
            {"type": ["string", "null"], "enum": ["a", None]},
        ),
        "exclusive": (
            {"minimum": 1, "exclusiveMinimum": True, "maximum": 2, "exclusiveMaximum": False},
            {"exclusiveMinimum": 1, "maximum": 2},
        ),
        "beside a reference": (
            {"$ref": "#/x", "nullable": True},
            {"$ref": "#/x", "nullable": True},
        ),
        "nullable around allOf": (
            {"nullable": True, "allOf": [{"$ref": "#/x"}], "description": "d", "x-rules": []},
            {
                "description": "d",
                "x-rules": [],
                "anyOf": [{"allOf": [{"$ref": "#/x"}]}, {"type": "null"}],
            },
        ),
        "nothing of several": ({"allOf": [], "type": "string"}, {"type": "string"}),
    },
)
def test_schemas_of_3_0(old, new):
    """Keywords of 3.0 are converted; a schema in the new form is unchanged."""
    assert newest_30(old) == new
    assert newest_30(newest_30(old)) == new


@cases(
    "old, new",
    {
        "one type": ({"type": ["string"]}, {"type": "string"}),
        "annotations beside a reference": (
            {"$ref": "#/x", "description": "d"},
            {"$ref": "#/x", "description": "d"},
        ),
        "keywords beside a reference": (
            {"$ref": "#/x", "maxLength": 3, "allOf": [{"minLength": 1}]},
            {"maxLength": 3, "allOf": [{"minLength": 1}, {"$ref": "#/x"}]},
        ),
        "booleans": (
            {"properties": {"a": True, "b": False}, "items": False, "additionalProperties": False},
            {
                "properties": {"a": {}, "b": {"not": {}}},
                "items": {"not": {}},
                "additionalProperties": False,
            },
        ),
        "an old tuple": (
            {"items": [{"type": "string"}], "additionalItems": False},
            {"prefixItems": [{"type": "string"}], "items": {"not": {}}},
        ),
        "null by an old word": (
            {"type": "string", "nullable": True, "default": None},
            {"type": ["string", "null"]},
        ),
    },
)
def test_schemas_of_3_1(old, new):
    """Schemas become objects, and no keyword beside a reference has an effect."""
    assert newest_31(old) == new
    assert newest_31(newest_31(old)) == new


@cases(
    "schema, good, bad",
    {
        "types": ("{type: [string, 'null']}", None, 1),
        "const": ("{const: 5}", 5, 6),
        "true": ("true", [1], ...),
        "false": ("false", ..., 1),
        "prefixItems": ("{prefixItems: [{type: integer}], items: false}", [1], [1, 2]),
        "siblings": ('{$ref: "#/components/schemas/Text", maxLength: 3}', "abc", "abcd"),
        "the reference itself": ('{$ref: "#/components/schemas/Text", maxLength: 3}', "ab", "a"),
        "anchor": ('{$ref: "#named"}', 1, "a"),
        "dynamic": (
            '{$ref: "#/components/schemas/Tree"}',
            {"kids": [{"kids": []}]},
            {"kids": [{"kids": 5}]},
        ),
        "id": ('{$ref: "#/components/schemas/Away"}', True, 1),
        "id as a name": ('{$ref: "https://example.com/away"}', True, 1),
        "own definitions": (
            "{$defs: {a: {type: integer}}, properties: {b: {$ref: '#/components/schemas/Named'}}}",
            {"b": 1},
            {"b": "x"},
        ),
        "conditions": (
            "{if: {required: [a]}, then: {required: [b]}, else: false}",
            {"a": 1, "b": 2},
            {"a": 1},
        ),
        "dependent": ("{dependentRequired: {a: [b]}}", {"a": 1, "b": 1}, {"a": 1}),
        "unevaluated": (
            "{allOf: [{properties: {a: {type: integer}}}], unevaluatedProperties: false}",
            {"a": 1},
            {"b": 1},
        ),
        "patterns of names": (
            "{patternProperties: {'^\\p{L}+$': {type: integer}}}",
            {"é": 1},
            {"é": "x"},
        ),
        "contains": ("{contains: {const: 1}, maxContains: 1}", [1, 2], [1, 1]),
        "exclusive": ("{exclusiveMinimum: 1}", 1.5, 1),
        "nullable all the same": ("{type: string, nullable: true}", None, 1),
    },
)  # fmt: skip
def test_keywords_of_2020_12_are_validated(tmp_path, schema, good, bad):
    """A body is validated by the new keywords of a 3.1 document."""
    validator = validator_for(media_schema(tmp_path, schema))

    assert good is ... or validator.is_valid(good)
    assert bad is ... or (not validator.is_valid(bad) and validator.violations(bad))


def test_new_keys_of_3_1_are_no_complaint(tmp_path):
    """Webhooks, a summary, a dialect, and operations without answers are allowed in 3.1."""
    path = tmp_path / "d.yaml"
    path.write_text(
        "openapi: 3.1.1\n"
        "info: {title: t, version: '1', summary: s, license: {name: n, identifier: MIT}}\n"
        "jsonSchemaDialect: https://spec.openapis.org/oas/3.1/dialect/base\n"
        "webhooks: {made: {post: {responses: {'200': {description: ok}}}}}\n"
        "paths:\n"
        "  /a: {$ref: '#/components/pathItems/A'}\n"
        "  /b: {get: {summary: none}}\n"
        "components:\n"
        "  pathItems: {A: {get: {responses: {'204': {description: none}}}}}\n"
        "  securitySchemes: {m: {type: mutualTLS}}\n",
        encoding="utf-8",
    )

    contract = load_contract(path)

    assert contract.complaints == ()
    assert [each.path for each in contract.operations] == ["/a", "/b"]


def test_a_document_without_paths_has_no_operations(tmp_path):
    """3.1 requires no paths, and webhooks are not served."""
    path = tmp_path / "d.yaml"
    path.write_text("openapi: 3.1.0\ninfo: {title: t, version: '1'}\nwebhooks: {}\n")

    assert load_contract(path).operations == ()


def test_references_into_moved_parts_are_adapted(tmp_path):
    """The parts of a nullable schema move, and references to them are adapted."""
    path = tmp_path / "d.yaml"
    path.write_text(
        "openapi: 3.0.3\ninfo: {title: t, version: '1'}\n"
        "paths: {/a: {get: {responses: {'200': {description: ok, content: {application/json: "
        "{schema: {$ref: '#/components/schemas/A/allOf/0/properties/b/anyOf/0'}}}}}}}}\n"
        "components:\n  schemas:\n    A:\n      nullable: true\n      allOf:\n"
        "        - properties: {b: {nullable: true, anyOf: [{type: integer}]}}\n",
        encoding="utf-8",
    )

    (contract,) = load_contracts([path])
    schema = contract.operations[0].responses[0].media_types[0].schema

    assert schema.definition == {"type": "integer"}


def test_unchanged_parts_are_shared():
    """A large document is not kept twice in memory."""
    text = "components: {schemas: {A: {type: string, nullable: true}, B: {type: string}}}"
    file = parse_yaml(text, file="d.yaml")

    newest, _ = with_newest_schemas(file, "3.0", Complaints())

    old, new = (each.tree["components"]["schemas"] for each in (file, newest))
    assert old["B"] is new["B"]
    assert old["A"] == {"type": "string", "nullable": True}


@pytest.mark.parametrize("version", ["3.1.0", "3.1.1", "3.2.0"])
def test_newer_versions_are_read(tmp_path, version):
    """The additions of 3.2 change no answer, so it is read as 3.1."""
    path = tmp_path / "d.yaml"
    path.write_text(DOCUMENT.replace("SCHEMA", "{}").replace("3.1.0", version))

    assert load_contract(path).complaints == ()


def test_boolean_components_are_objects():
    """A component that is `false` accepts nothing, wherever it is referred to."""
    tree = {"components": {"schemas": {"None": False, "All": True, "Kept": {"type": "string"}}}}
    file = YamlFile(tree=tree, lines={}, file="a.yaml")
    new = with_newest_schemas(file, "3.1", Complaints())[0].tree

    assert new["components"]["schemas"] == {
        "None": {"not": {}},
        "All": {},
        "Kept": {"type": "string"},
    }
