"""The options for loading documents, from a server's settings; what they do not reach."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from mock_server.admin.document import operations_at_own_paths
from mock_server.settings import Settings
from openapi.contract import Contract
from openapi.loading.document import LoadOptions, limits_from, load_contracts
from openapi.text.listing import counted


def load_options(settings: Settings) -> LoadOptions:
    """Return the options of `load_contracts`."""
    limits = limits_from(settings.max_document_bytes, settings.max_document_files)
    return LoadOptions(
        is_strict=settings.is_strict,
        root=settings.root,
        limits=limits,
        overlays=settings.overlays,
    )


def load_documents(
    settings: Settings, chosen: Mapping[str, str] = MappingProxyType({})
) -> tuple[Contract, ...]:
    """Return the contracts of a server; `chosen` readings come before those of the settings.

    Raises:
        ContractError: A document, an overlay or a reading cannot be used.
    """
    return load_contracts(
        settings.specs,
        readings={**settings.readings, **chosen},
        base_paths=settings.base_paths,
        options=load_options(settings),
    )


def beside_documents(
    settings: Settings, contracts: Iterable[Contract]
) -> tuple[Settings, tuple[str, ...]]:
    """Return the settings with the admin API off if documents have its paths, and what to say.

    A document without any operation is said too, since it gets 404 for every request.

    Documents come first: a mock of an API below `/__admin` is a mock of that API. A user who wants
    the admin API has it by its option, or moves the API elsewhere.
    """
    contracts = tuple(contracts)
    empty = tuple(
        f"{Path(each.file).name} describes no operation, so every request gets 404; "
        "operations are below the key paths"
        for each in contracts
        if not each.operations
    )
    found = [*operations_at_own_paths(contracts)]
    if not found or not settings.has_admin:
        return settings, empty
    contract, path = found[0]
    count = counted(len(found), "operation")
    move = f"--base-path {contract.api}=/api{contract.base_path} moves the API"
    if settings.is_admin_on:
        sentence = (
            f"{count} not served, such as {path}: the admin API and the console are there; {move}, "
            "--no-admin serves it in its place"
        )
        return settings, (*empty, sentence)
    sentence = (
        f"no admin API and no console: {count} of the documents in their place, such as {path}; "
        f"{move}, so that there are both"
    )
    return replace(settings, is_admin_on=False), (*empty, sentence)
