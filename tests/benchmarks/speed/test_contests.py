"""Wrong answers are noticed while servers are measured."""

from types import SimpleNamespace

import pytest

from tests.acceptance.cases import cases
from tests.benchmarks.speed.answers import Answer
from tests.benchmarks.speed.asking import Request
from tests.benchmarks.speed.contests import Contest, Contestant, wrong_answers, wrong_counts
from tests.benchmarks.speed.loads import Load

MOCK = Contestant(name="mock", connections=2)
CONNEXION = Contestant(name="connexion", kind="connexion")


def answer(body=b'{"a":1}', status=200, size=100):
    """Return an answer with a body."""
    return Answer(status=status, headers=(), body=body, size=size)


def contest(status=200, *, is_moving=False):
    """Return a contest without contestants."""
    return Contest(
        name="x",
        request=Request(target="/"),
        status=status,
        contestants=(),
        is_moving=is_moving,
    )


def seen(*answers, failures=()):
    """Return a watcher with these answers."""
    return SimpleNamespace(answers=list(answers), failures=list(failures))


def load(**facts):
    """Return a load of ten answers of a hundred bytes."""
    usual = {
        "requests": 10,
        "seconds": 1.0,
        "octets": 1000,
        "refused": 0,
        "broken": 0,
        "p50_ms": 1.0,
        "p99_ms": 1.0,
    }
    return Load(**{**usual, **facts})


@cases(
    "watcher, wrong",
    {
        "right": (seen(answer(), answer()), []),
        "another status": (seen(answer(status=500)), ["status 500 instead of 200"]),
        "another body": (
            seen(answer(), answer(b'{"a":2}')),
            ["another body, of 7 instead of 7 bytes"],
        ),
        "written otherwise": (seen(answer(b'{"a": 1}')), ["another body, of 8 instead of 7 bytes"]),
        "nothing": (seen(failures=["late"]), ["nothing was seen", "late"]),
        "it broke off": (seen(answer(), failures=["late"]), ["late"]),
    },
)
def test_wrong_answers(watcher, wrong):
    """Every checked answer is compared byte for byte."""
    assert wrong_answers(contest(), MOCK, answer(), watcher) == wrong


def test_connexion_may_write_the_same_values_otherwise():
    """It encodes values again; different values are still wrong."""
    same, other = seen(answer(b'{"a": 1}')), seen(answer(b'{"a": 2}'))

    assert wrong_answers(contest(), CONNEXION, answer(), same) == []
    assert wrong_answers(contest(), CONNEXION, answer(), other) != []


@cases(
    "bodies, wrong",
    {
        "moves": ([b"1", b"2", b"2", b"3"], []),
        "still": ([b"1", b"1", b"1"], ["the body stood still"]),
        "still at the end": ([b"1", b"2", b"2", b"2"], ["the body stood still"]),
        "seen once": ([b"1"], ["the body stood still"]),
    },
)
def test_moving_body_must_move_to_the_end(bodies, wrong):
    """A scenario that has ended is another measurement."""
    watcher = seen(*map(answer, bodies))

    assert wrong_answers(contest(is_moving=True), MOCK, answer(), watcher) == wrong


@cases(
    "facts, wrong",
    {
        "right": ({}, []),
        "under way at the end": ({"octets": 1200}, []),
        "broken": ({"broken": 3}, ["3 connections or answers failed"]),
        "refused": ({"refused": 1}, ["1 instead of 0 answers with 400 or more"]),
        "longer": ({"octets": 1201}, ["1201 bytes for 10 answers of 100"]),
        "shorter": ({"octets": 700}, ["700 bytes for 10 answers of 100"]),
    },
)
def test_wrong_counts(facts, wrong):
    """All answers are counted, though only some are checked."""
    assert wrong_counts(contest(), MOCK, load(**facts), seen(answer())) == wrong


@pytest.mark.parametrize(("refused", "is_right"), [(10, True), (9, False), (0, False)])
def test_refusals_must_all_be_refused(refused, is_right):
    """If 400 is right, a 200 is wrong."""
    wrong = wrong_counts(contest(400), MOCK, load(refused=refused), seen(answer(status=400)))

    assert (wrong == []) is is_right
