"""The options for loading documents, from a server's settings."""

from mock_server.settings import Settings
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
