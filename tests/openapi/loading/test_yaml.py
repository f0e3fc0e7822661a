"""YAML as it was written, and nothing that a document can do to its reader."""

import pytest

from openapi.errors import DocumentError
from openapi.loading.yaml import MAX_BYTES, parse_yaml, read_yaml
from tests.acceptance.cases import cases


def tree(text):
    """Return the value of a YAML text."""
    return parse_yaml(text, file="d.yaml").tree


def refused(text):
    """Return the error with which a YAML text is refused."""
    with pytest.raises(DocumentError) as caught:
        parse_yaml(text, file="folder/d.yaml")
    return caught.value


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
        "told to be a text": ("!!str 12", "12"),
        "equals sign": ("=", "="),
        "nothing": ("", None),
        "a comment": ("# nothing", None),
    },
)
def test_plain_values_mean_what_yaml_1_2_says(text, value):
    """No timestamp, no octal by accident, no Norway problem: as in JSON."""
    found = tree(text)

    assert found == value
    assert type(found) is type(value)


def test_keys_are_texts():
    """Status codes and yes or no as keys stay the texts that they are."""
    assert tree("200: a\nno: b\n~: c\n1.0: d") == {"200": "a", "no": "b", "~": "c", "1.0": "d"}


def test_windows_line_ends_are_line_ends():
    """A file saved on Windows reads the same."""
    assert tree("a: 1\r\nb: |\r\n  x\r\n  y\r\n") == {"a": 1, "b": "x\ny\n"}


def test_anchors_repeat_a_value():
    """An alias is the value again, at its own place."""
    assert tree("a: &x [1, {b: 2}]\nc: *x") == {"a": [1, {"b": 2}], "c": [1, {"b": 2}]}


def test_lines_are_those_of_the_keys():
    """Whoever looks for a value finds the line of its key, or of its dash."""
    file = parse_yaml("a:\n  b: 1\n  c/d:\n    - x\n    -\n      e: 2\n", file="d.yaml")

    assert file.lines == {
        "": 1,
        "/a": 1,
        "/a/b": 2,
        "/a/c~1d": 3,
        "/a/c~1d/0": 4,
        "/a/c~1d/1": 6,
        "/a/c~1d/1/e": 6,
    }


def test_where_falls_back_to_the_nearest_parent():
    """A value that has no line of its own is looked for at what holds it."""
    file = parse_yaml("a:\n  b: 1\nc: 2", file="d.yaml")

    assert file.location("/c/not/there") == "d.yaml:3"
    assert file.location() == "d.yaml:1"
    assert file.location_with_pointer("/a/b") == "d.yaml:2 (/a/b)"


def test_same_key_twice_is_refused():
    """No key wins in silence; both lines are named."""
    error = refused("a: 1\nb: 2\na: 3")

    assert error.what == "d.yaml: key 'a' appears twice in one mapping"
    assert (error.where, error.found) == ("folder/d.yaml:3", "first on line 1")


def test_numbers_and_texts_can_be_the_same_key():
    """`200` and `"200"` are one key, so the second one is refused."""
    assert "appears twice" in refused('200: a\n"200": b').what


def test_merge_keys_are_read_as_yaml_1_1_has_it_with_a_complaint():
    """Most tools read them; what a mapping says itself counts, then what is merged first."""
    text = "a: &x {b: 1, c: 2}\nd: &y {b: 3, e: 4}\nf:\n  <<: [*x, *y]\n  c: 5"

    file = parse_yaml(text, file="d.yaml")

    assert file.tree["f"] == {"c": 5, "b": 1, "e": 4}
    assert [(each.rule, each.line) for each in file.complaints] == [("merge-key", 4)]
    assert tree('{"<<": 1}') == tree("{'<<': 1, }") == {"<<": 1}


def test_merging_counts_what_it_repeats():
    """A merge key is no way around the bound on values."""
    lines = ["a0: &a0 {x: [1, 1, 1, 1, 1, 1, 1, 1, 1]}"]
    lines += [
        f"a{i}: &a{i} {{<<: *a{i - 1}, y{i}: [{', '.join([f'*a{i - 1}'] * 9)}]}}"
        for i in range(1, 10)
    ]

    assert "too many values" in refused("\n".join(lines)).what


def test_lines_of_json_are_those_of_its_keys():
    """A JSON text is parsed the quick way, and its lines are found when they are asked for."""
    file = parse_yaml('{\n"a/b": [1,\n {"c":\n 2}],\n"d": ""}', file="d.json")

    lines = {"": 1, "/a~1b": 2, "/a~1b/0": 2, "/a~1b/1": 3, "/a~1b/1/c": 3, "/d": 5}
    assert {pointer: file.lines[pointer] for pointer in file.lines} == lines
    assert file.location("/a~1b/1/none") == "d.json:3"
    assert "/none" not in file.lines


