"""The one module that uses Connexion, which routes requests to the one handler.

What Connexion would get wrong is one of our own steps (`request_steps`). It is given the contract
reduced to routing: one document with the paths of all APIs and one id per operation. Handing it the
full documents costs start-up time (it validates and resolves them) and gains nothing: parameters
and bodies are validated from the contract.

Only requests that have an operation reach it, so Connexion's own answers (404, 405, redirects for
slashes) are never sent.
"""

import warnings
from collections.abc import Sequence

from starlette.types import ASGIApp

from mock_server.asgi.routing_document import routing_document
from openapi.contract import Contract

with warnings.catch_warnings():
    # Importing Connexion imports deprecated names of Starlette and jsonschema.
    warnings.simplefilter("ignore")
    from connexion.middleware.main import ConnexionMiddleware
    from connexion.middleware.routing import RoutingMiddleware
    from connexion.operations import AbstractOperation
    from connexion.resolver import Resolution


class _Resolver:
    """Connects operations to their ids only: there is one handler."""

    def resolve(self, operation: AbstractOperation) -> Resolution:
        return Resolution(_unused_function, operation.operation_id)


def _unused_function() -> None:
    """Stand where Connexion wants a function; the ASGI handler answers instead."""


def connexion_app(contracts: Sequence[Contract], handler: ASGIApp) -> ASGIApp:
    """Return Connexion around the one handler, built to the end.

    Args:
        contracts: What is routed.
        handler: Answers every operation.
    """
    middleware = ConnexionMiddleware(handler, middlewares=[RoutingMiddleware], resolver=_Resolver())
    middleware.add_api(routing_document(contracts), base_path="")
    # Connexion builds its stack at the first request, and hides what goes wrong in a bare 500.
    middleware.app, middleware.middleware_stack = middleware._build_middleware_stack()  # noqa: SLF001
    app: ASGIApp = middleware
    return app
