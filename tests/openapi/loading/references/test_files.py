"""The files of a document are found, read once and bounded."""

import pytest

from openapi.loading.references.options import FileLimits
from openapi.loading.yaml import read_yaml
from tests.openapi.bundles import bundled, refused


def test_the_number_of_files_is_bounded(tmp_path):
    """A document cannot make the loader read a whole folder."""
    files = {f"{i}.yaml": "1" for i in range(4)}
    text = "\n".join(f"  a{i}: {{$ref: {i}.yaml}}" for i in range(4))
    limits = FileLimits(max_files=3)

    error = refused(tmp_path, f"definitions:\n{text}", files, limits=limits)

    assert error.allowed == "at most 3 files"


@pytest.mark.parametrize("name", [".env", "id_rsa", "notes.txt", "secrets.toml"])
def test_a_file_that_is_no_document_is_not_read(tmp_path, name):
    """A file beside the document may be secret, and errors quote the files that they read."""
    error = refused(tmp_path, f"definitions: {{a: {{$ref: {name}}}}}", {name: "TOKEN=hush-hush: {"})

    assert "hush" not in str(error)
    assert ".yaml" in error.allowed


def test_an_unreadable_file_is_read_once(tmp_path, monkeypatch):
    """A file with many references is read once, also if it cannot be read."""
    asked = []

    def read(path, **options):
        asked.append(path.name)
        return read_yaml(path, **options)

    monkeypatch.setattr("openapi.loading.references.files.read_yaml", read)
    text = "\n".join(f"  a{i}: {{$ref: x.yaml}}" for i in range(9))

    bundled(tmp_path, f"definitions:\n{text}", {"x.yaml": "a: [1"}, strict=False)

    assert asked == ["x.yaml"]
