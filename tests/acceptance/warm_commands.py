"""The command `contracts`, run hundreds of times in children of a process that has imported it.

A child is what a process of its own would be, without its half second of imports: it has its own
streams, its own exit code, and its own memory, which the kernel measures.
"""

import gc
import importlib
import io
import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stdout, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from tests.acceptance.commands import environment

IMPORTED = (
    "contracts.cli.check",
    "contracts.cli.main",
    "contracts.fuzz.schemathesis.engine",
    "contracts.reports.catalogue",
    "contracts.run.check",
    "contracts.run.replay",
)
"""What takes long to import; what only starts the process waits for none of it."""

REPOSITORY = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A command that has ended.

    Attributes:
        code: Its exit code; below zero the signal that has killed it.
        output: What it wrote to standard output and standard error, as bytes.
        megabytes: The most memory that it held at once.
        cpu_seconds: What it has computed.
    """

    code: int
    output: bytes
    megabytes: float
    cpu_seconds: float


@dataclass(frozen=True, slots=True)
class WarmCommands:
    """A process that runs `contracts` in its children."""

    process: subprocess.Popen[str]

    def run(
        self, *words: str, cwd: Path, env: Mapping[str, str] | None = None, patience: int = 400
    ) -> Ended:
        """Run `contracts` with these words; after `patience` seconds it is killed."""
        order = {"words": words, "cwd": str(cwd), "env": environment(env), "patience": patience}
        self.process.stdin.write(f"{json.dumps(order)}\n")
        self.process.stdin.flush()
        said = json.loads(self.process.stdout.readline())
        return Ended(output=(cwd / "output").read_bytes(), **said)


@contextmanager
def warm_commands() -> Iterator[WarmCommands]:
    """Start the process, and end it after the block."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.acceptance.warm_commands"],
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        yield WarmCommands(process)
        process.stdin.close()


def _run(order) -> NoReturn:
    """Do in a child what the command would do."""
    from contracts.cli.main import main  # noqa: PLC0415  # imported by the parent

    signal.alarm(order["patience"])
    os.chdir(order["cwd"])
    os.environ.clear()
    os.environ.update(order["env"])
    output = os.open("output", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for number in (1, 2):
        os.dup2(output, number)
    sys.argv = ["contracts", *order["words"]]
    code = 0
    try:
        main(order["words"])
    except SystemExit as error:
        code = error.code or 0
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(int(code))


def serve() -> None:
    """Take orders from standard input, a line each, and answer them in turn."""
    for name in IMPORTED:
        importlib.import_module(name)
    # What is made once for all documents, such as the validators of OpenAPI itself.
    with redirect_stdout(io.StringIO()), suppress(SystemExit):
        sys.modules["contracts.cli.main"].main(["check", "http://127.0.0.1:9", "--dry-run"])
    gc.collect()
    gc.freeze()
    for line in sys.stdin:
        child = os.fork()
        if not child:
            _run(json.loads(line))
        _, status, used = os.wait4(child, 0)
        said = {
            "code": os.waitstatus_to_exitcode(status),
            "megabytes": used.ru_maxrss / 1024,
            "cpu_seconds": used.ru_utime + used.ru_stime,
        }
        sys.stdout.write(f"{json.dumps(said)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    serve()
