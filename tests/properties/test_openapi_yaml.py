"""Reading any text ends in a tree or in a DocumentError."""

import json
import string

from hypothesis import example, given
from hypothesis import strategies as st

from openapi.errors import DocumentError
from openapi.json.pointers import iter_values
from openapi.loading.yaml import parse_yaml
from tests.openapi.documents import PACKAGE
from tests.properties.values import JSON_VALUES

DOCUMENT = (PACKAGE / "placewise.yaml").read_text("utf-8")[:6000]
SYNTAX = st.text(alphabet=string.printable + "é\u2028\x00\x85\ufeff\ud800")
YAMLISH = st.lists(
    st.sampled_from(
        [
            "- ",
            "? ",
            ": ",
            "&a ",
            "*a",
            "{",
            "}",
            "[",
            "]",
            ",",
            "\n",
            "  ",
            "'",
            '"',
            "|",
            ">",
            "#",
            "!!str ",
            "!x ",
            "%",
            "---",
            "...",
            "<<",
            "a",
            "1",
            "\t",
            "@",
            "`",
            "null",
            "\\",
            "~",
        ]
    )
).map("".join)


def read(text):
    """Return a text as a file, or None if it is refused."""
    try:
        return parse_yaml(text, file="d.yaml")
    except DocumentError:
        return None


@given(st.one_of(SYNTAX, YAMLISH))
def test_any_text_is_read_or_refused(text):
    """No exception other than ours leaves the parser."""
    read(text)


@given(st.data())
def test_changed_documents_are_read_or_refused(data):
    """A mistake anywhere in a document gives at most one of our errors."""
    at = data.draw(st.integers(0, len(DOCUMENT)))
    length = data.draw(st.integers(0, 20))
    new = data.draw(YAMLISH)

    read(DOCUMENT[:at] + new + DOCUMENT[at + length :])


@given(JSON_VALUES, st.booleans())
@example([" \\ud83d\\ude00 \\\\ud83d\\ude00 😀 \u2028 \x7f \ufeff"], True)  # noqa: FBT003
def test_json_means_the_same_as_yaml(value, ascii_only):
    """Every JSON document is YAML with the same value."""
    text = json.dumps([value], ensure_ascii=ascii_only)

    file = read(text)

    assert file is not None
    assert repr(file.tree) == repr(json.loads(text))


@given(JSON_VALUES, st.sampled_from([None, 1, 2]))
def test_every_value_has_a_line(value, indent):
    """The line of a value is a line of the text, and its pointer resolves."""
    text = json.dumps([value], indent=indent)

    file = read(text)

    assert file is not None
    assert file.lines.keys() == {pointer for pointer, _ in iter_values([value])}
    assert all(1 <= line <= text.count("\n") + 1 for line in file.lines.values())
