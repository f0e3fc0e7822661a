"""Tests in several processes, forks of the one that has collected them: `--forks 4`.

    python -m pytest -p tests.forks --forks 4

Collecting thirteen thousand tests and importing what they test takes ten seconds of computing,
which pytest-xdist spends in each of its workers; a fork has it all. A file stays with one fork,
which shares its servers and runs; a fork that is free takes the next file.
"""

import atexit
import itertools
import os
import signal
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, Pipe, wait

import pytest

INDEX_BYTES = 2
"""Bytes of a file's number in the queue: all numbers fit into one pipe."""


@dataclass(slots=True, kw_only=True)
class Fork:
    """A process that runs tests.

    Attributes:
        pid: Its number.
        reports: What it says: the item that it begins, reports, and the item that has ended.
        running: The test that it runs; empty between two.
    """

    pid: int
    reports: Connection
    running: str = ""


class Sender:
    """The plugin of a fork that passes its reports on."""

    def __init__(self, config: pytest.Config, connection: Connection) -> None:
        self._config = config
        self._connection = connection

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Say which test begins, to blame it if the process ends."""
        self._connection.send(("begun", nodeid, None))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Pass a report on."""
        to_data = self._config.hook.pytest_report_to_serializable
        data = to_data(config=self._config, report=report)
        self._connection.send(("report", report.nodeid, data))

    def pytest_runtest_logfinish(self, nodeid: str, location: object) -> None:
        """Say which test has ended."""
        self._connection.send(("ended", nodeid, location))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the number of processes."""
    parser.addoption("--forks", type=int, default=1, help="processes that run the tests")


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """Run the collected tests in forks, unless one process is enough."""
    option = session.config.option
    files = [[*items] for _, items in itertools.groupby(session.items, lambda item: item.path)]
    count = min(option.forks, len(files))
    if count < 2 or option.collectonly or option.usepdb or session.testsfailed:
        return None
    queue = _queue(len(files))
    forks: list[Fork] = []
    try:
        forks.extend(_fork(session, files, queue) for _ in range(count))
        left = len(session.items) - _gather(session, forks)
    finally:
        for fork in forks:
            with suppress(ProcessLookupError):
                os.kill(fork.pid, signal.SIGTERM)
            os.waitpid(fork.pid, 0)
    os.close(queue)
    if left:
        session.shouldfail = f"{left} tests were not run to their end: their processes have ended"
        raise session.Failed(session.shouldfail)
    return True


def _queue(count: int) -> int:
    """Return the end of a pipe from which each fork reads the number of its next file."""
    reader, writer = os.pipe()
    numbers = b"".join(number.to_bytes(INDEX_BYTES, "big") for number in range(count))
    os.set_blocking(writer, False)  # an error, if they did not fit
    assert os.write(writer, numbers) == len(numbers)
    os.close(writer)
    return reader


def _fork(session: pytest.Session, files: Sequence[Sequence[pytest.Item]], queue: int) -> Fork:
    """Start a process that runs files of the queue until it is empty."""
    theirs, ours = Pipe(duplex=False)
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid:
        ours.close()
        return Fork(pid=pid, reports=theirs)
    code = 1
    try:
        atexit._clear()  # noqa: SLF001 - what the first process registered is for itself to do
        theirs.close()
        _work(session, files, queue, ours)
        threading._shutdown()  # noqa: SLF001 - waits for the threads, as the interpreter does
        atexit._run_exitfuncs()  # noqa: SLF001 - the same
        code = 0
    except BaseException:  # noqa: BLE001 - the first process says that this one has ended
        sys.__excepthook__(*sys.exc_info())
    finally:
        os._exit(code)


def _work(
    session: pytest.Session,
    files: Sequence[Sequence[pytest.Item]],
    queue: int,
    connection: Connection,
) -> None:
    """Run files of the queue; `session` has streams of its own from here on."""
    config = session.config
    config.pluginmanager.unregister(name="terminalreporter")
    config.pluginmanager.register(Sender(config, connection))
    if capture := config.pluginmanager.getplugin("capturemanager"):
        capture.stop_global_capturing()
        capture.start_global_capturing()
    items = _next_file(files, queue)
    while items:
        for item, following in itertools.pairwise(items):
            config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        # Taken as late as possible: another process may be free earlier.
        then = _next_file(files, queue)
        nextitem = then[0] if then else None
        config.hook.pytest_runtest_protocol(item=items[-1], nextitem=nextitem)
        items = then


def _next_file(files: Sequence[Sequence[pytest.Item]], queue: int) -> Sequence[pytest.Item]:
    """Return the tests of the next file, none if there is none."""
    number = os.read(queue, INDEX_BYTES)
    return files[int.from_bytes(number, "big")] if number else ()


def _gather(session: pytest.Session, forks: Sequence[Fork]) -> int:
    """Report what the forks report, until the last has ended; return how many tests have ended."""
    ended = 0
    running = {fork.reports: fork for fork in forks}
    while running:
        for connection in wait([*running]):
            assert isinstance(connection, Connection)
            fork = running[connection]
            try:
                kind, nodeid, content = connection.recv()
            except (EOFError, ConnectionError):
                del running[connection]
                if fork.running:
                    _log(session, _crashed(fork.running))
                continue
            if kind == "report":
                config = session.config
                to_report = config.hook.pytest_report_from_serializable
                _log(session, to_report(config=config, data=content))
            elif kind == "ended":
                ended += 1
                fork.running = ""
                hook = session.config.hook
                hook.pytest_runtest_logfinish(nodeid=nodeid, location=content)
            else:
                fork.running = nodeid
    return ended


def _log(session: pytest.Session, report: pytest.TestReport) -> None:
    """Report one outcome, and end if it was the last that is wanted."""
    session.config.hook.pytest_runtest_logreport(report=report)
    if session.shouldfail:
        raise session.Failed(session.shouldfail)
    if session.shouldstop:
        raise session.Interrupted(session.shouldstop)


def _crashed(nodeid: str) -> pytest.TestReport:
    """Return the report of a test that has ended its process."""
    path = nodeid.partition("::")[0]
    reason = "the process that ran it has ended"
    return pytest.TestReport(nodeid, (path, None, nodeid), {}, "failed", reason, "call")
