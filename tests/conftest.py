"""What holds for every test: the share of each worker, and what the end of a run says."""

import gc
import sys
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from _pytest.runner import runtestprotocol
from hypothesis import settings
from xdist.remote import Producer
from xdist.scheduler import EachScheduling
from xdist.workermanage import WorkerController

from openapi.process.garbage import collection_paused
from tests.compiling import compile_share
from tests.sharing import shares
from tests.thorough import EXAMPLES

TESTS = Path(__file__).parent
settings.register_profile("specimen", deadline=None, print_blob=True, max_examples=EXAMPLES)
settings.load_profile("specimen")  # tests do not time: a busy machine is no failure
FEW_COLLECTIONS = (50_000, 20, 20)
"""How many new objects start a collection; the interpreter's own first number is 700."""


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Generator[None, object, object]:
    """Share the compiling of a fresh checkout; keep the garbage collector from what is collected.

    The collector pauses while ten thousand tests are collected, which all stay; afterwards it looks
    only at what they make, and less often: otherwise it takes a tenth of the time.
    """
    share = share_of(session.config)
    with collection_paused(is_kept=True):
        if share is not None and not sys.dont_write_bytecode:
            compile_share(share.worker, share.workers)
        collected = yield
    gc.set_threshold(*FEW_COLLECTIONS)
    return collected


class Share(NamedTuple):
    """The part of a run of all tests that one worker has."""

    worker: int
    workers: int
    files: frozenset[Path]


_SHARE = pytest.StashKey[Share | None]()


def is_shared(config: pytest.Config) -> bool:
    """Whether each worker collects its own files: where all tests are run, by several workers."""
    is_whole = [*map(Path, config.args)] in ([TESTS], [Path(TESTS.name)])
    return is_whole and config.getoption("dist", "no") == "loadfile"


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: WorkerController) -> None:
    """Pass on to each worker how it is run: xdist leaves that out of its options."""
    node.workerinput["is_shared"] = is_shared(node.config)


def share_of(config: pytest.Config) -> Share | None:
    """Return the share of this worker; None if it collects everything."""
    if _SHARE not in config.stash:
        config.stash[_SHARE] = _share_of(config)
    return config.stash[_SHARE]


def _share_of(config: pytest.Config) -> Share | None:
    worker_input = getattr(config, "workerinput", None)
    if worker_input is None or not worker_input["is_shared"]:
        return None
    worker = int(worker_input["workerid"].removeprefix("gw"))
    workers = worker_input["workercount"]
    sizes = {str(file.relative_to(TESTS)): file.stat().st_size for file in TESTS.rglob("test_*.py")}
    own = (TESTS / name for name, owner in shares(sizes, workers).items() if owner == worker)
    return Share(worker, workers, frozenset(own))


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out the files of the other workers."""
    share = share_of(config)
    if share is None or not collection_path.name.startswith("test_") or collection_path.is_dir():
        return None
    return True if collection_path not in share.files else None


class SharedScheduling(EachScheduling):
    """Has each worker run all that it has collected."""

    def schedule(self) -> None:
        """Begin; the progress is that of all tests."""
        session = self.config.pluginmanager.get_plugin("session")
        session.testscollected = sum(map(len, self.node2collection.values()))
        super().schedule()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> object:
    """Run shares where all tests are run; `--dist loadfile` is for a part of them."""
    return SharedScheduling(config, log) if is_shared(config) else None


def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    """Send one report of a test that passes from a worker, instead of three.

    They are tens of thousands of messages otherwise. A file or a list with the time of each part
    needs all.
    """
    options = item.config.option
    if not hasattr(item.config, "workerinput") or options.xmlpath or options.durations is not None:
        return None
    place = {"nodeid": item.nodeid, "location": item.location}
    item.ihook.pytest_runtest_logstart(**place)
    for report in runtestprotocol(item, log=False, nextitem=nextitem):
        if says_something(report):
            item.ihook.pytest_runtest_logreport(report=report)
    item.ihook.pytest_runtest_logfinish(**place)
    return True


def says_something(report: pytest.TestReport) -> bool:
    """Whether a report is that of the test itself, or of a fixture that has failed or skipped."""
    return report.when == "call" or not report.passed


def browser_line(skipped: Sequence[object]) -> str:
    """Return the sentence about skipped browser tests, empty if there are none.

    `skipped` are the reports of pytest, whose `longrepr` ends with the reason.
    """
    reasons = [str(getattr(report, "longrepr", "")) for report in skipped]
    count = sum("Chromium" in reason for reason in reasons)
    if not count:
        return ""
    return f"NOT RUN: {count} tests in a browser, for want of Chromium; install it: make browsers"


def redis_line(skipped: Sequence[object]) -> str:
    """Return the sentence about skipped tests with Redis, empty if there are none."""
    reasons = [str(getattr(report, "longrepr", "")) for report in skipped]
    count = sum("redis-server" in reason for reason in reasons)
    if not count:
        return ""
    return f"NOT RUN: {count} tests with a store, for want of redis-server; install it: make redis"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many tests in a browser or with a store were skipped, and how to get them."""
    skipped = terminalreporter.stats.get("skipped", [])
    for line in filter(None, (browser_line(skipped), redis_line(skipped))):
        terminalreporter.write_line(line, yellow=True)
