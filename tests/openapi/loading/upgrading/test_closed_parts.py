"""Closed parts of one object are read as one closed object."""

import json

from openapi.loading.complaints import Complaints
from openapi.loading.document import load_contracts
from openapi.loading.upgrading.closed_parts import contradiction_of
from openapi.loading.upgrading.schemas import with_newest_schemas
from openapi.loading.yaml import YamlFile
from openapi.schema.validators import judge_of
from tests.acceptance.cases import cases

CLOSED = {"additionalProperties": False}
TAG = {"required": ["name"], "properties": {"name": {"type": "string"}}, **CLOSED}
ROOT = {"components": {"schemas": {"Tag": TAG}}}
REF = {"$ref": "#/components/schemas/Tag"}
ID = {"required": ["id"], "properties": {"id": {"type": "integer"}}}


def judge(schema):
    """Return the validator of a schema that may refer to `Tag`."""
    return judge_of({**schema, **ROOT})


@cases(
    "schema, names, valid, invalid",
    {
        "around another": ({"allOf": [REF], **CLOSED}, ("name",), {"name": "a"}, {"x": 1}),
        "beside another": ({"allOf": [REF, ID]}, ("id",), {"name": "a", "id": 1}, {"id": 1}),
        "both closed": (
            {"allOf": [REF, {**ID, **CLOSED}]},
            ("id", "name"),
            {"name": "a", "id": 1},
            {"name": "a", "id": 1, "x": 1},
        ),
        "two levels": (
            {"allOf": [{"allOf": [REF], **CLOSED}], **ID, **CLOSED},
            ("id", "name"),
            {"name": "a", "id": 1},
            {"name": 1, "id": 1},
        ),
        "a choice": (
            {"oneOf": [REF, {**ID, **CLOSED}], "properties": {"kind": {}}, "required": ["kind"]},
            ("kind",),
            {"kind": 1, "id": 1},
            {"kind": 1, "id": 1, "name": "a"},
        ),
        "a required member that no part describes": (
            {"allOf": [REF], "required": ["nmae"], **CLOSED},
            ("name", "nmae"),
            {"name": "a", "nmae": 1},
            {"name": "a"},
        ),
        "a required member that it does not describe itself": (
            {**TAG, "required": ["nmae"]},
            ("nmae",),
            {"name": "a", "nmae": 1},
            {"name": "a"},
        ),
        "nothing but the members of others": (
            {"allOf": [{"properties": {"a": {}}, **CLOSED}], **CLOSED},
            ("a",),
            {"a": 1},
            {"b": 1},
        ),
    },
)
def test_parts_that_forbid_each_other_are_opened(schema, names, valid, invalid):
    """All described members are allowed, and no others."""
    assert not judge(schema).is_valid(valid)

    found = contradiction_of(ROOT, schema)

    assert found is not None
    assert found.names == names
    assert judge(found.schema).is_valid(valid)
    assert not judge(found.schema).is_valid(invalid)


@cases(
    "schema",
    {
        "open": {"allOf": [{**ID}, {"properties": {"b": {}}, "required": ["b"]}]},
        "alternatives": {"oneOf": [REF, {**ID, **CLOSED}]},
        "optional members": {"allOf": [REF, {"properties": {"b": {}}}]},
        "patterns": {"allOf": [{**ID, **CLOSED, "patternProperties": {"^b": {}}}]},
        "a missing target": {"allOf": [{"$ref": "#/components/schemas/None"}], **ID, **CLOSED},
        "an end that is missing": {"allOf": [{"$ref": "#/components/schemas/Loop"}], **CLOSED},
    },
)
def test_others_are_left_alone(schema):
    """A schema with values keeps its strict meaning."""
    loop = {"allOf": [{"$ref": "#/components/schemas/Loop"}]}
    root = {"components": {"schemas": {"Tag": TAG, "Loop": loop}}}

    assert contradiction_of(root, schema) is None


def test_the_complaint_names_the_members():
    """The author sees which part to change."""
    wide = {"allOf": [REF], **CLOSED}
    tree = {"openapi": "3.0.3", "paths": {}, "components": {"schemas": {"Tag": TAG, "Wide": wide}}}
    complaints = Complaints()

    newest, _ = with_newest_schemas(YamlFile(tree=tree, lines={}, file="a.yaml"), "3.0", complaints)

    (complaint,) = complaints.all()
    assert (complaint.rule, complaint.found) == (
        "closed-parts",
        "additionalProperties: false without name",
    )
    assert newest.tree["components"]["schemas"]["Tag"] == TAG


@cases(
    "part, has_values",
    {"required member": (TAG, False), "optional member": ({"properties": {"a": {}}}, True)},
)
def test_the_complaint_is_true_of_the_schema(part, has_values):
    """An empty object is a value, though no author means it; the members of both are served."""
    schema = {"allOf": [part], **CLOSED}

    found = contradiction_of(ROOT, schema)

    assert judge(schema).is_valid({}) is has_values
    assert found.has_values is has_values
    assert found.what.endswith("only {} is valid" if has_values else "no value is valid")


def test_a_closed_object_that_requires_what_it_does_not_describe_has_values():
    """A misspelt name in `required` costs a warning, not the answer."""
    typo = {**TAG, "required": ["nmae"]}
    tree = {"openapi": "3.0.3", "paths": {}, "components": {"schemas": {"Typo": typo}}}
    complaints = Complaints()

    newest, _ = with_newest_schemas(YamlFile(tree=tree, lines={}, file="a"), "3.0", complaints)

    assert judge_of(newest.tree["components"]["schemas"]["Typo"]).is_valid({"nmae": 1})
    assert [each.rule for each in complaints.all()] == ["closed-parts"]


def test_parts_inside_parts_are_opened_too():
    """A document with every reference written out has a closed object inside another one."""
    inner = {"allOf": [TAG], **CLOSED}
    outer = {"allOf": [{**CLOSED, "properties": {"tag": inner}}], "required": ["tag"], **CLOSED}
    tree = {"openapi": "3.0.3", "paths": {}, "components": {"schemas": {"Outer": outer}}}

    newest, _ = with_newest_schemas(YamlFile(tree=tree, lines={}, file="a"), "3.0", Complaints())
    judged = judge_of(newest.tree["components"]["schemas"]["Outer"])

    assert judged.is_valid({"tag": {"name": "a"}})
    assert not judged.is_valid({"tag": {"name": "a", "other": 1}})


def test_a_nullable_choice_inside_a_nullable_choice_is_read(tmp_path):
    """As in the documents of GitHub Enterprise: making them nullable moves the inner one."""
    choice = {
        "type": "object",
        "nullable": True,
        "anyOf": [{"required": ["a"]}, {"required": ["b"]}],
    }
    inner = {**choice, "properties": {"a": {"type": "string"}}}
    outer = {**choice, "properties": {"b": {"type": "object", "additionalProperties": inner}}}
    answer = {"description": "", "content": {"application/json": {"schema": outer}}}
    closed = {"type": "object", **CLOSED}
    document = {
        "openapi": "3.0.3",
        "info": {"title": "x", "version": "1"},
        "paths": {"/a": {"get": {"responses": {"200": answer}}}},
        "components": {"schemas": {"Closed": closed}},
    }
    path = tmp_path / "x.json"
    path.write_text(json.dumps(document))
    [contract] = load_contracts([path])

    assert [operation.path for operation in contract.operations] == ["/a"]
