"""Tests of putting secrets back into a witness and of the rounds of a replay."""

from dataclasses import replace

import pytest

from contracts.errors import OptionError
from contracts.http.messages.derivation import Derivation
from contracts.http.messages.exchange import Identity
from contracts.witnesses.replay_rounds import with_secrets
from tests.contracts.shop import ORIGIN, TARGET, exchange
from tests.contracts.witnesses.test_witness import WITNESS

STEP = exchange("/v1/orders/7", sent=(("Authorization", "Bearer $SHOP_TOKEN"),))
WANTED = replace(
    WITNESS, steps=(STEP,), variables=frozenset({"SHOP_TOKEN"}), base_url=f"{ORIGIN}/v1"
)


def header(values, witness=WANTED):
    """Return the credential that a stranger sends."""
    step = replace(witness.steps[0], asker=Identity.STRANGER)
    return dict(with_secrets(step, witness, TARGET, values).request.headers)["Authorization"]


def derived(*ways):
    """Return a witness whose credential is made from SHOP_TOKEN in these ways."""
    names = ["SHOP_TOKEN", *(f"SHOP_TOKEN_{number}" for number in range(len(ways)))]
    made = {
        name: Derivation(source=source, how=how)
        for source, name, how in zip(names, names[1:], ways, strict=False)
    }
    step = exchange("/v1/orders/7", sent=(("Authorization", f"Bearer ${names[-1]}"),))
    return replace(WANTED, steps=(step,), variables=frozenset(names[-1:]), derivations=made)


def test_the_value_of_the_environment_takes_its_place():
    """A witness names the variable; the request that is sent carries its value."""
    assert header({"SHOP_TOKEN": "hush"}) == "Bearer hush"


def test_a_missing_credential_is_needed():
    """Nothing else is sent in its place, regardless of the sender."""
    with pytest.raises(OptionError, match="SHOP_TOKEN"):
        header({})


@pytest.mark.parametrize(
    ("ways", "sent"),
    [
        (("cut",), "s3cret-Ke"),
        (("half",), "s3cre"),
        (("swapped",), "S3CRET-kEY"),
        (("other-end",), "s3cret-Kex"),
        (("longer",), "s3cret-Keyx"),
        (("base64", "cut"), "czNjcmV0LUtleQ="),
    ],
)
def test_a_wrong_credential_is_made_from_the_right_one_again(ways, sent):
    """Also when the credential is another one than on the day of the finding."""
    assert header({"SHOP_TOKEN": "s3cret-Key"}, derived(*ways)) == f"Bearer {sent}"


@pytest.mark.parametrize(("how", "token"), [("swapped", "0123456789"), ("decoded", "***")])
def test_the_right_credential_is_never_sent_as_a_wrong_one(how, token):
    """A token without letters cannot be sent with its case swapped."""
    with pytest.raises(OptionError, match="cannot be made"):
        header({"SHOP_TOKEN": token}, derived(how))


def test_a_circle_of_derivations_ends():
    """A witness is a file from anywhere."""
    made = {name: Derivation(source=other, how="cut") for name, other in (("A", "B"), ("B", "A"))}
    step = exchange("/v1/orders/7", sent=(("Authorization", "Bearer $A"),))

    with pytest.raises(OptionError, match="the witness needs"):
        header({}, replace(WANTED, steps=(step,), variables=frozenset({"A"}), derivations=made))


def test_a_header_that_was_not_kept_is_not_guessed():
    """The header of today's command would be another request."""
    name = "AUTHORIZATION_HIDDEN"
    step = exchange("/v1/orders/7", sent=(("Authorization", f"Bearer ${name}"),))

    with pytest.raises(OptionError, match="does not keep"):
        header({}, replace(WANTED, steps=(step,), variables=frozenset({name})))
