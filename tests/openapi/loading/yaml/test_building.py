"""The tree, its lines and its bounds."""

import pytest

from openapi.errors import DocumentError
from openapi.loading.yaml import parse_yaml
from tests.acceptance.cases import cases
from tests.openapi.yaml_texts import refused, tree


def test_keys_are_texts():
    """Status codes, yes and no as keys stay texts."""
    assert tree("200: a\nno: b\n~: c\n1.0: d") == {"200": "a", "no": "b", "~": "c", "1.0": "d"}


def test_anchors_repeat_a_value():
    """An alias is the value again, with a pointer of its own."""
    assert tree("a: &x [1, {b: 2}]\nc: *x") == {"a": [1, {"b": 2}], "c": [1, {"b": 2}]}


def test_lines_are_those_of_the_keys():
    """A value has the line of its key, or of its dash."""
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


def test_same_key_twice_is_refused():
    """A duplicate key is refused, and the message names both lines."""
    error = refused("a: 1\nb: 2\na: 3")

    assert error.what == "d.yaml: key 'a' appears twice in one mapping"
    assert (error.where, error.found) == ("folder/d.yaml:3", "first on line 1")


def test_numbers_and_texts_can_be_the_same_key():
    """`200` and `"200"` are one key, so the second one is refused."""
    assert "appears twice" in refused('200: a\n"200": b').what


def test_merge_keys_are_read_as_yaml_1_1_has_it_with_a_complaint():
    """A mapping's own keys take precedence, then those that are merged first."""
    text = "a: &x {b: 1, c: 2}\nd: &y {b: 3, e: 4}\nf:\n  <<: [*x, *y]\n  c: 5"

    file = parse_yaml(text, file="d.yaml")

    assert file.tree["f"] == {"c": 5, "b": 1, "e": 4}
    assert [(each.rule, each.line) for each in file.complaints] == [("merge-key", 4)]
    assert tree('{"<<": 1}') == tree("{'<<': 1, }") == {"<<": 1}


def test_merging_counts_what_it_repeats():
    """Merge keys count as the values that they repeat."""
    lines = ["a0: &a0 {x: [1, 1, 1, 1, 1, 1, 1, 1, 1]}"]
    lines += [
        f"a{i}: &a{i} {{<<: *a{i - 1}, y{i}: [{', '.join([f'*a{i - 1}'] * 9)}]}}"
        for i in range(1, 10)
    ]

    assert "too many values" in refused("\n".join(lines)).what


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
    """A tag could create any object, so only those of plain values are allowed."""
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
def test_keys_that_are_not_texts_are_refused(text):
    """JSON has only texts as keys."""
    assert "a key must be a text" in refused(text).what


@cases("text", {"before": "a: *x\nb: &x 1", "inside": "&x [*x]", "never": "*x"})
def test_aliases_without_an_anchor_are_refused(text):
    """An alias repeats an earlier value; no value contains itself."""
    assert "alias" in f"{refused(text).what} {refused(text).found}"


def test_two_documents_in_one_file_are_refused():
    """It would be unclear which document is meant."""
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
    """The stack is not exhausted, not even by aliases inside aliases."""
    error = refused(text)

    assert (error.what, error.allowed) == ("d.yaml: nested too deep", "64 levels")


def test_a_billion_laughs_are_refused():
    """Aliases count as the values that they repeat."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 10)]

    assert "too many values" in refused("\n".join(lines)).what


@cases(
    "text",
    {"digits": "9" * 5000, "exponent": "1e400", "negative": "-1e400", "many": "1" * 1001},
)
def test_numbers_that_are_too_large_are_refused(text):
    """JSON has no infinity, and the message does not repeat a page of digits."""
    error = refused(f"a: {text}")

    assert error.what == "d.yaml: a number is too large"
    assert len(error.found) <= 80


def test_long_hexadecimal_digits_stay_a_text():
    """Digits that are too many for a decimal number are not read as a number."""
    assert tree("0x" + "f" * 2000) == "0x" + "f" * 2000


def test_a_long_key_over_many_values_is_refused():
    """A long key is a part of the pointer of each value below it, so their total is bounded."""
    text = f"? {'k' * 1_000_000}\n: [{','.join('1' * 100)}]\n"

    with pytest.raises(DocumentError, match="the keys are too long for their many values"):
        parse_yaml(text, file="a.yaml")
