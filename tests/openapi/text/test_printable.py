"""Texts from outside are safe to show."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openapi.text.printable import printable, printable_json, printable_lines

ACTS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)
HOSTILE = st.text(
    st.sampled_from("a \t\n\r\x00\x07\x1b\x7f\x85\x9b\u061c\u200e\u2028\u202e\u2066\ud800")
    | st.sampled_from(":#[\U000e0001")
    | st.characters(exclude_categories=[])
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain, Grüße, 東京", "plain, Grüße, 東京"),
        ("a\x1b[2Jb", r"a\x1b[2Jb"),
        ("a\r\n::error::x", r"a\r\n::error::x"),
        ("::error::x", r"\x3a:error::x"),
        (" ::stop-commands::x", r" \x3a:stop-commands::x"),
        ("x ##[error]y", r"x ##\x5berror]y"),
        ("\u202e\u2066\u200f\u061c", r"\u202e\u2066\u200f\u061c"),
        ("\x9b\x7f\x00\u2028\ud800", r"\x9b\x7f\x00\u2028\ud800"),
        ("http://[::1]:80/", "http://[::1]:80/"),
    ],
)
def test_control_characters_are_escaped(text, shown):
    """Each such character is readable, and the rest is unchanged."""
    assert printable(text) == shown


@given(HOSTILE)
def test_no_text_contains_a_control_character_or_command(text):
    """For all texts: no control or bidirectional character, no surrogate, no command."""
    for shown in (printable(text), printable_lines(text), printable_lines(printable(text))):
        assert not ACTS.search(shown)
        assert "##[" not in shown
        assert not any(line.lstrip().startswith("::") for line in shown.splitlines())
    assert "\n" not in printable(text)


@given(HOSTILE)
def test_escaping_twice_changes_nothing(text):
    """An escaped text stays as it is, also if one edge is behind another."""
    assert printable(printable(text)) == printable(text)
    assert printable_lines(printable_lines(text)) == printable_lines(text)


@given(st.dictionaries(HOSTILE, HOSTILE))
def test_json_keeps_its_value(value):
    """Programs read the same value, and the file itself is harmless."""
    written = printable_json(json.dumps(value, ensure_ascii=False, indent=1))

    assert json.loads(written) == json.loads(json.dumps(value))
    assert not ACTS.search(written)
    assert "##[" not in written
