"""The memory of a server during a large number of different requests."""

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.speed.asking import Request
from tests.benchmarks.speed.contests import Contest, Contestant, measured, right_answer, start
from tests.benchmarks.speed.figures import Row, Target
from tests.benchmarks.speed.servers import HAS_PROC

NAME = "memory"
DISTINCT = 100_000
MOST_MB = 120.0
MOST_GROWTH = 1.05
TURN_SECONDS = 5

ASKED = Contest(
    name=NAME,
    request=Request(
        target="/v3/infinity-mall/members/imports/{n}",
        headers=(("X-Loyalty-Club-Slug", "infinity-mall"),),
        distinct=DISTINCT,
    ),
    status=200,
    is_documented=True,
    contestants=(Contestant(name="mock+journal"),),
)


def memory_rows(requests: int, say: Callable[[str], None]) -> list[Row]:
    """Send this number of requests to the mock with its journal on, and return the rows."""
    sent, wrong, memory = 0, "", []
    with ExitStack() as stack:
        expected = right_answer(ASKED)
        folder = Path(stack.enter_context(TemporaryDirectory()))
        one = ASKED.contestants[0]
        server = stack.enter_context(start(one, ASKED, expected, folder))
        while sent < requests and not wrong:
            measurement = measured(ASKED, one, server, expected, seconds=TURN_SECONDS, first=sent)
            sent += measurement.requests
            wrong = "; ".join(measurement.wrong)
            memory.append((sent, server.memory_mb() if HAS_PROC else 0.0))
            say(f"{NAME} {sent:,} of {requests:,}: {memory[-1][1]:.1f} MB")
    if not wrong and not HAS_PROC:
        wrong = "this system has no /proc to read it from"
    return rows_of(memory, wrong)


def rows_of(memory: list[tuple[int, float]], wrong: str) -> list[Row]:
    """Return the rows of a run.

    Args:
        memory: Requests so far and MB, from turn to turn.
        wrong: Why there is no figure; empty where there is.
    """
    sent, last = memory[-1]
    what = f"memory after {sent:,} requests, {min(sent, DISTINCT):,} URLs"
    half = next(mb for count, mb in memory if count * 2 >= sent)
    note = wrong or f"{memory[0][1]:.1f} MB after {memory[0][0]:,}; journal on"
    return [
        Row(
            name=f"{NAME}: MB",
            what=what,
            figure=None if wrong else last,
            target=Target(limit=MOST_MB, is_least=False),
            unit="MB",
            note=note,
        ),
        Row(
            name=f"{NAME}: growth",
            what="its growth in the second half",
            figure=None if wrong else last / half,
            target=Target(limit=MOST_GROWTH, is_least=False),
            note=wrong or f"{half:.1f} MB at half",
        ),
    ]
