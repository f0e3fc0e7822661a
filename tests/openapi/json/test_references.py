"""Local references are resolved, and circles end in an error."""

import pytest

from openapi.json.references import MAX_CHAIN, dereference

ROOT = {
    "pets": {
        "dog": {"legs": 4},
        "hound": {"$ref": "#/pets/dog"},
        "puppy": {"$ref": "#/pets/hound"},
    },
    "a/b": {"c": 7},
    "property": {"$ref": 5},
    "circle": {"$ref": "#/square"},
    "square": {"$ref": "#/circle"},
    "missing": {"$ref": "#/pets/cat"},
}


@pytest.mark.parametrize(
    ("pointer", "value", "place"),
    [
        ("/pets/dog", {"legs": 4}, "/pets/dog"),
        ("/pets/hound", {"legs": 4}, "/pets/dog"),
        ("/pets/puppy", {"legs": 4}, "/pets/dog"),
    ],
)
def test_a_reference_resolves_to_a_value_and_its_pointer(pointer, value, place):
    """A chain of references ends at the value, whose pointer is returned too."""
    here = ROOT["pets"][pointer.rpartition("/")[2]]

    assert dereference(ROOT, here, pointer) == (value, place)


def test_escaped_names_are_unescaped():
    """`~1` in a reference is a slash in the name (RFC 6901)."""
    assert dereference(ROOT, {"$ref": "#/a~1b/c"}) == (7, "/a~1b/c")


@pytest.mark.parametrize("value", [{"legs": 4}, [1], "text", None, 7, ROOT["property"]])
def test_other_values_are_returned_unchanged(value):
    """A property that is called `$ref` and is not a text is data."""
    assert dereference(ROOT, value, "/here") == (value, "/here")


def test_circle_is_refused():
    """References that refer to each other end in an error, not in a loop."""
    with pytest.raises(KeyError, match=f"a circle, or a chain of more than {MAX_CHAIN}"):
        dereference(ROOT, ROOT["circle"])


def test_chain_may_have_as_many_links_as_the_bound():
    """A long chain is followed up to the bound, and refused beyond it."""
    links = {str(n): {"$ref": f"#/{n + 1}"} for n in range(MAX_CHAIN)} | {str(MAX_CHAIN): "end"}

    assert dereference(links, links["0"])[0] == "end"
    with pytest.raises(KeyError):
        dereference(links, {"$ref": "#/0"})


def test_missing_target_is_an_error():
    """A reference that does not resolve is an error."""
    with pytest.raises(KeyError):
        dereference(ROOT, ROOT["missing"])
