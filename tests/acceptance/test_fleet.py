"""A check over several machines, with real workers and a real Redis server: one is killed in it."""

import json
import os
import signal
import subprocess
import threading
from contextlib import contextmanager

import pytest
import redis

from contracts.run.parallel.fleet import coordination
from contracts.run.parallel.fleet.store import PREFIX, FleetStore
from tests.acceptance.commands import PATIENCE, command, environment, run_here
from tests.acceptance.warm_commands import start
from tests.contracts.live import serve
from tests.contracts.run.parallel.divided import shelf_server, shelves
from tests.redis_server import needs_redis, redis_server

pytestmark = needs_redis

SHELVES = 3
SECRETS = {name: f"s3cret-of-{name}" for name in ("a", "b", "run", "foreign")}


@contextmanager
def worker(name, fleet, server, log):
    """Start a worker with a credential of its own; yield its process when it is ready."""
    env = {"CONTRACTS_CHECK_HEADER": f"X-Token: {SECRETS[name]}", "CONTRACTS_WORKER_FLEET": fleet}
    words = [command("contracts"), "worker", "--server", server]
    with (
        log.open("w", encoding="utf-8") as said,
        start(words, env=environment(env), stdout=subprocess.PIPE, stderr=said.fileno()) as process,
    ):
        try:
            assert process.stdout.readline().startswith("worker ")
            yield process
        finally:
            process.kill()
            process.wait()


class Killing:
    """A server of shelves, one of them broken, that kills the first worker that asks for it."""

    def __init__(self, redis_client):
        """Begin without a victim."""
        self.victim = ""
        self.processes = {}
        self.found = ""
        self._answer = shelf_server(broken=("/s1",))
        self._lock = threading.Lock()
        self._redis = redis_client

    def answer(self, seen):
        """Answer as ever, but kill a worker in the middle of its unit."""
        token = seen.header("X-Token")
        with self._lock:
            if not self.victim and seen.target.startswith("/s1/") and token != SECRETS["run"]:
                self.victim = next(name for name, text in SECRETS.items() if text == token)
                self.found = everything_in(self._redis)
                os.kill(self.processes[self.victim].pid, signal.SIGKILL)
        return self._answer(seen)

    def age_reports(self, workers):
        """Let the victim's last report expire, once the run has read it, rather than in 10 s."""
        victim = self.processes.get(self.victim)
        for name, task in workers.items():
            if victim and task and f":{victim.pid}:" in name:
                self._redis.pexpire(f"{PREFIX}worker:{name}", 1)
        return workers


def everything_in(client):
    """Return all that a Redis server holds, as one text."""
    dumped = []
    for key in client.keys("*"):
        kind = client.type(key)
        read = {
            "string": client.get,
            "list": lambda name: client.lrange(name, 0, -1),
            "set": client.smembers,
            "hash": client.hgetall,
            "zset": lambda name: client.zrange(name, 0, -1, withscores=True),
        }[kind]
        dumped.append(f"{key}: {read(key)!r}")
    return "\n".join(dumped)


@pytest.fixture(scope="module")
def outcome(tmp_path_factory):
    """Return what a fleet has found whose worker was killed, and what one process finds."""
    folder = tmp_path_factory.mktemp("fleet")
    spec = folder / "shelves.json"
    spec.write_text(json.dumps(shelves(SHELVES)), encoding="utf-8")
    words = ("--spec", str(spec), "--profile", "smoke", "--format", "json")
    words += ("--operation", "list*", "--operation", "show*")
    env = {"CONTRACTS_CHECK_HEADER": f"X-Token: {SECRETS['run']}"}
    with redis_server(folder) as store, pytest.MonkeyPatch.context() as patched:
        fleet = store.url
        client = redis.Redis.from_url(fleet, decode_responses=True)
        killing = Killing(client)
        read = FleetStore.workers
        patched.setattr(FleetStore, "workers", lambda each: killing.age_reports(read(each)))
        patched.setattr(coordination, "MISSING_SECONDS", 0.5)
        with (
            serve(killing.answer) as server,
            worker("foreign", fleet, "http://127.0.0.1:1", folder / "foreign.log"),
            worker("a", fleet, server.url, folder / "a.log") as one,
            worker("b", fleet, server.url, folder / "b.log") as other,
        ):
            killing.processes |= {"a": one, "b": other}
            divided = run_here("contracts", "check", server.url, *words, "--fleet", fleet, env=env)
            asked = [each for each in server.seen if each.header("X-Token") != SECRETS["run"]]
            count = len(server.seen)
            survivor = other if killing.victim == "a" else one
            left = client.keys("specimen:fleet:run:*")
            survivor.send_signal(signal.SIGTERM)
            code = survivor.wait(PATIENCE)
            whole = run_here("contracts", "check", server.url, *words, env=env)
        client.close()
    logs = "".join((folder / f"{name}.log").read_text(encoding="utf-8") for name in "ab")
    return {
        "divided": divided, "whole": whole, "asked": asked, "alone": server.seen[count:],
        "killing": killing, "left": left, "code": code, "logs": logs,
    }  # fmt: skip


def comparable(result):
    """Return a printed report without the times of its requests."""
    report = json.loads(result.stdout)
    for name in ("seconds", "started", "traffic"):
        del report[name]
    for operation in report["operations"]:
        del operation["seconds"]
    for exchange in (each for found in report["findings"] for each in found["exchanges"]):
        del exchange["at"], exchange["elapsed_ms"]
        exchange["answer"]["headers"] = [
            pair for pair in exchange["answer"]["headers"] if pair[0].lower() != "date"
        ]
    return report


def test_report_equals_that_of_one_process_although_a_worker_was_killed(outcome):
    """Findings, verdicts and exit code are those of a run without a fleet; a note says it."""
    assert outcome["killing"].victim, "no worker was killed"
    divided, whole = comparable(outcome["divided"]), comparable(outcome["whole"])
    notes, divided["notes"] = divided["notes"], whole["notes"]
    lost = [note for note in notes if "its part was done again" in note]

    assert divided == whole
    assert len(lost) == 1
    assert [note for note in notes if note not in lost] == whole["notes"]
    assert outcome["divided"].returncode == outcome["whole"].returncode == 1


def test_only_the_unfinished_operations_of_the_killed_worker_are_asked_again(outcome):
    """The requests to all other resources are as many as those of one process."""

    def count(seen, shelf):
        return sum(each.target.startswith(f"/s{shelf}") for each in seen)

    asked, alone = outcome["asked"], outcome["alone"]
    others = [shelf for shelf in range(SHELVES) if shelf != 1]

    assert [count(asked, shelf) for shelf in others] == [count(alone, shelf) for shelf in others]
    assert count(asked, 1) > count(alone, 1)


def test_credentials_are_those_of_each_worker_and_in_no_message(outcome):
    """Workers send their own; no secret is in Redis during the run, in a log or in the report."""
    tokens = {each.header("X-Token") for each in outcome["asked"]}
    killing = outcome["killing"]

    assert {SECRETS["a"], SECRETS["b"]} <= tokens
    assert "specimen:fleet:worker" in killing.found
    assert "s3cret" not in killing.found
    assert "s3cret" not in outcome["logs"] + outcome["divided"].stdout + outcome["divided"].stderr


def test_end_of_a_run_and_of_a_worker_leaves_nothing_behind(outcome):
    """A run that is over has no key in Redis, and a worker ends with 0 on SIGTERM."""
    assert outcome["left"] == []
    assert outcome["code"] == 0
