"""Tests of converting regular expressions to automata."""

import pytest

from contracts.fuzz.schemathesis.automata import TooHardError, automata


def test_a_loop_follows_itself():
    """`a+b`: the first position is followed by itself and by the second."""
    [made] = automata("a+b", 0, 16)

    assert made.follow() == {0: [0, 1], 1: []}
    assert (dict(made.whole.first), dict(made.whole.last)) == ({0: 1}, {1: 1})
    assert made.masks[0] & made.masks[1] == 0


def test_alternatives_are_followed_by_what_comes_after():
    """`(?:[ab]c|[bc]d)b`: both alternatives begin with a `b` and end before the last one."""
    [made] = automata("(?:[ab]c|[bc]d)b", 0, 16)

    assert made.masks[0] & made.masks[2]
    assert made.follow() == {0: [1], 1: [4], 2: [3], 3: [4], 4: []}


def test_an_assertion_has_its_own_automaton():
    """The expression comes first, then those inside its assertions."""
    whole, inner = automata("^x(?=y)", 0, 16)

    assert whole.is_anchored
    assert whole.ends_with_assertion
    assert len(inner.masks) == 1


@pytest.mark.parametrize("pattern", ["(", r"(a)\1", "x" * 3000])
def test_what_cannot_be_analysed_is_refused(pattern):
    """An invalid expression, a backreference, and one that is too long."""
    with pytest.raises(TooHardError):
        list(automata(pattern, 0, 16))
