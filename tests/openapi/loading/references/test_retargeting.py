"""Misplaced references are replaced by their targets, within a bound."""

import pytest

from openapi.errors import DocumentError
from tests.openapi.bundles import bundled


def test_stray_references_do_not_multiply_for_ever(tmp_path, monkeypatch):
    """A short document cannot ask for any amount of work."""
    monkeypatch.setattr("openapi.loading.references.retargeting.MAX_OBJECTS", 2000)
    paths = "\n".join(f"  /p{i}: {{get: {{responses: {{$ref: '#/x-r'}}}}}}" for i in range(60))
    many = ", ".join(f"'{200 + i}': {{content: {{$ref: '#/x-c'}}}}" for i in range(60))

    with pytest.raises(DocumentError, match=r"too (large|many)"):
        bundled(tmp_path, f"paths:\n{paths}\nx-r: {{{many}}}\nx-c: {{a/b: {{}}}}", strict=False)


def test_stray_references_are_read_as_what_they_lead_to(tmp_path):
    """An operation or a map of answers in another file is what many people write."""
    files = {
        "get.yaml": "responses: {$ref: 'answers.yaml#/all'}",
        "answers.yaml": "all: {'200': {description: ok}}",
    }

    tree = bundled(tmp_path, "paths: {/a: {get: {$ref: get.yaml}}}", files, strict=False).tree

    assert tree["paths"]["/a"]["get"] == {"responses": {"200": {"description": "ok"}}}
