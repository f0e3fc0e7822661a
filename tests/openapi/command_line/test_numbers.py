"""Numbers of options: within their bounds, or refused with what is allowed."""

import click
import pytest

from openapi.command_line import Number, WholeNumber


@pytest.mark.parametrize(
    ("kind", "text", "number"),
    [(Number(0.1, 3600), "0.1", 0.1), (Number(), "inf", float("inf")), (WholeNumber(0), "7", 7)],
)
def test_a_number_within_bounds_is_read(kind, text, number):
    """The bounds are allowed themselves."""
    assert kind.convert(text, None, None) == number


@pytest.mark.parametrize(
    ("kind", "text", "words"),
    [
        (Number(0.1, 3600), "nan", "'nan' is not a number from 0.1 to 3600"),
        (Number(), "-NaN", "'-NaN' is not a number"),
        (Number(0.1, 3600), "4000", "'4000' is not a number from 0.1 to 3600"),
        (Number(0.1, 3600), "soon", "'soon' is not a number from 0.1 to 3600"),
        (WholeNumber(0, 65535), "65536", "'65536' is not a whole number from 0 to 65535"),
    ],
)
def test_what_is_no_number_within_bounds_is_refused(kind, text, words):
    """NaN compares with no bound, so it is refused by name."""
    with pytest.raises(click.BadParameter) as caught:
        kind.convert(text, None, None)

    assert caught.value.message == words
