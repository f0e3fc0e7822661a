"""Two replicas that share a real Redis, behind a proxy that asks them in turn."""

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.acceptance.commands import PATIENCE, MockProcess, mock_process, run_here
from tests.acceptance.raw_socket import exchange, request
from tests.mock_server.answers.stateful.pets import PETS
from tests.redis_server import RedisServer, needs_redis, redis_server
from tests.round_robin import round_robin

pytestmark = needs_redis

ROOT = Path(__file__).parents[2]
POLLED = "/subscriptions/imports"
SCENARIO = "busy-queue"


@dataclass(frozen=True)
class Fleet:
    """Two replicas, the proxy in front of them, and their store."""

    address: tuple[str, int]
    replicas: tuple[MockProcess, MockProcess]
    store: RedisServer

    def ask(self, path, *, at=None, method="GET", body=None):
        """Send a request on a connection of its own, through the proxy or to one replica."""
        address = self.address if at is None else self.replicas[at].address
        headers = [] if body is None else [b"Content-Type: application/json"]
        content = b"" if body is None else json.dumps(body).encode()
        headers += [b"Content-Length: %d" % len(content)] if content else []
        sent = request(path.encode(), method=method.encode(), headers=headers, body=content)
        return exchange(address, sent, timeout=PATIENCE)

    def both(self, path):
        """Return the answers of both replicas."""
        return [self.ask(path, at=each).json() for each in (0, 1)]

    def until(self, path, is_so):
        """Wait until the answers of both replicas are as they should be; return the first one."""
        ends = time.monotonic() + PATIENCE
        found = self.both(path)
        while not all(map(is_so, found)):
            assert time.monotonic() < ends, found
            time.sleep(0.01)
            found = self.both(path)
        return found[0]

    def set_up(self, name):
        """Choose the scenario of a session and freeze its clock, and wait until both have it."""
        at = self.ask(f"/__session/{name}/__setup?scenario={SCENARIO}&clock=freeze").json()
        path, time_shown = f"/__admin/sessions/{name}", at["clock"]["time"]
        self.until(path, lambda answer: answer.get("clock") == time_shown)

    def health(self, status):
        """Wait until both replicas report a status."""
        self.until("/__admin/health", lambda answer: answer["status"] == status)


@pytest.fixture(scope="module")
def fleet(tmp_path_factory):
    """Two replicas for all tests; each test has sessions of its own."""
    folder = tmp_path_factory.mktemp("fleet")
    pets = folder / "pets.yaml"
    pets.write_text(
        f"openapi: 3.0.3\ninfo: {{title: Pets, version: '1'}}\n{PETS}", encoding="utf-8"
    )
    specs = ("--spec", str(pets), "--spec", str(ROOT / "openapi" / "elastic_path.yaml"))
    with ExitStack() as stack:
        store = stack.enter_context(redis_server(folder))
        replicas = tuple(
            stack.enter_context(mock_process(*specs, "--store", store.url)) for _ in range(2)
        )
        address = stack.enter_context(round_robin([each.address for each in replicas]))
        yield Fleet(address, replicas, store)


def test_scenario_and_clock_of_a_session_agree(fleet):
    """A front end that is answered by both replicas in turn sees one run of one scenario."""
    base = "/__session/agree"
    fleet.set_up("agree")
    bodies = set()
    for _ in range(3):
        polled = {fleet.ask(f"{base}{POLLED}").body for _ in range(4)}
        assert len(polled) == 1
        bodies |= polled
        body = {"session": "agree", "advance": "7s"}
        moment = fleet.ask("/__admin/clock", method="PUT", body=body).json()["time"]
        fleet.until("/__admin/sessions/agree", lambda answer, at=moment: answer["clock"] == at)

    assert len(bodies) == 3


def test_a_change_by_the_admin_api_holds_at_the_other_replica(fleet):
    """Scenarios, faults and resets are the same wherever they are asked for next."""
    path = "/__admin/sessions/changed"
    body = {"session": "changed", "fault": "server-error"}
    armed = fleet.ask("/__admin/faults", at=0, method="POST", body=body)
    fleet.until(path, lambda answer: answer.get("faults"))
    statuses = [fleet.ask(f"/__session/changed{POLLED}", at=each).status for each in (0, 1)]
    fleet.ask("/__admin/reset", at=1, method="POST", body={"session": "changed"})
    fleet.until(path, lambda answer: not answer.get("faults"))

    assert armed.status == 200
    assert statuses == [500, 500]
    assert fleet.ask(f"/__session/changed{POLLED}", at=0).status == 200


