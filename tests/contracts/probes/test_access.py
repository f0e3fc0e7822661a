"""Tests of requests with other credentials, against a live shop."""

from contracts.http.messages.exchange import Identity
from contracts.http.requests.credentials import second_credentials
from contracts.probes.access import run
from tests.contracts.probing import MINE, THEIRS, probed
from tests.contracts.shop import SHOP


def test_the_valid_credential_is_sent_by_its_owner_only():
    """Anonymous requests have no token, the others a wrong one."""
    with probed(run) as (exchanges, _):
        tokens = {
            asker: {dict(e.request.headers).get("X-Token") for e in exchanges if e.asker is asker}
            for asker in (Identity.OWN, Identity.ANONYMOUS, Identity.STRANGER)
        }

    assert tokens[Identity.OWN] == {"my-token-1"}
    assert tokens[Identity.ANONYMOUS] == {None}
    assert "my-token-1" not in tokens[Identity.STRANGER]
    assert {"MY-TOKEN-1", "my-token-", "my-token-x", ""} <= tokens[Identity.STRANGER]


def test_the_second_identity_uses_its_own_credential():
    """It requests its own resources and those of the first identity."""
    other = second_credentials(SHOP, (), {**MINE, **THEIRS})

    with probed(run, "showOrder", MINE, second_identity=other) as (exchanges, _):
        seen = {
            (e.asker, dict(e.request.headers)["X-Token"], dict(e.request.headers)["X-Shop"])
            for e in exchanges
            if e.asker in {Identity.OTHER, Identity.INTRUDER}
        }

    assert seen == {
        (Identity.OTHER, "their-token-2", "market"),
        (Identity.INTRUDER, "their-token-2", "corner"),
    }


def test_without_credentials_there_is_nothing_to_probe():
    """Without a credential it is unknown what the server protects."""
    with probed(run, "showOrder", {}) as (exchanges, _):
        assert exchanges == ()
