"""Whether the server behind the proxy can be reached at the start, said in words.

Nothing waits for it: the proxy starts in any case, since the server may start later.
"""

import socket
from collections.abc import Callable
from contextlib import AbstractContextManager
from threading import Thread

from mock_server.asgi.proxy.upstream import Address, parse_address
from mock_server.settings import Settings
from openapi.text.printable import printable

CONNECT_SECONDS = 3.0

Connect = Callable[..., AbstractContextManager[object]]  # `socket.create_connection`, but for tests


def unreachable_sentence(
    address: Address, *, has_fallback: bool, connect: Connect = socket.create_connection
) -> str:
    """Return what is said about a server that cannot be reached; empty if it can be.

    `connect` opens a connection, or raises OSError.
    """
    try:
        with connect((address.host, address.port), timeout=CONNECT_SECONDS):
            return ""
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
    until = "the mock answers" if has_fallback else "requests get 502"
    return printable(
        f"mock-server: {address.origin} cannot be reached ({reason}); until it can be, {until}"
    )


def watch_upstream(settings: Settings, notify: Callable[[str], object]) -> Thread:
    """Report, from a thread of its own, that the server of the settings cannot be reached.

    Return the thread, which has started and ends by itself.
    """
    address, has_fallback = parse_address(settings.upstream or ""), settings.has_fallback

    def look() -> None:
        if sentence := unreachable_sentence(address, has_fallback=has_fallback):
            notify(sentence)

    thread = Thread(target=look, name="mock-server-upstream", daemon=True)
    thread.start()
    return thread
