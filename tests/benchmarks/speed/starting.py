"""The time from the start of the process to the first answer."""

import os
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from statistics import median

from tests.acceptance.commands import environment
from tests.benchmarks.speed.answers import Answer
from tests.benchmarks.speed.asking import Request
from tests.benchmarks.speed.contests import Contest, Contestant, right_answer
from tests.benchmarks.speed.figures import Row, Target
from tests.benchmarks.speed.servers import (
    ROOT,
    connexion_words,
    free_port,
    mock_words,
    wait_for_answer,
)

NAME = "start"
MOST_RATIO = 1.2
MOST_SECONDS = 0.25
_UNCOMPILED = "PYTHONDONTWRITEBYTECODE"
"""A variable with which the sources would be compiled at each start; pip compiles them once."""

ROUNDS_EACH = 3
"""Starts per round of the other rows: one is over in half a second."""


def start_rows(request: Request, rounds: int, say: Callable[[str], None]) -> list[Row]:
    """Start the mock and a bare Connexion app in turn, and compare."""
    asked = Contest(
        name=NAME,
        request=request,
        status=200,
        is_documented=True,
        contestants=(Contestant(name="mock"),),
    )
    expected = right_answer(asked)
    took: Mapping[str, list[float]] = {"mock": [], "connexion": []}
    wrong: list[str] = []
    port = free_port()
    first_answer(mock_words(port, ()), port, request.raw())  # compiles what is not compiled yet
    for number in range(rounds * ROUNDS_EACH):
        for name, seconds in took.items():
            port = free_port()
            words = mock_words(port, ()) if name == "mock" else connexion_words(port)
            one, answer = first_answer(words, port, request.raw())
            seconds.append(one)
            wrong += filter(None, [answer.difference(expected, is_json=name == "connexion")])
            say(f"{NAME} {number + 1}/{rounds * ROUNDS_EACH} {name}: {one:.3f} s")
    return rows_of(took["mock"], took["connexion"], "; ".join(dict.fromkeys(wrong)))


def first_answer(words: Sequence[str], port: int, raw: bytes) -> tuple[float, Answer]:
    """Start a server; return the seconds until it answered, and the answer."""
    began = time.perf_counter()
    with subprocess.Popen(  # noqa: S603 - our own words
        words,
        cwd=ROOT,
        env={name: text for name, text in environment().items() if name != _UNCOMPILED},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
    ) as process:
        try:
            answer = wait_for_answer(process, port, raw)
            return time.perf_counter() - began, answer
        finally:
            process.kill()


def rows_of(mock: Sequence[float], connexion: Sequence[float], wrong: str) -> list[Row]:
    """Return the rows of a run.

    Args:
        mock: Seconds, start by start.
        connexion: The same of the bare Connexion app.
        wrong: Why there is no figure; empty where there is.
    """
    load = f"least {min(mock):.3f} s; load {os.getloadavg()[0]:.1f}"
    both = f"{median(mock):.3f} s to {median(connexion):.3f} s"
    return [
        Row(
            name=f"{NAME}: mock/connexion",
            what="process start to first 200, to a bare Connexion app",
            figure=None if wrong else median(mock) / median(connexion),
            target=Target(limit=MOST_RATIO, is_least=False),
            note=wrong or both,
        ),
        Row(
            name=f"{NAME}: seconds",
            what="process start to first 200, on a quiet machine",
            figure=None if wrong else median(mock),
            target=Target(limit=MOST_SECONDS, is_least=False),
            unit="s",
            note=wrong or load,
        ),
    ]
