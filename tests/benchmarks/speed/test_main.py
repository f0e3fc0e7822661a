"""The selected rows, and rows that cannot be measured."""

from argparse import ArgumentTypeError

import pytest

from tests.benchmarks.speed.__main__ import NAMES, names, other_rows
from tests.benchmarks.speed.figures import WrongAnswersError


def test_rows_are_named_with_commas_or_spaces():
    """Make passes them with either."""
    assert names("import,list start") == ("import", "list", "start")


def test_an_empty_selection_is_all_rows():
    """`make bench` passes an empty value."""
    assert names("") == NAMES


def test_unknown_row_is_refused():
    """The message lists the rows."""
    with pytest.raises(ArgumentTypeError, match=r"there is no 'impot'; there are import list"):
        names("impot")


def test_what_cannot_be_measured_is_a_row_without_a_figure():
    """The row has the reason."""

    def measure():
        raise WrongAnswersError("status 500")

    (row,) = other_rows("start", measure)

    assert (row.verdict, row.note) == ("wrong", "status 500")
