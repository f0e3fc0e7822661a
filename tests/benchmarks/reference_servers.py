"""The servers for the checker are as described: correct, healthy, or broken in one way.

`make score` runs this file first. `make test` does not collect it (its name does not begin with
`test_`): it tests the tests' own servers, in about 1,400 cases.
"""

import ast
import re
import socket
from contextlib import contextmanager
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest

import tests.servers
from tests.servers import elastic_path, placewise
from tests.servers.catalogue import DEFECTS, FREEDOMS, LEVELS, NEEDS, REFERENCES, once_each
from tests.servers.client import CLIENTS
from tests.servers.clock import ManualClock
from tests.servers.launch import names, serve

ENTRIES = DEFECTS | FREEDOMS
HEALTHY = [f"{api}.reference" for api in REFERENCES] + sorted(FREEDOMS)
CITATION = re.compile(r"\b([PE]-?\d+|I[PE]\d+|RFC \d{4} \d|CWE-\d+)")
PARTS = ("created", "updated", "with_validation_errors")


@contextmanager
def client_of(name, **options):
    """Return a client of the server, with a frozen clock."""
    clock = ManualClock()
    with serve(name, clock=clock, **options) as running:
        yield CLIENTS[running.api](running.address, clock)


@pytest.mark.parametrize("name", sorted(DEFECTS))
def test_defect_shows(name):
    """A client can see the defect."""
    with client_of(name) as client:
        assert DEFECTS[name].shows(client)


@pytest.mark.parametrize("name", sorted(FREEDOMS))
def test_freedom_shows(name):
    """A client can see that the freedom is used."""
    with client_of(name) as client:
        assert FREEDOMS[name].shows(client)


@pytest.mark.parametrize("name", sorted(ENTRIES))
def test_reference_server_does_not_show_it(name):
    """The proof of a defect or a freedom fails on the reference server."""
    entry = ENTRIES[name]
    with client_of(f"{entry.api}.reference", demands_token=entry.service.demands_token) as client:
        try:
            seen = entry.shows(client)
        except (AttributeError, LookupError, TypeError, ValueError):
            seen = False  # the honest answer has not even the shape that the proof looks at

        assert not seen


@pytest.mark.parametrize("name", HEALTHY)
def test_healthy_server_answers_documented_requests(name):
    """A healthy server answers the documented requests with the documented values."""
    with client_of(name) as client:
        answers = documented(client)
    found = [answer for answer in answers if answer.status == 200]

    assert {answer.status for answer in answers} <= {200, 404}
    assert all(answer.whole and not answer.rest for answer in answers)
    assert all(answer.is_json() and is_documented(answer.json()) for answer in found)
    kinds = ("data", "bulks", "notes")
    empty = not any(answer.json().get(kind) for answer in found for kind in kinds)
    assert empty == (name in {"elastic_path.empty-list", "placewise.nothing-known"})


def documented(client):
    """Return the answers to the documented requests, the later ones after a while."""
    if isinstance(client, CLIENTS["notes"]):
        return [client.ask(f"/v1/notes{rest}") for rest in ("/1", "/4711", "", "?limit=3")]
    if isinstance(client, CLIENTS["placewise"]):
        first = [client.show(number) for number in (*placewise.IDS, 4711)]
        client.wait(30)
        return [*first, client.show(1), client.show(4711)]
    first = [client.list(), client.list(0, 100), client.list(30, 7)]
    client.wait(30)
    return [*first, client.list(10000, 1)]


def is_documented(body):
    """Return whether a body has the documented values."""
    if "notes" in body or "title" in body:
        return all(each["title"] for each in body.get("notes", [body]))
    if "data" in body:
        return all(
            job["type"] == "subscription_import"
            and job["attributes"]["status"] in {"pending", "started", "success", "failed"}
            and {"owner", "timestamps", "records"} <= set(job["meta"])
            for job in body["data"]
        )
    total = body.get("members_in_payloads_number", body.get("members_in_payload_number"))
    known = {"waiting", "working", "waiting_for_retry", "finished", "failed"}
    return (
        0 <= sum(body[f"members_{part}_number"] for part in PARTS) <= total
        and "created_at" in body
        and {bulk["status"] for bulk in body["bulks"]} <= known
    )


@pytest.mark.parametrize("number", placewise.IDS)
def test_reference_import_keeps_the_invariants(number):
    """IP1 to IP11 hold at every time and between any two, the opt-in ones too."""
    order = ("waiting", "working", "finished", "failed")
    bodies = []
    with client_of("placewise.reference") as client:
        for _ in range(60):
            bodies.append(client.poll(number))
            client.wait(5)

    for body in bodies:
        counts = [body[f"members_{part}_number"] for part in PARTS]
        statuses = {bulk["status"] for bulk in body["bulks"]}
        total = body["members_in_payloads_number"]
        assert min(counts) >= 0
        assert sum(counts) <= total <= 1000 * len(body["bulks"])
        assert (sum(counts) == total) == (statuses == {"finished"})
        assert len({bulk["id"] for bulk in body["bulks"]}) == len(body["bulks"])
    for old, new in pairwise(bodies):
        assert old["created_at"] == new["created_at"]
        assert all(old[f"members_{part}_number"] <= new[f"members_{part}_number"] for part in PARTS)
        for before, after in zip(old["bulks"], new["bulks"], strict=True):
            assert before["id"] == after["id"]
            assert order.index(before["status"]) <= order.index(after["status"])
            assert before["status"] != "finished" or after == before


