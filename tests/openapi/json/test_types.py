"""The type of JSON values has one definition for all packages."""

import ast
import re

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
