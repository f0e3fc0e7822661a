"""The contracts reduced to routing: the document that Connexion gets.

It has the paths of all APIs and one id per operation, and no schemas or references, which Connexion
would validate and resolve.
"""

from collections.abc import Sequence
from re import sub
from urllib.parse import unquote

from openapi.contract import Contract, Operation
from openapi.json.types import JSON


def routing_document(contracts: Sequence[Contract]) -> dict[str, JSON]:
    """Return one document with every path of every API.

    Literal segments come before parameters, as in our own router. Parameters get other names,
    because the framework allows fewer characters in them than OpenAPI does.
    """
    paths: dict[str, dict[str, JSON]] = {}
    found = [
        (contract.path_of(operation), operation)
        for contract in contracts
        for operation in contract.operations
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
