"""Tests of hiding the credentials of a recording."""

from contracts.run.recorded import secrets
from contracts.run.recorded.secrets import redactor_of
from tests.contracts.shop import exchange

FIELDS = frozenset({"x-token", "key"})


def test_credentials_are_hidden_wherever_they_are_sent():
    """Tokens of headers, parameters and cookies are replaced in any text."""
    sent = (("Authorization", "Bearer abcdef123"), ("X-Token", "tttttttt"), ("Cookie", "s=ccccccc"))
    headers = (("Set-Cookie", "new=nnnnnnn; Path=/"),)
    redactor = redactor_of(
        [exchange("/v1/orders/7?key=kkkkkkk", sent=sent, headers=headers)], FIELDS
    )

    shown = redactor.text("abcdef123 tttttttt ccccccc nnnnnnn kkkkkkk")

    assert shown == "$AUTHORIZATION_TOKEN $X_TOKEN $S $NEW $KEY"


def test_two_values_of_one_header_have_two_names():
    """A reader can distinguish the tokens of two clients."""
    made = [exchange(sent=(("X-Token", value),)) for value in ("aaaaaaaa", "bbbbbbbb", "aaaaaaaa")]

    assert redactor_of(made, FIELDS).text("aaaaaaaa bbbbbbbb") == "$X_TOKEN $X_TOKEN_2"


def test_marks_of_a_recorder_are_no_secrets(monkeypatch):
    """What was redacted stays readable, and the number of secrets is bounded."""
    monkeypatch.setattr(secrets, "MAX_SECRETS", 1)
    values = ("[REDACTED]", "$API_TOKEN", "aaaaaaaa", "bbbbbbbb")
    redactor = redactor_of([exchange(sent=(("X-Token", value),)) for value in values], FIELDS)

    assert redactor.text("[REDACTED] $API_TOKEN aaaaaaaa") == "[REDACTED] $API_TOKEN $X_TOKEN"
    assert len(redactor.secrets) == 1
