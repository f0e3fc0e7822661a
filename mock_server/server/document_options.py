"""How the documents of a server are read, as its settings say."""

from mock_server.settings import Settings
from openapi.loading.document import LoadOptions, limits_from


def load_options(settings: Settings) -> LoadOptions:
    """Return what `load_contracts` is told."""
    limits = limits_from(settings.max_document_bytes, settings.max_document_files)
    return LoadOptions(is_strict=settings.is_strict, root=settings.root, limits=limits)
