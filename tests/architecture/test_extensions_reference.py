"""The reference of extensions is what the schemas say that validate them."""

import re
from pathlib import Path

import pytest
import yaml

from openapi.loading.extensions import extension_errors
from openapi.loading.spec_objects import SpecObject
from openapi.loading.yaml import parse_yaml
from tests.architecture.extensions_page import DEFINITIONS, PAGE, VOCABULARY, WORDS, page, written

OPENAPI = Path(__file__).parents[2] / "openapi"
INTERNAL = {"x-files", "x-dead-reference"}
"""Keys that only the bundled tree has: the other files of a document, and its dead references."""

EXAMPLES = [(name, example) for name in WORDS for example in DEFINITIONS[name]["examples"]]


def test_page_is_what_the_schemas_say():
    """Every word with its keys, types and an example; a changed schema changes the page."""
    hint = "run: python -m tests.architecture.extensions_page"

    assert PAGE.read_text(encoding="utf-8") == page(), hint


def test_every_word_states_what_it_gives():
    """A description, an example, and what the mock and the checker have of it."""
    wanted = {"description", "examples", "mock", "checker"}

    assert {name: wanted - DEFINITIONS[name].keys() for name in WORDS} == {
        name: set() for name in WORDS
    }


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_examples_are_valid(name, example):
    """A user may copy every example: it is written as YAML, and the loader accepts it."""
    text = written(name, example)
    kind = DEFINITIONS[name].get("kinds", ["Document"])[0]
    file = parse_yaml(text, file="example.yaml")
    part = SpecObject(kind=kind, pointer="", value=file.tree)

    assert yaml.safe_load(text) == {name: example}
    assert list(extension_errors(file, part, has_citations=True)) == []


def test_every_word_in_the_code_is_described():
    """The loader reads no key that the page does not have."""
    read = {
        word
        for path in OPENAPI.rglob("*.py")
        for word in re.findall(r"[\"'](x-[a-z-]+)[\"']", path.read_text(encoding="utf-8"))
    }

    assert read - {*WORDS, *VOCABULARY["foreign"], *INTERNAL} == set()
