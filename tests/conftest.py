"""What holds for every test: the order of the files, and what the end of a run says."""

import gc
import os
import sys
from collections.abc import Generator, Sequence
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol
from hypothesis import settings
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from openapi.process.garbage import collection_paused
from tests.compiling import compile_share
from tests.thorough import EXAMPLES

TESTS = Path(__file__).parent
HEAVY = (
    "acceptance/browser/test_browser_pages.py",
    "acceptance/browser/test_every_page.py",
    "acceptance/browser/test_faults_page.py",
    "acceptance/browser/test_hostile_documents.py",
    "acceptance/browser/test_html_report.py",
    "acceptance/browser/test_journal_page.py",
    "acceptance/browser/test_reference_page.py",
    "acceptance/browser/test_sessions.py",
    "acceptance/browser/test_start.py",
    "acceptance/browser/test_state.py",
    "acceptance/test_hostile_servers.py",
    "acceptance/test_scenarios.py",
    "mock_server/scenarios/verification/test_verify.py",
    "contracts/fuzz/test_campaign.py",
    "contracts/fuzz/schemathesis/test_engine.py",
    "acceptance/test_fleet.py",
    "acceptance/test_third_api.py",
    "acceptance/test_admin_side.py",
    "acceptance/test_contracts_fuzz.py",
    "mock_server/faults/test_fault_catalogue.py",
    "acceptance/test_replay_kinds.py",
    "mock_server/answers/test_dynamic.py",
    "contracts/run/test_replay.py",
    "properties/test_http_streams.py",
    "acceptance/test_closed_loop.py",
    "acceptance/test_cli_start.py",
    "specimen_entry/test_pytest_plugin.py",
    "contracts/fuzz/test_request_mutations.py",
    "properties/test_generated_answers.py",
    "architecture/test_docstrings.py",
    "properties/test_parameter_styles.py",
    "properties/test_fast_path.py",
    "mock_server/faults/kinds/test_rules.py",
    "acceptance/test_contracts_check.py",
    "contracts/test_pytest_plugin.py",
    "acceptance/test_far_servers.py",
    "properties/test_faults.py",
)
"""The files that take longest: they begin first, so that no worker ends long after the others."""
FAMILIES = {
    "every fault of the packaged APIs": (
        "mock_server/faults/",
        "mock_server/cli/test_faults.py",
        "mock_server/admin/routes/test_faults.py",
        "properties/test_faults.py",
        "architecture/test_reference.py",
    ),
    "the syntax tree of each module": ("architecture/",),
    "the import of Schemathesis": ("contracts/fuzz/",),
    "Chromium and a mock": ("acceptance/browser/",),
}
"""What takes seconds and is kept by its process, and the files that one worker has for it."""
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
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    is_whole = [*map(Path, session.config.args)] in ([TESTS], [Path(TESTS.name)])
    with collection_paused(is_kept=True):
        if workers > 1 and is_whole and not sys.dont_write_bytecode:
            worker = int(os.environ["PYTEST_XDIST_WORKER"].removeprefix("gw"))
            compile_share(session.config, worker, workers)
        collected = yield
    gc.set_threshold(*FEW_COLLECTIONS)
    return collected


def family(nodeid: str) -> str:
    """Return the tests that one worker runs together: those of a file, or of a family of files."""
    file = nodeid.partition("::")[0]
    inside = file.removeprefix(f"{TESTS.name}/")
    return next((name for name, files in FAMILIES.items() if inside.startswith(files)), file)


class FamilyScheduling(LoadFileScheduling):
    """Gives each worker one family after the other."""

    def _split_scope(self, nodeid: str) -> str:
        return family(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> object:
    """Keep families together where `--dist loadfile` keeps files together."""
    return FamilyScheduling(config, log) if config.getvalue("dist") == "loadfile" else None


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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the heaviest files; all others stay in their order."""
    places = {TESTS / name: place for place, name in enumerate(HEAVY)}
    items.sort(key=lambda item: places.get(item.path, len(HEAVY)))


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
