"""Tests of wrong credentials."""

from base64 import b64decode, b64encode

import pytest

from contracts.http.messages.derivation import Derivation
from contracts.http.messages.redaction import Secret
from contracts.probes.inputs.raw_request import RawRequest
from contracts.probes.inputs.wrong_credentials import (
    altered_secrets,
    without_credentials,
    wrong_credentials,
)

PROVING = frozenset({"authorization", "key"})


def raw(*headers, query=()):
    """Return a request with these headers."""
    return RawRequest(
        method="GET",
        origin="http://127.0.0.1:1",
        template="/x",
        path={},
        query=query,
        headers=(("X-Shop", "corner"), *headers),
    )


def made(base):
    """Return the values in place of the credential, by their notes."""
    return {
        note: dict(other.headers).get("Authorization", dict(other.query).get("key"))
        for note, other in wrong_credentials(base, PROVING)
    }


def test_a_bearer_token_keeps_its_scheme():
    """Only the token is changed, except for one other scheme."""
    found = made(raw(("Authorization", "Bearer Secret1")))

    assert found["an unknown credential"] == "Bearer contracts-unknown-credential-zq7"
    assert found["the credential with its case swapped"] == "Bearer sECRET1"
    assert found["the credential with another last letter"] == "Bearer Secretx"
    assert found["the credential cut short"] == "Bearer Secret"
    assert found["half of the credential"] == "Bearer Sec"
    assert found["the credential with an additional letter"] == "Bearer Secret1x"
    assert found["another scheme"] == "Basic bm9ib2R5Om5vYm9keQ=="
    assert found["an empty credential"] == ""


def test_a_key_in_the_query_is_changed_too():
    """A credential in the query is changed as one in a header is."""
    found = made(raw(query=(("key", "Secret1"),)))

    assert found["the credential cut short"] == "Secret"


def test_short_credentials_are_not_altered():
    """A PIN with another digit may be that of another client."""
    assert sorted(made(raw(("Authorization", "Bearer 1234")))) == [
        "HEAD with an unknown credential",
        "a credential that is no token",
        "an empty credential",
        "an unknown credential",
        "another scheme",
    ]


def test_credentials_are_removed_from_headers_and_query():
    """The rest of the request is kept."""
    base = raw(("authorization", "Bearer x"), query=(("key", "k"), ("page", "1")))
    bare = without_credentials(base, PROVING)

    assert (bare.headers, bare.query) == ((("X-Shop", "corner"),), (("page", "1"),))


def test_a_key_in_the_query_is_percent_encoded():
    """Any text can be tried as a key, and none ends the probe."""
    found = made(raw(query=(("key", "Se%20cret%2F1"),)))

    assert found["a credential that is no token"] == "%27%20OR%20%271%27%3D%271"
    assert found["the credential cut short"] == "Se%20cret%2F"
    assert found["the credential with its case swapped"] == "sE%20CRET%2F1"


def test_a_cookie_keeps_its_name():
    """Only its value is a credential; a cookie of another name would be no cookie at all."""
    base = raw(("Cookie", "sid=Secret1"))
    found = {
        note: dict(other.headers)["Cookie"]
        for note, other in wrong_credentials(base, frozenset({"cookie"}))
    }

    assert found["the credential cut short"] == "sid=Secret"
    assert found["an unknown credential"] == "sid=contracts-unknown-credential-zq7"


def basic(pair):
    """Return the header of a login."""
    return f"Basic {b64encode(pair.encode()).decode()}"


@pytest.mark.parametrize("pair", ["ann:basicPASS7711", "ann:Secret1", "ann:Secret12"])
def test_a_wrong_basic_login_is_wrong_for_every_decoder(pair):
    """A decoder may ignore what is behind the padding: the password is changed, then encoded."""
    found = made(raw(("Authorization", basic(pair))))

    assert found["an unknown credential"] == "Basic contracts-unknown-credential-zq7"
    assert found["the credential with an additional letter"] == basic(f"{pair}x")
    assert found["the credential cut short"] == basic(pair[:-1])
    assert found["the credential with another last letter"] == basic(f"{pair[:-1]}x")
    altered = [text for note, text in found.items() if "case" in note or "letter" in note]
    assert pair not in {b64decode(text.partition(" ")[2]).decode() for text in altered}


def test_a_login_whose_password_stays_is_not_sent_as_a_wrong_one():
    """The case of a user's name may not matter, and a short password is not altered."""
    found = made(raw(("Authorization", basic("ann:770011"))))
    short = made(raw(("Authorization", basic("ann:77"))))

    assert "the credential with its case swapped" not in found
    assert "the credential cut short" in found
    assert "the credential cut short" not in short


def test_every_altered_basic_login_is_a_secret_that_says_how_it_is_made():
    """What is sent shows the password to all who decode it; a replay makes it again."""
    secrets = [
        Secret(name="LOGIN", value="ann:Secret1"),
        Secret(
            name="LOGIN_BASE64",
            value=basic("ann:Secret1")[6:],
            derivation=Derivation(source="LOGIN", how="base64"),
        ),
    ]
    hidden = {each.value: each for each in altered_secrets(secrets)}

    for note, text in made(raw(("Authorization", basic("ann:Secret1")))).items():
        if "letter" in note or "cut" in note or "case" in note or "half" in note:
            assert text[6:] in hidden
    sent = hidden[basic("ann:Secret1x")[6:]]
    assert sent.derivation == Derivation(source="LOGIN_LONGER", how="base64")


def test_altered_secrets_say_how_they_are_made():
    """A replay makes them again from the secret of that day."""
    secrets = {each.name: each for each in altered_secrets([Secret(name="KEY", value="Secret1")])}

    assert secrets["KEY_CUT"].value == "Secret"
    assert secrets["KEY_CUT"].derivation == Derivation(source="KEY", how="cut")
    assert set(secrets) == {
        "KEY", "KEY_CUT", "KEY_HALF", "KEY_SWAPPED", "KEY_OTHER_END", "KEY_LONGER",
    }  # fmt: skip
