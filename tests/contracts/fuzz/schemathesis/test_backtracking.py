"""Tests of how much work a regular expression can cause."""

import re
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.fuzz.schemathesis.backtracking import components, has_assertions, is_exponential

EXPONENTIAL = (
    "(a+)+b",
    "(a*)*b",
    "(a|aa)+$",
    "(a{1,100}){1,100}b",
    r"(\w+\s?)*:",
    "^(?=(a+)+$)b",
    "([ab]*c?[ab]*)*d",
)
HARMLESS = ("a*b*", "[A-Z]+(-[A-Z]+)*", "(a?)*b", r"[0-9]{1,400}(\.0{1,40})?", "(ab|ac)*d", "", "(")


@pytest.mark.parametrize("pattern", EXPONENTIAL)
def test_loops_in_loops_are_seen(pattern):
    """Each of these takes a minute or more with forty characters."""
    assert is_exponential(pattern)


@pytest.mark.parametrize("pattern", HARMLESS[:-1])
def test_what_can_be_read_in_one_way_only_is_harmless(pattern):
    """A loop in a loop is harmless if a character separates their turns."""
    assert not is_exponential(pattern)


@pytest.mark.parametrize(
    "pattern",
    ["(", r"(a)\1", "x" * 3000, "(?:" * 60 + ")" + "{2})" * 59, "(" * 5000],
)
def test_what_cannot_be_read_may_be_anything(pattern):
    """An invalid expression, a backreference and a huge one get the careful answer at once."""
    assert is_exponential(pattern)
    assert has_assertions(pattern)


@pytest.mark.parametrize("pattern", ["^(?=a)b", "(?<!a)b", "a(?!b)"])
def test_assertions_are_seen(pattern):
    """Ahead and behind."""
    assert has_assertions(pattern)
    assert not has_assertions("^ab+$")


@given(
    st.lists(st.sampled_from(["a", "b", "(", ")", "*", "+", "?", "|", "[ab]", "{1,3}", "^", "$"]))
)
def test_every_text_gets_an_answer(pieces):
    """Every text gets an answer without an error, and a bad one is never called harmless."""
    pattern = "".join(pieces)
    answer = is_exponential(pattern)
    try:
        re.compile(pattern)
    except re.error:
        assert answer


@given(st.dictionaries(st.integers(0, 9), st.lists(st.integers(0, 9), max_size=4)))
def test_components_are_what_leads_to_one_another(edges):
    """Against the definition, by walking."""
    follow = {node: edges.get(node, []) for node in range(10)}

    def reached(node):
        seen, pending = set(), [node]
        while pending:
            for after in follow[pending.pop()]:
                if after not in seen:
                    seen.add(after)
                    pending.append(after)
        return seen | {node}

    group = components(follow)

    assert all(
        (group[a] == group[b]) == (b in reached(a) and a in reached(b))
        for a in follow
        for b in follow
    )


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
