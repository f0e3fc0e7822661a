"""Large documents: load beside Prism, its growth, and the request rate by number of operations."""

import os
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from tests.acceptance.commands import environment
from tests.benchmarks.speed.asking import Request
from tests.benchmarks.speed.figures import Row, Target, WrongAnswersError
from tests.benchmarks.speed.large_document import write_document
from tests.benchmarks.speed.loads import put_load
from tests.benchmarks.speed.servers import (
    HAS_PROC,
    ROOT,
    Running,
    free_port,
    mock_words,
    prism_command,
    running,
    wait_for_answer,
)

NAME = "large"
OPERATIONS = 900
MOST_RATIO = 0.5
MOST_SECONDS = 2.0
MOST_GROWTH = 2.2
SIZES = (10, 100, 1_000, 3_000)
LEAST_FLATNESS = 0.9
PATIENCE = 900.0
"""Seconds; Prism takes minutes for a large document on a busy machine."""
_IDLE = 0.05


@dataclass(slots=True)
class Loads:
    """Seconds to the first answer, CPU seconds of them, largest memory in MB: load by load."""

    seconds: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)


def large_rows(rounds: int, seconds: int, say: Callable[[str], None]) -> list[Row]:
    """Load large documents and ask them, and return the rows.

    Another document is loaded if `LARGE_DOCUMENT` names it, with a path of it in `LARGE_PATH`.
    """
    with TemporaryDirectory() as name:
        folder = Path(name)
        return [*_load_rows(folder, rounds, say), *_rate_rows(folder, rounds, seconds, say)]


def prism_words(port: int, document: Path) -> list[str] | None:
    """Return the command line of Prism; None if this machine has none (`PRISM` may name it)."""
    prism = prism_command()
    return [prism, "mock", "--port", str(port), str(document)] if prism else None


def _load_rows(folder: Path, rounds: int, say: Callable[[str], None]) -> list[Row]:
    small, twice = folder / "small.json", folder / "twice.json"
    write_document(small, OPERATIONS)
    write_document(twice, 2 * OPERATIONS)
    chosen = Path(os.environ.get("LARGE_DOCUMENT", small))
    path = os.environ.get("LARGE_PATH", "/r7/1")
    found = {name: Loads() for name in ("mock", "twice", "half", "prism")}
    for number in range(rounds):
        for name, document, target in (
            ("mock", chosen, path),
            ("prism", chosen, path),
            ("half", small, "/r7/1"),
            ("twice", twice, "/r7/1"),
        ):
            port = free_port()
            words = prism_words(port, document) if name == "prism" else None
            if name == "prism" and words is None:
                continue
            words = words or mock_words(port, ("--spec", str(document)))
            _load(words, port, Request(target=target).raw(), found[name])
            one = found[name]
            say(f"{NAME} {number + 1}/{rounds} {name}: {one.seconds[-1]:.2f} s")
    return load_rows_of(found, chosen.stat().st_size / 1e6)


def _load(words: Sequence[str], port: int, raw: bytes, into: Loads) -> None:
    began = time.perf_counter()
    with subprocess.Popen(  # noqa: S603 - our own words
        words,
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
    ) as process:
        try:
            answer = wait_for_answer(process, port, raw, PATIENCE)
            into.seconds.append(time.perf_counter() - began)
            into.cpu.append(Running(port=port, process=process).cpu_seconds())
            into.memory.append(_peak_mb(process.pid) if HAS_PROC else 0.0)
        finally:
            process.kill()
    if answer.status != 200:
        raise WrongAnswersError(f"{words[0]}: status {answer.status}")


