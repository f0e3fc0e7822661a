"""The only module that uses Connexion, which routes requests to the handler.

Connexion gets one document with the paths of all APIs and one id per operation. The full documents
would cost start-up time (it validates and resolves them) without a gain: parameters and bodies are
validated by our own steps (`request_steps`).

Only requests that have an operation reach it, so Connexion's own responses (404, 405, redirects
for slashes) are never sent.
"""

import warnings
from collections.abc import Sequence

from starlette.types import ASGIApp

from mock_server.asgi.routing_document import routing_document
from openapi.contract import Contract
from openapi.process.imports import without_module

# Connexion imports an HTTP client, and with it the client's own command: a fifth of its import.
with warnings.catch_warnings(), without_module("httpx._main"):
    # Importing Connexion imports deprecated names of Starlette and jsonschema.
    warnings.simplefilter("ignore")
    from connexion.middleware.main import ConnexionMiddleware
    from connexion.middleware.routing import RoutingMiddleware
    from connexion.operations import AbstractOperation
    from connexion.resolver import Resolution


class _Resolver:
    """Resolves operations to their ids only, since there is one handler for all."""

    def resolve(self, operation: AbstractOperation) -> Resolution:
        return Resolution(_unused_function, operation.operation_id)


def _unused_function() -> None:
    """Do nothing: Connexion requires a function, but the ASGI handler answers."""


def connexion_app(contracts: Sequence[Contract], handler: ASGIApp) -> ASGIApp:
    """Return Connexion's application around the handler, with its middleware stack built."""
    middleware = ConnexionMiddleware(handler, middlewares=[RoutingMiddleware], resolver=_Resolver())
    middleware.add_api(routing_document(contracts), base_path="")
    # By default Connexion builds its stack at the first request, and hides errors in a bare 500.
    middleware.app, middleware.middleware_stack = middleware._build_middleware_stack()  # noqa: SLF001
    app: ASGIApp = middleware
    return app
