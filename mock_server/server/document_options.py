"""The options for loading documents, from a server's settings; what they do not reach."""

from collections.abc import Iterable, Iterator

from mock_server.settings import Settings
from openapi.contract import Contract
from openapi.loading.document import LoadOptions, limits_from


def load_options(settings: Settings) -> LoadOptions:
    """Return the options of `load_contracts`."""
    limits = limits_from(settings.max_document_bytes, settings.max_document_files)
    return LoadOptions(
        is_strict=settings.is_strict,
        root=settings.root,
        limits=limits,
        overlays=settings.overlays,
    )


_OWN = ("/__admin", "/__console")
"""Paths that the mock answers itself, those below them included."""


def unreachable_operations(contracts: Iterable[Contract]) -> Iterator[str]:
    """Yield a sentence for each API with operations at paths of the mock itself."""
    for contract in contracts:
        paths = [contract.path_of(operation) for operation in contract.operations]
        hidden = [path for path in paths if any(_is_below(path, own) for own in _OWN)]
        if hidden:
            noun = "operation is" if len(hidden) == 1 else "operations are"
            yield (
                f"{len(hidden)} {noun} not served, such as {hidden[0]}: the mock itself answers "
                f"there; move the API: --base-path {contract.api}=/api{contract.base_path}"
            )


def _is_below(path: str, own: str) -> bool:
    return path == own or path.startswith(f"{own}/")
