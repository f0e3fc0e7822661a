"""Previews of values are short and visible."""

from openapi.text.previews import preview, preview_text
from tests.acceptance.cases import cases


@cases(
    "value, text",
    {
        "text": ("x", '"x"'),
        "umlaut": ("ü", '"ü"'),
        "line break": ("a\nb", '"a\\nb"'),
        "escape sequence": ("\x1b[2J", '"\\u001b[2J"'),
        "turned around": ("a\u202eb", '"a\\u202eb"'),
        "surrogate": ("\ud800", '"\\ud800"'),
        "delete": ("\x7f", '"\\x7f"'),
        "object": ({"a": [1, None]}, '{"a": [1, null]}'),
    },
)
def test_a_preview_is_one_visible_line(value, text):
    """A server's text cannot control the terminal."""
    assert preview(value) == text


def test_a_preview_is_short():
    """A message does not repeat a page of digits."""
    assert len(preview("9" * 5000)) == 120
    assert preview_text("x" * 121) == "x" * 119 + "…"
