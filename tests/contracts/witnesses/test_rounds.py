"""Tests of how often the requests of a finding are sent again."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.http.messages.derivation import Derivation
from contracts.http.messages.exchange import Identity, Purpose
from contracts.witnesses.rounds import MAX_REQUESTS, MAX_ROUNDS, ROUNDS_AT_ONCE, replay_limit
from tests.contracts.shop import exchange
from tests.contracts.witnesses.test_witness import WITNESS


def witness(*askers, rounds=1, ways=()):
    """Return a witness with one request per asker."""
    made = {f"TOKEN_{way}": Derivation(source="TOKEN", how=way) for way in ways}
    steps = tuple(replace(exchange(), asker=asker) for asker in askers)
    return replace(WITNESS, steps=steps, rounds=rounds, derivations=made)


@pytest.mark.parametrize("rounds", [None, 0, 1, 2, 12])
def test_a_wrong_credential_is_sent_once(rounds):
    """Several may lock the account, however rarely the finding showed."""
    assert replay_limit(witness(Identity.OWN, Identity.STRANGER, rounds=rounds)) == 1
    # A key that a fuzzer has cut short is as wrong, although the file says it is the own one.
    assert replay_limit(witness(Identity.OWN, rounds=rounds, ways=["cut"])) == 1


@pytest.mark.parametrize(
    "asker", [each for each in Identity if each is not Identity.STRANGER], ids=str
)
@pytest.mark.parametrize(
    ("rounds", "times"),
    [(1, ROUNDS_AT_ONCE), (2, MAX_ROUNDS), (0, MAX_ROUNDS), (None, MAX_ROUNDS)],
)
def test_what_may_show_now_and_then_is_tried_again(asker, rounds, times):
    """No credential, and the right one of the second identity, lock no account."""
    assert replay_limit(witness(Identity.OWN, asker, rounds=rounds)) == times
    assert replay_limit(witness(asker, rounds=rounds, ways=["base64"])) == times


@given(steps=st.integers(1, 200), rounds=st.none() | st.integers(0, 20))
def test_all_rounds_together_are_bounded(steps, rounds):
    """A long sequence is sent once; no witness makes a replay send hundreds of requests."""
    limit = replay_limit(witness(*[Identity.OWN] * steps, rounds=rounds))
    extra = (limit - 1) * (steps > 1)  # the first step, before each later round

    assert limit >= 1
    assert limit == 1 or limit * steps + extra <= MAX_REQUESTS


def test_a_write_that_is_read_back_is_sent_once():
    """A second one would change nothing, so that it would prove nothing."""
    written = exchange(method="PUT", purpose=Purpose.READ_BACK)

    assert replay_limit(replace(witness(rounds=1), steps=(written, exchange()))) == 1
