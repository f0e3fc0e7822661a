"""Tables by identity keep apart what is merely equal, and outlive what they are about."""

import ast
import gc
import re

from openapi.json.identity import IdentityKey
from tests.architecture.files import name_of, package_modules, parse


def test_equal_values_have_different_keys():
    """Two objects with equal content may have different meanings."""
    one, other = {"a": 1}, {"a": 1}

    assert IdentityKey(one) == IdentityKey(one)
    assert hash(IdentityKey(one)) == hash(IdentityKey(one))
    assert IdentityKey(one) != IdentityKey(other)
    assert IdentityKey(one) != one


def test_key_keeps_its_value():
    """A later value never gets the identity of one that is still in a table."""
    table = {IdentityKey({"number": number}): number for number in range(1000)}
    gc.collect()

    assert len({IdentityKey({"number": 0}), *table}) == 1001


def test_no_table_is_keyed_by_a_number_that_is_given_out_again():
    """The packages call `id` nowhere but in `IdentityKey`, which holds its value."""
    calls = [
        f"{name_of(path)}:{node.lineno}"
        for path in package_modules()
        if path.name != "identity.py"
        if re.search(r"""(?<![.\w"'])id\b(?!["'])""", path.read_text(encoding="utf-8"))
        for node in ast.walk(parse(path))
        if isinstance(node, ast.Name) and node.id == "id" and isinstance(node.ctx, ast.Load)
        if not is_own_name(path, "id")
    ]

    assert calls == []


def is_own_name(path, name):
    """Whether a module uses the name for a variable or a parameter of its own."""
    return any(
        (isinstance(node, ast.arg) and node.arg == name)
        or (isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store))
        for node in ast.walk(parse(path))
    )
