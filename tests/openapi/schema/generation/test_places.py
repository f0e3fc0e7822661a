"""Where a value is in an example."""

from openapi.schema.generation.places import Place


def test_items_of_lists_inside_lists_have_different_numbers():
    """The second item of the third list is number seven."""
    assert Place(pointer="").item(2, width=3).item(1, width=3).number == 7


def test_a_place_makes_the_same_choices_each_time():
    """The seed, the pointer and the number decide."""
    place = Place(pointer="/a").member("b", "properties")

    assert (place.pointer, place.name) == ("/a/properties/b", "b")
    assert place.random(1).random() == place.random(1).random() != place.random(2).random()
