"""Tests of putting secrets back into a witness and of the rounds of a replay."""

from dataclasses import replace

import pytest

from contracts.errors import OptionError
from contracts.http.messages.exchange import Identity
from contracts.witnesses.replay import PLACEHOLDER_CREDENTIAL, SecretValues, with_secrets
from tests.contracts.shop import ORIGIN, TARGET, exchange
from tests.contracts.witnesses.test_witness import WITNESS

STEP = exchange("/v1/orders/7", sent=(("Authorization", "Bearer $SHOP_TOKEN"),))
WANTED = replace(
    WITNESS, steps=(STEP,), variables=frozenset({"SHOP_TOKEN"}), base_url=f"{ORIGIN}/v1"
)
NOTHING = SecretValues(values={}, headers=())


def header(asker, fillings):
    """Return the credential that an identity sends."""
    step = replace(STEP, asker=asker)
    return dict(with_secrets(step, WANTED, TARGET, fillings).request.headers)["Authorization"]


def test_the_value_of_the_environment_takes_its_place():
    """A witness names the variable; the request that is sent carries its value."""
    fillings = SecretValues(values={"SHOP_TOKEN": "hush"}, headers=())

    assert header(Identity.OWN, fillings) == "Bearer hush"


def test_a_missing_credential_is_needed_by_its_owner_only():
    """A request with own credentials needs it; a wrong credential may be any text."""
    with pytest.raises(OptionError, match="SHOP_TOKEN"):
        header(Identity.OWN, NOTHING)

    assert header(Identity.STRANGER, NOTHING) == f"Bearer {PLACEHOLDER_CREDENTIAL}"
