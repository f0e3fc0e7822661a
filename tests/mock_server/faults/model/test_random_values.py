"""Randomness that can be repeated."""

from mock_server.faults.model.random_values import random_bytes, random_fraction


def test_fractions_are_spread():
    """A thousand draws lie between 0 and 1, about half of them below a half."""
    draws = [random_fraction(7, "delay", i) for i in range(1000)]

    assert all(0 <= draw < 1 for draw in draws)
    assert 450 < sum(draw < 0.5 for draw in draws) < 550


def test_seed_and_subject_decide():
    """The same seed and subject give the same number, another of either gives another."""
    assert random_fraction(1, "a", 0) == random_fraction(1, "a", 0)
    assert (
        len({random_fraction(1, "a", 0), random_fraction(2, "a", 0), random_fraction(1, "b", 0)})
        == 3
    )


def test_noise_ends_no_line():
    """Noise has the length that was asked for and no end of a line."""
    drawn = random_bytes(1, 5000)

    assert len(drawn) == 5000
    assert b"\n" not in drawn
    assert b"\r" not in drawn
