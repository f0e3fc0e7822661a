"""The operations that the mock answers although there is a server, which may not have them yet."""

from collections.abc import Iterable, Iterator, Sequence

from mock_server.errors import SettingsError
from openapi.contract import Contract, Operation
from openapi.errors import did_you_mean


def chosen_operations(contracts: Iterable[Contract], names: Sequence[str]) -> frozenset[Operation]:
    """Return the operations with these names: an operationId, `POST /jobs`, or a path for them all.

    Paths are those of the document, with or without its base path.

    Raises:
        SettingsError: No operation has one of the names.
    """
    known: dict[str, list[Operation]] = {}
    for contract in contracts:
        for operation in contract.operations:
            for name in _names(contract, operation):
                known.setdefault(name, []).append(operation)
    for name in names:
        if name not in known:
            raise SettingsError(
                f"--mock names no operation of the documents{did_you_mean(name, known)}",
                found=name,
                allowed="an operationId, 'POST /jobs', or a path",
            )
    return frozenset(operation for name in names for operation in known[name])


def _names(contract: Contract, operation: Operation) -> Iterator[str]:
    paths = {operation.path, contract.path_of(operation)}
    yield from {operation.id, *paths, *(f"{operation.method} {path}" for path in paths)}
