"""Opens the store of a URL."""

import ssl

from mock_server.errors import SettingsError
from mock_server.sessions.stores.address import StoreAddress, parse_address
from mock_server.sessions.stores.store import ReplicaStore


def open_store(url: str) -> ReplicaStore:
    """Return the store of a URL, which is not connected yet.

    Raises:
        SettingsError: The URL or a file that it names is not valid, or redis-py is not installed.
    """
    address = parse_address(url)
    _check_files(address)
    try:
        from mock_server.sessions.stores.redis_store import RedisStore  # noqa: PLC0415 - most mocks are alone
    except ImportError as error:
        raise SettingsError(
            "the client of the store is not installed",
            found=f"{error.name or 'redis'} is missing",
            hint="install it with: pip install 'specimen[redis]'",
        ) from error
    return RedisStore(address)


def _check_files(address: StoreAddress) -> None:
    """Read the PEM files of an address, which later tries to connect would fail with for ever."""
    ca, cert, key = (address.options.get(name) for name in ("ca", "cert", "key"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        if ca is not None:
            context.load_verify_locations(cafile=ca)
    except (OSError, ValueError) as error:
        raise _unusable(f"ca={ca}", error) from error
    try:
        if cert is not None:
            # With an empty password, an encrypted key is an error, not a prompt on the terminal.
            context.load_cert_chain(cert, key, password="")
    except (OSError, ValueError) as error:
        named = f"cert={cert}" if key is None else f"cert={cert} with key={key}"
        raise _unusable(named, error) from error


def _unusable(named: str, error: Exception) -> SettingsError:
    return SettingsError(
        "a file that the URL of the store names cannot be used",
        found=f"{named}: {error}",
        hint="give files that exist, with certificates or a key without a passphrase as PEM",
    )
