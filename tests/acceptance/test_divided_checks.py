"""`contracts check --workers` with real processes: one that is killed, and a run that is ended."""

import json
import os
import signal
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from contracts.http.clock import SystemClock
from contracts.results.merging.report_json import as_json
from contracts.run.check import check
from contracts.run.settings.check import CheckSettings
from contracts.run.settings.profiles import PROFILES
from tests.acceptance.commands import PATIENCE, command, environment, mock_process
from tests.acceptance.warm_commands import start
from tests.contracts.hasty_clock import HastyClock
from tests.contracts.live import serve
from tests.contracts.run.parallel.divided import comparable, divided, shelf_server, shelves

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/task").exists(), reason="children are listed in /proc"
)
SECRET = "hush-4711-secret"
MOMENT = 25
"""The request at which something happens: the middle of the run."""


@pytest.fixture
def spec(tmp_path):
    """Return the path of a document with three independent resources."""
    path = tmp_path / "shelves.json"
    path.write_text(json.dumps(shelves(3)), encoding="utf-8")
    return path


def children(pid):
    """Return the ids of the processes that a process has made."""
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def run(spec, folder, event):
    """Return the exit code, the JSON report and what else was written; `event` gets the process."""
    done, healthy = threading.Event(), shelf_server(broken=("/s1",))

    def answer(seen):
        if len(server.seen) >= MOMENT and not done.is_set():
            done.set()
            event(process)
        return healthy(seen)

    with serve(answer) as server, (folder / "output").open("w") as output:
        words = (
            "check", server.url, "--spec", str(spec), "--profile", "smoke", "--workers", "2",
            "--operation", "list*",
            "--report", "json=r.json", "--report", "html=r.html", "--report", "har=r.har",
        )  # fmt: skip
        process = start(
            [command("contracts"), *words], cwd=folder, stdout=output, stderr=output,
            env=environment({"CONTRACTS_CHECK_HEADER": f"X-Key: {SECRET}"}),
        )  # fmt: skip
        with process:
            code = process.wait(timeout=PATIENCE)
    written = [(folder / name).read_text() for name in ("r.json", "r.html", "r.har", "output")]
    return code, json.loads(written[0]), written, server


def test_a_killed_worker_changes_nothing_in_the_report(spec, tmp_path):
    """SIGKILL in the middle: the report is that of one process, secrets are nowhere."""
    lines = []

    def kill(process):
        lines.extend(Path(f"/proc/{pid}/cmdline").read_text() for pid in children(process.pid))
        os.kill(children(process.pid)[0], signal.SIGKILL)

    code, report, texts, server = run(spec, tmp_path, kill)
    settings = CheckSettings(
        targets=(server.url,), specs=(spec,), profile=PROFILES["smoke"], operations=("list*",),
        headers=(("X-Key", SECRET),),
    )  # fmt: skip
    with serve(shelf_server(broken=("/s1",))) as other:
        whole = as_json(check(replace(settings, targets=(other.url,)), SystemClock()))

    assert code == 1
    assert len(lines) == 2
    assert verdicts(report) == verdicts(whole)
    assert [each["id"] for each in report["findings"]] == [each["id"] for each in whole["findings"]]
    assert SECRET not in "".join([*texts, *lines])
    assert sum(seen.header("x-key") == SECRET for seen in server.seen) > MOMENT


def verdicts(report):
    """Return all about operations that does not depend on time."""
    return [{**each, "seconds": 0} for each in report["operations"]]


def test_an_interrupt_ends_all_workers_and_writes_every_report(spec, tmp_path):
    """The exit code is that of the signal, what was not done is not proved, no process is left."""
    left = []

    def interrupt(process):
        left.extend(children(process.pid))
        process.send_signal(signal.SIGINT)

    code, report, texts, _ = run(spec, tmp_path, interrupt)

    assert code == report["exit_code"] == 130
    assert report["operations"][-1]["not_proved"] == "the run was interrupted (SIGINT)"
    assert [pid for pid in left if Path(f"/proc/{pid}").exists()] == []
    assert all(texts)


@pytest.fixture(scope="module")
def packaged():
    """Return a function that checks the packaged mock by the packaged documents."""
    smoke = PROFILES["smoke"]
    # Which of several requests at the same time ends first is not the same in two runs.
    profile = replace(smoke, probes=smoke.probes - {"repetition"}, follow_seconds=0.0)
    with mock_process() as mock:

        def checked(examine=None):
            settings = CheckSettings(targets=(mock.url,), profile=profile)
            return comparable(check(settings, HastyClock(), examine=examine))

        yield checked, checked()


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_the_packaged_documents_have_the_report_of_one_process(packaged, workers):
    """Several APIs on one server: verdicts, coverage, traffic and findings are the same."""
    checked, whole = packaged
    units = []

    assert checked(divided(workers, units)) == whole
    assert len(units) == len(whole["targets"]) > 1
