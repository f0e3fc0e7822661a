"""Coverage: which documented answers, values and scenarios a client has met, and which it has not.

What goes out is only noted while a request is answered; bodies are read when somebody asks, or when
too many wait, one at a time. Everything is bounded: sessions, waiting bodies, and what is met,
which cannot be more than what is documented.
"""

from collections import Counter, OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field

from mock_server.journal.enum_values import EnumLocation, enum_locations, observed_values
from mock_server.sessions.request_context import RepeatRecorder, RequestContext
from openapi.contract import Contract, MediaType, Operation, Response
from openapi.json.parsing import JsonError, parse_json
from openapi.json.types import JSON

MAX_SESSIONS = 1000
MAX_WAITING = 1000
MAX_WAITING_BYTES = 8 * 1024 * 1024
MAX_READ_BODY = 256 * 1024

_Place = tuple[str, str, str, str]
"""API, operation, documented status, and what of it."""


@dataclass(slots=True)
class _SessionCoverage:
    """What one session has met."""

    answers: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    examples: set[_Place] = field(default_factory=set)
    values: dict[_Place, frozenset[str]] = field(default_factory=dict)
    scenarios: set[str] = field(default_factory=set)

    def add(self, other: "_SessionCoverage") -> None:
        self.answers += other.answers
        self.examples |= other.examples
        self.scenarios |= other.scenarios
        for place, values in other.values.items():
            self.values[place] = self.values.get(place, frozenset()) | values


@dataclass(frozen=True, slots=True, kw_only=True)
class _Body:
    """A body that waits to be read."""

    covered: _SessionCoverage
    operation: Operation
    response: Response
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class _CoveredResponse:
    """What an exchange has shown.

    Attributes:
        session: To whom.
        operation: What was asked.
        response: The documented answer that it was.
        scenario: What was played, as `api/name`; empty for nothing.
        data: The body; empty where it was not kept whole.
        place: API, operation and documented status.
        key: The same with session and body.
    """

    session: str
    operation: Operation
    response: Response
    scenario: str
    data: bytes
    place: tuple[str, str, str]
    key: tuple[str, str, str, str, bytes]


def _shown(context: RequestContext) -> _CoveredResponse | None:
    operation, session = context.head.operation, context.session.name
    if operation is None or context.refusal:
        return None
    response = operation.response_for(context.status)
    if response is None:
        return None
    is_kept = 0 < context.answer_size == len(context.answer) <= MAX_READ_BODY
    data = bytes(context.answer) if is_kept else b""
    place = (operation.api, operation.id, response.status)
    return _CoveredResponse(
        session=session,
        operation=operation,
        response=response,
        scenario=context.scenario,
        data=data,
        place=place,
        key=(session, *place, data),
    )


