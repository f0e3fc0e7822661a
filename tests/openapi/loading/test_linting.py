"""All complaints about a document are listed, errors included."""

import pytest

from openapi.contract import Severity
from openapi.loading.linting import lint
from tests.openapi.documents import changed


def complaints(folder, text):
    """Return severity, rule and line of each complaint about a document."""
    path = folder / "pets.yaml"
    path.write_text(text, encoding="utf-8")
    return [(each.severity, each.rule, each.line) for each in lint(path)]


def test_a_correct_document_has_no_complaints(tmp_path):
    """Nothing is listed about a document that follows its specification."""
    assert complaints(tmp_path, changed()) == []


def test_errors_are_listed_beside_warnings(tmp_path):
    """An error does not hide the complaints after it; they are in the order of the lines."""
    text = changed(('{$ref: "#/components/schemas/Pet"}', '{$ref: "#/none"}'))

    found = complaints(tmp_path, f"phone: 1\n{text}")

    assert found[0] == (Severity.WARNING, "unknown-key", 1)
    assert (Severity.ERROR, "reference") in [each[:2] for each in found[1:]]


def test_a_file_that_is_not_yaml_is_one_complaint(tmp_path):
    """A syntax error is listed with its line."""
    assert complaints(tmp_path, "a: 1\nb: [") == [(Severity.ERROR, "unreadable", 3)]


def test_a_missing_file_is_an_error_of_the_system(tmp_path):
    """The caller decides how to report a missing file."""
    with pytest.raises(FileNotFoundError):
        lint(tmp_path / "none.yaml")
