"""Tests of finding secrets in whatever spelling they come back."""

import tracemalloc
from base64 import b64encode

import pytest

from openapi.text.spellings import Spellings

TOKEN = "S3cr3t/Tok+en/With==Slash"


def hidden(text, *secrets):
    """Return a text with every place that is found replaced by the number of its secret."""
    for span in reversed(Spellings(secrets or (TOKEN,)).spans(text)):
        text = f"{text[: span.start]}<{span.secret}>{text[span.end :]}"
    return text


@pytest.mark.parametrize(
    "spelling",
    [
        r"S3cr3t\/Tok+en\/With==Slash",
        r"S3cr3t\u002fTok\u002Ben\u002FWith\u003d=Slash",
        r"S3cr3t\\/Tok+en\\/With==Slash",
        "S3cr3t%2fTok%2ben%2fWith%3d%3dSlash",
        "S3cr3t%2FTok%2Ben%2FWith%3D%3DSlash",
        "S3cr3t%252FTok%252Ben%252FWith%253D%253DSlash",
        "S3cr3t/Tok en/With==Slash",
        "S3cr3t&#47;Tok&#x2b;en&#X2F;With&equals;=Slash",
        "S3cr3t&sol;Tok&plus;en&sol;With==Slash",
        "s3cr3t/tok+en/with==slash",
        TOKEN.encode().hex(),
        TOKEN.encode().hex().upper(),
        b64encode(TOKEN.encode()).decode(),
        b64encode(TOKEN.encode()).decode().replace("=", "%3d"),
        "\0".join(TOKEN),
        TOKEN[:12],
        TOKEN[13:],
    ],
)
def test_a_spelling_is_found_from_end_to_end(spelling):
    """JSON, URLs, HTML, Base64, hex, other letters, UTF-16 and halves."""
    assert hidden(f"< {spelling} >") == "< <0> >"


@pytest.mark.parametrize("user", ["", "a", "ab", "abc", "Bearer "])
@pytest.mark.parametrize("after", ["", ":", ":b", "bcd"])
def test_nothing_of_it_is_left_in_base64_of_more(user, after):
    """`user:secret` may be encoded as a whole, whatever is before and after the secret."""
    written = b64encode(f"{user}{TOKEN}{after}".encode()).decode()
    core = b64encode(f"{user}{TOKEN}".encode()).decode()[-20:-4]

    left = hidden(f"< {written} >")

    assert "<0>" in left
    assert core not in left
    assert len(left) < len("< <0> >") + len(user) * 2 + len(after) * 2 + 4


def test_the_longest_of_several_gives_the_name():
    """A secret that begins like another one is not taken for it."""
    assert hidden("abcdefgh abcd", "abcd", "abcdefgh") == "<1> <0>"


def test_case_tells_two_secrets_apart():
    """A secret with its letters swapped is another one, where that is known too."""
    assert hidden("hush-HUSH HUSH-hush", "hush-HUSH", "HUSH-hush") == "<0> <1>"


@pytest.mark.parametrize("text", ["S3cr3t/T", "Slash", "secret", "token with slash", ""])
def test_what_gives_nothing_away_stays(text):
    """Eight characters of its beginning, or a word of its end, are no secret."""
    assert hidden(text) == text


def test_a_short_secret_leaves_other_spellings_of_words():
    """Four characters are looked for as they are, or a report would be full of holes."""
    assert hidden("Open OPEN open 6f70 b3Bl", "open") == "Open OPEN <0> 6f70 b3Bl"


@pytest.mark.parametrize("piece", ["a", "aaaaaaaaa", r"\u0061", "%61", "&#97;", "\\", "%", "&"])
def test_a_long_text_of_nearly_nothing_else_ends(piece):
    """The work grows with the text, whatever it repeats."""
    text = piece * 20_000

    Spellings(["a" * 100 + "b", "b" + "a" * 100]).spans(text)


def test_a_text_of_nothing_but_escapes_takes_little_memory():
    """An answer of eight megabytes of them took four hundred."""
    text = "\\u0041" * 100_000
    tracemalloc.start()
    found = Spellings(["top/secret"]).spans(text)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert found == []
    assert peak < 100 * len(text) // 6
