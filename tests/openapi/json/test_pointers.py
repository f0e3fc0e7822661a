"""JSON pointers, and changes of trees that leave the original unchanged."""

from copy import deepcopy

import pytest

from openapi.json.pointers import (
    MAX_CHAIN,
    dereference,
    escape,
    exists,
    iter_values,
    join,
    merge_patch,
    removed,
    replaced,
    resolve,
    tokens,
    unescape,
    with_value,
)
from tests.acceptance.cases import cases

TREE = {"a": [1, {"b/c": 2, "~": 3}], "": 4, "0": 5}

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


@cases(
    "pointer, value",
    {
        "whole": ("", TREE),
        "key": ("/a/0", 1),
        "slash": ("/a/1/b~1c", 2),
        "tilde": ("/a/1/~0", 3),
        "empty key": ("/", 4),
        "digit as a key": ("/0", 5),
    },
)
def test_resolve_follows_keys_and_indices(pointer, value):
    """A pointer resolves as RFC 6901 defines it."""
    assert resolve(TREE, pointer) == value


@cases(
    "pointer",
    {
        "no such key": "/x",
        "past the end": "/a/2",
        "negative": "/a/-1",
        "leading zero": "/a/00",
        "other digits": "/a/\u0661",
        "dash": "/a/-",
        "no index": "/a/x",
        "into a number": "/a/0/b",
        "a page of digits": "/a/" + "9" * 5000,
    },
)
def test_missing_values_are_key_errors(pointer):
    """A value that does not exist is a KeyError, for every form of pointer."""
    with pytest.raises(KeyError):
        resolve(TREE, pointer)
    assert not exists(TREE, pointer)


def test_invalid_pointers_are_refused():
    """A pointer is empty or begins with a slash."""
    with pytest.raises(ValueError, match="must be empty or begin with"):
        tokens("a/b")


def test_escape_and_unescape_are_inverse():
    """The order of the two replacements matters for `~1`."""
    assert escape("~1/") == "~01~1"
    assert unescape("~01~1") == "~1/"
    assert join("/a", "b/c", 0) == "/a/b~1c/0"


def test_replacing_keeps_the_old_tree():
    """The new tree has the value, the old one is unchanged."""
    new = replaced(TREE, "/a/1/x", 9)

    assert new == {"a": [1, {"b/c": 2, "~": 3, "x": 9}], "": 4, "0": 5}
    assert TREE["a"] == [1, {"b/c": 2, "~": 3}]


def test_replacing_in_lists():
    """An index replaces, a dash appends, and the empty pointer replaces the whole tree."""
    assert replaced([1, 2, 3], "/1", 9) == [1, 9, 3]
    assert replaced([1, 2], "/-", 3) == [1, 2, 3]
    assert replaced([1, [2]], "/1/0", 3) == [1, [3]]
    assert replaced(TREE, "", 1) == 1


@cases(
    "pointer", {"no parent": "/x/y", "past the end": "/a/2", "a number": "/0/x", "dash": "/a/-/x"}
)
def test_replacing_needs_the_parent(pointer):
    """Missing parents are not created."""
    with pytest.raises(KeyError):
        replaced(TREE, pointer, 1)


def test_removing_keys_and_items():
    """The value is gone, and the items behind it move up."""
    assert removed({"a": 1, "b": 2}, "/a") == {"b": 2}
    assert removed({"a": [1, 2, 3]}, "/a/1") == {"a": [1, 3]}


@cases("pointer", {"whole": "", "missing": "/x", "past the end": "/a/2", "dash": "/a/-"})
def test_removing_needs_an_existing_value(pointer):
    """The whole tree cannot be removed, and an empty key is not the whole tree."""
    with pytest.raises(KeyError):
        removed(TREE, pointer)


@cases(
    "target, patch, result",
    {
        "replace": ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        "add": ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        "remove": ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
        "lists are replaced": ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        "texts become lists": ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
        "nested": ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        "list of objects": ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
        "whole list": (["a", "b"], ["c", "d"], ["c", "d"]),
        "list for object": ({"a": "b"}, ["c"], ["c"]),
        "null for object": ({"a": "foo"}, None, None),
        "null is kept": ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
        "object for list": ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
        "nulls deep inside": ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    },
)
def test_merge_patch_as_in_the_rfc(target, patch, result):
    """The examples of RFC 7396, appendix A, give the documented results."""
    assert merge_patch(target, patch) == result


def test_every_value_is_iterated_with_its_pointer():
    """Parents come before children, in the order of the document."""
    assert [pointer for pointer, _ in iter_values({"b": [1, {"c/d": 2}], "a": 3})] == [
        "",
        "/b",
        "/b/0",
        "/b/1",
        "/b/1/c~1d",
        "/a",
    ]


@pytest.mark.parametrize(
    ("tree", "pointer", "expected"),
    [
        ({}, "/a/b", {"a": {"b": 1}}),
        ({"a": {"c": 2}}, "/a/b", {"a": {"c": 2, "b": 1}}),
        ({"a": {"b": 0}}, "/a/b", {"a": {"b": 1}}),
        ({"a": [0]}, "/a/b", {"a": [0]}),
        ({"a": None}, "/a/b/c", {"a": None}),
        ([], "", 1),
    ],
)
def test_value_is_set_with_its_parents(tree, pointer, expected):
    """Missing parents become objects; a parent of another kind leaves the tree as it is."""
    before = deepcopy(tree)

    assert with_value(tree, pointer, 1) == expected
    assert tree == before


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