def test_reference_jobs_keep_the_invariants():
    """IE1 to IE14 hold at every time and between any two, the opt-in ones too."""
    order = ("pending", "started", "success", "failed")
    walks = []
    with client_of("elastic_path.reference") as client:
        for _ in range(25):
            walks.append(client.walk(100))
            client.wait(10)

    for walk in walks:
        assert len({job["id"] for job in walk}) == elastic_path.JOBS == len(walk)
        assert sum(job["attributes"]["status"] == "started" for job in walk) <= 1
        for job in walk:
            times = {k: datetime.fromisoformat(v) for k, v in job["meta"]["timestamps"].items()}
            status, records = job["attributes"]["status"], job["meta"]["records"]
            assert times["created_at"] == min(times.values())
            assert times["updated_at"] == max(times.values())
            assert ("started_at" in times) == (status != "pending")
            assert ("finished_at" in times) == (status in {"success", "failed"})
            assert all(records["imported"][k] <= n for k, n in records["uploaded"].items())
    for old, new in pairwise(walks):
        for before, after in zip(old, new, strict=True):
            statuses = [order.index(job["attributes"]["status"]) for job in (before, after)]
            assert before["id"] == after["id"]
            assert statuses == sorted(statuses)
            assert statuses[0] < 2 or before == after
    assert [job["attributes"]["status"] for job in walks[0][-3:]] == ["started", *["pending"] * 2]
    assert [job["attributes"]["status"] for job in walks[-1][-3:]] == ["success"] * 3


@pytest.mark.parametrize("stride", [1, 7, 25, 100])
def test_reference_pages_make_the_list(stride):
    """With any page size, the pages are the list, and the next links lead along it."""
    with client_of("elastic_path.reference") as client:
        whole = client.ids(0, 100) + client.ids(100, 100)
        following, linked = f"{elastic_path.PATH}?page[limit]={stride}", []
        while following:
            body = client.body(following)
            linked += [job["id"] for job in body["data"]]
            following = body["links"]["next"]

        assert [job["id"] for job in client.walk(stride)] == whole == linked


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET / HTTP/1.1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX: \0\r\n\r\n", 400),
        (b"GET /\xff HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        (b"GET /%zz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 400),
        (b"GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505),
        (b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
        (b"GET /" + b"x" * 9000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: y\r\n" * 101 + b"\r\n", 431),
        (b"\r\nGET / HTTP/1.0\r\n\r\n", 404),
        (b"OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 204),
        (b"nonsense\r\n\r\n", 400),
    ],
)
def test_wire_refuses_invalid_requests(sent, status):
    """Invalid requests are refused with the status of RFC 9112."""
    with (
        serve("elastic_path.reference") as running,
        socket.create_connection(running.address, timeout=5) as connection,
    ):
        connection.sendall(sent)
        with connection.makefile("rb") as stream:
            answer = stream.read()

    assert answer.startswith(b"HTTP/1.1 %d " % status)


def test_lists_are_long_enough():
    """There are more than a hundred defects and more than forty freedoms."""
    assert sum(defect.level == "error" for defect in DEFECTS.values()) >= 100
    assert len(FREEDOMS) >= 40


def test_entries_are_described_and_have_evidence():
    """Each entry is described in a sentence and cites a line, a fact or an RFC."""
    named = re.compile(r"(placewise|elastic_path|notes)\.[a-z]+(-[a-z0-9]+)*")
    wanting = [
        entry.name
        for entry in ENTRIES.values()
        if not named.fullmatch(entry.name)
        or not entry.about.endswith(".")
        or not (CITATION.search(entry.evidence) or "nothing says" in entry.evidence)
    ]

    assert wanting == []


def test_levels_and_needs_are_known():
    """Levels and needs are values of the catalogue."""
    assert {defect.level for defect in DEFECTS.values()} == set(LEVELS)
    assert {need for defect in DEFECTS.values() for need in defect.needs} == set(NEEDS)


def test_once_each_keeps_every_class_once():
    """The short list has each defect once, and both APIs."""
    short = once_each(DEFECTS)

    assert sorted(name.partition(".")[2] for name in short) == sorted(
        {name.partition(".")[2] for name in DEFECTS}
    )
    assert {entry.api for entry in short.values()} == set(REFERENCES)


def test_an_unknown_name_is_refused_with_the_nearest():
    """A misspelt name is refused with the similar names."""
    with (
        pytest.raises(LookupError, match=r"elastic_path\.limit-ignored"),
        serve("elastic_path.limit-ignore"),
    ):
        pass

    assert "elastic_path.limit-ignored" in names()


def test_servers_share_no_code_with_the_packages():
    """No file of the servers imports the packages under test."""
    folder = Path(tests.servers.__path__[0])
    imported = {
        name.split(".")[0]
        for path in folder.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in _imports(node)
    }

    assert not imported & {"openapi", "mock_server", "contracts", "connexion", "schemathesis"}
    assert "tests" in imported


def _imports(node):
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []
