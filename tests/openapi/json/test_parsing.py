"""JSON is parsed as strictly as the RFC defines it, and no text exhausts the parser."""

import pytest

from openapi.json.parsing import (
    MAX_BYTES,
    JsonError,
    cell_text,
    dump_json,
    parse_if_json,
    parse_json,
)
from tests.acceptance.cases import cases


def refused(data, **bounds):
    """Return why a text is refused."""
    with pytest.raises(JsonError) as caught:
        parse_json(data, **bounds)
    return caught.value.reason


@cases(
    "data, value",
    {
        "object": (
            b'{"a": [1, 2.5, true, false, null, "x"]}',
            {"a": [1, 2.5, True, False, None, "x"]},
        ),
        "white space": (b" \t\r\n1 \n", 1),
        "text": ('"é"'.encode(), "é"),
        "pair of surrogates": (b'"\\ud83d\\ude00"', "😀"),
        "integer beyond 64 bits": (b"123456789012345678901", 123456789012345678901),
        "brackets in a text": (b'["[[[["]', ["[[[["]),
        "quote in a text": (b'["\\"[", 1]', ['"[', 1]),
    },
)
def test_json_is_read(data, value):
    """Texts that the RFC allows are parsed."""
    assert parse_json(data) == value


@cases(
    "data, reason",
    {
        "nothing": (b"", "empty"),
        "white space only": (b" \n", "empty"),
        "NaN": (b"[NaN]", "NaN is not a JSON value"),
        "infinity": (b"-Infinity", "-Infinity is not a JSON value"),
        "too large": (b"[1e400]", "1e400 is too large a number"),
        "same key twice": (b'{"a": 1, "b": 2, "a": 3}', "key 'a' appears twice in one object"),
        "escaped key twice": (b'{"a": 1, "\\u0061": 3}', "key 'a' appears twice in one object"),
        "byte order mark": (b"\xef\xbb\xbf1", "begins with a byte order mark"),
        "not UTF-8": (b'"\xff"', "not UTF-8 at byte 1"),
        "lone surrogate": (b'"\\ud800"', "a lone surrogate is not a character"),
        "lone low surrogate": (b'{"\\uDC00": 1}', "a lone surrogate is not a character"),
        "more after it": (b"1 2", "extra data at line 1, column 3"),
        "comma": (b"[1,]", "expecting value at line 1, column 4"),
        "quotes": (
            b"{'a': 1}",
            "expecting property name enclosed in double quotes at line 1, column 2",
        ),
        "control character": (b'"a\x00"', "invalid control character at line 1, column 3"),
        "digits": (b"1" * 1001, "a number has more than 1000 digits"),
        "UTF-16": (
            '{"a": 1}'.encode("utf-16-le"),
            "expecting property name enclosed in double quotes at line 1, column 2",
        ),
    },
)
def test_invalid_texts_are_refused(data, reason):
    """The reason states what is wrong and where."""
    assert refused(data) == reason


@cases(
    "data",
    {
        "lists": b"[" * 100_000,
        "objects": b'{"a":' * 100_000,
        "closed": b"[" * 65 + b"]" * 65,
        "behind texts": b'["\\\\", "]", ' + b"[" * 64,
    },
)
def test_depth_is_bounded(data):
    """A hundred thousand brackets are refused without recursion."""
    assert refused(data) == "nested deeper than 64 levels"


def test_depth_of_64_is_read():
    """The bound itself is allowed, and brackets side by side are not deep."""
    assert parse_json(b"[" * 64 + b"]" * 64)
    assert parse_json(b"[[]," + b"[" * 63 + b"]" * 64)
    assert len(parse_json(b"[" + b"[]," * 1000 + b"[]]")) == 1001


def test_bounds_can_be_given():
    """A caller can set the bounds."""
    assert refused(b"[[1]]", max_depth=1) == "nested deeper than 1 levels"
    assert refused(b"[1, 2]", max_bytes=5) == "longer than 5 bytes"
    assert parse_json(b"[1, 2]", max_bytes=6) == [1, 2]
    assert parse_json(b"1" * 1000) == int("1" * 1000)


@cases(
    "data",
    {
        "text without an end": b"[" * 65 + b'"' + b'\\"' * 500_000,
        "key at the end twice": b"{"
        + b",".join(b'"%d":1' % i for i in range(50_000))
        + b',"49999":1}',
    },
)
def test_long_texts_are_read_once(data):
    """A hostile text is scanned once; a quadratic scan would not end."""
    assert refused(data)


def test_dumped_json_is_compact_and_keeps_characters():
    """There are no blanks and no needless escapes, and numbers keep their form."""
    assert dump_json({"a": [1, 2.0, "é"], "b": None}) == '{"a":[1,2.0,"é"],"b":null}'.encode()


def test_infinity_is_not_dumped():
    """Infinity is never sent."""
    with pytest.raises(ValueError, match="Out of range"):
        dump_json(float("inf"))


@cases(
    "data",
    {
        "half of a pair": b'"\\ud83d"',
        "deep": b"[" * 65 + b"]" * 65,
        "long": b"1" * 1001,
        "large": b"1e999",
        "a great deal": b'"' + b"x" * MAX_BYTES + b'"',
    },
)
def test_ambiguous_texts_are_marked(data):
    """Bounds of this parser are distinguished from errors of the text."""
    with pytest.raises(JsonError) as caught:
        parse_json(data)

    assert caught.value.is_ambiguous


@pytest.mark.parametrize("data", [b"", b"{", b"NaN", b'{"a":1,"a":2}', b"\xff", b"[] x"])
def test_forbidden_texts_are_not_ambiguous(data):
    """A text that the RFC forbids is not marked as ambiguous."""
    with pytest.raises(JsonError) as caught:
        parse_json(data)

    assert not caught.value.is_ambiguous


@cases(
    "data, value",
    {"JSON": (b"[1]", [1]), "twice": (b'{"a": 1, "a": 2}', None), "no JSON": (b"<a>", None)},
)
def test_what_is_no_json_is_no_value(data, value):
    """Where JSON is only one of many forms, another form is no error."""
    assert parse_if_json(data) == value


@cases(
    "value, text",
    {"text": ("a", "a"), "null": (None, ""), "true": (True, "true"), "list": ([1, "a"], '[1,"a"]')},
)
def test_a_table_shows_texts_as_they_are(value, text):
    """A text has no quotes in a cell, and what is null leaves it empty."""
    assert cell_text(value) == text
