"""Every row has its contest with both of its contestants."""

from tests.benchmarks.speed.figures import Measurement
from tests.benchmarks.speed.table import COMPARISONS, CONTESTS, Comparison

MEASUREMENT = Measurement(requests=100, seconds=1.0, cpu_seconds=1.0, p50_ms=1.0, p99_ms=1.0)


def test_compared_servers_meet_in_the_contest():
    """Otherwise the error would appear only after minutes."""
    present = {(c.name, one.name) for c in CONTESTS for one in c.contestants}
    wanted = {(c.contest, name) for c in COMPARISONS for name in (c.measured, c.reference)}

    assert wanted <= present


def test_rows_have_names_of_their_own():
    """Names of rows are unique, so that two runs can be compared."""
    names = [comparison.name for comparison in COMPARISONS]

    assert len(set(names)) == len(names)


def test_comparison_with_wrong_answers_has_no_figure():
    """The row has the reason."""
    wrong = Measurement(
        requests=100, seconds=1.0, cpu_seconds=1.0, p50_ms=1.0, p99_ms=1.0, wrong=("status 500",)
    )
    row = Comparison(contest="x", what="x").row({"mock": [MEASUREMENT], "bare": [wrong]})

    assert (row.figure, row.verdict, row.note) == (None, "wrong", "status 500")


def test_comparison_divides_ours_by_the_reference():
    """A faster mock is above 1."""
    twice = Measurement(requests=200, seconds=1.0, cpu_seconds=1.0, p50_ms=1.0, p99_ms=1.0)
    row = Comparison(contest="x", what="x").row({"mock": [twice], "bare": [MEASUREMENT]})

    assert row.figure == 2.0
