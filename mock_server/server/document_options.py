"""The options for loading documents, from a server's settings; what they do not reach."""

from collections.abc import Iterable
from dataclasses import replace

from mock_server.admin.document import operations_at_own_paths
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


def beside_documents(
    settings: Settings, contracts: Iterable[Contract]
) -> tuple[Settings, tuple[str, ...]]:
    """Return the settings with the admin API off if documents have its paths, and what to say.

    Documents come first: a mock of an API below `/__admin` is a mock of that API. A user who wants
    the admin API has it by its option, or moves the API elsewhere.
    """
    found = [*operations_at_own_paths(contracts)]
    if not found or not settings.has_admin:
        return settings, ()
    contract, path = found[0]
    count = f"{len(found)} operation{'' if len(found) == 1 else 's'}"
    move = f"--base-path {contract.api}=/api{contract.base_path} moves the API"
    if settings.is_admin_on:
        sentence = (
            f"{count} not served, such as {path}: the admin API and the console are there; {move}, "
            "--no-admin serves it in its place"
        )
        return settings, (sentence,)
    sentence = (
        f"no admin API and no console: {count} of the documents in their place, such as {path}; "
        f"{move}, so that there are both"
    )
    return replace(settings, is_admin_on=False), (sentence,)
