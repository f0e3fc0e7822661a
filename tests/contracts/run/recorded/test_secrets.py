"""Tests of hiding the credentials in traffic."""

from contracts.run.recorded import secrets
from contracts.run.recorded.secrets import SecretKeeper, redactor_of
from tests.contracts import traffic
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


def test_credentials_are_replaced_by_names_everywhere():
    """Those of headers, cookies and the query; a value that comes again is one."""
    keeper = SecretKeeper()
    sent = (("Authorization", "Bearer abcdef-1"), ("Cookie", "sid=ghijkl-2; theme=dark"))
    for _ in range(2):
        keeper.add(traffic.exchange("/orders?api_key=mnopqr-3", sent_headers=sent))
    text = keeper.text("a Bearer abcdef-1, b abcdef-1, c ghijkl-2, d mnopqr-3, e corner")

    for value in ("abcdef", "ghijkl", "mnopqr"):
        assert value not in text
    assert text.endswith("e corner")
    assert "$API_KEY" in text


def test_different_values_have_different_names():
    """And their number is bounded."""
    keeper = SecretKeeper()
    for number in range(secrets.MAX_KEPT + 5):
        keeper.add(traffic.exchange(sent_headers=(("X-Api-Key", f"secret-{number}-value"),)))

    assert keeper.text("secret-0-value") != keeper.text("secret-1-value")
    assert "secret-299-value" not in keeper.text("secret-299-value")
