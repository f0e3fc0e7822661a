"""Documented answers as handlers of MSW."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from mock_server.answers.msw_export import msw_module, msw_path
from openapi.loading.document import load_contracts
from tests.packaged import packaged_contracts

HOSTILE = r"""
openapi: 3.0.3
info: {title: Hostile, version: "1"}
paths:
  "/a(b)*/{id}":
    get:
      operationId: "*/ alert(1) /*"
      responses:
        "200":
          description: Fine.
          content:
            application/json:
              example: {"__proto__": {"polluted": true}}
  /picture:
    get:
      responses:
        "200": {description: A picture., content: {image/png: {}}}
        "204": {description: None.}
  /{any}/{other}:
    get:
      responses: {"200": {description: Fine., content: {text/plain: {example: "a\u2028b`${x}`"}}}}
"""


def answers(module):
    """Return the answers of each handler, by its path."""
    found = re.findall(
        r"http\.\w+\((\"[^\"]*\"), .*? => answer\((.*?), request\)\),\n", module, re.DOTALL
    )
    return {json.loads(path): json.loads(text) for path, text in found}


@pytest.fixture
def hostile(tmp_path):
    """The module of a document with names that mean something in JavaScript and to MSW."""
    (tmp_path / "hostile.yaml").write_text(HOSTILE, encoding="utf-8")
    return msw_module(load_contracts([tmp_path / "hostile.yaml"]))


def test_answers_are_the_documented_ones_the_default_one_first():
    """Every documented status is there, and the first answer is the one that the server sends."""
    found = answers(msw_module(packaged_contracts()))
    jobs = found["*/subscriptions/imports"]
    default = jobs[0]

    assert (default["example"], default["status"]) == ("documented", 200)
    assert default["json"]["data"][0]["attributes"]["status"] == "pending"
    assert default["headers"]["content-type"] == "application/json"
    assert {200, 400, 500} <= {each["status"] for each in jobs}


def test_document_cannot_run_code_or_match_other_paths(hostile):
    """Names of a document end no comment, and characters of a pattern become a star."""
    assert "*/ alert" not in hostile
    assert list(answers(hostile)) == ["*/picture", "*/*/:p1", "*/:p1/:p2"]
    assert answers(hostile)["*/*/:p1"][0]["text"] == '{"__proto__":{"polluted":true}}'
    assert hostile.isascii()


def test_bodies_that_are_no_text_are_kept(hostile):
    """A picture is Base64; an answer without a body has none."""
    picture, empty = answers(hostile)["*/picture"]

    assert picture["base64"].startswith("iVBORw0KGgo")
    assert not {"json", "text", "base64"} & set(empty)


@pytest.mark.skipif(shutil.which("node") is None, reason="there is no node here")
def test_module_is_javascript(hostile, tmp_path):
    """Node can read it, whatever the document has in its names and texts."""
    path = Path(tmp_path, "handlers.mjs")
    path.write_text(hostile, encoding="utf-8")
    result = subprocess.run(  # noqa: S603 - fixed words
        [str(shutil.which("node")), "--check", str(path)],
        capture_output=True,
        check=False,
        encoding="utf-8",
    )

    assert result.returncode == 0, result.stderr


def test_parameters_within_a_segment_are_parameters():
    """A segment may have several of them, and text around them."""
    assert msw_path("/v1/{a}.{b}/x-{c}") == "*/v1/:p1.:p2/x-:p3"
