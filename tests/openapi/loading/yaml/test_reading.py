"""YAML is read as it was written, and syntax errors are explained."""

from pathlib import Path

import pytest

from openapi.errors import DocumentError
from openapi.loading.yaml import MAX_BYTES, read_yaml
from openapi.loading.yaml.reading import parse_yaml
from tests.acceptance.cases import cases
from tests.openapi.yaml_texts import refused, tree


@cases(
    "text, value",
    {
        "a day is a text": ("2018-07-30", "2018-07-30"),
        "a moment is a text": ("2018-07-30T11:23:08.417Z", "2018-07-30T11:23:08.417Z"),
        "no is a text": ("no", "no"),
        "on is a text": ("on", "on"),
        "y is a text": ("y", "y"),
        "sexagesimal is a text": ("190:20:30", "190:20:30"),
        "underscores are a text": ("1_000", "1_000"),
        "infinity is a text": (".inf", ".inf"),
        "leading zero is decimal": ("012", 12),
        "octal is marked": ("0o17", 15),
        "hexadecimal is marked": ("0xff", 255),
        "float": ("1.10", 1.1),
        "exponent": ("1e3", 1000.0),
        "half": (".5", 0.5),
        "negative": ("-4", -4),
        "plus": ("+4", 4),
        "true": ("true", True),
        "null word": ("null", None),
        "tilde": ("~", None),
        "quoted digits": ("'012'", "012"),
        "quoted null": ('"null"', "null"),
        "tagged as a text": ("!!str 12", "12"),
        "equals sign": ("=", "="),
        "empty": ("", None),
        "a comment": ("# x", None),
    },
)
def test_plain_values_follow_yaml_1_2(text, value):
    """As in JSON, there are no timestamps, no accidental octal numbers, and `no` is a text."""
    found = tree(text)

    assert found == value
    assert type(found) is type(value)


def test_windows_line_ends_are_line_ends():
    """A file saved on Windows reads the same."""
    assert tree("a: 1\r\nb: |\r\n  x\r\n  y\r\n") == {"a": 1, "b": "x\ny\n"}


@cases(
    "text, where",
    {
        "tab": ("a:\n\tb: 1", "folder/d.yaml:2"),
        "quote": ('a: 1\nb: "x', "folder/d.yaml:2"),
        "colon": ("a: b: c", "folder/d.yaml:1"),
        "at sign": ("a: 1\n@b: 1", "folder/d.yaml:2"),
        "unknown escape": ('"\\ud800"', "folder/d.yaml:1"),
        "control character": ("a: \x07", "folder/d.yaml"),
        "null byte": ("a: \x00", "folder/d.yaml"),
    },
)
def test_syntax_errors_have_a_place(text, where):
    """A syntax error is reported with its line and a hint."""
    error = refused(text)

    assert (error.what, error.where) == ("d.yaml is not YAML", where)
    assert error.hint.startswith("correct the syntax")


@cases(
    "text, line, found",
    {
        "comma": ('{\n"a": 1\n"b": 2}', 3, "Expecting ',' delimiter, at column 1"),
        "end": ('{"a": [1}', 1, "Expecting ',' delimiter, at column 9"),
        "name": ('{"a": 1, : 2,, }', 1, "property name"),
    },
)
def test_a_file_that_should_be_json_is_not_called_yaml(text, line, found):
    """Who writes JSON reads what is wrong with the JSON."""
    with pytest.raises(DocumentError) as caught:
        parse_yaml(text, file="folder/d.json")

    assert caught.value.what == "d.json is not JSON"
    assert caught.value.where == f"folder/d.json:{line}"
    assert found in caught.value.found


@pytest.mark.parametrize("text", ["a:\n\tb: 1", "a:\n  b: 1\n\tc: 2", "a:\n  \tb: 1\n  c: 2"])
def test_tabs_are_reported(text):
    """The hint for an indentation with tabs is about tabs, and not about quotes."""
    assert refused(text).hint == "correct the syntax; indent with spaces: YAML takes no tabs there"


def test_other_syntax_is_not_blamed_on_tabs():
    """A tab elsewhere in the line is not reported as the mistake."""
    assert refused("a: 1\n@b:\t1").hint.endswith("need quotes")


def test_file_is_read_with_its_name(tmp_path):
    """The file keeps its name for messages, and a byte order mark is not a part of the text."""
    path = tmp_path / "d.yaml"
    path.write_bytes("\ufeffa: é".encode())

    file = read_yaml(path)

    assert (file.tree, file.file) == ({"a": "é"}, str(path))


@cases(
    "data, what",
    {
        "latin 1": ("a: é".encode("latin-1"), "d.yaml is not UTF-8 text"),
        "utf-16": ("a: 1".encode("utf-16"), "d.yaml is not UTF-8 text"),
        "too large": (b"#" * (MAX_BYTES + 1), "d.yaml is too large"),
    },
)
def test_bytes_that_are_refused(tmp_path, data, what):
    """Bytes that are not UTF-8, or too many, are refused before they are parsed."""
    path = tmp_path / "d.yaml"
    path.write_bytes(data)

    with pytest.raises(DocumentError) as caught:
        read_yaml(path)

    assert caught.value.what == what
    assert caught.value.where == str(path)


@cases("name", {"missing": "none.yaml", "too long": "x" * 300})
def test_files_that_cannot_be_read(tmp_path, name):
    """A wrong path gives a message, never a traceback."""
    with pytest.raises(DocumentError, match="cannot be read"):
        read_yaml(tmp_path / name)


def test_a_folder_is_called_by_its_name(tmp_path, monkeypatch):
    """`.` has a name, too."""
    monkeypatch.chdir(tmp_path)

    with pytest.raises(DocumentError, match=f"{tmp_path.name} is a folder"):
        read_yaml(Path())
