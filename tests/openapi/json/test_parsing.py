"""JSON as the RFC means it: nothing more is taken, and nothing can exhaust the reader."""

import pytest

from openapi.json.parsing import MAX_BYTES, JsonError, dump_json, parse_json
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
    """What the RFC allows is taken as it is."""
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
def test_what_is_no_json_is_refused(data, reason):
    """The reason says what is wrong, and where."""
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
    """A hundred thousand brackets are refused, not followed."""
    assert refused(data) == "nested deeper than 64 levels"


def test_depth_of_64_is_read():
    """The bound itself is allowed, and brackets side by side are not deep."""
    assert parse_json(b"[" * 64 + b"]" * 64)
    assert parse_json(b"[[]," + b"[" * 63 + b"]" * 64)
    assert len(parse_json(b"[" + b"[]," * 1000 + b"[]]")) == 1001


def test_bounds_can_be_given():
    """Whoever reads decides how much."""
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
    """No text makes the reader go over it again and again; this ends at once or never."""
    assert refused(data)


def test_write_json_is_compact_and_keeps_characters():
    """No blank, no escape that need not be, numbers as they are."""
    assert dump_json({"a": [1, 2.0, "é"], "b": None}) == '{"a":[1,2.0,"é"],"b":null}'.encode()


def test_write_json_refuses_what_json_has_not():
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
def test_what_the_rfc_leaves_open_is_told_apart(data):
    """These are bounds of this reader, not rules of JSON."""
    with pytest.raises(JsonError) as caught:
        parse_json(data)

    assert caught.value.is_ambiguous


@pytest.mark.parametrize("data", [b"", b"{", b"NaN", b'{"a":1,"a":2}', b"\xff", b"[] x"])
def test_what_the_rfc_forbids_is_not_open(data):
    """No reader has to take it."""
    with pytest.raises(JsonError) as caught:
        parse_json(data)

    assert not caught.value.is_ambiguous
