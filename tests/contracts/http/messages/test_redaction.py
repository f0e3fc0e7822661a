"""Tests of keeping secrets out of output."""

from base64 import b64encode
from urllib.parse import quote, quote_plus

import pytest

from contracts.http.messages.derivation import UNKNOWN_CREDENTIAL
from contracts.http.messages.redaction import Redactor, Secret

TOKEN = 'se cret/"42"+'
REDACTOR = Redactor(
    secrets=(Secret(name="API_TOKEN", value=TOKEN),), header_names=frozenset({"x-key"})
)


@pytest.mark.parametrize(
    "spelling",
    [
        TOKEN,
        TOKEN.replace('"', '\\"'),
        quote(TOKEN),
        quote(TOKEN, safe=""),
        quote_plus(TOKEN),
        b64encode(TOKEN.encode()).decode(),
    ],
)
def test_spellings_of_a_secret_are_replaced(spelling):
    """A secret that comes back quoted, escaped or encoded is still a secret."""
    shown = REDACTOR.text(f"before {spelling} after")

    assert shown == "before $API_TOKEN after"


def test_the_placeholder_names_the_variable():
    """What is shown instead can be pasted into a shell that has the variable."""
    assert REDACTOR.text(f"x {TOKEN} y") == "x $API_TOKEN y"


def test_short_secrets_are_replaced_as_whole_texts():
    """A one-letter secret is not replaced inside texts, but is not shown as a value."""
    redactor = Redactor(secrets=(Secret(name="PIN", value="1"),))

    assert redactor.text("1") == "$PIN"
    assert redactor.text("line 1") == "line 1"


def test_a_secret_inside_another_does_not_uncover_it():
    """The longer secret is replaced first."""
    redactor = Redactor(
        secrets=(Secret(name="A", value="abcd"), Secret(name="B", value="abcdefgh"))
    )

    assert redactor.text("abcdefgh abcd") == "$B $A"


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("Authorization", "Bearer other", "Bearer $AUTHORIZATION_HIDDEN"),
        ("Authorization", f"Bearer {TOKEN}", "Bearer $API_TOKEN"),
        ("X-Key", TOKEN, "$API_TOKEN"),
        ("x-key", "unknown", "$X_KEY_HIDDEN"),
        ("Cookie", "session=1", "$COOKIE_HIDDEN"),
        ("Cookie", f"session={TOKEN}", "session=$API_TOKEN"),
        ("Cookie", f"session={TOKEN}; other=1", "$COOKIE_HIDDEN"),
        ("Authorization", f"Bearer {UNKNOWN_CREDENTIAL}", f"Bearer {UNKNOWN_CREDENTIAL}"),
        ("X-Other", f"has {TOKEN}", "has $API_TOKEN"),
        ("X-Other", "plain", "plain"),
        ("X-Key", "", ""),
    ],
)
def test_header_values(name, value, shown):
    """Credentials in headers are hidden whether we know the value or not; made-up ones are not."""
    assert REDACTOR.header(name, value) == shown


def test_a_secret_does_not_show_itself():
    """Not even in a traceback's locals."""
    assert TOKEN not in repr(REDACTOR)
