"""Tests of tags, by which objects of several kinds are kept apart."""

from contracts.observations.shapes.shape import OBJECT, kinds_of, merge_all, shape_of
from contracts.observations.shapes.tags import MAX_KINDS, tags_of

CARD = {"type": "card", "number": "4111"}
IBAN = {"type": "iban", "iban": "DE02"}


def seen(*values):
    """Return the shape of some values."""
    return merge_all(map(shape_of, values))


def test_tags_are_named_as_tags_are_and_have_short_texts():
    """A long text, or an object, is no name of a kind."""
    assert tags_of({"@type": "Person", "__typename": "User"}) == {
        "@type": "Person",
        "__typename": "User",
    }
    assert tags_of({"object": {}, "kind": "x" * 49, "type": "", "shape": "round"}) == {}


def test_objects_are_kept_apart_by_the_text_of_their_tag():
    """Each text has the shape of its own objects."""
    kinds = kinds_of(seen(CARD, IBAN, IBAN, None), "type")

    assert {text: sorted(each.members) for text, each in kinds.items()} == {
        "card": ["number", "type"],
        "iban": ["iban", "type"],
    }
    assert kinds["iban"].types == {OBJECT: 2}


def test_one_text_costs_no_second_shape():
    """Most APIs have the same text in all objects of a place."""
    shape = seen(CARD, CARD)

    assert not shape.tags["type"]["card"].types
    assert kinds_of(shape, "type")["card"].members == shape.members


def test_a_member_that_an_object_lacks_is_no_tag():
    """In whatever order they come."""
    assert {"type": None} == seen(CARD, {"number": "1"}).tags == seen({"number": "1"}, CARD).tags


def test_texts_without_an_end_are_no_tag():
    """Types of problems are URLs, as many as there are problems."""
    shape = seen(*({"type": f"problem-{number}"} for number in range(MAX_KINDS + 1)))

    assert shape.tags == {"type": None}
