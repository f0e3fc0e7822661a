"""How often the requests of a finding are sent again, at most.

A finding may show only now and then, so its requests are repeated. Two bounds hold for every
finding: requests together, so that a long sequence is not sent a hundred times, and one round for
wrong credentials, of which many may lock an account.
"""

from collections.abc import Iterable

from contracts.http.messages.derivation import CHANGES
from contracts.http.messages.exchange import Exchange, Identity, Purpose
from contracts.witnesses.witness import Witness

MAX_ROUNDS = 12  # rounds for a finding that shows only now and then
ROUNDS_AT_ONCE = 4
"""Rounds for a finding that showed again at once: it may still be one that comes and goes."""

MAX_REQUESTS = 60  # requests of all rounds together; the first round is sent whatever it has


def replay_limit(witness: Witness) -> int:
    """Return how often the steps of a witness are sent at most; once is always allowed."""
    # What a write changes, it changes in the first round.
    is_read_back = any(step.purpose is Purpose.READ_BACK for step in witness.steps)
    if is_read_back or has_wrong_credentials(witness):
        return 1
    wanted = ROUNDS_AT_ONCE if witness.rounds == 1 else MAX_ROUNDS
    first = len(witness.steps)
    # Before a later round of several steps, the first of them may be sent once more.
    later = first + (first > 1)
    return max(1, min(wanted, 1 + (MAX_REQUESTS - first) // max(later, 1)))


def has_wrong_credentials(witness: Witness) -> bool:
    """Whether a request of a witness has a credential that is wrong on purpose.

    Requests without a credential, and those of the second identity, have none that is wrong.
    """
    changed = any(made.how in CHANGES for made in witness.derivations.values())
    return changed or len(without_wrong(witness.steps)) < len(witness.steps)


def without_wrong(steps: Iterable[Exchange]) -> list[Exchange]:
    """Return the exchanges of this run whose request has no credential that is wrong on purpose."""
    return [step for step in steps if step.asker is not Identity.STRANGER]
