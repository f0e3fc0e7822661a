"""What operators become: each node's value follows from its scope, and only from that."""

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
    Named,
    NamedValue,
    PageValue,
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
MOVING = Ramp(points=((0, Constant(value=0)), (1000, Constant(value=10))), is_still=False)


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
        horizon=ValidUntil(),
        **changes,
    )


@pytest.mark.parametrize("value", [True, 1.0, "1", None, [1], MAX_INTEGER + 1, -MAX_INTEGER - 1])
def test_what_is_no_safe_integer_is_refused(value):
    """Sums and shares take integers that every JSON reader keeps; the message has the operator."""
    with pytest.raises(ScenarioError, match=r"\$sum needs an integer"):
        integer(value, "$sum")


@pytest.mark.parametrize("value", [0, -1, MAX_INTEGER, -MAX_INTEGER])
def test_safe_integer_is_itself(value):
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
    """10 by 1:1:1 leaves one over, which the first gets; 10 by 1:2 rounds the larger up."""

    def parts(*weights):
        named = tuple((str(n), const(weight)) for n, weight in enumerate(weights))
        return list(Split(whole=const(10), weights=named).evaluate(scope()).values())

    assert parts(1, 1, 1) == [4, 3, 3]
    assert parts(1, 2) == [3, 7]


@pytest.mark.parametrize(("whole", "weights"), [(-1, (1,)), (1, (0, 0)), (1, (2, -1))])
def test_split_that_cannot_be_made_is_refused(whole, weights):
    """Nothing negative is divided, and not by nothing."""
    node = Split(
        whole=const(whole), weights=tuple((str(n), const(w)) for n, w in enumerate(weights))
    )
    with pytest.raises(ScenarioError, match=r"\$split cannot divide this"):
        node.evaluate(scope())


def test_percent_rounds_down():
    """7 % of 99 is 6.93, and no seventh one is there yet."""
    assert Percent(share=const(7), whole=const(99)).evaluate(scope()) == 6
    assert Percent(share=const(100), whole=const(99)).evaluate(scope()) == 99


def test_sum_and_text_put_their_parts_together():
    """Integers are added, texts and integers are joined, in order."""
    parts = (const(2), const(40), const(-1))

    assert Sum(terms=parts).evaluate(scope()) == 41
    assert Concatenation(parts=(const("A-"), const(7), const("-z"))).evaluate(scope()) == "A-7-z"


@pytest.mark.parametrize(
    "node", [Sum(terms=(const(1), MOVING)), MergePatchNode(layers=(const({}), MOVING))]
)
def test_what_is_made_of_something_moving_changes_with_it(node):
    """A poll schedule that is derived from the scenario sees changes inside sums and merges."""
    moving = type(MOVING)
    assert node.instants() == const(0).instants() | moving.instants(MOVING)


def test_time_moves_with_the_series_and_its_own_shift():
    """The third of a series with one each 10 s, 2 s late: 22 s after the start."""
    node = Time(base="start", shift=2000, every=10_000, plus=const(500), digits=3)

    assert node.evaluate(scope(index=2)) == "2026-01-05T12:00:22.500Z"


def test_only_now_makes_an_answer_short_lived():
    """The time that is now holds for one tick; the start holds for ever."""
    lasting, brief = scope(elapsed=5000), scope(elapsed=5000)
    Time(base="begin", shift=0, every=0, plus=const(0), digits=0).evaluate(lasting)
    text = Time(base="now", shift=0, every=0, plus=const(0), digits=0).evaluate(brief)

    assert text == "2026-01-05T12:00:05Z"
    assert (lasting.horizon.until, brief.horizon.until) == (None, 5100)


def test_time_does_not_run_past_the_last_year():
    """A shift of ages gives the last representable second, not a crash."""
    node = Time(base="start", shift=10**16, every=0, plus=const(0), digits=0)

    assert node.evaluate(scope()) == "9999-12-31T23:59:59Z"


def test_bare_date_has_no_time():
    """Without digits the date alone is written."""
    node = Time(base="start", shift=0, every=0, plus=const(0), digits=None)

    assert node.evaluate(scope()) == "2026-01-05"


def test_draws_stay_in_their_bounds_and_repeat():
    """A drawn integer is within both bounds, the same for the same place, another elsewhere."""
    drawn = [
        Integer(low=const(3), high=const(5), name=f"/{n}").evaluate(scope()) for n in range(60)
    ]

    assert set(drawn) == {3, 4, 5}
    assert drawn[7] == Integer(low=const(3), high=const(5), name="/7").evaluate(scope())
    assert Integer(low=const(4), high=const(4), name="x").evaluate(scope()) == 4


def test_bounds_the_wrong_way_round_are_refused():
    """An empty range has no integer to draw."""
    with pytest.raises(ScenarioError, match="bounds the wrong way round"):
        Integer(low=const(2), high=const(1), name="x").evaluate(scope())


def test_choice_never_takes_what_weighs_nothing():
    """An option of weight 0 is switched off; the others are all taken at some place."""
    options = (const("a"), const("b"), const("c"))
    drawn = {
        WeightedChoice(options=options, weights=(1, 0, 1), name=f"/{n}").evaluate(scope())
        for n in range(60)
    }

    assert drawn == {"a", "c"}


def test_uuid_belongs_to_the_resource():
    """One name is one UUID of version 4; another name is another one."""
    first, again, other = (Uuid(name=name).evaluate(scope()) for name in ("/a", "/a", "/b"))

    assert first == again != other
    assert first[14] == "4"


def test_member_of_a_value_is_found_or_named():
    """A path into a value gives the member; a wrong one is named with what is there."""
    values = {"parts": const({"created": {"today": 3}})}

    assert NamedValue(name="parts", path=("created", "today")).evaluate(scope(values=values)) == 3
    with pytest.raises(ScenarioError, match="'parts' has no member 'today'") as raised:
        NamedValue(name="parts", path=("today",)).evaluate(scope(values=values))
    assert raised.value.found == '{"created": {"today": 3}}'


def test_request_and_page_facts_are_as_they_are():
    """A parameter keeps its type and is null where it was not sent; a page has its facts."""
    here = scope(identity={"id": 7}, index=2, page={"total": 250})

    assert Named(name="id").evaluate(here) == 7
    assert Named(name="other").evaluate(here) is None
    assert PageValue(name="total").evaluate(here) == 250
    assert Index(first=1000).evaluate(here) == 1002


def test_later_layers_win_and_null_removes():
    """Layers are merge patches (RFC 7396)."""
    layers = (const({"a": 1, "b": {"c": 2, "d": 3}}), const({"a": None, "b": {"c": 4}}))

    assert MergePatchNode(layers=layers).evaluate(scope()) == {"b": {"c": 4, "d": 3}}
