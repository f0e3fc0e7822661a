"""Tests of texts that are made from secrets."""

import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.http.messages.derivation import (
    CHANGES,
    PARTS,
    Derivation,
    derive,
    is_known_way,
    shell_word,
)

NAMES = {
    "KEY_1": Derivation(source="KEY", how="base64"),
    "KEY_2": Derivation(source="KEY_1", how="half"),
    "KEY_3": Derivation(source="KEY", how="cookie-2"),
}


def expanded(word, **variables):
    """Return what a shell makes of an expression inside double quotes."""
    done = subprocess.run(  # noqa: S603 - our own expression
        ["/bin/sh", "-c", f'printf %s "{word}"'],
        env={"PATH": "/usr/bin:/bin", **variables},
        capture_output=True,
        check=True,
    )
    return done.stdout.decode()


@pytest.mark.parametrize("how", [*CHANGES, *sorted(set(PARTS) - {"decoded"})])
@pytest.mark.parametrize("value", ["Bearer s3:cret-Key", "user:pass'word x", "a:$b`c d"])
def test_a_shell_makes_the_same_text(how, value):
    """A printed curl line sends the credential that was sent."""
    names = {"MADE": Derivation(source="KEY", how=how)}

    assert expanded(shell_word("MADE", names), KEY=value) == derive(how, value)


def test_a_shell_makes_texts_in_several_steps():
    """A token that is encoded and then cut, and one of several cookies."""
    half = derive("half", derive("base64", "user:secret"))

    assert expanded(shell_word("KEY_2", NAMES), KEY="user:secret") == half
    assert expanded(shell_word("KEY_3", NAMES), KEY="a=1; b=2=3; c=4") == "2=3"
    assert derive("cookie-2", "a=1; b=2=3; c=4") == "2=3"


def test_what_was_given_is_a_variable():
    """A secret that is not made from another one has its own variable."""
    assert shell_word("KEY", NAMES) == "$KEY"


@given(st.text())
def test_encoding_is_undone_by_decoding(text):
    """The two ways between a pair and its Basic credential."""
    assert derive("decoded", derive("base64", text)) == text


@pytest.mark.parametrize("text", ["***", "/w==", "ä"])
def test_what_cannot_be_decoded_gives_nothing(text):
    """A credential that is no Base64 ends in no traceback."""
    assert derive("decoded", text) == ""


@pytest.mark.parametrize("how", ["", "cookie-0", "cookie-100", "__class__", "cut "])
def test_a_way_that_is_not_known_is_not_taken(how):
    """A witness is a file from anywhere."""
    assert not is_known_way(how)
