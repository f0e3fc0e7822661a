"""Counts and latencies."""

import pytest

from mock_server.journal.metrics import Metrics
from tests.mock_server.observed import NOON, observed

JOBS = "/subscriptions/imports"


@pytest.fixture
def text(packaged):
    """The metrics after three requests and two reloads."""
    metrics = Metrics()
    metrics.record(observed(packaged, JOBS, seconds=0.0004))
    metrics.record(observed(packaged, JOBS, seconds=0.3, status=404, fault="error-status"))
    metrics.record(observed(packaged, "/v3/nothing", status=404, refusal="nothing there"))
    metrics.count_reload("good")
    metrics.count_reload("bad")
    return metrics.text({"mock_server_sessions": ("Sessions in use.", 2)})


OF_JOBS = 'api="elastic_path",operation="listImportJobs"'
BUCKET = f"mock_server_request_duration_seconds_bucket{{{OF_JOBS},le="


@pytest.mark.parametrize(
    "line",
    [
        f'mock_server_requests_total{{{OF_JOBS},status="200"}} 1',
        f'mock_server_requests_total{{{OF_JOBS},status="404"}} 1',
        'mock_server_requests_total{api="",operation="",status="404"} 1',
        "mock_server_unmatched_requests_total 1",
        'mock_server_faults_fired_total{fault="error-status"} 1',
        'mock_server_reloads_total{outcome="bad"} 1',
        f'{BUCKET}"0.0005"}} 1',
        f'{BUCKET}"0.5"}} 2',
        f'{BUCKET}"+Inf"}} 2',
        f"mock_server_request_duration_seconds_sum{{{OF_JOBS}}} 0.300400",
        f"mock_server_request_duration_seconds_count{{{OF_JOBS}}} 2",
        "# TYPE mock_server_sessions gauge",
        "mock_server_sessions 2",
    ],
)
def test_everything_is_counted(text, line):
    """The text has responses by operation and status, refusals, faults, reloads and latencies."""
    assert line in text.splitlines()


def test_every_line_is_as_prometheus_reads_it(text):
    """Each line is a comment or a sample, and each family is introduced once."""
    samples = [line for line in text.splitlines() if not line.startswith("# ")]
    types = [line.split()[2] for line in text.splitlines() if line.startswith("# TYPE")]

    assert text.endswith("\n")
    assert all(float(line.rpartition(" ")[2]) >= 0 for line in samples)
    assert len(types) == len(set(types)) == 6


def test_text_of_a_request_is_never_a_label(packaged):
    """No client can make the metrics grow with names of its own."""
    metrics = Metrics()
    before = len(metrics.text({}).splitlines())
    for number in range(100):
        metrics.record(observed(packaged, f"/made-up-{number}", method=f"M{number}", status=404))
    after = len(metrics.text({}).splitlines())

    assert after - before <= 20


def test_repeated_exchange_counts_each_time(packaged):
    """What happens again is counted again, refusals too."""
    metrics = Metrics()
    seen = observed(packaged, JOBS, status=400, refusal="no")
    metrics.record(seen)
    repeat = metrics.recorder_for_repeats(seen)
    for _ in range(2):
        repeat(NOON, NOON, 0.002)
    text = metrics.text({})

    assert 'operation="listImportJobs",status="400"} 3' in text
    assert "mock_server_unmatched_requests_total 3" in text
    assert 'operation="listImportJobs"} 0.004' in text


def test_every_worker_has_a_label_of_its_own(packaged):
    """A worker that is started again counts from 0, which Prometheus sees in its series alone."""
    one, other = Metrics(), Metrics()
    one.record(observed(packaged, JOBS, fault="delay"))
    for _ in range(2):
        other.record(observed(packaged, JOBS, status=400, refusal="no"))
    text = one.text({}, {1: one, 2: Metrics.read(other.snapshot())})

    assert 'operation="listImportJobs",status="200",worker="1"} 1' in text
    assert 'operation="listImportJobs",status="400",worker="2"} 2' in text
    assert 'mock_server_unmatched_requests_total{worker="2"} 2' in text
    assert 'mock_server_faults_fired_total{fault="delay",worker="1"} 1' in text
    assert text.count("# TYPE mock_server_requests_total") == 1


def test_metrics_arrive_as_they_were(packaged):
    """What another process has counted is shown as it would show it."""
    metrics = Metrics()
    metrics.record(observed(packaged, JOBS, fault="delay"))
    metrics.count_reload("good")

    assert Metrics.read(metrics.snapshot()).text({}) == metrics.text({})
