"""Promises of opening a store: a missing client is named with what installs it."""

import sys

import pytest

from mock_server.errors import SettingsError
from mock_server.sessions.stores.opening import open_store


def test_a_missing_client_is_named(monkeypatch):
    """Without the extra, the message has the command that brings it."""
    monkeypatch.delitem(sys.modules, "mock_server.sessions.stores.redis_store", raising=False)
    monkeypatch.setitem(sys.modules, "redis.asyncio", None)

    with pytest.raises(SettingsError, match=r"specimen\[redis\]"):
        open_store("redis://localhost")


def test_a_url_is_checked_before_anything_is_connected():
    """A wrong URL ends the command at its start."""
    with pytest.raises(SettingsError, match="URL"):
        open_store("redis://")
