"""Random values are the same on every machine and in every version."""

from mock_server.scenarios.templates.random_values import SeededValues, identity_text

DRAWS = SeededValues.of("s", 0, identity_text({"import_id": 1}))


def test_random_values_are_stable():
    """These values never change."""
    assert DRAWS.integer("a", 1, 1000) == 578
    assert DRAWS.uuid("id") == "b0daf4c0-a0e2-4479-89c7-36885b53b885"
    assert DRAWS.index("c", (1, 2, 3)) == 1
    assert DRAWS.for_part("x#0").integer("a", 1, 1000) == 798


def test_value_depends_on_scenario_seed_identity_and_name():
    """Another scenario, seed, identity or name has another value."""
    drawn = {
        DRAWS.number("a"),
        DRAWS.number("b"),
        DRAWS.for_part("a").number("a"),
        SeededValues.of("t", 0, identity_text({"import_id": 1})).number("a"),
        SeededValues.of("s", 1, identity_text({"import_id": 1})).number("a"),
        SeededValues.of("s", 0, identity_text({"import_id": 2})).number("a"),
    }

    assert len(drawn) == 6


def test_parts_of_a_prefix_are_separated():
    """`ab` and then `c` differs from `a` and then `bc`."""
    assert SeededValues.of("ab", 0, "c").prefix != SeededValues.of("a", 0, "bc").prefix
    assert DRAWS.for_part("ab").number("c") != DRAWS.for_part("a").number("bc")


def test_identity_has_one_canonical_text():
    """Order does not matter, and a number has the same text as its string."""
    assert identity_text({"b": 1, "a": "x"}) == identity_text({"a": "x", "b": "1"})


def test_positions_are_drawn_by_their_weights():
    """A weight of 0 is never drawn, the others about in proportion to their weights."""
    drawn = [DRAWS.index(str(number), (0, 3, 1)) for number in range(400)]

    assert drawn.count(0) == 0
    assert 250 < drawn.count(1) < 350
