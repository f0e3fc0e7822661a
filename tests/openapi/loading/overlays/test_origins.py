"""Origins follow values that overlays add, remove and move."""

from openapi.loading.overlays.origins import Origins
from openapi.loading.yaml import parse_yaml
from openapi.loading.yaml.file import Origin

MAIN = parse_yaml("a: [1, 2, 3]", file="main.yaml")
OURS = parse_yaml("b: {c: 1}", file="ours.yaml")


def test_values_below_an_added_one_come_from_its_file():
    """Only the added value is noted; what is in it follows."""
    origins = Origins(MAIN)
    origins.add("/x", Origin(file=OURS, pointer="/b"))

    assert (origins.of("/x/c").file, origins.of("/x/c").pointer) == (OURS, "/b/c")
    assert origins.of("/a/0").file.file == "main.yaml"


def test_removed_values_are_forgotten():
    """A value that is removed and added by the document again is the document's."""
    origins = Origins(MAIN)
    origins.add("/x/y", Origin(file=OURS, pointer="/b"))
    origins.forget("/x")

    assert origins.by_pointer() == {}


def test_items_after_a_removed_one_move_up():
    """With what was added inside them."""
    origins = Origins(MAIN)
    origins.add("/a/2/new", Origin(file=OURS, pointer="/b"))
    origins.close_gap("/a/0", 3)

    assert origins.of("/a/0").pointer == "/a/1"
    assert origins.of("/a/1").pointer == "/a/2"
    assert origins.of("/a/1/new").file is OURS
