"""Patches are laid over each other, places are set, and ramps go through the keyframes."""

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
    """Return a keyframe with a body, and what the file has for it."""
    opening = InitialBody(status=200, media_type="application/json", tree={})
    return RawKeyframe(
        raw=raw,
        at=at,
        pointer="",
        opening=opening,
        has_own_body=has_own_body,
        is_modified=True,
        tree=tree,
        retry_after=None,
    )


@given(PLAIN, PLAIN)
def test_plain_patches_are_merge_patches(target, patch):
    """Without operators, `merge` is RFC 7396 for every body and patch."""
    assert merge_templates(target, patch) == merge_patch(target, patch)


def test_operator_is_taken_whole():
    """An operator replaces what was there, and is replaced whole: its options never mix."""
    late = {"$time": "now", "digits": 0}

    assert merge_templates({"a": {"b": 1}}, {"a": late}) == {"a": late}
    assert merge_templates({"a": late}, {"a": {"$time": "start"}}) == {"a": {"$time": "start"}}
    assert merge_templates({"a": late}, {"a": {"b": 1}}) == {"a": {"b": 1}}


def test_patch_leaves_the_earlier_keyframe_alone():
    """Two keyframes share what they have in common, so no patch may change a tree in place."""
    earlier = {"a": {"b": 1}, "c": [1]}
    merge_templates(earlier, {"a": {"b": 2}, "c": None})

    assert earlier == {"a": {"b": 1}, "c": [1]}


def test_place_is_set_or_named():
    """`set` reaches into lists; a place that is not there is named with the line's pointer."""
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
    ids=["opening", "inherited", "merged", "set", "other-place", "not-in-the-body"],
)
def test_keyframe_sets_what_it_says_itself(keyframe, sets):
    """An inherited value is none of the points that a ramp goes through."""
    assert keyframe.sets("/n") is sets


def test_ramp_goes_through_the_keyframes_that_set_the_place():
    """From 0 at 0 s to 10 at 4 s; the keyframe between them, which inherits, is no corner."""
    frames = [
        frame(0, {"n": 0}, has_own_body=True),
        frame(1000, {"n": 0, "m": 1}, merge={"m": 1}),
        frame(4000, {"n": 10}, set={"/n": 10}),
    ]
    trees = with_ramp(frames, [each.tree for each in frames], "/n", "/ramps/0")
    node = COMPILER.compile(trees[1], "/body")
    (_, ramp), (_, other) = node.members

    assert isinstance(ramp, Ramp)
    assert [(at, value.value) for at, value in ramp.points] == [(0, 0), (4000, 10)]
    assert other == Constant(value=1)


def test_ramp_of_one_value_is_that_value():
    """With a single point there is nothing to go to, and the body stands still."""
    frames = [frame(0, {"n": 3}, has_own_body=True), frame(1000, {"n": 3, "m": 1}, merge={"m": 1})]
    trees = with_ramp(frames, [each.tree for each in frames], "/n", "/ramps/0")
    node = COMPILER.compile(trees[0], "/body")

    assert node.is_still
    assert node.evaluate(None) == {"n": 3}


def test_keyframe_without_the_place_keeps_its_body():
    """An error answer in the middle of a ramp has no such field, and gets none."""
    frames = [frame(0, {"n": 0}, has_own_body=True), frame(1000, {"fault": 1}, has_own_body=True)]
    trees = with_ramp(frames, [each.tree for each in frames], "/n", "/ramps/0")

    assert trees[1] == {"fault": 1}


def test_ramp_over_nothing_is_refused():
    """A misspelt place is an error of the file, at the ramp."""
    with pytest.raises(TemplateError, match="no keyframe has anything at this place") as raised:
        with_ramp([frame(0, {"n": 0}, has_own_body=True)], [{"n": 0}], "/m", "/ramps/0")

    assert (raised.value.at, raised.value.found) == ("/ramps/0", "/m")
