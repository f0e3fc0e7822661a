"""Values found by their path, and things paired by their key."""

from openapi.contract import Polling, Step
from openapi.rules.targets import instances, things_in_both, value_at

LISTED = Polling(terminal="true", items="/data", key="/id")


def test_a_path_leads_to_every_item_and_member():
    """Each value comes with the pointer that leads to it in this body."""
    body = {"a": [{"b/c": 1}, {"b/c": 2}, 3], "m": {"x": 4}}

    assert list(instances(body, ("a", Step.ITEMS, "b/c"))) == [("/a/0/b~1c", 1), ("/a/1/b~1c", 2)]
    assert list(instances(body, ("m", Step.VALUES))) == [("/m/x", 4)]
    assert list(instances(body, ("m", Step.ITEMS))) == []


def test_a_value_is_there_or_not():
    """A null that is there is told from nothing."""
    assert value_at({"a": None}, ("a",)) == (None,)
    assert value_at({}, ("a",)) == ()


def test_things_are_paired_by_their_key():
    """Wherever a thing stands; the first counts where a list names one twice."""
    old = {"data": [{"id": 1, "n": 1}, {"id": 1, "n": 2}, {"n": 3}]}
    new = {"data": [{"id": 9}, {"id": 1, "n": 5}, {"n": 3}]}

    assert list(things_in_both(LISTED, old, new)) == [
        ("/data/1", {"id": 1, "n": 1}, {"id": 1, "n": 5})
    ]


def test_a_body_without_the_list_has_no_things():
    """A list that is something else pairs nothing, and breaks nothing."""
    assert list(things_in_both(LISTED, {"data": 3}, {})) == []