def counted(coverage):
    """Return how many responses are counted in a report of coverage."""
    return sum(answer["count"] for each in coverage["operations"] for answer in each["answers"])


def test_the_journal_is_that_of_all_replicas(fleet):
    """Whichever replica is asked: its list, filters, verification and coverage are of the fleet."""
    base, query = "/__session/journal", "session=journal"
    fleet.ask("/__admin/requests", method="DELETE")
    for number in range(20):
        fleet.ask(f"{base}{POLLED}?n={number}")
    listing = f"/__admin/requests?{query}&limit=100"
    fleet.until(listing, lambda answer: answer["total"] == 20)
    listed = fleet.both(listing)
    urls = [each["request"]["url"] for each in listed[0]["requests"]]
    names = {each["replica"] for each in listed[0]["requests"]}
    own = [each["replica"]["id"] for each in fleet.both("/__admin/health")]
    body = {"exactly": 20, "requests": {"session": "journal"}, "sequence": [{"query": {"n": "3"}}]}
    verified = fleet.ask("/__admin/verify", method="POST", body=body).json()
    fleet.until(f"/__admin/coverage?{query}", lambda answer: counted(answer) == 20)

    assert listed[0]["requests"] == listed[1]["requests"]
    assert sorted(urls) == sorted(f"{base}{POLLED}?n={number}" for number in range(20))
    assert names == set(own)
    assert len(names) == 2
    assert [
        found["total"] for found in fleet.both(f"/__admin/requests?{query}&replica={own[0]}")
    ] == [10, 10]
    assert verified["passed"], verified
    assert "trouble" not in listed[0]["journal"]
    cleared = fleet.ask(f"/__admin/requests?{query}", at=1, method="DELETE").json()
    assert cleared["count"] == 20
    assert [found["total"] for found in fleet.both(f"/__admin/requests?{query}")] == [0, 0]
    fleet.ask(f"{base}{POLLED}", at=1)
    fleet.ask("/__admin/reset", at=0, method="POST", body={"session": "journal"})
    assert [found["total"] for found in fleet.both(f"/__admin/requests?{query}")] == [0, 0]
    assert {found["met"] for found in fleet.both(f"/__admin/coverage?{query}")} == {0}


def test_without_the_store_each_replica_shows_its_own_and_says_so(fleet):
    """And all that was recorded meanwhile is in the journal of the fleet afterwards."""
    base, listing = "/__session/own", "/__admin/requests?session=own"
    fleet.store.kill()
    fleet.health("degraded")
    for at in (0, 1):
        fleet.ask(f"{base}{POLLED}?at={at}", at=at)
    alone = fleet.both(listing)
    covered = fleet.both("/__admin/coverage?session=own")
    body = {"requests": {"session": "own"}, "exactly": 1}
    verified = fleet.ask("/__admin/verify", at=0, method="POST", body=body).json()
    refused = fleet.ask("/__admin/requests", at=0, method="DELETE")
    fleet.store.start()
    fleet.health("ok")
    after = fleet.until(listing, lambda answer: answer["total"] == 2)

    for at in (0, 1):
        urls = [each["request"]["url"] for each in alone[at]["requests"]]
        assert urls == [f"{base}{POLLED}?at={at}"]
        assert "127.0.0.1" in alone[at]["journal"]["trouble"]
        assert "127.0.0.1" in covered[at]["trouble"]
        assert counted(covered[at]) == 1
    (expectation,) = verified["expectations"]
    assert (verified["passed"], expectation["outcome"]) == (False, "not exercised")
    assert "other replicas may be missing" in expectation["message"]
    assert (refused.status, refused.json()["type"]) == (503, "urn:mock-server:problem:store-gone")
    assert "trouble" not in after["journal"]
    fleet.until("/__admin/coverage?session=own", lambda answer: counted(answer) == 2)
    assert len({each["id"] for each in after["requests"]}) == 2


