"""Rules are judged on what they name, with the same outcome as on the whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openapi.rules.evaluation import EVALUATION_ERRORS
from openapi.rules.expressions import evaluate
from openapi.rules.fields import NamedFields, fields_of, part_of

EXPRESSIONS = [
    "self.a <= self.b",
    "has(self.a) && self.a == self.b",
    "!has(self.c) || self.c.all(x, x > 0)",
    "self.a >= oldSelf.a",
    "self == oldSelf",
    "'a' in self",
    "size(self) > 1",
    "self.map(k, k).size() == 2",
    "self.all(k, k != 'z')",
    "self['a'] == 1",
    "self.b == 1 || 'self.c' == 'x'",
    "oldSelf.c.exists(x, x == self.a)",
    "[self].size() == 1 && self.c.size() > 0",
    "self . a == 1",
]
VALUES = st.dictionaries(
    st.sampled_from("abcd"),
    st.integers(-2, 2) | st.lists(st.integers(-2, 2), max_size=2) | st.none(),
    max_size=3,
)


def outcome(expression, names):
    """Return the value of an expression, or the kind of its error and what it is without."""
    try:
        return evaluate(expression, names)
    except EVALUATION_ERRORS as error:
        return type(error), str(error)


@pytest.mark.parametrize("expression", EXPRESSIONS)
@given(new=VALUES, old=VALUES)
def test_a_rule_has_the_same_outcome_on_what_it_names(expression, new, old):
    """Whatever the resource has beside it; errors name the same member."""
    named = fields_of(expression)
    parts = {"self": part_of(new, named.own), "oldSelf": part_of(old, named.old)}

    assert outcome(expression, parts) == outcome(expression, {"self": new, "oldSelf": old})


@pytest.mark.parametrize(
    ("expression", "own", "old"),
    [
        ("self.a.b == oldSelf.c", ("a",), ("c",)),
        ("self.a.self == 1", ("a",), ()),
        ("myself.a == 1 && x.self.b", (), ()),
        ("self.size() == 1", None, ()),
        ("self.a ( 1 )", None, ()),
        ("self[0] == 1", None, ()),
        ("self.?a", None, ()),
        ("request.path.id == self.id", ("id",), ()),
    ],
)
def test_only_certain_members_are_enough(expression, own, old):
    """What is not clearly a member is the whole value."""
    assert fields_of(expression) == NamedFields(own=own, old=old)


def test_needed_members_and_those_of_other_rules_are_added():
    """Rules of one place share what is converted."""
    one, other = fields_of("self.b == 1", ("a",)), fields_of("self.c == oldSelf")

    assert one.with_those_of(other) == NamedFields(own=("a", "b", "c"), old=None)


def test_a_value_that_is_no_object_is_whole():
    """A list has no members with names."""
    assert part_of([1], ("a",)) == [1]
    assert part_of({"b": 1, "a": 2, "c": 3}, ("a", "z")) == {"a": 2}
