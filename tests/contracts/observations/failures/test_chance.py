"""Tests of what a server may do by chance."""

from contracts.observations.failures.chance import HEADS, MIXED_UP

SHARE = 0.3  # of the requests fail


def test_a_flaky_server_is_rarely_accused_of_more():
    """One resource in a thousand is too many: chance would be taken for a fault."""
    between_gets = SHARE * (1 - SHARE) ** 2
    second_as_first = SHARE**2 * (1 - SHARE) ** 2

    assert between_gets**HEADS < 0.001
    assert second_as_first**MIXED_UP < 0.001
