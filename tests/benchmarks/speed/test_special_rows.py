"""The rows without a contest: memory, start, check."""

import pytest

from tests.benchmarks.speed import checking, large, memory, starting, workers
from tests.benchmarks.speed.checking import Cost, requests_in
from tests.benchmarks.speed.figures import Measurement
from tests.benchmarks.speed.large import Loads


def verdicts(rows):
    """Return figure and verdict of each row."""
    return [(row.figure, row.verdict) for row in rows]


def test_memory_is_the_last_measurement_and_its_growth_that_of_the_second_half():
    """Memory of the warm-up is not growth."""
    measurements = [(250, 60.0), (500, 80.0), (750, 80.0), (1000, 84.0)]

    assert verdicts(memory.rows_of(measurements, "")) == [(84.0, "pass"), (1.05, "pass")]


def test_memory_too_large_or_growing_fails():
    """Either one fails the row."""
    large, growing = [(500, 130.0), (1000, 130.0)], [(500, 60.0), (1000, 70.0)]

    assert [row.verdict for row in memory.rows_of(large, "")] == ["fail", "pass"]
    assert [row.verdict for row in memory.rows_of(growing, "")] == ["pass", "fail"]


def test_start_is_compared_by_medians():
    """One slow start of many has no effect."""
    rows = starting.rows_of([0.2, 0.9, 0.1], [0.25, 0.25, 0.05], "")

    assert verdicts(rows) == [(0.8, "pass"), (0.2, "pass")]


def test_check_is_compared_per_request():
    """Twice the time for four times the requests."""
    ours = [Cost(requests=400, seconds=8.0, cpu_seconds=4.0)]
    plain = [Cost(requests=100, seconds=4.0, cpu_seconds=1.0)]

    assert verdicts(checking.rows_of(ours, plain)) == [(0.5, "pass"), (1.0, "info")]


@pytest.mark.parametrize(
    "rows",
    [
        memory.rows_of([(1, 1.0)], "status 500"),
        starting.rows_of([0.1], [0.1], "status 500"),
        checking.rows_of(
            [Cost(requests=1, seconds=1.0, cpu_seconds=1.0, wrong="status 500")],
            [Cost(requests=1, seconds=1.0, cpu_seconds=1.0)],
        ),
    ],
    ids=["memory", "start", "check"],
)
def test_wrong_answers_give_no_figure(rows):
    """Each of their rows has the reason."""
    assert {(row.figure, row.verdict, row.note) for row in rows} == {(None, "wrong", "status 500")}


def test_requests_are_summed_over_the_counters():
    """Other metrics and comments do not count."""
    metrics = (
        "# TYPE mock_server_requests_total counter\n"
        'mock_server_requests_total{api="a",status="200"} 7\n'
        'mock_server_requests_total{api="",status="404"} 2\n'
        "mock_server_unmatched_requests_total 2\n"
    )

    assert requests_in(metrics) == 9


@pytest.mark.parametrize(("load", "start"), [(0.5, 1.0), (99.0, 0.9)])
def test_a_load_is_compared_with_prism_and_with_that_of_half_the_document(monkeypatch, load, start):
    """Time and memory to Prism's, and the growth; on a busy machine the start is its CPU time."""
    monkeypatch.setattr("os.getloadavg", lambda: (load, load, load))
    found = {
        "mock": Loads(seconds=[1.0], cpu=[0.9], memory=[100.0]),
        "prism": Loads(seconds=[4.0], cpu=[3.0], memory=[160.0]),
        "half": Loads(cpu=[1.0]),
        "twice": Loads(cpu=[2.1]),
    }

    assert verdicts(large.load_rows_of(found, 12.0)) == [
        (0.25, "pass"),
        (0.3, "pass"),
        (0.625, "fail"),
        (start, "pass"),
        (2.1, "pass"),
    ]


def test_without_prism_the_load_only_informs():
    """A machine without Prism has no ratio, and misses no target for it."""
    own = Loads(seconds=[1.0], cpu=[1.0], memory=[100.0])
    found = {"mock": own, "prism": Loads(), "half": own, "twice": own}

    assert [row.verdict for row in large.load_rows_of(found, 12.0)][:3] == ["info"] * 3


def test_rates_are_flat_within_a_tenth():
    """The largest document is not slower than the smallest by more than that."""
    rates = {10: [1000.0], 3000: [920.0]}

    assert verdicts([large.rate_row_of(rates), large.rate_row_of({**rates, 3000: [800.0]})]) == [
        (0.92, "pass"),
        (0.8, "fail"),
    ]


def test_two_workers_need_cores_of_their_own():
    """With a core for each program they must reach the target; without, the row says why not."""
    one, two = (
        [Measurement(requests=count, seconds=1.0, cpu_seconds=1.0, p50_ms=1.0, p99_ms=1.0)]
        for count in (1000, 1800)
    )

    assert verdicts([workers.row_of(one, two, cores=4)]) == [(1.8, "pass")]
    assert verdicts([workers.row_of(one, one, cores=4)]) == [(1.0, "fail")]
    (few,) = [workers.row_of(one, two, cores=2)]
    assert (few.verdict, "2 cores for 4 programs" in few.note) == ("info", True)
    assert workers.row_of(one, [], cores=4).verdict == "wrong"
