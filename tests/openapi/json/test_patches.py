"""JSON Patch, by the examples and the demands of RFC 6902."""

import pytest

from openapi.json.patches import MAX_OPERATIONS, PatchError, apply_patch

CASES = [
    ({"foo": "bar"}, [{"op": "add", "path": "/baz", "value": "qux"}], {"foo": "bar", "baz": "qux"}),
    (
        {"foo": ["a", "c"]},
        [{"op": "add", "path": "/foo/1", "value": "b"}],
        {"foo": ["a", "b", "c"]},
    ),
    ({"foo": ["a"]}, [{"op": "add", "path": "/foo/1", "value": "b"}], {"foo": ["a", "b"]}),
    ({"foo": ["a"]}, [{"op": "add", "path": "/foo/-", "value": ["b"]}], {"foo": ["a", ["b"]]}),
    ({"baz": 1, "foo": 2}, [{"op": "remove", "path": "/baz"}], {"foo": 2}),
    ({"foo": ["a", "b", "c"]}, [{"op": "remove", "path": "/foo/1"}], {"foo": ["a", "c"]}),
    ({"baz": 1}, [{"op": "replace", "path": "/baz", "value": 2}], {"baz": 2}),
    ({"a": 1}, [{"op": "replace", "path": "", "value": {"b": 2}}], {"b": 2}),
    (
        {"foo": {"bar": 1, "waldo": 2}, "qux": {}},
        [{"op": "move", "from": "/foo/waldo", "path": "/qux/it"}],
        {"foo": {"bar": 1}, "qux": {"it": 2}},
    ),
    (
        {"foo": ["a", "b"]},
        [{"op": "move", "from": "/foo/0", "path": "/foo/1"}],
        {"foo": ["b", "a"]},
    ),
    ({"a": {"b": 1}}, [{"op": "copy", "from": "/a", "path": "/c"}], {"a": {"b": 1}, "c": {"b": 1}}),
    ({"a": 1.0}, [{"op": "test", "path": "/a", "value": 1}], {"a": 1.0}),
    ({"/": 9, "~1": 10}, [{"op": "test", "path": "/~01", "value": 10}], {"/": 9, "~1": 10}),
    ({"a": 1}, [], {"a": 1}),
]

CONFLICTS = [
    [{"op": "remove", "path": "/no"}],
    [{"op": "replace", "path": "/no", "value": 1}],
    [{"op": "add", "path": "/no/way", "value": 1}],
    [{"op": "add", "path": "/list/9", "value": 1}],
    [{"op": "test", "path": "/a", "value": True}],
    [{"op": "test", "path": "/list", "value": [2, 1]}],
    [{"op": "copy", "from": "/no", "path": "/b"}],
]

INVALID = [
    {"op": "add"},
    [1],
    [{"op": "fly", "path": "/a"}],
    [{"op": "add", "path": "/a"}],
    [{"op": "add", "path": "a", "value": 1}],
    [{"op": "move", "from": "/a", "path": "/a/b"}],
    [{"op": "remove", "path": "/a"}] * (MAX_OPERATIONS + 1),
]


@pytest.mark.parametrize(("target", "patch", "wanted"), CASES)
def test_operations_are_applied(target, patch, wanted):
    """Each operation does what the RFC states, and the value before is unchanged."""
    before = repr(target)

    assert apply_patch(target, patch) == wanted
    assert repr(target) == before


@pytest.mark.parametrize("patch", CONFLICTS)
def test_operation_that_does_not_fit_is_a_conflict(patch):
    """A patch for another value is refused as a whole, and names the operation."""
    with pytest.raises(PatchError, match="operation 0") as caught:
        apply_patch({"a": 1, "list": [1, 2]}, patch)
    assert caught.value.is_conflict


@pytest.mark.parametrize("patch", INVALID)
def test_invalid_patch_is_refused(patch):
    """What is no patch is an invalid request, not a conflict."""
    with pytest.raises(PatchError) as caught:
        apply_patch({"a": {}}, patch)
    assert not caught.value.is_conflict
