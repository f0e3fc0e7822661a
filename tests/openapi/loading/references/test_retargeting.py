"""Misplaced references are replaced by their targets, within a bound."""

from pathlib import Path

import pytest

from openapi.errors import DocumentError
from openapi.loading.linting import lint
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


def test_a_mistake_in_a_target_is_reported_where_it_is(tmp_path):
    """An operation in another file is not blamed on the line that refers to it, and not twice."""
    operation = "responses:\n  '200':\n    description: ok\n    descriptoin: twice"
    (tmp_path / "get.yaml").write_text(operation, "utf-8")
    path = tmp_path / "d.yaml"
    paths = "/a: {get: {$ref: get.yaml}}, /b: {get: {$ref: get.yaml}}"
    head = "openapi: 3.0.3\ninfo: {title: t, version: '1'}"
    path.write_text(f"{head}\npaths: {{{paths}}}", "utf-8")

    places = [
        (each.rule, Path(each.file).name, each.line, each.pointer, each.found)
        for each in lint(path)
    ]

    misplaced = ("reference-place", "d.yaml", 3)
    assert places == [
        (*misplaced, "/paths/~1a/get", "get.yaml"),
        (*misplaced, "/paths/~1b/get", "get.yaml"),
        ("unknown-key", "get.yaml", 4, "/responses/200/descriptoin", "descriptoin"),
    ]
