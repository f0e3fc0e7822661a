"""Tests of counting what may have changed between two recorded answers."""

import pytest

from contracts.run.recorded import changes
from contracts.run.recorded.changes import ChangeCounter


@pytest.mark.parametrize(
    ("method", "path", "is_change"),
    [
        ("GET", "/orders/7", False),
        ("HEAD", "/orders/7", False),
        ("PUT", "/orders/7", True),
        ("POST", "/orders/7/restart", True),
        ("DELETE", "/orders", True),
        ("POST", "/orders", False),
        ("PUT", "/orders/8", False),
        ("POST", "/orders/8/restart", False),
        ("POST", "/rpc/restart", True),
        ("POST", "/", True),
    ],
)
def test_a_request_changes_what_is_at_its_path_and_around_it(method, path, is_change):
    """Other orders do not change order 7; what another part of the API does is not known."""
    counter = ChangeCounter()
    before = counter.before("/v1/orders/7", "/v1")

    counter.add(method, f"/v1{path}", "/v1")

    assert (counter.before("/v1/orders/7", "/v1") != before) is is_change


def test_a_list_changes_with_its_items():
    """A POST to a list, and a change of one of its items, change the list."""
    counter = ChangeCounter()
    counter.add("POST", "/orders")
    counter.add("DELETE", "/orders/3")

    assert counter.before("/orders") == 2


def test_forgotten_paths_count_as_changed(monkeypatch):
    """However many paths there are, the memory is bounded, and nothing is compared wrongly."""
    monkeypatch.setattr(changes, "MAX_PATHS", 50)
    counter, seen = ChangeCounter(), []
    for number in range(200):
        counter.add("PUT", f"/orders/{number}")
        seen.append(counter.before("/orders/7"))

    assert seen == sorted(seen)
    assert len(set(seen)) > 2
