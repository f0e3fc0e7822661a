"""The time of `contracts check` per request, compared with Schemathesis alone."""

import re
import resource
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from tests.acceptance.commands import command, environment, mock_process
from tests.benchmarks.speed.answers import ask_once
from tests.benchmarks.speed.figures import Row, Target
from tests.benchmarks.speed.servers import ROOT

NAME = "check"
MOST_RATIO = 1.5
PATIENCE = 300
METRICS = b"GET /__admin/metrics HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
DOCUMENTS = ("openapi/placewise.yaml", "openapi/elastic_path.yaml")
EXAMPLES = "100"
"""Random requests per operation of Schemathesis alone: enough that its start hardly counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """The cost of a run.

    Attributes:
        requests: How many the server saw.
        seconds: How long it took in all, waiting included.
        cpu_seconds: What it computed.
        wrong: Why it does not count; empty where it does.
    """

    requests: int
    seconds: float
    cpu_seconds: float
    wrong: str = ""


def check_rows(rounds: int, say: Callable[[str], None]) -> list[Row]:
    """Run both in turn against the same server, and compare the time per request."""
    ours, plain = [], []
    with mock_process() as mock:
        port = mock.address[1]
        for number in range(rounds):
            ours.append(cost(port, [[command("contracts"), "check", mock.url, "--profile", "ci"]]))
            plain.append(cost(port, [schemathesis(document, mock.url) for document in DOCUMENTS]))
            for name, one in (("contracts", ours[-1]), ("schemathesis", plain[-1])):
                said = f"{one.requests} requests in {one.seconds:.1f} s"
                say(f"{NAME} {number + 1}/{rounds} {name}: {said}")
    return rows_of(ours, plain)


def schemathesis(document: str, url: str) -> list[str]:
    """Return the command line of Schemathesis with its defaults."""
    words = [command("schemathesis"), "run", document, "--url", url]
    return [*words, "--max-examples", EXAMPLES, "--seed", "1"]


def cost(port: int, runs: Sequence[Sequence[str]]) -> Cost:
    """Run commands one after the other and return their total cost."""
    before = requests_seen(port)
    cpu, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    codes = [
        subprocess.run(  # noqa: S603 - our own words
            words, cwd=ROOT, env=environment(), capture_output=True, check=False, timeout=PATIENCE
        ).returncode
        for words in runs
    ]
    seconds = time.perf_counter() - began
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Cost(
        requests=requests_seen(port) - before,
        seconds=seconds,
        cpu_seconds=used.ru_utime + used.ru_stime - cpu.ru_utime - cpu.ru_stime,
        wrong=f"ended with {max(codes)}" if any(codes) else "",
    )


def requests_seen(port: int) -> int:
    """Return how many requests the mock has answered."""
    return requests_in(ask_once(port, METRICS).body.decode("utf-8"))


def requests_in(metrics: str) -> int:
    """Return the sum of the counters of requests in the text of the metrics."""
    counts = re.findall(r"^mock_server_requests_total\{.*\} (\d+)$", metrics, re.MULTILINE)
    return sum(map(int, counts))


def rows_of(ours: Sequence[Cost], plain: Sequence[Cost]) -> list[Row]:
    """Return the rows of the rounds."""
    wrong = "; ".join(dict.fromkeys(one.wrong for one in (*ours, *plain) if one.wrong))
    rows = []
    for what, target in (
        ("seconds", Target(limit=MOST_RATIO, is_least=False)),
        ("cpu_seconds", None),
    ):
        one, other = (
            median(getattr(cost, what) / max(cost.requests, 1) for cost in costs) * 1e3
            for costs in (ours, plain)
        )
        text = "time" if what == "seconds" else "CPU time"
        rows.append(
            Row(
                name=f"{NAME}: {what}",
                what=f"contracts check --profile ci, {text} per request, to Schemathesis alone",
                figure=None if wrong or not other else one / other,
                target=target,
                note=wrong or f"{one:.1f} ms to {other:.1f} ms",
            )
        )
    return rows
