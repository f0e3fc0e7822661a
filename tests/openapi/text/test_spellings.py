"""Secrets are found in any spelling."""

import tracemalloc
from base64 import b64encode

import pytest

from openapi.text.spellings import Spellings

TOKEN = "S3cr3t/Tok+en/With==Slash"


def hidden(text, *secrets):
    """Return a text with every found span replaced by the index of its secret."""
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
        "S3cr3t~1Tok+en~1With==Slash",
        "\0".join(TOKEN),
        TOKEN[:12],
        TOKEN[13:],
    ],
)
def test_a_spelling_is_found_from_end_to_end(spelling):
    """Escapes, Base64, hex, other case, UTF-16 and halves are found whole."""
    assert hidden(f"< {spelling} >") == "< <0> >"


@pytest.mark.parametrize("secret", ["~0000000000000000000000?", "~/~0~1~/~0~1~/~0~1"])
def test_base64_as_a_key_of_a_json_pointer_is_found_from_end_to_end(secret):
    """A pointer writes the `/` of Base64 and of a secret as `~1`."""
    for text in (secret, b64encode(secret.encode()).decode()):
        token = text.replace("~", "~0").replace("/", "~1")

        assert hidden(f"at /body/{token}/0", secret) == "at /body/<0>/0"


@pytest.mark.parametrize("user", ["", "a", "ab", "abc", "Bearer "])
@pytest.mark.parametrize("after", ["", ":", ":b", "bcd"])
def test_a_secret_inside_base64_is_found(user, after):
    """A secret is found in the Base64 of a longer text, such as `user:secret`."""
    written = b64encode(f"{user}{TOKEN}{after}".encode()).decode()
    core = b64encode(f"{user}{TOKEN}".encode()).decode()[-20:-4]

    left = hidden(f"< {written} >")

    assert "<0>" in left
    assert core not in left
    assert len(left) < len("< <0> >") + len(user) * 2 + len(after) * 2 + 4


def test_the_longest_secret_names_a_span():
    """A secret that begins like another one is not mistaken for it."""
    assert hidden("abcdefgh abcd", "abcd", "abcdefgh") == "<1> <0>"


def test_secrets_that_differ_in_case_are_distinct():
    """The secret with the exact case is the one that is found."""
    assert hidden("hush-HUSH HUSH-hush", "hush-HUSH", "HUSH-hush") == "<0> <1>"


@pytest.mark.parametrize("text", ["S3cr3t/T", "Slash", "secret", "token with slash", ""])
def test_short_pieces_are_not_found(text):
    """Eight characters of a secret's beginning, or a word of its end, are not found."""
    assert hidden(text) == text


def test_other_spellings_of_a_short_secret_are_not_found():
    """A secret of four characters is found in its exact spelling only."""
    assert hidden("Open OPEN open 6f70 b3Bl", "open") == "Open OPEN <0> 6f70 b3Bl"


@pytest.mark.parametrize("piece", ["a", "aaaaaaaaa", r"\u0061", "%61", "&#97;", "\\", "%", "&"])
def test_repetitive_texts_take_linear_time(piece):
    """A long text that repeats the beginning of a secret or an escape is searched to its end."""
    text = piece * 20_000

    Spellings(["a" * 100 + "b", "b" + "a" * 100]).spans(text)


def test_a_text_of_nothing_but_escapes_takes_little_memory():
    """An answer of eight megabytes of them took four hundred."""
    text = "\\u0041" * 30_000
    tracemalloc.start()
    found = Spellings(["top/secret"]).spans(text)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert found == []
    assert peak < 100 * len(text) // 6
