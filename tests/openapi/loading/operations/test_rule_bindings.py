"""Which rules judge which parts of a body."""

import pytest

from openapi.contract import Basis, PathWildcard, Severity
from openapi.errors import DocumentError, RuleError
from openapi.loading.operations.rule_bindings import collect_rule_bindings
from openapi.loading.yaml import YamlFile
from tests.acceptance.cases import cases
from tests.openapi.schemas import ref, schema


def rule(name, **more):
    """Return an x-rules list of one rule."""
    facts = {"id": f"things.{name}", "rule": "true", "message": "x", "severity": "error"}
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
        "values of a map": ({"additionalProperties": RULED}, (PathWildcard.VALUES,)),
        "part of it": ({"allOf": [{}, RULED]}, ()),
        "reference": (ref("A"), ()),
        "far inside": (
            {"properties": {"p": {"items": {"allOf": [{"additionalProperties": RULED}]}}}},
            ("p", PathWildcard.ITEMS, PathWildcard.VALUES),
        ),
    },
)
def test_a_rule_knows_its_way_from_the_body(definition, path):
    """Keys, items of a list, values of a map; references and allOf are no step."""
    (binding,) = found(definition, A=RULED)

    assert binding.path == path
    assert binding.rule.id == "things.a"


def test_a_rule_is_read_with_everything_it_says():
    """Each key of the extension is a field."""
    source = {"basis": "inferred", "note": "x"}
    more = {
        "set": "s",
        "discrepancy": "things.d",
        "needs": ["k"],
        "x-source": source,
        "rule": "oldSelf == self",
    }

    (binding,) = found({"x-rules": rule("a", **more)})

    assert binding.rule.severity is Severity.ERROR
    assert (binding.rule.rule_set, binding.rule.discrepancy, binding.rule.required_fields) == (
        "s",
        "things.d",
        ("k",),
    )
    assert binding.rule.is_transition
    assert binding.rule.source.basis is Basis.INFERRED
    assert binding.rule.pointer == "/components/schemas/here/x-rules/0"


def test_a_rule_in_two_places_is_found_twice():
    """One schema in two properties judges both."""
    bindings = found({"properties": {"a": ref("A"), "b": ref("A")}}, A=RULED)

    assert [binding.path for binding in bindings] == [("a",), ("b",)]
    assert bindings[0].rule == bindings[1].rule


def test_a_schema_that_contains_itself_is_walked_once_on_each_way():
    """The rules of a tree judge its root; the walk ends."""
    tree = {**RULED, "properties": {"left": ref("Tree"), "right": {"items": ref("Tree")}}}

    assert [binding.path for binding in found(ref("Tree"), Tree=tree)] == [()]


@cases(
    "definition, keyword",
    {
        "anyOf": ({"anyOf": [{}, RULED]}, "anyOf"),
        "oneOf": ({"properties": {"p": {"oneOf": [{"items": RULED}]}}}, "oneOf"),
        "not": ({"not": RULED}, "not"),
        "reference": ({"anyOf": [ref("A")]}, "anyOf"),
    },
)
def test_rules_in_branches_are_refused(definition, keyword):
    """A body need not pass there, so the rule would be judged by chance."""
    with pytest.raises(RuleError) as caught:
        found(definition, A=RULED)

    assert caught.value.what == f"rule things.a is inside {keyword}"
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
    """A short document whose references double at each step does not take for ever."""
    last = {f"S{len(components)}": {}}

    with pytest.raises(DocumentError, match="too many or nested too deep"):
        found(ref("S0"), **components, **last)
