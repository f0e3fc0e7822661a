"""Merge patches accumulate, places are set, and ramps go through the keyframes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_server.scenarios.errors import TemplateError
from mock_server.scenarios.loading.initial_bodies import InitialBody
from mock_server.scenarios.loading.keyframes import (
    RawKeyframe,
    merge_templates,
    set_in_body,
    with_ramp,
)
from mock_server.scenarios.model.timeline import Ramp
from mock_server.scenarios.templates.compiler import Compiler, Constant
from mock_server.scenarios.templates.operators import OPERATORS
from openapi.json.pointers import merge_patch

PLAIN = st.recursive(
    st.none() | st.integers() | st.text("ab"),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text("ab", max_size=1), inner),
    max_leaves=8,
)
COMPILER = Compiler(operators=OPERATORS, digits=3, parameters=())


def frame(at, tree, *, has_own_body=False, **raw):
    """Return a keyframe with a body, and its raw form in the file."""
    initial = InitialBody(status=200, media_type="application/json", tree={})
    return RawKeyframe(
        raw=raw,
        at=at,
        pointer="",
        initial=initial,
        has_own_body=has_own_body,
        is_modified=True,
        tree=tree,
        retry_after=None,
    )


@given(PLAIN, PLAIN)
def test_plain_patches_are_merge_patches(target, patch):
    """Without operators, `merge` is RFC 7396 for every body and patch."""
    assert merge_templates(target, patch) == merge_patch(target, patch)


def test_operator_is_replaced_as_a_whole():
    """Options of two operators, or of an operator and an object, are never mixed."""
    late = {"$time": "now", "digits": 0}

    assert merge_templates({"a": {"b": 1}}, {"a": late}) == {"a": late}
    assert merge_templates({"a": late}, {"a": {"$time": "start"}}) == {"a": {"$time": "start"}}
    assert merge_templates({"a": late}, {"a": {"b": 1}}) == {"a": {"b": 1}}


def test_patch_leaves_the_earlier_keyframe_alone():
    """Keyframes share parts of their trees, so a patch does not change a tree in place."""
    earlier = {"a": {"b": 1}, "c": [1]}
    merge_templates(earlier, {"a": {"b": 2}, "c": None})

    assert earlier == {"a": {"b": 1}, "c": [1]}


def test_set_changes_an_existing_place():
    """`set` reaches into lists; a place that does not exist is an error with the file's pointer."""
    assert set_in_body({"a": [{"b": 1}]}, "/a/0/b", 2, "/set") == {"a": [{"b": 2}]}
    for place in ("/x/y", "/a/7", "a"):
        with pytest.raises(TemplateError, match="this place is not in the body") as raised:
            set_in_body({"a": [1]}, place, 2, "/timeline/1/set")
        assert (raised.value.at, raised.value.found) == ("/timeline/1/set", place)


@pytest.mark.parametrize(
    ("keyframe", "sets"),
    [
        (frame(0, {"n": 0}, has_own_body=True), True),
        (frame(1, {"n": 0}), False),
        (frame(1, {"n": 5}, merge={"n": 5}), True),
        (frame(1, {"n": 5}, set={"/n": 5}), True),
        (frame(1, {"m": 5}, set={"/m": 5}), False),
        (frame(1, {}, has_own_body=True), False),
    ],
    ids=["own-body", "inherited", "merged", "set", "other-place", "not-in-the-body"],
)
def test_inherited_value_is_not_set_by_the_keyframe(keyframe, sets):
    """A ramp goes only through the values that a keyframe sets itself."""
    assert keyframe.sets("/n") is sets


def test_ramp_goes_through_the_keyframes_that_set_the_place():
    """From 0 at 0 s to 10 at 4 s; the keyframe in between inherits and is not a point."""
    frames = [
        frame(0, {"n": 0}, has_own_body=True),
        frame(1000, {"n": 0, "m": 1}, merge={"m": 1}),
        frame(4000, {"n": 10}, set={"/n": 10}),
    ]
    trees = with_ramp(frames, [each.tree for each in frames], "/n", "/ramps/0")
    node = COMPILER.compile(trees[1], "/body")
    ramp, other = node.parts

    assert isinstance(ramp, Ramp)
    assert [(at, value.value) for at, value in ramp.points] == [(0, 0), (4000, 10)]
    assert other == Constant(value=1)


def test_ramp_of_one_value_is_that_value():
    """A ramp with a single point is constant."""
    frames = [frame(0, {"n": 3}, has_own_body=True), frame(1000, {"n": 3, "m": 1}, merge={"m": 1})]
    trees = with_ramp(frames, [each.tree for each in frames], "/n", "/ramps/0")
    node = COMPILER.compile(trees[0], "/body")

    assert node.is_constant
    assert node.evaluate(None) == {"n": 3}


def test_keyframe_without_the_place_keeps_its_body():
    """An error answer in the middle of a ramp does not get the field."""
    frames = [frame(0, {"n": 0}, has_own_body=True), frame(1000, {"fault": 1}, has_own_body=True)]
    trees = with_ramp(frames, [each.tree for each in frames], "/n", "/ramps/0")

    assert trees[1] == {"fault": 1}


def test_ramp_without_values_is_refused():
    """A misspelt place is an error in the file, at the ramp."""
    with pytest.raises(TemplateError, match="no keyframe sets a value at this place") as raised:
        with_ramp([frame(0, {"n": 0}, has_own_body=True)], [{"n": 0}], "/m", "/ramps/0")

    assert (raised.value.at, raised.value.found) == ("/ramps/0", "/m")
