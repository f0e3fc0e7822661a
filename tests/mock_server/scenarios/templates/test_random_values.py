"""Draws are the same on every machine and in every version."""

from mock_server.scenarios.templates.random_values import SeededValues, identity_text

DRAWS = SeededValues.of("s", 0, identity_text({"import_id": 1}))


def test_draws_are_stable():
    """These are the values, whoever computes them."""
    assert DRAWS.integer("a", 1, 1000) == 578
    assert DRAWS.uuid("id") == "b0daf4c0-a0e2-4479-89c7-36885b53b885"
    assert DRAWS.index("c", (1, 2, 3)) == 1
    assert DRAWS.for_part("x#0").integer("a", 1, 1000) == 798


def test_scenario_seed_identity_and_name_all_count():
    """Another scenario, seed, identity or name draws another value."""
    drawn = {
        DRAWS.number("a"),
        DRAWS.number("b"),
        DRAWS.for_part("a").number("a"),
        SeededValues.of("t", 0, identity_text({"import_id": 1})).number("a"),
        SeededValues.of("s", 1, identity_text({"import_id": 1})).number("a"),
        SeededValues.of("s", 0, identity_text({"import_id": 2})).number("a"),
    }

    assert len(drawn) == 6


def test_parts_of_a_name_cannot_run_into_each_other():
    """`ab` then `c` is not `a` then `bc`."""
    assert SeededValues.of("ab", 0, "c").prefix != SeededValues.of("a", 0, "bc").prefix
    assert DRAWS.for_part("ab").number("c") != DRAWS.for_part("a").number("bc")


def test_identity_is_one_text_whatever_its_order_and_type():
    """A number and its text name one thing, and so do two orders."""
    assert identity_text({"b": 1, "a": "x"}) == identity_text({"a": "x", "b": "1"})


def test_weights_decide_how_often_a_position_is_drawn():
    """A weight of 0 is never drawn, the others about as often as they weigh."""
    drawn = [DRAWS.index(str(number), (0, 3, 1)) for number in range(400)]

    assert drawn.count(0) == 0
    assert 250 < drawn.count(1) < 350
