"""The contract reduced to routing: what Connexion is given in place of the documents.

One document with the paths of all APIs and one id per operation, and nothing that Connexion would
have to validate or resolve.
"""

from collections.abc import Sequence
from re import sub
from urllib.parse import unquote

from openapi.contract import Contract, Operation
from openapi.json.types import JSON


def routing_document(contracts: Sequence[Contract]) -> dict[str, JSON]:
    """Return one document with every path of every API and nothing else.

    Literal segments stand before parameters, as our own router has it; parameters lose their names,
    which frameworks allow fewer characters in than OpenAPI does.
    """
    paths: dict[str, dict[str, JSON]] = {}
    found = [
        (contract.path_of(operation), operation)
        for contract in contracts
        for operation in contract.operations
    ]
    for path, operation in sorted(found, key=lambda pair: _precedence(pair[0])):
        # Frameworks match decoded paths.
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
    """Return a path whose parameters have no names, and at most one stands in a segment.

    The framework's regular expressions take long over several. Where that leaves two paths alike,
    either will do: which operation is meant has been found before.
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
