"""The mock server: answers like a documented API, from its documentation.

    from mock_server import MockServer, Settings, create_app

These names are imported on first use: the frameworks are slow to import, and the command line and
pytest import this package long before they need one.
"""

from importlib import import_module
from typing import Any

__all__ = ["MockServer", "Settings", "create_app"]

_HOMES = {
    "MockServer": "mock_server.server.embedded",
    "Settings": "mock_server.settings",
    "create_app": "mock_server.asgi.app",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - the stub beside this file has the types
    """Import a public name on first use."""
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(_HOMES[name]), name)
