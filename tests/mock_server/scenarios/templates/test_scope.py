"""A scope has the beginning, the named values and the random values of a resource."""

from dataclasses import dataclass

import pytest

from mock_server.scenarios.errors import ScenarioError
from mock_server.scenarios.templates.compiler import Constant
from mock_server.scenarios.templates.random_values import SeededValues
from mock_server.scenarios.templates.scope import MAX_INTEGER, Node, Scope, ValidUntil, integer


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting(Node):
    """A node that counts how often it is evaluated, and gives the index of its scope."""

    seen: list

    def evaluate(self, scope):
        """Return the index of the scope."""
        self.seen.append(scope)
        return scope.index


def scope_with(elapsed=0, **changes):
    """Return the scope of a whole resource, `elapsed` milliseconds after the start."""
    return Scope(
        draws=SeededValues.of("s", 0, ""),
        identity={"id": 7},
        start_us=0,
        elapsed=elapsed,
        tick=100,
        valid_until=ValidUntil(),
        **changes,
    )


def test_time_of_a_part_counts_from_its_own_beginning():
    """A part that begins 2 s after its whole, which begins at 1 s, is 2 s old at 5 s."""
    whole = scope_with(elapsed=5000, begin=1000)
    part = whole.inner("row", 0, 2000, {})

    assert (whole.elapsed_local, part.begin, part.elapsed_local) == (4000, 3000, 2000)
    assert part.inner("cell", 0, 9000, {}).elapsed_local == -7000


def test_value_is_evaluated_once_for_a_scope():
    """Two places of a body that use a value get the same one."""
    seen = []
    scope = scope_with(values={"number": Counting(seen=seen)}, index=3)

    assert (scope.value("number"), scope.value("number"), len(seen)) == (3, 3, 1)


def test_value_of_the_whole_is_visible_in_its_parts():
    """A part's own values come first, then those of the whole."""
    whole = scope_with(values={"total": Constant(value=10), "size": Constant(value=1)})
    part = whole.inner("row", 0, 0, {"size": Constant(value=2)})

    assert (part.value("total"), part.value("size"), whole.value("size")) == (10, 2, 1)


def test_value_of_the_whole_is_evaluated_for_the_whole():
    """A value of the whole is the same in all its parts."""
    whole = scope_with(values={"place": Counting(seen=[])}, index=4)
    parts = [whole.inner("row", index, 0, {}) for index in range(2)]

    assert [part.value("place") for part in parts] == [4, 4]


def test_undeclared_value_is_an_error():
    """A name that is not declared has no value, not in a part either."""
    with pytest.raises(KeyError, match="missing"):
        scope_with().inner("row", 0, 0, {}).value("missing")


def test_parts_have_different_random_values():
    """Two parts of a series, and two series, are different resources."""
    whole = scope_with()
    parts = [whole.inner(label, index, 0, {}) for label in ("a", "b") for index in (0, 1)]

    assert len({part.draws.uuid("id") for part in (whole, *parts)}) == 5
    assert whole.inner("a", 0, 0, {}).draws.uuid("id") == parts[0].draws.uuid("id")


def test_a_change_in_a_part_is_a_change_of_the_answer():
    """A part shares the `valid_until` of its whole, which is the earliest change of all."""
    whole = scope_with()
    first, second = (whole.inner("row", index, 0, {}) for index in (0, 1))
    first.valid_until.not_after(900)
    second.valid_until.not_after(400)
    first.valid_until.not_after(700)

    assert whole.valid_until.until == 400


def test_value_without_changes_is_valid_for_ever():
    """`until` is None until a change is noted, and a constant notes none."""
    assert ValidUntil().until is None
    assert Constant(value=1).change_times() == frozenset()


@pytest.mark.parametrize("value", [True, 1.0, "1", None, [1], MAX_INTEGER + 1, -MAX_INTEGER - 1])
def test_unsafe_integer_is_refused(value):
    """An operand must be an integer that every JSON parser keeps; the error has the operator."""
    with pytest.raises(ScenarioError, match=r"\$sum needs an integer"):
        integer(value, "$sum")


@pytest.mark.parametrize("value", [0, -1, MAX_INTEGER, -MAX_INTEGER])
def test_safe_integer_is_accepted(value):
    """The bounds are included."""
    assert integer(value, "$sum") == value
