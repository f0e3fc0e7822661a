"""A word of a printed command is what the shell reads, on one line."""

import subprocess

import pytest

from openapi.text.shell import quoted_word


@pytest.mark.parametrize(
    "text", ["plain", "it's", "", '<?xml version="1.0"?>\n<a>é</a>\n', "\x85\\n'", "𝄞\t\U000e0001"]
)
def test_a_shell_reads_the_text_again(text):
    """Line feeds, quotes, backslashes and characters of any language arrive as they are."""
    word = quoted_word(text)
    command = ["bash", "-c", f"printf %s {word}"]

    found = subprocess.run(  # noqa: S603 - a fixed command
        command, capture_output=True, check=True, env={"LC_ALL": "C.UTF-8"}
    )

    assert found.stdout.decode() == text
    assert word.isprintable()
