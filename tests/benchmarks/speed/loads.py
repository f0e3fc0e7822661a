"""The load generators: wrk if the machine has it, else the client of this folder."""

import json
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.speed.asking import Request
from tests.benchmarks.speed.figures import WrongAnswersError

PATIENCE = 30
"""Seconds that a generator may take beyond its set time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """The counts of a generator.

    Attributes:
        requests: Whole answers.
        seconds: From its beginning to its end.
        octets: Bytes that it read.
        refused: Answers with a status of 400 and more.
        broken: Connections that failed, and answers that did not come.
        p50_ms: Half of the answers took at most this long.
        p99_ms: All but one in a hundred took at most this long.
    """

    requests: int
    seconds: float
    octets: int
    refused: int
    broken: int
    p50_ms: float
    p99_ms: float


def generator() -> str:
    """Return the name of the generator that is used on this machine."""
    return "wrk" if shutil.which("wrk") else "the bundled client"


def put_load(port: int, request: Request, *, connections: int, seconds: int, first: int) -> Load:
    """Send a request over and over from another process.

    Args:
        port: Where on the loopback.
        request: What to send.
        connections: How many at once.
        seconds: How long.
        first: The number after which `{n}` begins.

    Raises:
        WrongAnswersError: The generator failed.
    """
    wrk = shutil.which("wrk")
    with tempfile.TemporaryDirectory() as folder:
        if wrk:
            script = Path(folder, "script.lua")
            script.write_text(request.script(first), encoding="utf-8")
            words = [wrk, "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s"]
            words += ["-s", str(script), f"http://127.0.0.1:{port}"]
        else:
            words = [sys.executable, "-m", "tests.benchmarks.speed.client", str(port)]
            words += [request.template, str(request.distinct), str(first)]
            words += [str(connections), str(seconds)]
        return load_of(output_of(words, seconds + PATIENCE))


def output_of(words: list[str], seconds: float) -> str:
    """Run a generator and return what it printed.

    Raises:
        WrongAnswersError: It failed, or did not end in time.
    """
    try:
        done = subprocess.run(  # noqa: S603 - our own words
            words, capture_output=True, check=True, encoding="utf-8", timeout=seconds
        )
    except subprocess.SubprocessError as error:
        why = f"the load generator gave up ({type(error).__name__})"
        raise WrongAnswersError(why) from error
    return done.stdout


def load_of(output: str) -> Load:
    """Parse the output of a generator: the last line is JSON."""
    return Load(**json.loads(output.strip().splitlines()[-1]))
