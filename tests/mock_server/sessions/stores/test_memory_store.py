"""Promises of the store in memory: it fails like a real one, for tests of what follows."""

import asyncio

import pytest

from mock_server.sessions.stores.memory_store import MemoryHub, MemoryStore
from mock_server.sessions.stores.store import StoreGoneError, Swap


def test_a_hub_that_is_switched_off_loses_its_replicas():
    """Every call is refused until it is switched on, and with `forget` it is empty then."""

    async def run():
        hub = MemoryHub()
        store = MemoryStore(hub)
        await store.connect(lambda *_: None)
        await store.swap("server", {"clock": Swap(expected=None, value=b"1")})
        hub.switch_off(forget=True)
        reason = await store.wait_until_lost()
        for call in (
            lambda: store.connect(lambda *_: None),
            lambda: store.swap("server", {}),
            lambda: store.append("journal", [b"a"], keep=1),
            lambda: store.entries("journal"),
        ):
            with pytest.raises(StoreGoneError):
                await call()
        hub.switch_on()
        await store.connect(lambda *_: None)
        return reason, [each async for each in store.load()]

    assert asyncio.run(run()) == ("it was switched off", [])
