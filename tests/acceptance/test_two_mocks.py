"""Promises of two mocks that share a store: requests of every kind, in one process."""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from mock_server.admin.state import ServerState
from mock_server.asgi.app import create_mock
from mock_server.settings import Settings
from openapi.json.parsing import dump_json
from openapi.loading.document import load_contract
from tests.mock_server.answers.stateful.pets import PETS
from tests.mock_server.asgi_client import call, scope_of
from tests.mock_server.sessions.replication.replicas import quiet, replicas, until

SESSION = "/__session/demo"


@dataclass
class Two:
    """Two mocks and what they share."""

    hub: Any
    replicas: list[Any]
    apps: list[Any]

    async def ask(self, at, method, target, *headers, body=None):
        """Return the answer of one of them."""
        content = b"" if body is None else dump_json(body)
        known = [("content-type", "application/json"), ("host", "localhost"), *headers]
        known += [("content-length", str(len(content)))] if content else []
        return await call(self.apps[at], scope_of(method, target, known), (content,))

    async def lose(self):
        """Switch the store off, and wait until both have noticed."""
        self.hub.switch_off()
        await until(lambda: not any(each.sessions.is_up for each in self.replicas))


@pytest.fixture(scope="module")
def contracts(tmp_path_factory):
    """The document of the pets."""
    path = tmp_path_factory.mktemp("pets") / "pets.yaml"
    path.write_text(
        f"openapi: 3.0.3\ninfo: {{title: Pets, version: '1'}}\n{PETS}", encoding="utf-8"
    )
    return [load_contract(path)]


@asynccontextmanager
async def two(contracts):
    """Run two stateful mocks."""
    settings = Settings(is_stateful=True)
    async with replicas("a", "b") as (hub, *running):
        apps = []
        for each in running:
            state = ServerState(sessions=each.sessions, link=each.link)
            mock = create_mock(contracts, settings, state=state)
            mock.warm_up()
            apps.append(mock.app)
        yield Two(hub, running, apps)


def test_what_one_deletes_is_gone_at_the_other(contracts):
    """A DELETE has no body, and is a change all the same."""

    async def run():
        async with two(contracts) as mocks:
            deleted = await mocks.ask(0, "DELETE", f"{SESSION}/pets/1")
            await quiet(*mocks.replicas)
            return deleted.status, (await mocks.ask(1, "GET", f"{SESSION}/pets/1")).status

    assert asyncio.run(run()) == (204, 404)


def test_two_creations_at_the_same_moment_get_two_identities(contracts):
    """Both replicas choose the next number, and one of them chooses again."""

    async def run():
        async with two(contracts) as mocks:
            answers = await asyncio.gather(
                *(
                    mocks.ask(n % 2, "POST", f"{SESSION}/pets", body={"name": f"pet {n}"})
                    for n in range(10)
                )
            )
            await quiet(*mocks.replicas)
            lists = [await mocks.ask(at, "GET", f"{SESSION}/pets?per_page=99") for at in (0, 1)]
            return [each.json()["id"] for each in answers], [each.json() for each in lists]

    identities, (one, other) = asyncio.run(run())

    assert len(set(identities)) == 10
    assert set(identities) <= {pet["id"] for pet in one["data"]}
    assert one == other


def test_deletions_and_creations_at_the_same_moment_are_all_kept(contracts):
    """What one replica deletes does not return with what the other one creates."""

    async def run():
        async with two(contracts) as mocks:
            created = [
                (await mocks.ask(0, "POST", f"{SESSION}/pets", body={"name": "Tom"})).json()["id"]
                for _ in range(4)
            ]
            await quiet(*mocks.replicas)
            await asyncio.gather(
                *(mocks.ask(0, "DELETE", f"{SESSION}/pets/{each}") for each in created),
                *(
                    mocks.ask(1, "POST", f"{SESSION}/pets", body={"name": f"new {n}"})
                    for n in range(4)
                ),
            )
            await quiet(*mocks.replicas)
            listed = await mocks.ask(0, "GET", f"{SESSION}/pets?per_page=99")
            return created, listed.json()["data"]

    created, listed = asyncio.run(run())

    assert not set(created) & {pet["id"] for pet in listed}
    assert {f"new {n}" for n in range(4)} <= {pet["name"] for pet in listed}


@pytest.mark.parametrize(
    ("target", "headers"),
    [
        (f"{SESSION}/__setup?clock=freeze", []),
        (f"{SESSION}/pets?__clock=freeze", []),
        (f"{SESSION}/pets?__stateful=false", []),
        (f"{SESSION}/pets", [("prefer", "stateful=false")]),
    ],
)
def test_a_choice_is_answered_when_the_other_replica_has_it(contracts, target, headers):
    """A test that sets up its session can send its next request to any replica."""

    async def run():
        async with two(contracts) as mocks:
            answer = await mocks.ask(0, "GET", target, *headers)
            session = mocks.replicas[1].sessions.known("demo")
            return answer.status, session is not None and (session.clock, session.is_stateful)

    status, choices = asyncio.run(run())

    assert status == 200
    assert choices not in (False, (None, None))


def test_faults_that_are_armed_at_the_same_moment_are_all_armed(contracts):
    """A test that sets up a session by several calls at once has all of them."""

    async def run():
        async with two(contracts) as mocks:
            bodies = [{"session": "demo", "fault": f"delay;seconds={n}"} for n in range(1, 5)]
            answers = await asyncio.gather(
                *(mocks.ask(n % 2, "POST", "/__admin/faults", body=b) for n, b in enumerate(bodies))
            )
            kept = mocks.hub.owners["session:demo"]["faults"]
            return [each.status for each in answers], kept.count(b'"fault"')

    assert asyncio.run(run()) == ([200] * 4, 4)


@pytest.mark.parametrize(
    ("method", "target", "headers", "body"),
    [
        ("DELETE", f"{SESSION}/pets/1", [], None),
        ("PATCH", f"{SESSION}/pets/1", [], {"name": "Rex"}),
        ("GET", f"{SESSION}/pets?__clock=freeze", [], None),
        ("GET", f"{SESSION}/pets?__restart", [], None),
        ("GET", f"{SESSION}/pets?__stateful=false", [], None),
        ("GET", f"{SESSION}/pets", [("prefer", "stateful=false")], None),
        ("GET", f"{SESSION}/pets", [("prefer", "fault=reset")], None),
        ("GET", f"{SESSION}/__setup?clock=freeze", [], None),
        ("POST", "/__admin/reset", [], {}),
        ("PUT", "/__admin/clock", [], {"frozen": True}),
        ("POST", "/__admin/faults", [], {"fault": "reset"}),
        ("DELETE", "/__admin/sessions/demo", [], None),
    ],
)
def test_a_change_without_a_store_is_refused_and_changes_nothing(
    contracts, method, target, headers, body
):
    """Whether a request asks by its method, its query, a header, or the admin API."""

    async def run():
        async with two(contracts) as mocks:
            await mocks.ask(0, "POST", f"{SESSION}/pets", body={"name": "Tom"})
            before = (await mocks.ask(0, "GET", f"{SESSION}/pets")).body
            await mocks.lose()
            refused = await mocks.ask(0, method, target, *headers, body=body)
            after = await mocks.ask(0, "GET", f"{SESSION}/pets")
            health = (await mocks.ask(0, "GET", "/__admin/health")).json()
            return refused, before, after, health["status"]

    refused, before, after, health = asyncio.run(run())

    assert (refused.status, refused.header("mock-server-problem")) == (503, "store-gone")
    assert refused.header("content-type") == "application/problem+json"
    assert (after.status, after.body, health) == (200, before, "degraded")
