"""The only module that uses Connexion, which routes requests to the handler.

Connexion gets one document with the paths of all APIs and one id per operation. The full documents
would cost start-up time (it validates and resolves them) without a gain: parameters and bodies are
validated by our own steps (`request_steps`).

Only requests that have an operation reach it, so Connexion's own responses (404, 405, redirects
for slashes) are never sent.
"""

import warnings
from collections.abc import Sequence
from re import sub
from urllib.parse import unquote

from starlette.types import ASGIApp, Receive, Scope, Send

from openapi.contract import Contract, Operation
from openapi.json.types import JSON
from openapi.process.imports import without_module

_METHODS = frozenset({"GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE"})
"""The methods that the framework knows; OpenAPI 3.2 has others."""


def routing_document(contracts: Sequence[Contract]) -> dict[str, JSON]:
    """Return one document with every path of every API, without methods of OpenAPI 3.2.

    Literal segments come before parameters, as in our own router. Parameters get other names,
    because the framework allows fewer characters in them than OpenAPI does.
    """
    paths: dict[str, dict[str, JSON]] = {}
    found = [
        (contract.path_of(operation), operation)
        for contract in contracts
        for operation in contract.operations
        if operation.method in _METHODS
    ]
    for path, operation in sorted(found, key=lambda pair: _precedence(pair[0])):
        # The framework matches decoded paths.
        item = paths.setdefault(unquote(_plain(path)), {})
        item.setdefault(
            operation.method.lower(),
            {"operationId": routing_id(operation), "responses": {"default": {"description": ""}}},
        )
    return {
        "openapi": "3.0.3",
        "info": {"title": "routing", "version": "1"},
        "paths": {_numbered(path): item for path, item in paths.items()},
    }


def _plain(path: str) -> str:
    """Return a path whose parameters have no names, at most one in a segment.

    The framework's regular expressions are slow with several. If two paths become equal, either
    is correct, because our own router has found the operation already.
    """
    segments = (sub(r"\{[^{}/]+\}", "{p}", part) for part in path.split("/"))
    return "/".join("{p}" if part.count("{p}") > 1 else part for part in segments)


def _precedence(path: str) -> list[bool]:
    return ["{" in segment for segment in path.removeprefix("/").split("/")]


def _numbered(path: str) -> str:
    pieces = path.split("{p}")
    return pieces[0] + "".join(f"{{p{i}}}{piece}" for i, piece in enumerate(pieces[1:]))


def routing_id(operation: Operation) -> str:
    """Return an id that is unique among all APIs."""
    return f"{operation.api} {operation.id}"


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

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        is_known = scope["type"] != "http" or scope["method"] in _METHODS
        await (middleware if is_known else handler)(scope, receive, send)

    return app
