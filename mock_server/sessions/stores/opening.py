"""Opens the store of a URL."""

from mock_server.errors import SettingsError
from mock_server.sessions.stores.address import parse_address
from mock_server.sessions.stores.store import Store


def open_store(url: str) -> Store:
    """Return the store of a URL, which is not connected yet.

    Raises:
        SettingsError: The URL is not valid, or redis-py is not installed.
    """
    address = parse_address(url)
    try:
        from mock_server.sessions.stores.redis_store import (  # noqa: PLC0415 - most mocks are alone
            RedisStore,
        )
    except ImportError as error:
        raise SettingsError(
            "the client of the store is not installed",
            found=f"{error.name or 'redis'} is missing",
            hint="install it with: pip install 'specimen[redis]'",
        ) from error
    return RedisStore(address)
