"""The value of each node depends on its scope only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_server.scenarios.errors import ScenarioError
from mock_server.scenarios.model.timeline import Ramp
from mock_server.scenarios.templates.compiler import Constant
from mock_server.scenarios.templates.nodes import (
    Concatenation,
    Index,
    Integer,
    MergePatchNode,
    NamedValue,
    PageValue,
    ParameterValue,
    Percent,
    Split,
    Sum,
    Time,
    Uuid,
    WeightedChoice,
    integer,
)
from mock_server.scenarios.templates.random_values import SeededValues
from mock_server.scenarios.templates.scope import MAX_INTEGER, Scope, ValidUntil

NOON_US = 1_767_614_400_000_000  # 2026-01-05T12:00:00Z
MOVING = Ramp(points=((0, Constant(value=0)), (1000, Constant(value=10))), is_constant=False)


def const(value):
    """Return a node of a plain value."""
    return Constant(value=value)


def scope(elapsed=0, identity=None, **changes):
    """Return a scope of one resource."""
    return Scope(
        draws=SeededValues.of("s", 0, "7"),
        identity=identity or {},
        start_us=NOON_US,
        elapsed=elapsed,
        tick=100,
        valid_until=ValidUntil(),
        **changes,
    )


@pytest.mark.parametrize("value", [True, 1.0, "1", None, [1], MAX_INTEGER + 1, -MAX_INTEGER - 1])
def test_unsafe_integer_is_refused(value):
    """An operand must be an integer that every JSON parser keeps; the error has the operator."""
    with pytest.raises(ScenarioError, match=r"\$sum needs an integer"):
        integer(value, "$sum")


@pytest.mark.parametrize("value", [0, -1, MAX_INTEGER, -MAX_INTEGER])
def test_safe_integer_is_accepted(value):
    """The bounds are included."""
    assert integer(value, "$sum") == value


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**6), min_size=1, max_size=8).filter(any))
def test_split_adds_up_and_is_fair(whole, weights):
    """The parts add up to the whole, and each is its exact share rounded up or down."""
    names = {f"p{n}": weight for n, weight in enumerate(weights)}
    node = Split(whole=const(whole), weights=tuple((n, const(w)) for n, w in names.items()))
    parts = node.evaluate(scope())

    assert sum(parts.values()) == whole
    assert all(0 <= parts[n] - whole * w // sum(weights) <= 1 for n, w in names.items())


def test_split_gives_the_rest_to_the_largest_remainder():
    """10 by 1:1:1 has a rest of one for the first part; 10 by 1:2 rounds the larger part up."""

    def parts(*weights):
        named = tuple((str(n), const(weight)) for n, weight in enumerate(weights))
        return list(Split(whole=const(10), weights=named).evaluate(scope()).values())

    assert parts(1, 1, 1) == [4, 3, 3]
    assert parts(1, 2) == [3, 7]


@pytest.mark.parametrize(("whole", "weights"), [(-1, (1,)), (1, (0, 0)), (1, (2, -1))])
def test_split_that_cannot_be_made_is_refused(whole, weights):
    """A negative whole, a negative weight, or weights of 0 only are errors."""
    node = Split(
        whole=const(whole), weights=tuple((str(n), const(w)) for n, w in enumerate(weights))
    )
    with pytest.raises(ScenarioError, match=r"\$split cannot divide this"):
        node.evaluate(scope())


def test_percent_rounds_down():
    """7 % of 99 is 6.93, which is 6."""
    assert Percent(share=const(7), whole=const(99)).evaluate(scope()) == 6
    assert Percent(share=const(100), whole=const(99)).evaluate(scope()) == 99


def test_sum_adds_and_concatenation_joins():
    """Integers are added; texts and integers are joined in order."""
    parts = (const(2), const(40), const(-1))

    assert Sum(terms=parts).evaluate(scope()) == 41
    assert Concatenation(parts=(const("A-"), const(7), const("-z"))).evaluate(scope()) == "A-7-z"


@pytest.mark.parametrize(
    "node", [Sum(terms=(const(1), MOVING)), MergePatchNode(layers=(const({}), MOVING))]
)
def test_node_has_the_change_times_of_its_parts(node):
    """The length of a scenario includes changes inside sums and merges."""
    moving = type(MOVING)
    assert node.change_times() == const(0).change_times() | moving.change_times(MOVING)


def test_time_depends_on_the_position_in_the_series():
    """The third resource with `every: 10s`, shifted by 2 s, is 22 s after the start."""
    node = Time(base="start", shift=2000, every=10_000, plus=const(500), digits=3)

    assert node.evaluate(scope(index=2)) == "2026-01-05T12:00:22.500Z"


def test_now_is_valid_for_one_tick():
    """A value with `now` changes at the next tick; one with `begin` never does."""
    lasting, brief = scope(elapsed=5000), scope(elapsed=5000)
    Time(base="begin", shift=0, every=0, plus=const(0), digits=0).evaluate(lasting)
    text = Time(base="now", shift=0, every=0, plus=const(0), digits=0).evaluate(brief)

    assert text == "2026-01-05T12:00:05Z"
    assert (lasting.valid_until.until, brief.valid_until.until) == (None, 5100)


def test_time_is_at_most_the_last_year():
    """A shift that is too large gives the last representable second, not a crash."""
    node = Time(base="start", shift=10**16, every=0, plus=const(0), digits=0)

    assert node.evaluate(scope()) == "9999-12-31T23:59:59Z"


def test_bare_date_has_no_time():
    """With `digits` of None only the date is written."""
    node = Time(base="start", shift=0, every=0, plus=const(0), digits=None)

    assert node.evaluate(scope()) == "2026-01-05"


def test_random_integers_are_within_their_bounds_and_repeatable():
    """An integer is within both bounds, the same for the same name, and differs between names."""
    drawn = [
        Integer(low=const(3), high=const(5), name=f"/{n}").evaluate(scope()) for n in range(60)
    ]

    assert set(drawn) == {3, 4, 5}
    assert drawn[7] == Integer(low=const(3), high=const(5), name="/7").evaluate(scope())
    assert Integer(low=const(4), high=const(4), name="x").evaluate(scope()) == 4


def test_reversed_bounds_are_refused():
    """An empty range has no integer."""
    with pytest.raises(ScenarioError, match="lower bound above"):
        Integer(low=const(2), high=const(1), name="x").evaluate(scope())


def test_option_of_weight_0_is_never_chosen():
    """The other options are all chosen for some name."""
    options = (const("a"), const("b"), const("c"))
    drawn = {
        WeightedChoice(options=options, weights=(1, 0, 1), name=f"/{n}").evaluate(scope())
        for n in range(60)
    }

    assert drawn == {"a", "c"}


def test_uuid_depends_on_its_name():
    """The same name has the same UUID of version 4; another name has another one."""
    first, again, other = (Uuid(name=name).evaluate(scope()) for name in ("/a", "/a", "/b"))

    assert first == again != other
    assert first[14] == "4"


def test_member_of_a_value_is_found():
    """A path into a value gives the member; a wrong path is an error with the value."""
    values = {"parts": const({"created": {"today": 3}})}

    assert NamedValue(name="parts", path=("created", "today")).evaluate(scope(values=values)) == 3
    with pytest.raises(ScenarioError, match="'parts' has no member 'today'") as raised:
        NamedValue(name="parts", path=("today",)).evaluate(scope(values=values))
    assert raised.value.found == '{"created": {"today": 3}}'


def test_parameters_and_page_facts_keep_their_types():
    """A parameter that was not sent is null."""
    here = scope(identity={"id": 7}, index=2, page={"total": 250})

    assert ParameterValue(name="id").evaluate(here) == 7
    assert ParameterValue(name="other").evaluate(here) is None
    assert PageValue(name="total").evaluate(here) == 250
    assert Index(first=1000).evaluate(here) == 1002


def test_later_layers_win_and_null_removes():
    """Layers are merge patches (RFC 7396)."""
    layers = (const({"a": 1, "b": {"c": 2, "d": 3}}), const({"a": None, "b": {"c": 4}}))

    assert MergePatchNode(layers=layers).evaluate(scope()) == {"b": {"c": 4, "d": 3}}
