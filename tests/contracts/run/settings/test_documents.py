"""Tests of the options about documents."""

import pytest

from contracts.run.settings.check import CheckSettings
from contracts.run.settings.documents import (
    MAX_DOCUMENT_BYTES,
    MAX_DOCUMENT_FILES,
    OVERLAY,
    ROOT,
    SPEC,
)
from contracts.run.settings.fuzz import FuzzSettings
from contracts.run.settings.options import options_of


@pytest.mark.parametrize("settings_class", [CheckSettings, FuzzSettings])
def test_options_about_documents_come_first(settings_class):
    """`--help` begins with the documents, and then names what they may read."""
    documents = (SPEC, OVERLAY, ROOT, MAX_DOCUMENT_BYTES, MAX_DOCUMENT_FILES)

    assert options_of(settings_class)[:5] == documents
