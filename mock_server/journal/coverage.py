"""Coverage: which documented responses, values and scenarios a client has received.

While a request is answered, its response is only queued, or counted if it is repeated; bodies are
parsed when a report is made, or one at a time when the queue is full. Sessions and queued bodies
are bounded; what is covered cannot be more than what is documented.
"""

from collections import Counter, OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import field
from typing import Self

from mock_server.journal.enum_values import EnumLocation, enum_locations, observed_values
from mock_server.sessions.request_context import (
    RepeatRecorder,
    RequestContext,
    SentHead,
    record_nothing,
)
from openapi.contract import Contract, MediaType, Operation, Response
from openapi.json.equality import is_same_json
from openapi.json.parsing import JsonError, dump_json, parse_json
from openapi.json.types import JSON
from openapi.values import dataclass

MAX_SESSIONS = 1000
MAX_QUEUED = 1000
MAX_QUEUED_BYTES = 8 * 1024 * 1024
MAX_PARSED_BODY = 256 * 1024
_MAX_REPEATED = 64  # responses of which the repetitions wait to be counted

_Item = tuple[str, str, str, str]  # API, operation, status; name of an example or path of a value


@dataclass(slots=True)
class _SessionCoverage:
    """What one session has received."""

    answers: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    examples: set[_Item] = field(default_factory=set)
    values: dict[_Item, frozenset[str]] = field(default_factory=dict)
    scenarios: set[str] = field(default_factory=set)

    def add(self, other: "_SessionCoverage") -> None:
        self.answers += other.answers
        self.examples |= other.examples
        self.scenarios |= other.scenarios
        for item, values in other.values.items():
            self.values[item] = self.values.get(item, frozenset()) | values

    def as_json(self) -> JSON:
        """Return what was received as JSON; `read` is the inverse."""
        return {
            "answers": [[*key, count] for key, count in self.answers.items()],
            "examples": [[*item] for item in self.examples],
            "values": [[*item, sorted(values)] for item, values in self.values.items()],
            "scenarios": [*self.scenarios],
        }

    @classmethod
    def read(cls, value: JSON) -> Self:
        """Return what `as_json` has returned."""
        return cls(
            answers=Counter({(a, b, c): count for a, b, c, count in value["answers"]}),
            examples={(a, b, c, d) for a, b, c, d in value["examples"]},
            values={(a, b, c, d): frozenset(seen) for a, b, c, d, seen in value["values"]},
            scenarios={*value["scenarios"]},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _CoveredResponse:
    """A documented response that a session has received."""

    session: str
    response: Response
    scenario: str  # the scenario that was played, as `api/name`; empty for none
    data: bytes  # the body; empty if it was not kept whole
    response_key: tuple[str, str, str]  # API, operation and documented status
    body_key: tuple[str, str, str, str, bytes]  # the same with session and body


@dataclass(slots=True)
class _RepeatedResponse:
    """A response that was sent again, some times since the last settling."""

    covered: _CoveredResponse
    times: int = 0


def _covered_response(context: RequestContext) -> _CoveredResponse | None:
    operation, session = context.head.operation, context.session.name
    if operation is None or context.refusal:
        return None
    response = operation.response_for(context.status)
    if response is None:
        return None
    is_kept = 0 < context.answer_size == len(context.answer) <= MAX_PARSED_BODY
    data = bytes(context.answer) if is_kept else b""
    response_key = (operation.api, operation.id, response.status)
    return _CoveredResponse(
        session=session,
        response=response,
        scenario=context.scenario,
        data=data,
        response_key=response_key,
        body_key=(session, *response_key, data),
    )


class Coverage:
    """Counts the documented responses, examples, values and scenarios that sessions receive."""

    def __init__(self, *, max_sessions: int = MAX_SESSIONS, max_queued: int = MAX_QUEUED) -> None:
        """Begin empty.

        The least recently used session is evicted; `max_queued` limits the bodies that are queued
        for parsing.
        """
        self._max_sessions = max_sessions
        self._max_queued = max_queued
        self._sessions: OrderedDict[str, _SessionCoverage] = OrderedDict()
        self._queue: OrderedDict[
            tuple[str, str, str, str, bytes], tuple[_SessionCoverage, _CoveredResponse]
        ] = OrderedDict()
        self._queued_bytes = 0
        # By identity, since media types hash by it.
        self._places: dict[MediaType, tuple[EnumLocation, ...]] = {}
        # What other processes have counted, which is part of the reports of this one.
        self._others: list[Mapping[str, _SessionCoverage]] = []
        self._counted = 0
        self._repeated: list[_RepeatedResponse] = []

    @property
    def counted(self) -> int:
        """How many responses were counted."""
        self._settle()
        return self._counted

    def record(self, context: RequestContext) -> None:
        """Count the response of an exchange if the operation documents it."""
        self._settle()
        covered = _covered_response(context)
        if covered is not None:
            self._count(covered, 1)

    def recorder_for_repeats(self, context: RequestContext) -> RepeatRecorder:
        """Return a function that counts the same exchange again."""
        covered = _covered_response(context)
        if covered is None:
            return record_nothing
        response, repeated = _RepeatedResponse(covered), self._repeated

        def count(real: float, now: float, seconds: float, sent: SentHead | None = None) -> None:  # noqa: ARG001 - only the answer counts
            if not response.times:
                if len(repeated) >= _MAX_REPEATED:
                    self._settle()
                repeated.append(response)
            response.times += 1

        return count

    def _settle(self) -> None:
        """Count the responses that were repeated."""
        repeated = [*self._repeated]
        self._repeated.clear()
        for each in repeated:
            times, each.times = each.times, 0
            self._count(each.covered, times)

    def _count(self, covered: _CoveredResponse, times: int) -> None:
        self._counted += times
        session = self._session(covered.session)
        session.answers[covered.response_key] += times
        if covered.scenario:
            session.scenarios.add(covered.scenario)
        if not covered.data:
            return
        if covered.body_key not in self._queue:
            self._queued_bytes += len(covered.data)
            self._queue[covered.body_key] = session, covered
        if len(self._queue) > self._max_queued or self._queued_bytes > MAX_QUEUED_BYTES:
            self._parse_one()

    def clear(self, session: str | None = None) -> None:
        """Forget what one session, or every session, has received."""
        self._parse_all()
        self._others = []
        for name in [*self._sessions] if session is None else [session]:
            self._sessions.pop(name, None)

    def snapshot(self) -> bytes:
        """Return what was counted, for `show_with` and `inherit` of another process."""
        self._parse_all()
        return dump_json({name: each.as_json() for name, each in self._sessions.items()})

    def show_with(self, snapshots: Iterable[bytes]) -> None:
        """Report what other processes have counted as well, in place of what they had before."""
        self._others = []
        for each in snapshots:
            # A store may have what is none.
            with suppress(JsonError, TypeError, ValueError, LookupError, AttributeError):
                self._others.append(_read_snapshot(each))

    def inherit(self, snapshot: bytes) -> None:
        """Count what a process has counted that does not run any more."""
        for name, each in _read_snapshot(snapshot).items():
            self._session(name).add(each)

    def report(
        self,
        contracts: Sequence[Contract],
        scenarios: Sequence[tuple[str, str, str]],
        session: str | None = None,
    ) -> dict[str, JSON]:
        """Return each documented item with whether it was received.

        `scenarios` are API, operation and name of each available one; without a session, all are
        meant together.
        """
        self._parse_all()
        covered = _SessionCoverage()
        for sessions in (self._sessions, *self._others):
            for name, each in sessions.items():
                if session in (None, name):
                    covered.add(each)
        operations = [
            self._operation(operation, covered, scenarios)
            for contract in contracts
            for operation in contract.operations
        ]
        flags = [flag for operation in operations for flag in _flags(operation)]
        return {"met": sum(flags), "documented": len(flags), "operations": operations}

    def _session(self, name: str) -> _SessionCoverage:
        covered = self._sessions.get(name)
        if covered is None:
            covered = self._sessions[name] = _SessionCoverage()
            while len(self._sessions) > self._max_sessions:
                self._sessions.popitem(last=False)
        else:
            self._sessions.move_to_end(name)
        return covered

    def _parse_all(self) -> None:
        self._settle()
        while self._queue:
            self._parse_one()

    def _parse_one(self) -> None:
        _, (session, body) = self._queue.popitem(last=False)
        self._queued_bytes -= len(body.data)
        try:
            value = parse_json(body.data)
        except JsonError:
            return
        for media in body.response.media_types:
            for example in media.examples:
                if is_same_json(example.value, value):
                    session.examples.add((*body.response_key, example.name))
            for enum in self._places_of(media):
                item = (*body.response_key, enum.at)
                values = session.values.get(item, frozenset())
                session.values[item] = values | observed_values(enum, value)

    def _places_of(self, media: MediaType) -> tuple[EnumLocation, ...]:
        kept = self._places.get(media)
        if kept is None:
            if len(self._places) > self._max_queued:
                self._places.clear()
            places = enum_locations(media.schema) if media.schema is not None else ()
            kept = self._places[media] = places
        return kept

    def _operation(
        self,
        operation: Operation,
        covered: _SessionCoverage,
        scenarios: Sequence[tuple[str, str, str]],
    ) -> dict[str, JSON]:
        own = [name for api, id_, name in scenarios if (api, id_) == (operation.api, operation.id)]
        return {
            "api": operation.api,
            "operation": operation.id,
            "answers": [self._answer(operation, each, covered) for each in operation.responses],
            "scenarios": [
                {"name": name, "met": f"{operation.api}/{name}" in covered.scenarios}
                for name in own
            ],
        }

    def _answer(
        self, operation: Operation, response: Response, covered: _SessionCoverage
    ) -> dict[str, JSON]:
        response_key = (operation.api, operation.id, response.status)
        examples = {example.name for media in response.media_types for example in media.examples}
        enums = {enum.at: enum for media in response.media_types for enum in self._places_of(media)}
        count, seen = covered.answers[response_key], covered.values
        return {
            "status": response.status,
            "count": count,
            "met": count > 0,
            "examples": [
                {"name": name, "met": (*response_key, name) in covered.examples}
                for name in sorted(examples)
            ],
            "values": [
                {
                    "at": at,
                    "met": [v for v in enum.values if v in seen.get((*response_key, at), ())],
                    "missed": [
                        v for v in enum.values if v not in seen.get((*response_key, at), ())
                    ],
                }
                for at, enum in enums.items()
            ],
        }


def _read_snapshot(snapshot: bytes) -> dict[str, _SessionCoverage]:
    tree = parse_json(snapshot, max_bytes=len(snapshot))
    return {name: _SessionCoverage.read(value) for name, value in tree.items()}


def report_without(snapshot: bytes, session: str) -> bytes | None:
    """Return a snapshot without what one session has received; None if it is none."""
    try:
        tree = parse_json(snapshot, max_bytes=len(snapshot))
        return dump_json({name: each for name, each in tree.items() if name != session})
    except (JsonError, AttributeError):
        return None


def _flags(operation: dict[str, JSON]) -> list[bool]:
    """Return for each documented item of an operation whether it was received."""
    flags = [scenario["met"] for scenario in operation["scenarios"]]
    for answer in operation["answers"]:
        flags.append(answer["met"])
        flags += [example["met"] for example in answer["examples"]]
        for values in answer["values"]:
            flags += [True] * len(values["met"]) + [False] * len(values["missed"])
    return flags
