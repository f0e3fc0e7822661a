"""Where the Redis server of a fleet is, and how its queues and keys name the servers of a run.

Fleets of different servers may share a Redis database: the work for a server has a queue of its
own, from which only the workers take that may call it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from urllib.parse import urlsplit

from contracts.errors import OptionError
from contracts.http.requests.targets import parse_server

SCHEMES = ("redis", "rediss")  # what an address may begin with; `rediss` is TLS

HINT = "redis://HOST:6379/0, or rediss://USER:PASSWORD@HOST:6379/0 with TLS"


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetAddress:
    """Where the Redis server of a fleet is."""

    url: str = field(repr=False)  # as typed; it may have a password, and is never shown
    shown: str  # without user, password and options

    @property
    def is_encrypted(self) -> bool:
        """Whether the connection uses TLS."""
        return self.url.lower().startswith("rediss:")


def parse_address(text: str, where: str) -> FleetAddress:
    """Return the address that a text gives.

    The message of an error names the option, `where`, and does not show the text.

    Raises:
        OptionError: It is no such URL.

    >>> parse_address("rediss://me:secret@store.example/2?ssl_ca_certs=ca.pem", "--fleet").shown
    'rediss://store.example:6379/2'
    """
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port or 6379
    except ValueError:
        raise _refused(where, "a URL with an invalid host or port") from None
    if parts.scheme not in SCHEMES:
        raise _refused(where, f"the scheme {parts.scheme!r}"[:60])
    if not host:
        raise _refused(where, "a URL without a host")
    database = parts.path.strip("/") or "0"
    if not (database.isascii() and database.isdecimal() and len(database) < 6):  # noqa: PLR2004 - digits
        raise _refused(where, "a URL whose path is no number of a database")
    name = f"[{host}]" if ":" in host else host
    return FleetAddress(url=text, shown=f"{parts.scheme}://{name}:{port}/{database}")


def _refused(where: str, found: str) -> OptionError:
    return OptionError(
        "this is no address of a fleet",
        where=where,
        found=found,
        allowed=" or ".join(SCHEMES) + "://",
        hint=HINT,
    )


_API = re.compile(r"\A[a-z][a-z0-9_]*=")


def origins_of(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the origins of servers as a command names them, each once, in a fixed order.

    The texts are URLs, or `API=URL`.

    Raises:
        OptionError: One is no URL of a server.

    >>> origins_of(["shop=https://a.example/v1", "https://a.example:443", "http://a.example"])
    ('http://a.example', 'https://a.example')
    """
    urls = (_API.sub("", text) for text in texts)
    return tuple(sorted({parse_server(url, f"argument {url!r}"[:200])[0] for url in urls}))


def name_of(origin: str) -> str:
    """Return what the keys of a server have in their names, the same on every machine.

    >>> name_of("http://a.example")
    'aee7dad94e9d'
    """
    return sha256(origin.encode()).hexdigest()[:12]


def queue_of(origin: str) -> str:
    """Return the name of the queue for a server."""
    return f"units-{name_of(origin)}"
