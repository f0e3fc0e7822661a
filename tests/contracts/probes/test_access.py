"""Tests of asking in other names than one's own, against a live shop."""

from contracts.http.messages.exchange import Identity
from contracts.http.requests.credentials import second_credentials
from contracts.probes.access import run
from tests.contracts.probing import MINE, THEIRS, probed
from tests.contracts.shop import SHOP


def test_nobody_and_strangers_carry_no_credential():
    """What is sent in another name has not one's own token."""
    with probed(run) as (exchanges, _):
        tokens = {
            asker: {dict(e.request.headers).get("X-Token") for e in exchanges if e.asker is asker}
            for asker in (Identity.OWN, Identity.ANONYMOUS, Identity.STRANGER)
        }

    assert tokens[Identity.OWN] == {"my-token-1"}
    assert tokens[Identity.ANONYMOUS] == {None}
    assert "my-token-1" not in tokens[Identity.STRANGER]
    assert {"MY-TOKEN-1", "my-token-", "my-token-x", ""} <= tokens[Identity.STRANGER]


def test_somebody_else_comes_with_their_own():
    """The second identity asks for itself, and for what is mine."""
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
    """Who has none cannot tell what a lock protects."""
    with probed(run, "showOrder", {}) as (exchanges, _):
        assert exchanges == ()
