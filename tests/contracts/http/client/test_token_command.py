"""Tests of the command that prints a token."""

import sys
import time

import pytest

from contracts.http.client.token_command import MAX_BYTES, TokenCommandError, run_token_command

SECRET = "hush-of-the-command"


def python(code):
    """Return a command that runs Python code."""
    return (sys.executable, "-I", "-c", code)


def test_the_printed_line_is_the_token():
    """Without the white space around it; error output does not matter."""
    code = "import sys; print(' tok-1 \\n'); sys.stderr.write('note')"

    assert run_token_command(python(code)) == "tok-1"


def test_no_shell_reads_the_words():
    """A dollar sign or a semicolon is a character like any other."""
    assert run_token_command(("echo", "$HOME;x")) == "$HOME;x"


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (python(f"print('{SECRET}'); raise SystemExit(3)"), "it ended with exit code 3"),
        (python("pass"), "it printed nothing"),
        (python(f"print('{SECRET}\\n{SECRET}')"), "it printed more than one line"),
        (python("print('\\u00fc')"), "no ASCII"),
        (python(f"print('x' * {MAX_BYTES + 1})"), f"it printed more than {MAX_BYTES} bytes"),
        (python("while True: print('x' * 1000)"), f"it printed more than {MAX_BYTES} bytes"),
        (("/no/such/program", SECRET), "it cannot be run: No such file or directory"),
        (("a\0b",), "it cannot be run"),
        ((SECRET,), "it cannot be run"),
    ],
)
def test_a_command_without_a_token_is_reported_without_what_it_printed(words, reason):
    """Only the exit code, and never a word of the command or of its output."""
    with pytest.raises(TokenCommandError) as caught:
        run_token_command(words)

    assert reason in caught.value.reason
    assert SECRET not in f"{caught.value.as_option_error}{caught.value!r}"


@pytest.mark.parametrize(
    "code",
    [
        "import time; time.sleep(600)",
        "import os, time; os.close(1); time.sleep(600)",
        "import os, time\nif os.fork() == 0:\n    time.sleep(600)\n",
    ],
    ids=["hangs", "closes its output", "leaves a child"],
)
def test_a_command_that_does_not_end_is_ended(code):
    """With its children, after the time that it may take."""
    start = time.monotonic()
    with pytest.raises(TokenCommandError, match="did not end within"):
        run_token_command(python(code), max_seconds=0.5)

    assert time.monotonic() - start < 60
