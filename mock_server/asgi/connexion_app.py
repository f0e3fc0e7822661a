"""The one door to Connexion, behind which every operation is answered.

Connexion routes, and has parameters judged by our validator; everything that it would get wrong
stands around it. What it is given is the contract reduced to routing: one document with the paths
of all APIs and one id per operation. Handing it the full documents costs start-up time (it
validates and resolves them) and buys nothing: parameters and bodies are judged from the contract.

Only what leads to an operation comes in through the front door, so Connexion's own answers (404,
405, redirects for slashes, refused bodies) are never reached.
"""

import warnings
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from starlette.types import ASGIApp, Scope

from mock_server.answers.fault_injector import FaultInjector
from mock_server.answers.selection import ResponseSelector
from mock_server.asgi.operation_handler import OperationHandler
from mock_server.asgi.routing_document import routing_document, routing_id
from mock_server.http.requests import attach_parameters, head_of
from mock_server.http.validation.parameters import read_valid_parameters
from openapi.contract import Contract, Operation

with warnings.catch_warnings():
    # Importing Connexion imports deprecated names of Starlette and jsonschema.
    warnings.simplefilter("ignore")
    from connexion.middleware.main import ConnexionMiddleware
    from connexion.middleware.request_validation import RequestValidationMiddleware
    from connexion.middleware.routing import RoutingMiddleware
    from connexion.operations import AbstractOperation
    from connexion.resolver import Resolution

OperationFinder = Callable[[Scope], Operation]
"""Tells to which operation Connexion has routed a request."""

_ROUTING = "connexion_routing"


class ParameterValidator:
    """Judges the raw text of parameters, in place of Connexion's own validator.

    Connexion makes one for every request and calls `validate`.
    """

    def __init__(self, *_: object, operation_of: OperationFinder, **__: object) -> None:
        self._routed = operation_of

    def validate(self, scope: Scope) -> None:
        """Refuse the request with every violation in one message, or type its parameters."""
        parameters = read_valid_parameters(self._routed(scope), head_of(scope))
        attach_parameters(scope, parameters)


class _Resolver:
    """Connects operations to their ids only: there is one handler."""

    def resolve(self, operation: AbstractOperation) -> Resolution:
        return Resolution(_unused_function, operation.operation_id)


def _unused_function() -> None:
    """Stand where Connexion wants a function; the ASGI handler answers instead."""


def connexion_app(
    contracts: Sequence[Contract], answers: ResponseSelector, faults: FaultInjector
) -> ASGIApp:
    """Return Connexion around the one handler, built to the end.

    Args:
        contracts: What is routed.
        answers: What is answered where nothing goes wrong.
        faults: What may go wrong on the way out.
    """
    operations = {
        routing_id(operation): operation
        for contract in contracts
        for operation in contract.operations
    }
    routed = partial(_routed_operation, operations)
    middleware = ConnexionMiddleware(
        OperationHandler(answers, faults, routed),
        middlewares=[RoutingMiddleware, RequestValidationMiddleware],
        resolver=_Resolver(),
        validator_map={"parameter": partial(ParameterValidator, operation_of=routed)},
    )
    middleware.add_api(routing_document(contracts), base_path="")
    # Connexion builds its stack at the first request, and hides what goes wrong in a bare 500.
    middleware.app, middleware.middleware_stack = middleware._build_middleware_stack()  # noqa: SLF001
    app: ASGIApp = middleware
    return app


def _routed_operation(operations: Mapping[str, Operation], scope: Scope) -> Operation:
    # Our own router has read the path already, and tells apart what is alike in the framework's.
    found = head_of(scope).operation
    if found is not None:
        return found
    return operations[scope["extensions"][_ROUTING]["operation_id"]]
