"""Documents are read as the settings say."""

from pathlib import Path

from mock_server.server.document_options import load_options
from mock_server.settings import Settings
from openapi.loading.document import LENIENT


def test_without_settings_documents_are_read_as_ever():
    """A server and the library read the same."""
    assert load_options(Settings()) == LENIENT


def test_each_setting_arrives():
    """What is not set keeps its usual limit."""
    options = load_options(Settings(is_strict=True, root=Path("r"), max_document_files=3))

    assert (options.is_strict, options.root, options.limits.max_files) == (True, Path("r"), 3)
    assert options.limits.max_bytes == LENIENT.limits.max_bytes