def _peak_mb(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def load_rows_of(found: Mapping[str, Loads], megabytes: float) -> list[Row]:
    """Return the rows of the loads of `mock`, `prism`, and of a document and one twice as large."""
    mock, prism = found["mock"], found["prism"]
    what = f"first answer of a document of {megabytes:.0f} MB"
    load = os.getloadavg()[0]
    is_quiet = load <= (os.cpu_count() or 1)
    half, twice = median(found["half"].cpu), median(found["twice"].cpu)
    return [
        _to_prism("seconds", what, mock.seconds, prism.seconds, "s"),
        _to_prism("CPU", f"CPU time to the {what}", mock.cpu, prism.cpu, "s"),
        _to_prism("memory", f"peak memory to the {what}", mock.memory, prism.memory, "MB"),
        Row(
            name=f"{NAME}: start",
            what=f"{what}{'' if is_quiet else ', CPU time on a busy machine'}",
            figure=median(mock.seconds if is_quiet else mock.cpu),
            target=Target(limit=MOST_SECONDS, is_least=False),
            unit="s",
            note=f"least {min(mock.seconds):.2f} s; load {load:.1f}",
        ),
        Row(
            name=f"{NAME}: twice",
            what="the CPU time of twice the document",
            figure=twice / half,
            target=Target(limit=MOST_GROWTH, is_least=False),
            note=f"{half:.2f} s to {twice:.2f} s",
        ),
    ]


def _to_prism(
    name: str, what: str, mock: Sequence[float], prism: Sequence[float], unit: str
) -> Row:
    if not prism:
        note = "there is no Prism; set PRISM to its command"
        return Row(name=f"{NAME}: {name}", what=what, figure=median(mock), unit=unit, note=note)
    return Row(
        name=f"{NAME}: {name} to Prism",
        what=f"{what}, to Prism",
        figure=median(mock) / median(prism),
        target=Target(limit=MOST_RATIO, is_least=False),
        note=f"{median(mock):.2f} {unit} to {median(prism):.2f} {unit}",
    )


def _rate_rows(folder: Path, rounds: int, seconds: int, say: Callable[[str], None]) -> list[Row]:
    rates: dict[int, list[float]] = {size: [] for size in SIZES}
    for size in SIZES:
        write_document(folder / f"{size}.json", size)
    for number in range(rounds):
        for size in SIZES:
            port = free_port()
            words = mock_words(port, ("--spec", str(folder / f"{size}.json"), "--no-journal"))
            # Every request is new to the mock, so that each is routed.
            request = Request(target=f"/r{size - 1}/{{n}}")
            with running(words, port, request.raw(), PATIENCE) as server:
                _wait_until_idle(server)
                put_load(port, request, connections=32, seconds=1, first=0)
                before = server.cpu_seconds()
                load = put_load(port, request, connections=32, seconds=seconds, first=10**8)
                spent = server.cpu_seconds() - before if HAS_PROC else load.seconds
            if load.refused or load.broken or not load.requests:
                raise WrongAnswersError(f"{load.refused} refused, {load.broken} broken")
            rates[size].append(load.requests / spent)
            rate = f"{rates[size][-1]:,.0f} a CPU second"
            say(f"{NAME} {number + 1}/{rounds} of {size} operations: {rate}")
    return [rate_row_of(rates)]


def _wait_until_idle(server: Running) -> None:
    """Wait for what the mock does after its start: Connexion routes the operations, too."""
    until, before = time.monotonic() + PATIENCE, -1.0
    while time.monotonic() < until and server.cpu_seconds() - before > _IDLE:
        before = server.cpu_seconds()
        time.sleep(1)


def rate_row_of(rates: Mapping[int, Sequence[float]]) -> Row:
    """Return the row of the requests per CPU second, by number of operations.

    The best rounds are compared: other programs change rates by the clock, and on shared cores
    CPU times, too, but only for the worse.
    """
    best = {size: max(each) for size, each in rates.items()}
    shown = ", ".join(f"{size:,}: {rate:,.0f}" for size, rate in best.items())
    return Row(
        name=f"{NAME}: operations",
        what=f"least to most requests per CPU second, {SIZES[0]} to {SIZES[-1]:,} operations",
        figure=min(best.values()) / max(best.values()),
        target=Target(limit=LEAST_FLATNESS, is_least=True),
        note=shown,
    )
