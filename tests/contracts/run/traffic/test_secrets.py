"""Tests of secrets in traffic."""

from contracts.run.traffic import secrets
from contracts.run.traffic.secrets import SecretKeeper
from tests.contracts.traffic import exchange


def test_credentials_are_replaced_by_names_everywhere():
    """Those of headers, cookies and the query; a value that comes again is one."""
    keeper = SecretKeeper()
    sent = (("Authorization", "Bearer abcdef-1"), ("Cookie", "sid=ghijkl-2; theme=dark"))
    for _ in range(2):
        keeper.add(exchange("/orders?api_key=mnopqr-3", sent_headers=sent))
    text = keeper.text("a Bearer abcdef-1, b abcdef-1, c ghijkl-2, d mnopqr-3, e corner")

    for value in ("abcdef", "ghijkl", "mnopqr"):
        assert value not in text
    assert text.endswith("e corner")
    assert "$API_KEY" in text


def test_different_values_have_different_names():
    """And their number is bounded."""
    keeper = SecretKeeper()
    for number in range(secrets.MAX_SECRETS + 5):
        keeper.add(exchange(sent_headers=(("X-Api-Key", f"secret-{number}-value"),)))

    assert keeper.text("secret-0-value") != keeper.text("secret-1-value")
    assert "secret-299-value" not in keeper.text("secret-299-value")
