"""One round of Hypothesis: replays the corpus, or generates requests and shrinks those that fail.

Each kind of failure is raised as another exception type, by which Hypothesis distinguishes them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from unittest import SkipTest

import hypothesis
from hypothesis import HealthCheck, Phase, Verbosity
from hypothesis import strategies as st
from hypothesis.database import ExampleDatabase
from hypothesis.errors import HypothesisException, Unsatisfiable

from contracts.http.client.exhaustion import exhaustion_of
from contracts.http.messages.exchange import Request

REPLAYED = 10_000  # entries of a corpus that are replayed at most

Attempt = Callable[[Request], str]  # sends a request; returns the id of a finding to shrink, or ""


class _FailureFound(Exception):
    """An attempt has shown a finding."""


class _AttemptError(KeyboardInterrupt):
    """An attempt had an internal error; as an interrupt it is not shrunk by Hypothesis."""


class RoundOver(KeyboardInterrupt):
    """No other request of this round is wanted; Hypothesis would try hundreds of others.

    It is a KeyboardInterrupt, since Hypothesis catches other exceptions.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundSettings:
    """How a round is run."""

    seed: int  # the same seed makes the same requests
    size: int  # number of generated requests, if none shows a finding
    database: ExampleDatabase  # keeps the choices that led to findings
    is_replay: bool = False  # whether the database is replayed, and no request generated


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundResult:
    """How a round ended."""

    errors: tuple[str, ...] = ()  # what the generator could not do, one clause each
    is_exhausted: bool = False  # whether it can generate no request


def run_round(
    settings: RoundSettings, requests: st.SearchStrategy[Request], attempt: Attempt
) -> RoundResult:
    """Generate requests and attempt each, until one raises `RoundOver`.

    Raises:
        BaseException: Raised by `attempt`; those that are not of Hypothesis end the round at once.
    """
    kinds: dict[str, type[_FailureFound]] = {}

    # In this order: seed() removes the database, and settings() sets it again.
    @hypothesis.settings(
        max_examples=REPLAYED if settings.is_replay else settings.size,
        database=settings.database,
        phases=(Phase.reuse,) if settings.is_replay else (Phase.generate, Phase.shrink),
        deadline=None,
        derandomize=False,
        print_blob=False,
        report_multiple_bugs=True,
        suppress_health_check=list(HealthCheck),
        verbosity=Verbosity.quiet,
    )
    @hypothesis.seed(settings.seed)
    @hypothesis.given(requests)
    def once(request: Request) -> None:
        try:
            name = attempt(request)
        except HypothesisException:
            raise
        except Exception as error:
            raise _AttemptError from error
        if name:
            raise kinds.setdefault(name, type(name, (_FailureFound,), {}))

    try:
        once()
    except _AttemptError as error:
        raise error.__cause__ or error from None
    except RoundOver:
        return RoundResult()
    except (SkipTest, Unsatisfiable):
        return RoundResult(is_exhausted=not settings.is_replay)
    except Exception as error:  # findings, and errors of the generator
        exhausted = next(filter(None, map(exhaustion_of, _leaves(error))), None)
        if exhausted:
            raise exhausted from error
        return RoundResult(errors=tuple(dict.fromkeys(_errors(error))))
    return RoundResult()


def _errors(error: BaseException) -> Iterator[str]:
    """Yield the errors of the generator among the findings, one clause each."""
    for each in _leaves(error):
        if not isinstance(each, _FailureFound | HypothesisException):
            lines = str(each).splitlines()
            yield f"{type(each).__name__}: {lines[0] if lines else ''}"[:200]


def _leaves(error: BaseException) -> Iterator[BaseException]:
    """Yield an error, or those of a group."""
    if isinstance(error, BaseExceptionGroup):
        for each in error.exceptions:
            yield from _leaves(each)
    else:
        yield error
