"""A document is repaired to follow its version, with a complaint about each repair."""

from openapi.loading.complaints import Complaints
from openapi.loading.upgrading.repairs import repaired
from openapi.loading.yaml import parse_yaml

HEALTHY = """
openapi: 3.0.3
info: {title: t, version: "1"}
paths: {/a: {get: {responses: {"200": {description: ok}}}}}
"""


def repairs(text):
    """Return the repaired tree, and the ids of the broken requirements."""
    complaints = Complaints()
    tree = repaired(parse_yaml(text, file="d.yaml"), "3.0", complaints).tree
    return tree, [each.rule for each in complaints.all()]


def test_a_correct_document_is_unchanged():
    """A correct document has no complaint and no change."""
    tree, rules = repairs(HEALTHY)

    assert tree == parse_yaml(HEALTHY, file="").tree
    assert rules == []


def test_a_repair_changes_its_own_place_only():
    """A summary that is a number becomes a text; the operation stays."""
    tree, rules = repairs(HEALTHY.replace("{get: {", "{get: {summary: 5, "))

    assert tree["paths"]["/a"]["get"]["summary"] == "5"
    assert tree["paths"]["/a"]["get"]["responses"] == {"200": {"description": "ok"}}
    assert rules == ["wrong-type"]


def test_unknown_keys_stay():
    """An unknown key does no harm, so it is reported and kept."""
    tree, rules = repairs(HEALTHY.replace("{get: {", "{get: {sumary: s, "))

    assert tree["paths"]["/a"]["get"]["sumary"] == "s"
    assert rules == ["unknown-key"]


def test_required_keys_are_filled_in():
    """Without `info` a document has the name of its file as its title."""
    tree, rules = repairs("openapi: 3.0.3\npaths: {}\n")

    assert tree["info"] == {"title": "d", "version": ""}
    assert "missing-key" in rules


def test_a_slip_in_a_valid_document_is_read_as_meant():
    """`/^…$/i` would match no text, and an enum of texts no array: nothing could be answered."""
    schemas = (
        "{Name: {type: string, pattern: '/^[a-z]+$/i'},"
        " Tags: {type: array, enum: [a, b], items: {type: string}},"
        " Verse: {type: string, enum: [1, 2]}}"
    )

    tree, rules = repairs(f"{HEALTHY}components: {{schemas: {schemas}}}\n")

    assert tree["components"]["schemas"] == {
        "Name": {"type": "string", "pattern": "(?i:^[a-z]+$)"},
        "Tags": {"type": "array", "items": {"type": "string", "enum": ["a", "b"]}},
        "Verse": {"type": "string", "enum": ["1", "2"]},
    }
    assert rules == ["pattern", "enum-of-items", "enum-type"]


def test_an_answer_among_the_schemas_is_read_as_one():
    """An answer in the wrong section is served, not left out."""
    text = """
openapi: 3.0.3
info: {title: t, version: "1"}
paths: {/a: {get: {responses: {"200": {$ref: "#/components/schemas/Ok"}}}}}
components: {schemas: {Ok: {description: ok, content: {text/plain: {example: hello}}}}}
"""
    tree, rules = repairs(text)

    answer = tree["paths"]["/a"]["get"]["responses"]["200"]
    assert answer["content"] == {"text/plain": {"example": "hello"}}
    assert rules[0] == "reference"
