"""Tests of strongly connected components."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from contracts.fuzz.schemathesis.graphs import components


def test_nodes_that_lead_to_one_another_have_one_number():
    """A circle of three is one component; what only leads into it is another."""
    found = components({"in": ["a"], "a": ["b"], "b": ["c"], "c": ["a", "out"], "out": []})

    assert found["a"] == found["b"] == found["c"]
    assert len({found["in"], found["a"], found["out"]}) == 3


def test_a_long_chain_needs_no_deep_stack():
    """Expressions of documents may be long; the search does not recurse."""
    follow = {node: [node + 1] for node in range(50_000)} | {50_000: []}

    assert len(set(components(follow).values())) == 50_001


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=20))
def test_two_nodes_share_a_number_where_each_reaches_the_other(edges):
    """The numbers agree with a search along the edges."""
    follow = {node: [b for a, b in edges if a == node] for node in range(7)}
    found = components(follow)

    for one, other in product(range(7), repeat=2):
        is_mutual = other in reached(follow, one) and one in reached(follow, other)
        assert (found[one] == found[other]) is is_mutual


def reached(follow, start):
    """Return every node that can be reached, the start included."""
    seen, pending = set(), [start]
    while pending:
        node = pending.pop()
        if node not in seen:
            seen.add(node)
            pending += follow[node]
    return seen
