"""Test a client that polls, with pytest and no waiting."""

import asyncio

import httpx2
import pytest
import requests

from mock_server import Settings, create_app
from openapi.loading.document import load_contracts

IMPORT = "/v3/infinity-mall/members/imports/7"
HEADERS = {"X-Loyalty-Club-Slug": "infinity-mall"}


def wait_for_import(url, sleep):
    """Poll an import every five seconds until it is done: the code under test."""
    while True:
        answer = requests.get(url + IMPORT, headers=HEADERS, timeout=10)
        if answer.ok and all(
            bulk["status"] in ("finished", "failed") for bulk in answer.json()["bulks"]
        ):
            return answer.json()
        sleep(5)


@pytest.fixture(autouse=True)
def frozen_time(mock_clock):
    """Let time pass only when the client sleeps."""
    mock_clock.freeze()


def test_client_waits_for_every_bulk(mock_session, mock_clock, mock_journal):
    """It returns when the last bulk is done, polls at the right rate, and then stops polling."""
    mock_session.select_scenario("one-bulk-fails")
    done = wait_for_import(mock_session.url, sleep=mock_clock.advance)

    assert "failed" in {bulk["status"] for bulk in done["bulks"]}
    mock_journal.expect(no_poll_after_terminal=True, polled_at_most_every=5, clock="session")


def test_client_survives_a_failure(mock_session, mock_clock, mock_journal):
    """It does not give up after one server error."""
    mock_session.select_scenario("happy-import")
    mock_session.arm("server-error;count=1")
    wait_for_import(mock_session.url, sleep=mock_clock.advance)

    assert mock_journal.count(status=500) == 1
    mock_journal.expect(requests={"status": 200}, at_least=2)


def test_mock_in_this_process():
    """Without a socket, any client for ASGI applications can call the mock."""
    app = create_app(load_contracts(), Settings())

    async def ask():
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.get(IMPORT, headers=HEADERS)

    assert asyncio.run(ask()).status_code == 200
