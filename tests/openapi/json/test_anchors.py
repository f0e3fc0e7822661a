"""Named schemas are found by anchor, by URI, and by URI and anchor."""

import pytest

from openapi.json.anchors import named_places, resolved_uri

TREE = {
    "a": {"$anchor": "one"},
    "b": [{"$dynamicAnchor": "two"}, {"$anchor": "one"}],
    "c/d": {"$id": "https://example.com/x/y", "z": {"$id": "w", "$anchor": "three"}},
    "e": {"$id": "#old"},
}


def test_each_name_leads_to_its_first_place():
    """Relative ids are resolved against those around them, and anchors belong to their schema."""
    assert named_places(TREE).places == {
        "#one": "/a",
        "#two": "/b/0",
        "https://example.com/x/y": "/c~1d",
        "w": "/c~1d/z",
        "https://example.com/x/w": "/c~1d/z",
        "#three": "/c~1d/z",
        "https://example.com/x/w#three": "/c~1d/z",
    }


@pytest.mark.parametrize(
    ("pointer", "base", "uri"),
    [
        ("/c~1d/z/deep", "/c~1d/z", "https://example.com/x/w"),
        ("/c~1d/q", "/c~1d", "https://example.com/x/y"),
        ("/a", None, ""),
        ("", None, ""),
    ],
)
def test_nearest_id_around_a_place_is_its_base(pointer, base, uri):
    """References at the place are relative to it."""
    found = named_places(TREE)

    assert (found.base_of(pointer), found.uri_around(pointer)) == (base, uri)


@pytest.mark.parametrize("reference", ["http://[", "//["])
def test_reference_that_is_no_uri_stays(reference):
    """A document cannot stop the loader by it."""
    assert resolved_uri("https://example.com/x", reference) == reference
