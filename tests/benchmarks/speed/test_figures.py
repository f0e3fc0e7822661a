"""Ratios are medians of rounds, and there is none from wrong answers."""

from dataclasses import replace

import pytest

from tests.benchmarks.speed.figures import (
    Measurement,
    Row,
    Target,
    WrongAnswersError,
    complaints,
    cpu_ratio,
    rate_ratio,
    unsteadiness,
)


def measurement(requests, *wrong, seconds=1.0, cpu_seconds=1.0):
    """Return a measurement with this number of answers per second."""
    return Measurement(
        requests=requests,
        seconds=seconds,
        cpu_seconds=cpu_seconds,
        p50_ms=1.0,
        p99_ms=2.0,
        wrong=wrong,
    )


def test_ratio_is_the_median_over_the_rounds():
    """One disturbed round has no effect, and each round is compared with itself."""
    ours = [measurement(200), measurement(10), measurement(600)]
    bare = [measurement(100), measurement(100), measurement(200)]

    assert rate_ratio(ours, bare) == 2.0


def test_rate_is_per_second():
    """The length of a round has no effect."""
    assert measurement(300, seconds=2.0).rate == 150.0
    assert rate_ratio([measurement(300, seconds=2.0)], [measurement(100)]) == 1.5


def test_cpu_ratio_is_above_one_for_the_cheaper_server():
    """200 answers for the CPU time of 100."""
    assert cpu_ratio([measurement(200)], [measurement(100)]) == 2.0


@pytest.mark.parametrize("ratio", [rate_ratio, cpu_ratio])
@pytest.mark.parametrize(
    ("ours", "bare", "why"),
    [
        ([measurement(9, "status 500")], [measurement(9)], "status 500"),
        ([measurement(9)], [measurement(9, "another body")], "another body"),
        ([measurement(9), measurement(9)], [measurement(9), measurement(9, "late")], "late"),
        ([measurement(0)], [measurement(9)], "there was no answer"),
        ([], [], "it was not measured"),
        ([measurement(9)], [measurement(9), measurement(9)], "1 rounds against 2"),
    ],
    ids=["ours", "the reference", "one round", "no answer", "nothing", "a round is missing"],
)
def test_no_ratio_from_wrong_answers(ratio, ours, bare, why):
    """Fast and wrong is not fast."""
    with pytest.raises(WrongAnswersError, match=why):
        ratio(ours, bare)


def test_complaint_is_made_once():
    """A complaint of several rounds is listed once."""
    assert complaints([measurement(9, "late"), measurement(9, "late")]) == ("late",)


@pytest.mark.parametrize(
    ("figure", "target", "verdict"),
    [
        (2.5, Target(limit=2.5), "pass"),
        (2.4, Target(limit=2.5), "fail"),
        (1.2, Target(limit=1.2, is_least=False), "pass"),
        (1.3, Target(limit=1.2, is_least=False), "fail"),
        (0.1, None, "info"),
        (None, Target(limit=2.5), "wrong"),
        (None, None, "wrong"),
    ],
)
def test_verdict(figure, target, verdict):
    """The limit itself passes, and nothing passes without a figure."""
    assert Row(name="x", what="x", figure=figure, target=target).verdict == verdict


@pytest.mark.parametrize(
    ("measurements", "apart"),
    [
        ([measurement(100), measurement(100)], 0.0),
        ([measurement(80), measurement(100), measurement(130)], 0.5),
        ([], 0.0),
    ],
)
def test_unsteadiness(measurements, apart):
    """From the slowest to the fastest round, by the median."""
    assert unsteadiness(measurements) == apart


def test_cost_of_a_request():
    """Microseconds of CPU time; none where nothing was answered."""
    assert measurement(1000, cpu_seconds=0.5).cpu_us == 500.0
    assert replace(measurement(0), seconds=0.0).rate == 0.0
    assert measurement(0).cpu_us == 0.0
