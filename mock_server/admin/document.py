"""The OpenAPI document of the admin API, by which its requests are validated."""

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from openapi.contract import Contract
from openapi.loading.document import load_contract

API = "admin"
FILE = "admin.yaml"
ADMIN_DOCS = f"/__docs/{API}"  # the page that shows the document


def document_file() -> Path:
    """Return the path of the document's file."""
    return Path(__file__).with_name(FILE)


@cache
def admin_contract() -> Contract:
    """Return the document as a contract, loaded when it is first needed."""
    return load_contract(document_file())


ADMIN_PREFIX = b"/__admin"

_OWN = ("/__admin", "/__console")  # with the admin API, the mock answers these and those below them


def operations_at_own_paths(contracts: Iterable[Contract]) -> Iterator[tuple[Contract, str]]:
    """Yield the path of every operation that is at a path of the admin API or the console."""
    for contract in contracts:
        for operation in contract.operations:
            path = contract.path_of(operation)
            if any(path == own or path.startswith(f"{own}/") for own in _OWN):
                yield contract, path
