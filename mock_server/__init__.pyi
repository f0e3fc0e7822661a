from mock_server.asgi.app import create_app as create_app
from mock_server.server.embedded import MockServer as MockServer
from mock_server.settings import Settings as Settings

__all__ = ["MockServer", "Settings", "create_app"]
