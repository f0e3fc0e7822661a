"""Random values are repeatable."""

from mock_server.faults.model.random_values import random_bytes, random_fraction


def test_fractions_are_spread():
    """A thousand values are between 0 and 1, and about half of them are below 0.5."""
    draws = [random_fraction(7, "delay", i) for i in range(1000)]

    assert all(0 <= draw < 1 for draw in draws)
    assert 450 < sum(draw < 0.5 for draw in draws) < 550


def test_value_depends_on_seed_and_purpose():
    """The same seed and purpose give the same number; another seed or purpose another one."""
    assert random_fraction(1, "a", 0) == random_fraction(1, "a", 0)
    assert (
        len({random_fraction(1, "a", 0), random_fraction(2, "a", 0), random_fraction(1, "b", 0)})
        == 3
    )


def test_random_bytes_have_no_line_end():
    """They have the requested length and neither CR nor LF."""
    drawn = random_bytes(1, 5000)

    assert len(drawn) == 5000
    assert b"\n" not in drawn
    assert b"\r" not in drawn
