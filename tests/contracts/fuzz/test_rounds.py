"""Tests of one round of Hypothesis."""

import errno
from unittest import SkipTest

import pytest
from hypothesis import reject
from hypothesis import strategies as st
from hypothesis.database import InMemoryExampleDatabase

from contracts.errors import ExhaustedError
from contracts.fuzz.corpus import Corpus
from contracts.fuzz.rounds import RoundOver, RoundSettings, run_round
from contracts.http.messages.exchange import Request

NUMBERS = st.integers(0, 10_000).map(
    lambda number: Request(method="GET", origin="http://x", target=f"/{number}")
)


def number_of(request):
    """Return the number in a request's path."""
    return int(request.target[1:])


def played(attempt, database=None, requests=NUMBERS, **changes):
    """Return how a round ends, and the numbers it tried."""
    seen = []

    def each(request):
        seen.append(number_of(request))
        return attempt(number_of(request))

    corpus = Corpus(database or InMemoryExampleDatabase(), "x")
    wanted = RoundSettings(**{"seed": 1, "size": 100, "database": corpus, **changes})
    return run_round(wanted, requests, each), seen


def test_every_kind_is_shrunk():
    """Two kinds of failure in one round each end with their smallest request."""
    smallest = {}

    def attempt(number):
        kind = "large" if number > 5000 else "middle" if number > 700 else ""
        if kind:
            smallest[kind] = min(smallest.get(kind, number), number)
        return kind

    played(attempt)

    assert smallest == {"large": 5001, "middle": 701}


def test_the_same_seed_tries_the_same():
    """And another one does not."""
    first, second, other = (played(lambda _: "", seed=seed)[1] for seed in (1, 1, 2))

    assert first == second
    assert first != other


def test_what_was_found_is_replayed():
    """A replay tries what the database holds, shortest first, and nothing else."""
    database = InMemoryExampleDatabase()
    played(lambda number: "large" if number > 5000 else "", database)

    _, seen = played(lambda _: "", database, is_replay=True)

    assert seen[0] == 5001


def test_an_empty_database_replays_nothing():
    """Nothing is generated in a replay."""
    done, seen = played(lambda _: "", is_replay=True)

    assert (done.errors, done.is_exhausted, seen) == ((), False, [])


def test_an_internal_error_is_no_finding():
    """It is raised as it is, and not shrunk."""
    with pytest.raises(ZeroDivisionError):
        played(lambda number: str(1 // (number * 0)))


def test_an_interrupt_ends_it_at_once():
    """And saves nothing as if it were a failure."""
    database = InMemoryExampleDatabase()

    def attempt(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        played(attempt, database)
    assert not any(database.data.values())


def test_a_request_may_be_passed_over():
    """A request that cannot be sent is neither a pass nor a failure."""
    done, seen = played(lambda number: reject() if number % 2 else "")

    assert done.errors == ()
    assert len(seen) >= 100


def test_a_round_that_is_over_makes_no_other_request():
    """Nothing is generated after it, and nothing is saved as if it were a failure."""
    database, made = InMemoryExampleDatabase(), []

    def attempt(_):
        if len(made) == 3:
            raise RoundOver
        return ""

    done, seen = played(attempt, database, NUMBERS.map(lambda each: made.append(each) or each))

    assert (len(made), len(seen)) == (3, 3)
    assert (done.errors, done.is_exhausted) == ((), False)
    assert not any(database.data.values())


@pytest.mark.parametrize("requests", [st.nothing(), NUMBERS.filter(lambda _: False)])
def test_a_strategy_without_requests_is_reported(requests):
    """A strategy without requests is exhausted."""
    done, seen = played(lambda _: "", requests=requests)

    assert (done.is_exhausted, seen) == (True, [])


def test_a_strategy_that_skips_is_exhausted():
    """As Schemathesis does where nothing can be made invalid."""

    def skip(_):
        raise SkipTest

    done, _ = played(lambda _: "", requests=NUMBERS.map(skip))

    assert done.is_exhausted


def test_a_source_that_fails_is_reported():
    """What a generator raises is a note."""

    def fail(_):
        raise ValueError("no such value\nat all")

    done, _ = played(lambda _: "", requests=NUMBERS.map(fail))

    assert done.errors == ("ValueError: no such value",)


@pytest.mark.parametrize("error", [MemoryError(), OSError(errno.EMFILE, "Too many open files")])
def test_running_out_of_something_is_no_error_of_the_generator(error):
    """The error ends the run, since not all requests were tried."""

    def broken(_):
        raise error

    with pytest.raises(ExhaustedError):
        played(lambda _: "", requests=NUMBERS.map(broken))
