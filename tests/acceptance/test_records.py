"""A front end works against records: the commands of the how-to, over real sockets."""

import json
import re
import shlex
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import pytest

from mock_server.server.embedded import MockServer
from mock_server.settings import Settings
from tests import plain_http
from tests.mock_server.answers.stateful.pets import PETS

HOWTO = Path(__file__).parents[2] / "docs" / "howto" / "build-against-records.md"
DOCUMENTED = "http://127.0.0.1:4010"


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    """The URL of a stateful mock of pets, whose document is called as in the how-to."""
    path = tmp_path_factory.mktemp("pets") / "openapi.yaml"
    head = "openapi: 3.0.3\ninfo: {title: Pets, version: '1'}\n"
    path.write_text(head + PETS, encoding="utf-8")
    with MockServer(Settings(port=0, specs=(path,), is_stateful=True)) as server:
        yield server.url


def documented_commands() -> Iterator[list[str]]:
    """Yield the words of each curl command of the how-to, in order."""
    for block in re.findall(r"```console\n(.*?)```", HOWTO.read_text("utf-8"), re.DOTALL):
        for line in block.replace("\\\n", " ").splitlines():
            words = shlex.split(line.removeprefix("$ "), comments=True)
            if words[0] == "curl":
                yield words[1:]


def run(words: list[str], url: str) -> httpx2.Response:
    """Send the request of a curl command to a mock."""
    method, body, target = "", None, ""
    pending = iter(words)
    for word in pending:
        if word == "--json":
            body = next(pending).encode()
        elif word == "-X":
            method = next(pending)
        elif not word.startswith("-"):
            target = word.replace(DOCUMENTED, url)
    method = method or ("GET" if body is None else "POST")
    headers = {} if body is None else {"Content-Type": "application/json"}
    return plain_http.request(method, target, content=body, headers=headers, timeout=60)


def test_walk_through_of_the_howto(url):
    """Each command does what the how-to says, in its order."""
    answers = [run(words, url) for words in documented_commands()]
    created, found, patched, deleted, gone, begun, loaded, kept = answers

    assert (created.status_code, created.json()["id"]) == (201, 3)
    assert [each["name"] for each in found.json()["data"]] == ["Tom"]
    assert patched.json()["name"] == "Tim"
    assert deleted.status_code == 204
    assert (gone.status_code, gone.json()) == (404, {"error": "documented"})
    assert begun.json()["stateful"] is True
    assert loaded.json() == {"loaded": 1}
    assert kept.json()["records"] == {"openapi": {"/pets": [{"id": 7, "name": "Rex"}]}}


def test_clients_at_the_same_time_lose_nothing(url):
    """Sixty creations by eight clients are sixty records, each with an identity of its own."""
    session = f"{url}/__session/crowd"

    def create(number: int) -> int:
        body = json.dumps({"name": f"pet {number}"}).encode()
        headers = {"Content-Type": "application/json"}
        answer = plain_http.post(f"{session}/pets", content=body, headers=headers, timeout=60)
        assert answer.status_code == 201
        return int(answer.json()["id"])

    with ThreadPoolExecutor(8) as pool:
        made = [*pool.map(create, range(60))]
    listed = plain_http.get(f"{session}/pets?per_page=100", timeout=60).json()

    assert sorted(made) == [*range(3, 63)]
    assert sorted(each["id"] for each in listed["data"]) == [1, 2, *range(3, 63)]
    assert listed["total"] == 62


def test_cached_answers_are_not_those_of_before(url):
    """A list that was asked for many times shows the next record at once."""
    with plain_http.Client(base_url=url, timeout=60) as client:
        before = [client.get("/pets").json()["total"] for _ in range(5)]
        client.request(
            "POST", "/pets", content=b'{"name": "x"}', headers={"Content-Type": "application/json"}
        )
        after = [client.get("/pets").json()["total"] for _ in range(3)]

    assert after == [before[0] + 1] * 3
