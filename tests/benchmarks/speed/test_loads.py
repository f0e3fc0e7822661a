"""Load generators and their failures."""

import sys

import pytest

from tests.benchmarks.speed.figures import WrongAnswersError
from tests.benchmarks.speed.loads import Load, load_of, output_of


def test_last_line_is_the_result():
    """A generator may print other lines before."""
    line = (
        '{"requests": 10, "seconds": 1.5, "octets": 1000, "refused": 2, "broken": 1,'
        ' "p50_ms": 0.5, "p99_ms": 0.9}'
    )

    assert load_of(f"Running\n\n{line}\n") == Load(
        requests=10, seconds=1.5, octets=1000, refused=2, broken=1, p50_ms=0.5, p99_ms=0.9
    )


def test_generator_prints():
    """The output is returned unchanged."""
    assert output_of([sys.executable, "-c", "print(1)"], 30) == "1\n"


@pytest.mark.parametrize(
    ("program", "seconds", "why"),
    [("raise SystemExit(1)", 30, "CalledProcessError"), ("input()", 0.01, "TimeoutExpired")],
)
def test_generator_that_fails_gives_no_figure(program, seconds, why):
    """A generator that crashes or hangs gives no figure."""
    with pytest.raises(WrongAnswersError, match=why):
        output_of([sys.executable, "-c", program], seconds)
