"""Tests of: where credentials are demanded, only the right one opens."""

import pytest

from contracts.checks.requests.access_enforced import check
from contracts.http.messages.exchange import Identity, Purpose
from tests.contracts.shop import ORDER, evidence, exchange, said

REFUSED = {"error": "no"}


def asked(asker, status=401, body=REFUSED, number=2, **more):
    """Return an answer to somebody."""
    return exchange(
        body=body, status=status, asker=asker, purpose=Purpose.ACCESS, number=number, **more
    )


def own(body=ORDER):
    """Return one's own answer."""
    return asked(Identity.OWN, 200, body, 1)


def test_a_lock_that_locks_passes():
    """Nobody and strangers are refused."""
    assert said(
        check(evidence(own(), asked(Identity.ANONYMOUS), asked(Identity.STRANGER, 403)))
    ) == [
        "pass",
        "pass",
    ]


def test_a_server_without_a_lock_is_healthy():
    """The contract lets a client come without credentials."""
    open_to_all = [
        own(),
        *(asked(who, 200, ORDER) for who in (Identity.ANONYMOUS, Identity.STRANGER)),
    ]

    assert said(check(evidence(*open_to_all))) == [
        "not exercised: the server demands no credential, and need not"
    ]


@pytest.mark.parametrize(
    ("who", "words"),
    [(Identity.ANONYMOUS, "without a credential"), (Identity.STRANGER, "with a wrong credential")],
)
def test_a_lock_that_opens_now_and_then_is_found(who, words):
    """Where one is refused, all are."""
    found = said(check(evidence(own(), asked(Identity.ANONYMOUS), asked(who, 200, ORDER, 3))))

    assert found == ["pass", f"error: The request is answered with 200 {words}."]


def test_a_refusal_with_the_data_is_found():
    """A 401 must not carry what it refuses."""
    telling = asked(Identity.ANONYMOUS, body={**ORDER, "error": "no"})

    assert said(check(evidence(own(), telling))) == ["error: The 401 carries what it refuses."]


def test_nothing_is_judged_without_a_success():
    """Who is refused too cannot tell what a lock protects."""
    assert said(check(evidence(asked(Identity.OWN, 401, number=1), asked(Identity.ANONYMOUS)))) == [
        "not exercised: nothing was to be had with one's own credential"
    ]


def test_somebody_elses_thing_is_found():
    """One's own credential must not show what the other sees."""
    theirs = asked(Identity.OTHER, 200, {**ORDER, "id": 20, "done": 1}, 3)
    seen = asked(
        Identity.TRESPASSER,
        200,
        {**ORDER, "id": 20, "done": 1},
        4,
        compared_to=3,
        note="their order",
    )

    assert said(check(evidence(own(), asked(Identity.ANONYMOUS), theirs, seen))) == [
        "pass",
        "error: The answer is what belongs to somebody else: their order.",
    ]


def test_one_s_own_thing_under_the_same_number_is_fine():
    """Numbers may be given out per tenant."""
    theirs = asked(Identity.OTHER, 200, {**ORDER, "id": 20, "done": 1}, 3)
    seen = asked(Identity.TRESPASSER, 200, {**ORDER, "total": 99}, 4, compared_to=3)

    assert said(check(evidence(own(), asked(Identity.ANONYMOUS), theirs, seen))) == ["pass", "pass"]


def test_a_busy_lock_is_not_judged():
    """429 opens nothing and locks nothing."""
    found = said(check(evidence(own(), asked(Identity.ANONYMOUS), asked(Identity.STRANGER, 429))))

    assert found == ["pass"]
