"""Which servers a run or a worker is about, and the names that queues and keys have for them.

Fleets of different servers may share a Redis database: the work for a server has a queue of its
own, from which only the workers take that may call it.
"""

import re
from collections.abc import Iterable
from hashlib import sha256

from contracts.http.requests.targets import parse_server

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
