"""Documents of several files for tests, written to a folder and bundled."""

import pytest

from openapi.errors import DocumentError
from openapi.loading.complaints import Complaints
from openapi.loading.references.bundling import bundle
from openapi.loading.yaml import read_yaml


def bundled(folder, text, files=None, *, strict=True, limits=None):
    """Write a document and its files, and return the bundled document."""
    for name, content in (files or {}).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    path = folder / "main.yaml"
    path.write_text(text, encoding="utf-8")
    complaints = Complaints(is_strict=strict)
    return bundle(read_yaml(path), folder, complaints=complaints, limits=limits)


def refused(folder, text, files=None, *, limits=None):
    """Return the error for a document that is refused."""
    with pytest.raises(DocumentError) as caught:
        bundled(folder, text, files, limits=limits)
    return caught.value
