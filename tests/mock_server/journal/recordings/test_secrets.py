"""No secret gets into a recording."""

import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_server.journal.recordings.entries import read_entry
from mock_server.journal.recordings.keys import Asked
from mock_server.journal.recordings.matching import Matcher
from mock_server.journal.recordings.secrets import without_secrets
from mock_server.journal.recordings.writing import CUT, recorded_entry
from mock_server.journal.redaction import Redaction
from tests.mock_server.recorded import exchange

SECRET = "Zx9-s3cret_value"


def recorded(**changes):
    """Return the text of the entry of an exchange without its secrets."""
    return recorded_entry(without_secrets(exchange(**changes), Redaction(), 10_000))


def test_a_credential_is_removed_wherever_it_comes_back():
    """In headers, query, path and bodies, plain and in a content coding."""
    token = f"Bearer {SECRET}".encode()
    entry = recorded(
        method="POST",
        path=f"/sessions/{SECRET}".encode(),
        query=f"key={SECRET}&q=1".encode(),
        headers=((b"authorization", token), (b"x-echo", token)),
        body=f'{{"password": "p4ssw0rd", "again": "{SECRET}"}}'.encode(),
        answer=gzip.compress(f'{{"you": "{SECRET}"}}'.encode()),
        answer_headers=(
            (b"content-encoding", b"gzip"),
            (b"set-cookie", f"id={SECRET}; Path=/".encode()),
        ),
    )

    assert SECRET not in entry
    assert "p4ssw0rd" not in entry
    assert "q=1" in entry


def test_what_a_server_hands_out_is_no_secret_any_more():
    """Tokens of a login are removed; ordinary keys with such a value stay."""
    entry = recorded(
        answer=b'{"access_token": "t0ken-of-login", "refresh_token": "r3fresh", "key": "row 7"}'
    )

    assert "t0ken-of-login" not in entry
    assert "r3fresh" not in entry
    assert "row 7" in entry


def test_a_short_cookie_is_no_word_to_remove():
    """The language in a cookie stays in the page."""
    entry = recorded(headers=((b"cookie", b"lang=english"),), answer=b'{"language":"english"}')

    assert "lang=english" not in entry
    assert '\\"language\\":\\"english\\"' in entry


def test_a_body_in_an_unknown_coding_is_left_out():
    """It could hide any secret."""
    plain = without_secrets(
        exchange(answer=b"\x8b\x01", answer_headers=((b"content-encoding", b"br"),)),
        Redaction(),
        10_000,
    )

    assert (plain.answer, plain.is_whole) == (b"", False)


@given(st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=9, max_size=40))
def test_no_credential_is_ever_recorded(secret):
    """Whatever it is, where the server repeats it."""
    entry = recorded(
        headers=((b"x-api-key", f"#{secret}#".encode()),), answer=f"<p>#{secret}#</p>".encode()
    )

    assert f"#{secret}#" not in entry


@pytest.mark.parametrize(
    ("media_type", "body", "kept"),
    [
        (b"application/x-www-form-urlencoded", "username={}&password=hunter2", "username={}&"),
        (b"application/json", '{{"username":"{}","password":"hunter2"}}', '{{"username":"{}",'),
    ],
)
def test_two_logins_are_played_apart(media_type, body, kept):
    """The body is recorded with `[redacted]` for the password, which a replayed login may vary."""
    answers = []
    for number, name in enumerate(("ann", "bob"), 1):
        text = recorded(
            method="POST",
            path=b"/login",
            headers=((b"content-type", media_type),),
            body=body.format(name).encode(),
            answer=f'"hello {name}"'.encode(),
        )
        assert "hunter2" not in text
        answers.append(read_entry(json.loads(text), number))
        assert answers[-1].sent.decode().startswith(kept.format(name))
        assert b"[redacted]" in answers[-1].sent
    matcher = Matcher(answers, Redaction(), is_documented=lambda *_: True)
    asked = body.format("bob").replace("hunter2", "another").encode()
    found = matcher.find(Asked("POST", b"/login", b"", asked, media_type.decode()), {})

    assert found.answer.body == b'"hello bob"'


@pytest.mark.parametrize("missing", range(1, 12))
def test_a_cut_body_with_a_secret_is_never_taken_for_a_whole_one(missing):
    """The text in place of the secret may be as long as what is missing."""
    body = b"username=ann&password=x"
    text = recorded(method="POST", body=body, body_size=len(body) + missing)

    assert json.loads(text)["request"]["postData"]["comment"] == CUT
