"""Many values of a tree are changed at once, and the old tree is unchanged."""

from copy import deepcopy

from openapi.json.rewriting import DELETE, constant, renamed_key, rewritten, with_keys

TREE = {"a": [1, 2, 3], "b": {"c": 1, "d": 2}, "e": {"f": 0}}


def test_pointers_are_those_of_the_old_tree():
    """The removal of an item does not move the pointers of the others."""
    before = deepcopy(TREE)

    new = rewritten(
        TREE,
        {"/a/0": DELETE, "/a/2": constant(9), "/b": with_keys({"x": 5}), "/b/c": DELETE},
    )

    assert new == {"a": [2, 9], "b": {"d": 2, "x": 5}, "e": {"f": 0}}
    assert before == TREE


def test_unchanged_parts_are_shared():
    """A change in a large document copies only the path to it."""
    new = rewritten(TREE, {"/b": renamed_key("c", "k"), "/none/there": DELETE})

    assert new["b"] == {"k": 1, "d": 2}
    assert new["e"] is TREE["e"]
    assert rewritten(TREE, {}) is TREE
    assert rewritten(TREE, {"": DELETE}) is None
