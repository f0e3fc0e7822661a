"""Tests of which operations one worker has to do together."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.run.parallel.grouping import ANY, Groups, groups_of, join_overlapping
from openapi.loading.document import load_contract
from openapi.routing import Router
from tests.contracts.clubs import CLUBS
from tests.contracts.run.parallel.divided import reading, shelves


def grouped(tmp_path, **paths):
    """Return the groups of a document with these paths, beside one resource of three operations."""
    path = tmp_path / "document.json"
    given = {
        place: {"parameters": parameters(place), "get": reading(name, {}, {})}
        for name, place in paths.items()
    }
    path.write_text(json.dumps(shelves(1, **given)), encoding="utf-8")
    contract = load_contract(path)
    return groups_of(contract, contract.operations)


def parameters(path):
    """Return the parameters of a path."""
    names = [part[1:-1] for part in path.split("/") if part.startswith("{")]
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in names
    ]


def test_resources_of_their_own_are_apart_and_lists_are_with_their_items(tmp_path):
    """An item and what is below it are with the list from which its id is learned."""
    groups = grouped(tmp_path, other="/other")

    assert groups == (("list0", "show0", "part0"), ("other",))


def test_paths_that_one_request_may_match_are_together(tmp_path):
    """`/x/{id}` is with `/x/mine/{id}`'s own kin only where a request may be of both."""
    groups = grouped(tmp_path, one="/x/{id}", mine="/x/mine", far="/y/mine", deep="/x/{id}/z/{n}")

    assert ("one", "mine") in groups
    assert ("far",) in groups
    assert ("deep",) in groups


def test_nested_resources_are_together():
    """Each id of a nested path may be learned from the list before it."""
    assert len(groups_of(CLUBS, CLUBS.operations)) == 1


@settings(max_examples=40)
@given(
    st.lists(
        st.lists(st.sampled_from(["a", "b", ANY]), min_size=1, max_size=4).map(tuple),
        min_size=2, max_size=8, unique=True,
    )
)  # fmt: skip
def test_paths_that_overlap_are_always_joined(paths):
    """Two paths that one request may match have the same group, by comparing every pair."""
    groups = Groups(len(paths))
    join_overlapping(paths, groups)

    for one, first in enumerate(paths):
        for other, second in enumerate(paths):
            is_alike = len(first) == len(second) and all(
                a == b or ANY in {a, b} for a, b in zip(first, second, strict=True)
            )
            assert not is_alike or groups.root(one) == groups.root(other)


def test_a_document_made_to_be_slow_is_joined_and_not_compared_without_end():
    """Paths with parameters everywhere take bounded work: they end in one group."""
    paths = [
        (*(word if place == column else ANY for place in range(9)), f"end{column}{word}")
        for column in range(9)
        for word in ("p", "q", "r", "s")
    ]
    groups = Groups(len(paths))
    join_overlapping(paths, groups)

    assert len({groups.root(place) for place in range(len(paths))}) == 1


@pytest.mark.parametrize("path", ["/s0/", "/s0/1", "/s0/x/part"])
def test_the_router_agrees(tmp_path, path):
    """A request of a group is routed to an operation of the group."""
    document = tmp_path / "document.json"
    document.write_text(json.dumps(shelves(1)), encoding="utf-8")
    contract = load_contract(document)
    route = Router([contract]).find(path.encode())

    assert {each.id for each in route.operations.values()} <= {"list0", "show0", "part0"}
