"""Values are found by their path, and resources are paired by their key."""

import pytest

from openapi.contract import PathWildcard, Polling
from openapi.rules.targets import (
    match_resources,
    resource_key,
    resource_list,
    select_first,
    select_values,
)

LISTED = Polling(terminal_expression="true", items="/data", key="/id")


def test_a_path_leads_to_every_item_and_member():
    """Each value has the pointer to it in this body."""
    body = {"a": [{"b/c": 1}, {"b/c": 2}, 3], "m": {"x": 4}}

    assert list(select_values(body, ("a", PathWildcard.ITEMS, "b/c"))) == [
        ("/a/0/b~1c", 1),
        ("/a/1/b~1c", 2),
    ]
    assert list(select_values(body, ("m", PathWildcard.VALUES))) == [("/m/x", 4)]
    assert list(select_values(body, ("m", PathWildcard.ITEMS))) == []


def test_a_value_is_there_or_not():
    """A null value is distinguished from a missing one."""
    assert select_first({"a": None}, ("a",)) == (None,)
    assert select_first({}, ("a",)) == ()


def test_resources_are_paired_by_their_key():
    """Pairs do not depend on the order; of repeated keys the first counts."""
    old = {"data": [{"id": 1, "n": 1}, {"id": 1, "n": 2}, {"n": 3}]}
    new = {"data": [{"id": 9}, {"id": 1, "n": 5}, {"n": 3}]}

    assert list(match_resources(LISTED, old, new)) == [
        ("/data/1", {"id": 1, "n": 1}, {"id": 1, "n": 5})
    ]


@pytest.mark.parametrize("key", [True, 1.0, 1.5, None, [], {}])
def test_only_texts_and_integers_identify(key):
    """Resources whose keys are equal booleans or fractions are not compared."""
    body = {"data": [{"id": key, "n": 1}]}

    assert resource_key(body["data"][0], "/id") is None
    assert list(match_resources(LISTED, body, body)) == []


def test_resources_are_the_items_or_the_body():
    """Without a key, the body is the only resource."""
    assert resource_list({"data": [1, 2]}, LISTED) == [1, 2]
    assert resource_list({"a": 1}, Polling(terminal_expression="true")) == [{"a": 1}]


def test_a_body_without_the_list_has_no_resources():
    """A value that is not a list gives no pairs and no error."""
    assert list(match_resources(LISTED, {"data": 3}, {})) == []