def test_records_that_are_created_at_the_same_moment_are_all_kept(fleet):
    """Each gets an identity of its own, and both replicas list all of them."""
    base = "/__session/records"
    fleet.ask(f"{base}/__setup?stateful=true")
    fleet.until("/__admin/sessions/records", lambda answer: answer.get("stateful"))

    def create(number):
        answer = fleet.ask(f"{base}/pets", method="POST", body={"name": f"pet {number}"})
        return answer.status, answer.json().get("id")

    with ThreadPoolExecutor(8) as pool:
        created = [*pool.map(create, range(24))]
    identities = {identity for _, identity in created}

    assert {status for status, _ in created} == {201}
    assert len(identities) == 24
    fleet.until(
        f"{base}/pets?per_page=100",
        lambda answer: identities <= {pet["id"] for pet in answer["data"]},
    )


class Load:
    """Clients that poll and choose all the time, and what they have seen.

    Attributes:
        wrong: Polled answers that are not those of the session's frozen clock.
        chosen: The last confirmed time of each session whose clock was set.
        refused: Status and type of the answers to refused changes.
    """

    def __init__(self, fleet):
        self.wrong, self.chosen, self.refused = [], {}, []
        self._fleet = fleet
        self._stop = threading.Event()
        self._expected = {}
        for name in ("load-1", "load-2", "load-3"):
            fleet.set_up(name)
            self._expected[name] = fleet.ask(f"/__session/{name}{POLLED}").body
        self._threads = [threading.Thread(target=each) for each in (self._poll, self._choose)]

    def __enter__(self):
        for each in self._threads:
            each.start()
        return self

    def __exit__(self, *_):
        self._stop.set()
        for each in self._threads:
            each.join()

    def _poll(self):
        while not self._stop.is_set():
            for name, expected in self._expected.items():
                answer = self._fleet.ask(f"/__session/{name}{POLLED}")
                if answer.status != 200 or answer.body != expected:
                    self.wrong.append((name, answer.status, answer.body, expected))

    def _choose(self):
        number = 0
        while not self._stop.is_set():
            number += 1
            name = f"chosen-{number % 3}"
            body = {"session": name, "advance": f"{number}s", "frozen": True}
            answer = self._fleet.ask("/__admin/clock", method="PUT", body=body)
            if answer.status == 200:
                self.chosen[name] = answer.json()["time"]
            else:
                self.refused.append((answer.status, answer.json().get("type")))
                if "not known" in answer.json()["detail"]:
                    self.chosen.pop(name, None)
            time.sleep(0.01)


def test_a_store_that_is_killed_under_load_loses_no_choice(fleet):
    """Answers go on, changes get a 503, and every choice that was confirmed is there afterwards."""
    with Load(fleet) as load:
        for _ in range(2):
            wait_for(lambda: len(load.chosen) == 3)
            fleet.store.kill()
            fleet.health("degraded")
            before = len(load.refused)
            wait_for(lambda before=before: len(load.refused) > before + 3)
            fleet.store.start()
            fleet.health("ok")

    assert load.wrong == []
    assert set(load.refused) == {(503, "urn:mock-server:problem:store-gone")}
    for name, moment in load.chosen.items():
        fleet.until(
            f"/__admin/sessions/{name}", lambda answer, moment=moment: answer["clock"] == moment
        )


def test_a_store_that_is_emptied_gets_every_choice_back(fleet):
    """FLUSHALL by another user of Redis loses nothing, although no connection is lost."""
    fleet.set_up("emptied")
    fleet.store.command("FLUSHALL")

    wait_for(lambda: "1" in fleet.store.command("EXISTS", "mock-server:owner:session:emptied"))
    fleet.health("ok")
    found = fleet.both("/__admin/sessions/emptied")
    assert found[0]["clock"] == found[1]["clock"] is not None


def wait_for(condition):
    """Wait until a condition holds."""
    ends = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < ends
        time.sleep(0.01)


def test_no_secret_of_the_url_is_shown():
    """Neither a wrong URL nor a store that cannot be reached repeats a password."""
    wrong = run_here("mock-server", "serve", "--port", "0", "--store", "redis://me:hunter2@h:99999")
    with mock_process("--store", "redis://me:hunter2@127.0.0.1:1/0") as mock:
        health = exchange(mock.address, request(b"/__admin/health")).json()
        mock.stop()

    assert wrong.returncode == 2
    assert "from 1 to 65535" in wrong.stderr
    assert health["status"] == "degraded"
    assert "hunter2" not in wrong.stderr + mock.text() + json.dumps(health)
    assert "redis://127.0.0.1:1/0" in mock.text()
