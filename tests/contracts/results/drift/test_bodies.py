"""Tests of comparing whole bodies."""

from tests.contracts.traffic import answers, documented, drifted, members, tree

TEXT = {"type": "string"}


def test_places_inside_lists_and_maps_have_a_pointer(tmp_path):
    """`*` is for items and for the values of maps."""
    one, other = (
        members(
            rows={"type": "array", "items": members(a=schema)},
            by_id={"type": "object", "additionalProperties": members(b=schema)},
        )
        for schema in (TEXT, {"type": "integer"})
    )
    sides = (documented(tmp_path, tree(one), "a.json"), documented(tmp_path, tree(other), "b.json"))

    assert drifted(*sides) == [
        "breaking certain type-changed /by_id/*/b",
        "breaking certain type-changed /rows/*/a",
    ]


def test_a_schema_that_contains_itself_is_compared_once(tmp_path):
    """A tree of comments has no last level."""

    def comments(schema):
        node = {"type": "object", "properties": {"text": schema}}
        node["properties"]["answers"] = {
            "type": "array",
            "items": {"$ref": "#/components/schemas/N"},
        }
        return {**tree({"$ref": "#/components/schemas/N"}), "components": {"schemas": {"N": node}}}

    one = documented(tmp_path, comments(TEXT), "a.json")
    other = documented(tmp_path, comments({"type": "boolean"}), "b.json")

    assert drifted(one, other) == ["breaking certain type-changed /text"]


def test_a_recursive_schema_is_compared_with_nested_answers(tmp_path):
    """As deep as the answers are."""
    node = {
        "type": "object",
        "properties": {"text": TEXT, "next": {"$ref": "#/components/schemas/N"}},
    }
    document = {
        **tree({"$ref": "#/components/schemas/N"}),
        "components": {"schemas": {"N": node}},
    }
    side = documented(tmp_path, document)

    assert drifted(side, answers({"text": "a", "next": {"text": "b", "next": {"text": 7}}})) == [
        "breaking certain type-changed /next/next/text",
        "minor tentative member-unseen /next/next/next",
    ]
