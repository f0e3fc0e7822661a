"""The input of every check: all observed exchanges of one operation, in order."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Self

from contracts.http.deadline import no_deadline
from contracts.http.messages.exchange import Purpose
from contracts.observations.observation import Observation
from openapi.contract import Contract, Location, Operation

BESIDE = frozenset({Purpose.READ_BACK, Purpose.FILTER})
"""Purposes of requests that may be to another operation than the one they were made for."""


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """The exchanges of one operation."""

    contract: Contract
    operation: Operation
    observations: tuple[Observation, ...]  # in the order in which the requests were sent
    # Answers of other operations that show what this one has changed, or whether items exist.
    beside: tuple[Observation, ...] = ()
    rule_sets: frozenset[str] = frozenset()  # names of the opt-in rule sets that are judged as well
    # Whether the answers are the contract's own examples, not a server's.
    is_contract_example: bool = False
    # Number of the exchange from which on the server answered no request any more; 0 if it still
    # answers.
    stopped_at: int = 0
    # Whether another part of the run has found that first, and blames one of its own requests.
    is_stop_elsewhere: bool = False
    # Raises OutOfTimeError when judging has to end; called by every check, often.
    check_time: Callable[[], None] = field(default=no_deadline, compare=False, repr=False)

    @cached_property
    def every(self) -> tuple[Observation, ...]:
        """All observations, those of other operations too, in order."""
        if not self.beside:
            return self.observations
        both = (*self.observations, *self.beside)
        return tuple(sorted(both, key=lambda seen: seen.exchange.number))

    def limited_to(self, seen: Iterable[Observation]) -> Self:
        """Return the evidence with some observations alone."""
        every = tuple(seen)
        own = tuple([each for each in every if each.operation.id == self.operation.id])
        others = tuple([each for each in every if each.operation.id != self.operation.id])
        return replace(self, observations=own, beside=others)

    def conclusive(self) -> Iterator[Observation]:
        """Yield the routed exchanges whose answer is about the request.

        Left out are answers of a busy server (`Observation.is_throttled`), requests with other
        credentials than the run's own, which only a few checks judge, and a 404 for an equivalent
        notation or an escaped slash in the path: the server may not have found the operation
        (Express does not decode paths, WSGI decodes them before a framework routes).

        Raises:
            OutOfTimeError: Judging has to end.
        """
        if self.check_time is no_deadline:
            return iter(self._conclusive)
        return self._conclusive_in_time()

    def is_of_router(self, seen: Observation) -> bool:
        """Whether a 404 is the page of a router that found no route: the API has not answered.

        A route such as `/books/<int:id>` does not match a text, so that a framework answers in its
        own way, as it does at a path of no operation. That is no answer of the operation.
        """
        if seen.status != 404:  # noqa: PLR2004 - Not Found
            return False
        if self._nowhere and seen.answer.media_type not in self._nowhere:
            return False
        # `<int:id>` matches digits alone: -1 is no path of Flask or Django.
        is_unmatched = any(
            not seen.path_values.get(name, "").isdigit()
            for name, value in seen.parameters.path.items()
            if isinstance(value, int | float)
        )
        is_invalid = any(each.location is Location.PATH for each in seen.parameters.violations)
        return is_unmatched or is_invalid

    @cached_property
    def _nowhere(self) -> frozenset[str]:
        """The media types of the 404s below the operation, at paths of no operation."""
        depth = self.contract.path_of(self.operation).count("/")
        return frozenset(
            seen.answer.media_type
            for seen in self.observations
            if not seen.is_routed
            and seen.status == 404  # noqa: PLR2004 - Not Found
            and seen.exchange.request.path.count("/") > depth
        )

    @cached_property
    def _conclusive(self) -> tuple[Observation, ...]:
        return tuple([seen for seen in self.observations if seen.is_conclusive])

    def _conclusive_in_time(self) -> Iterator[Observation]:
        for seen in self.observations:
            self.check_time()
            if seen.is_conclusive:
                yield seen


def by_operation(observations: Iterable[Observation]) -> Mapping[str, tuple[Observation, ...]]:
    """Return observations by the id of their operation, in order."""
    found: dict[str, list[Observation]] = {}
    for seen in observations:
        found.setdefault(seen.operation.id, []).append(seen)
    return {name: tuple(seen) for name, seen in found.items()}


def beside_of(operation: Operation, observations: Iterable[Observation]) -> tuple[Observation, ...]:
    """Return the answers of other operations that an operation was the reason for, in order."""
    return tuple(
        seen
        for seen in observations
        if seen.exchange.purpose in BESIDE
        and seen.exchange.operation == operation.id != seen.operation.id
    )
