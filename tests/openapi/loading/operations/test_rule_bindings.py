"""Rules are found with the values that they judge."""

import pytest

from openapi.contract import Basis, PathWildcard, Severity
from openapi.errors import DocumentError, RuleError
from openapi.loading.operations.rule_bindings import collect_rule_bindings
from openapi.loading.yaml import YamlFile
from tests.acceptance.cases import cases
from tests.openapi.schemas import ref, schema


def rule(name, **more):
    """Return an x-rules list of one rule."""
    facts = {"id": f"pets.{name}", "rule": "true", "message": "x", "severity": "error"}
    return [{**facts, **more}]


def found(definition, **components):
    """Return the bindings of a schema."""
    where = schema(definition, **components)
    return collect_rule_bindings(
        where, YamlFile(tree=where.root, lines={"": 1, "/schema": 3}, file="d.yaml")
    )


RULED = {"x-rules": rule("a")}


@cases(
    "definition, path",
    {
        "body": (RULED, ()),
        "property": ({"properties": {"p/q": RULED}}, ("p/q",)),
        "items": ({"items": RULED}, (PathWildcard.ITEMS,)),
        "or null": ({"anyOf": [RULED, {"type": "null"}]}, ()),
        "values of a map": ({"additionalProperties": RULED}, (PathWildcard.VALUES,)),
        "part of it": ({"allOf": [{}, RULED]}, ()),
        "reference": (ref("A"), ()),
        "far inside": (
            {"properties": {"p": {"items": {"allOf": [{"additionalProperties": RULED}]}}}},
            ("p", PathWildcard.ITEMS, PathWildcard.VALUES),
        ),
    },
)
def test_a_rule_has_its_path_from_the_body(definition, path):
    """Keys, items and map values are steps; references and allOf are not."""
    (binding,) = found(definition, A=RULED)

    assert binding.path == path
    assert binding.rule.id == "pets.a"


def test_a_rule_is_read_with_all_its_keys():
    """Each key of the extension is a field."""
    source = {"basis": "inferred", "note": "x"}
    more = {
        "set": "s",
        "discrepancy": "pets.d",
        "needs": ["k"],
        "x-source": source,
        "rule": "oldSelf == self",
    }

    (binding,) = found({"x-rules": rule("a", **more)})

    assert binding.rule.severity is Severity.ERROR
    assert (binding.rule.rule_set, binding.rule.discrepancy, binding.rule.required_fields) == (
        "s",
        "pets.d",
        ("k",),
    )
    assert binding.rule.is_transition
    assert binding.rule.source.basis is Basis.INFERRED
    assert binding.rule.pointer == "/components/schemas/here/x-rules/0"


def test_a_rule_in_two_places_is_found_twice():
    """A schema of two properties judges both."""
    bindings = found({"properties": {"a": ref("A"), "b": ref("A")}}, A=RULED)

    assert [binding.path for binding in bindings] == [("a",), ("b",)]
    assert bindings[0].rule == bindings[1].rule


def test_a_recursive_schema_is_entered_once_on_each_path():
    """The rules of a tree judge its root, and the walk ends."""
    tree = {**RULED, "properties": {"left": ref("Tree"), "right": {"items": ref("Tree")}}}

    assert [binding.path for binding in found(ref("Tree"), Tree=tree)] == [()]


@cases(
    "definition, keyword",
    {
        "anyOf": ({"anyOf": [{}, RULED]}, "anyOf"),
        "choice that may be null": ({"type": ["object", "null"], "oneOf": [RULED, {}]}, "oneOf"),
        "then": ({"if": {}, "then": RULED}, "then"),
        "condition of a key": ({"dependentSchemas": {"a": RULED}}, "dependentSchemas"),
        "like a pattern": ({"patternProperties": {"^x-": RULED}}, "patternProperties"),
        "place in an array": ({"prefixItems": [RULED]}, "prefixItems"),
        "behind places": ({"prefixItems": [{}], "items": RULED}, "items"),
        "one of the items": ({"contains": RULED}, "contains"),
        "beside names": (
            {"properties": {"a": {}}, "additionalProperties": RULED},
            "additionalProperties",
        ),
        "oneOf": ({"properties": {"p": {"oneOf": [{"items": RULED}]}}}, "oneOf"),
        "not": ({"not": RULED}, "not"),
        "reference": ({"anyOf": [ref("A")]}, "anyOf"),
    },
)
def test_rules_in_branches_are_refused(definition, keyword):
    """A valid body need not match a branch, so its rule would be evaluated by chance."""
    with pytest.raises(RuleError) as caught:
        found(definition, A=RULED)

    assert caught.value.what == f"rule pets.a is inside {keyword}"
    assert caught.value.where.startswith("d.yaml:")


@cases(
    "components",
    {
        "doubling": {
            f"S{i}": {"properties": {"a": ref(f"S{i + 1}"), "b": ref(f"S{i + 1}")}}
            for i in range(40)
        },
        "chain": {f"S{i}": {"allOf": [ref(f"S{i + 1}")]} for i in range(400)},
    },
)
def test_schemas_without_an_end_are_refused(components):
    """A short document whose references double at each step is refused quickly."""
    last = {f"S{len(components)}": {}}

    with pytest.raises(DocumentError, match="too many or nested too deep"):
        found(ref("S0"), **components, **last)
