"""Schemas are found by their names."""

from openapi.json.anchors import named_places


def test_each_name_leads_to_its_first_place():
    """Anchors, dynamic anchors and ids are names; a value that is not a text is no name."""
    tree = {
        "a": {"$anchor": "one"},
        "b": [{"$dynamicAnchor": "two"}, {"$anchor": "one"}],
        "c/d": {"$id": "https://example.com/x", "$anchor": 3},
    }

    assert named_places(tree) == {"#one": "/a", "#two": "/b/0", "https://example.com/x": "/c~1d"}