@cases(
    "text",
    {
        "python object": "!!python/object/apply:os.system [ls]",
        "timestamp": "!!timestamp 2001-01-01",
        "binary": "!!binary aGk=",
        "own tag": "!include secret.yaml",
        "on a list": "!!set [a]",
    },
)
def test_tags_are_refused(text):
    """A tag could ask for anything, so only the plain ones are taken."""
    assert "this tag is refused" in refused(text).what


@cases(
    "text",
    {
        "list": "? [a]\n: 1",
        "mapping": "{{a: 1}: 2}",
        "alias": "a: &x y\n*x : z",
        "list first": "[[a]: 1]",
    },
)
def test_keys_that_are_no_texts_are_refused(text):
    """JSON has no other keys than texts."""
    assert "a key must be a text" in refused(text).what


@cases("text", {"before": "a: *x\nb: &x 1", "inside": "&x [*x]", "never": "*x"})
def test_aliases_without_an_anchor_are_refused(text):
    """An alias repeats what has been read; nothing contains itself."""
    assert "alias" in f"{refused(text).what} {refused(text).found}"


def test_two_documents_in_one_file_are_refused():
    """Which one would be meant?"""
    assert refused("a: 1\n---\nb: 2").what == "d.yaml: more than one document in the file"


@cases(
    "text",
    {
        "lists": "[" * 65 + "]" * 65,
        "mappings": "{a: " * 65 + "}" * 65,
        "dashes": "- " * 65 + "x",
        "never closed": "[" * 100_000,
        "aliases": "a: &a "
        + "[" * 40
        + "]" * 40
        + "\nb: &b "
        + "[" * 20
        + "*a"
        + "]" * 20
        + "\nc: "
        + "[" * 10
        + "*b"
        + "]" * 10,
    },
)
def test_depth_is_bounded(text):
    """Nobody's stack is exhausted, not even by aliases inside aliases."""
    error = refused(text)

    assert (error.what, error.allowed) == ("d.yaml: nested too deep", "64 levels")


def test_depth_of_64_is_fine():
    """The bound itself is allowed, aliases included."""
    assert tree("[" * 64 + "]" * 64) is not None
    assert tree("a: &a " + "[" * 40 + "]" * 40 + "\nb: " + "[" * 23 + "*a" + "]" * 23)


def test_a_billion_laughs_are_refused():
    """Aliases count as what they repeat."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 10)]

    assert "too many values" in refused("\n".join(lines)).what


@cases(
    "text",
    {"digits": "9" * 5000, "exponent": "1e400", "negative": "-1e400", "many": "1" * 1001},
)
def test_numbers_that_nobody_can_hold_are_refused(text):
    """There is no infinity in JSON, and the message does not repeat a page of digits."""
    error = refused(f"a: {text}")

    assert error.what == "d.yaml: a number is too large"
    assert len(error.found) <= 80


def test_long_hexadecimal_digits_stay_a_text():
    """What would be too long to be written in decimal is not taken for a number."""
    assert tree("0x" + "f" * 2000) == "0x" + "f" * 2000


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
    """Whoever mistypes is told the line, and how YAML wants it."""
    error = refused(text)

    assert (error.what, error.where) == ("d.yaml is not YAML", where)
    assert error.hint.startswith("correct the syntax")


@pytest.mark.parametrize("text", ["a:\n\tb: 1", "a:\n  b: 1\n\tc: 2", "a:\n  \tb: 1\n  c: 2"])
def test_tabs_are_told(text):
    """Whoever indents with a tab is told that, and nothing of quotes."""
    assert refused(text).hint == "correct the syntax; indent with spaces: YAML takes no tabs there"


def test_other_syntax_is_not_blamed_on_tabs():
    """A tab elsewhere in the line is not what is wrong."""
    assert refused("a: 1\n@b:\t1").hint.endswith("need quotes")


def test_lone_surrogates_are_refused():
    """Half a character is no text that could be written anywhere."""
    assert refused("a: \ud800").what == "d.yaml is not UTF-8 text"


def test_file_is_read_with_its_name(tmp_path):
    """The name stands in every message, and a byte order mark is no part of the text."""
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
    """Bytes that are no text, or too many, are refused before they are parsed."""
    path = tmp_path / "d.yaml"
    path.write_bytes(data)

    with pytest.raises(DocumentError) as caught:
        read_yaml(path)

    assert caught.value.what == what
    assert caught.value.where == str(path)


@cases("name", {"missing": "none.yaml", "folder": ".", "too long": "x" * 300})
def test_files_that_cannot_be_read(tmp_path, name):
    """A wrong path is one message, never a traceback."""
    with pytest.raises(DocumentError, match="cannot be read"):
        read_yaml(tmp_path / name)


def test_a_long_key_over_many_values_is_refused():
    """A key of a megabyte is repeated in the place of each value under it, so that is bounded."""
    text = f"? {'k' * 1_000_000}\n: [{','.join('1' * 100)}]\n"

    with pytest.raises(DocumentError, match="the keys are too long for their many values"):
        parse_yaml(text, file="a.yaml")