class Coverage:
    """Takes down what clients meet."""

    def __init__(self, *, max_sessions: int = MAX_SESSIONS, max_waiting: int = MAX_WAITING) -> None:
        """Begin with nothing met.

        Args:
            max_sessions: How many are told apart; the one unused for longest makes room.
            max_waiting: How many bodies may wait to be read.
        """
        self._max_sessions = max_sessions
        self._max_waiting = max_waiting
        self._sessions: OrderedDict[str, _SessionCoverage] = OrderedDict()
        self._waiting: OrderedDict[tuple[str, str, str, str, bytes], _Body] = OrderedDict()
        self._waiting_bytes = 0
        # By identity; the media type is kept along so that no other one gets its identity.
        self._places: dict[MediaType, tuple[EnumLocation, ...]] = {}

    def record(self, context: RequestContext) -> None:
        """Note what an exchange showed, if it was an answer that the operation documents."""
        shown = _shown(context)
        if shown is not None:
            self._count(shown)

    def recorder_for_repeats(self, context: RequestContext) -> RepeatRecorder:
        """Return what notes the same exchange again and again."""
        shown = _shown(context)

        def note(real: float, now: float, seconds: float) -> None:  # noqa: ARG001 - at any time
            if shown is not None:
                self._count(shown)

        return note

    def _count(self, shown: _CoveredResponse) -> None:
        met = self._of(shown.session)
        met.answers[shown.place] += 1
        if shown.scenario:
            met.scenarios.add(shown.scenario)
        if not shown.data:
            return
        if shown.key not in self._waiting:
            self._waiting_bytes += len(shown.data)
            self._waiting[shown.key] = _Body(
                covered=met, operation=shown.operation, response=shown.response, data=shown.data
            )
        if len(self._waiting) > self._max_waiting or self._waiting_bytes > MAX_WAITING_BYTES:
            self._read_one()

    def clear(self, session: str | None = None) -> None:
        """Forget what one session has met, or all."""
        gone = [session] if session is not None else [*self._sessions]
        self._read_all()
        for name in gone:
            self._sessions.pop(name, None)

    def report(
        self,
        contracts: Sequence[Contract],
        scenarios: Sequence[tuple[str, str, str]],
        session: str | None = None,
    ) -> dict[str, JSON]:
        """Return what is documented, each with whether it was met.

        Args:
            contracts: What is documented.
            scenarios: What can be played: API, operation and name of each.
            session: The client; None for all of them together.
        """
        self._read_all()
        met = _SessionCoverage()
        for name, each in self._sessions.items():
            if session in (None, name):
                met.add(each)
        operations = [
            self._operation(operation, met, scenarios)
            for contract in contracts
            for operation in contract.operations
        ]
        flags = [flag for operation in operations for flag in _flags(operation)]
        return {"met": sum(flags), "documented": len(flags), "operations": operations}

    def _of(self, session: str) -> _SessionCoverage:
        met = self._sessions.get(session)
        if met is None:
            met = self._sessions[session] = _SessionCoverage()
            while len(self._sessions) > self._max_sessions:
                self._sessions.popitem(last=False)
        else:
            self._sessions.move_to_end(session)
        return met

    def _read_all(self) -> None:
        while self._waiting:
            self._read_one()

    def _read_one(self) -> None:
        _, body = self._waiting.popitem(last=False)
        self._waiting_bytes -= len(body.data)
        try:
            value = parse_json(body.data)
        except JsonError:
            return
        place = (body.operation.api, body.operation.id, body.response.status)
        for media in body.response.media_types:
            for example in media.examples:
                if example.value == value:
                    body.covered.examples.add((*place, example.name))
            for enum in self._places_of(media):
                key = (*place, enum.at)
                shown = observed_values(enum, value)
                body.covered.values[key] = body.covered.values.get(key, frozenset()) | shown

    def _places_of(self, media: MediaType) -> tuple[EnumLocation, ...]:
        kept = self._places.get(media)
        if kept is None:
            if len(self._places) > self._max_waiting:
                self._places.clear()
            places = enum_locations(media.schema) if media.schema is not None else ()
            kept = self._places[media] = places
        return kept

    def _operation(
        self, operation: Operation, met: _SessionCoverage, scenarios: Sequence[tuple[str, str, str]]
    ) -> dict[str, JSON]:
        own = [name for api, id_, name in scenarios if (api, id_) == (operation.api, operation.id)]
        return {
            "api": operation.api,
            "operation": operation.id,
            "answers": [self._answer(operation, response, met) for response in operation.responses],
            "scenarios": [
                {"name": name, "met": f"{operation.api}/{name}" in met.scenarios} for name in own
            ],
        }

    def _answer(
        self, operation: Operation, response: Response, met: _SessionCoverage
    ) -> dict[str, JSON]:
        place = (operation.api, operation.id, response.status)
        examples = {example.name for media in response.media_types for example in media.examples}
        places = {
            enum.at: enum for media in response.media_types for enum in self._places_of(media)
        }
        return {
            "status": response.status,
            "count": met.answers[place],
            "met": met.answers[place] > 0,
            "examples": [
                {"name": name, "met": (*place, name) in met.examples} for name in sorted(examples)
            ],
            "values": [
                {
                    "at": at,
                    "met": [v for v in enum.values if v in met.values.get((*place, at), ())],
                    "missed": [v for v in enum.values if v not in met.values.get((*place, at), ())],
                }
                for at, enum in places.items()
            ],
        }


def _flags(operation: dict[str, JSON]) -> list[bool]:
    """Return for each documented thing of an operation whether it was met."""
    flags = [scenario["met"] for scenario in operation["scenarios"]]
    for answer in operation["answers"]:
        flags.append(answer["met"])
        flags += [example["met"] for example in answer["examples"]]
        for values in answer["values"]:
            flags += [True] * len(values["met"]) + [False] * len(values["missed"])
    return flags
