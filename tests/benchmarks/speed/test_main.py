"""Which rows are asked for, and what becomes of those that cannot be measured."""

from argparse import ArgumentTypeError

import pytest

from tests.benchmarks.speed.__main__ import NAMES, names, other_rows
from tests.benchmarks.speed.figures import WrongAnswersError


def test_rows_are_named_with_commas_or_spaces():
    """As Make passes them."""
    assert names("import,list start") == ("import", "list", "start")


def test_nothing_named_is_everything():
    """`make bench` passes an empty value on."""
    assert names("") == NAMES


def test_unknown_row_is_refused():
    """With what there is."""
    with pytest.raises(ArgumentTypeError, match=r"there is no 'impot'; there are import list"):
        names("impot")


def test_what_cannot_be_measured_is_a_row_without_a_figure():
    """And says why."""

    def measure():
        raise WrongAnswersError("status 500")

    (row,) = other_rows("start", measure)

    assert (row.verdict, row.note) == ("wrong", "status 500")
