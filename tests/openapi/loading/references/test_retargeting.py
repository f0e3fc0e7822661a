"""Misplaced references are replaced by their targets, within a bound."""

import pytest

from openapi.errors import DocumentError
from tests.openapi.bundles import bundled


def test_misplaced_references_are_bounded(tmp_path, monkeypatch):
    """A short document cannot cause an unbounded amount of work."""
    monkeypatch.setattr("openapi.loading.references.retargeting.MAX_OBJECTS", 2000)
    paths = "\n".join(f"  /p{i}: {{get: {{responses: {{$ref: '#/x-r'}}}}}}" for i in range(60))
    many = ", ".join(f"'{200 + i}': {{content: {{$ref: '#/x-c'}}}}" for i in range(60))

    with pytest.raises(DocumentError, match=r"too (large|many)"):
        bundled(tmp_path, f"paths:\n{paths}\nx-r: {{{many}}}\nx-c: {{a/b: {{}}}}", strict=False)


def test_misplaced_references_are_replaced_by_their_targets(tmp_path):
    """Operations or maps of answers in another file are a frequent mistake, and are read."""
    files = {
        "get.yaml": "responses: {$ref: 'answers.yaml#/all'}",
        "answers.yaml": "all: {'200': {description: ok}}",
    }

    tree = bundled(tmp_path, "paths: {/a: {get: {$ref: get.yaml}}}", files, strict=False).tree

    assert tree["paths"]["/a"]["get"] == {"responses": {"200": {"description": "ok"}}}
