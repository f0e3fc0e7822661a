"""The type of JSON values has one definition for all packages."""

import ast
import re

import pytest

from openapi.json.types import is_integer, is_number
from tests.architecture.files import name_of, package_modules, parse


def test_type_of_json_values_is_defined_once():
    """Every module imports `JSON` from where its meaning is written down."""
    definitions = [
        name_of(path)
        for path in package_modules()
        if re.search(r"^JSON\b.*=", path.read_text(encoding="utf-8"), re.MULTILINE)
        for node in parse(path).body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name) and target.id == "JSON"
    ]

    assert definitions == ["openapi/json/types.py"]


@pytest.mark.parametrize("value", [True, False, "1", None, [1]])
def test_true_and_texts_are_no_numbers(value):
    """To Python true is 1, to JSON it is not."""
    assert not is_number(value)
    assert not is_integer(value)


def test_a_fraction_is_no_integer():
    """A number that is written with a fraction is one of floats."""
    assert (is_number(1.0), is_integer(1.0), is_integer(1)) == (True, False, True)
