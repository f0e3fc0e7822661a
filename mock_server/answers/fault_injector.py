"""Which faults fire for a request, and what they make of its healthy answer.

Faults are armed for one request, for a session, by the scenario that is played, or for everybody.
A named session remembers what it asked for until the fault is disarmed; the default one is
everybody's and does not.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial

from mock_server.faults.catalogue import Catalogue
from mock_server.faults.model.activation import ActiveFault, name_of, should_fire
from mock_server.faults.model.fault import FaultError
from mock_server.faults.model.healthy_exchange import HealthyExchange
from mock_server.faults.model.response_plan import ResponsePlan, unchanged
from mock_server.http.errors import ToolProblem
from mock_server.http.negotiation import tool_error_status
from mock_server.http.preferences import Preference
from mock_server.http.problems import Problem, ProblemId
from mock_server.http.retry_after import hurried
from mock_server.sessions.request_context import RequestContext
from mock_server.sessions.sessions import DEFAULT, Session, Sessions
from openapi.contract import JSON, Contract, Operation
from openapi.process.worker import Worker

DISARM = "none"
"""Asked for in place of a fault, it disarms all of the session's."""

MAX_REMEMBERED = 4096
MAX_FIRST_BODY = 256 * 1024
MAX_FIRST_BYTES = 16 * 1024 * 1024
"""Of the first bodies of all faults and things together."""

MAX_ARMED = 16
"""Faults that a session may have armed at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _FaultHistory:
    """What is remembered of a fault and a thing: how often it fired, and the body it began with."""

    fired: int = 0
    first: bytes = b""


class FaultInjector:
    """Fires faults."""

    def __init__(
        self,
        contracts: Sequence[Contract],
        catalogue: Callable[[], Catalogue],
        sessions: Sessions,
        *,
        seed: int = 0,
    ) -> None:
        """Fire the faults of `catalogue`.

        Args:
            contracts: What is served.
            catalogue: Gives the faults; asked only when one is wanted.
            sessions: Each client's choices, armed faults among them.
            seed: Of what looks random.
        """
        self._contracts = {contract.api: contract for contract in contracts}
        self._catalogue = catalogue
        self._sessions = sessions
        self._seed = seed
        self._worker = Worker()
        self._turn = asyncio.Lock()
        self._first_bytes = 0
        self._memory: OrderedDict[tuple[str, ...], _FaultHistory] = OrderedDict()
        self._opportunities: OrderedDict[tuple[str, str], int] = OrderedDict()
        self._scenario_faults: OrderedDict[tuple[str, ...], tuple[str, tuple[ActiveFault, ...]]] = (
            OrderedDict()
        )

    async def plan(self, context: RequestContext) -> ResponsePlan | None:
        """Return what is sent in place of the selected response, or None to leave it alone.

        What takes long to work out is worked out in a thread: this answer waits, others do not.

        Raises:
            ToolProblem: The request asks for a fault that does not exist.
        """
        wish = context.preferences.fault
        is_quiet = not (wish or context.scenario_fault or self._sessions.faults)
        if is_quiet and not context.session.session.faults:
            return None
        plan, delay = None, 0.0
        for text in filter(None, (wish.value if wish else "", context.scenario_fault)):
            await self.learn(text, context.operation)
        # Everything is counted down before anything is waited for.
        for armed in [*self._armed(context)]:
            found = await self._fire(context, armed)
            if found is None:
                continue
            context.note_fault(armed.fault)
            delay += found.delay_seconds
            if plan is None and replace(found, delay_seconds=0.0) != unchanged(
                context.healthy_response
            ):
                plan = found
        if plan is None and not delay:
            return None
        plan = _in_real_seconds(plan, context) if plan else unchanged(context.healthy_response)
        return replace(plan, delay_seconds=delay)

    def forget(self, session: str | None = None) -> None:
        """Forget what has fired in a session, or everywhere, so that counts begin anew."""
        for table in (self._memory, self._opportunities, self._scenario_faults):
            for key in [key for key in table if session in (None, key[0])]:
                del table[key]  # type: ignore[arg-type] # the key is one of this very table
        self._first_bytes = sum(len(each.first) for each in self._memory.values())

    async def learn(self, text: str, operation: Operation | None = None) -> None:
        """Work out in a thread what arming a line of text needs, so that `arm` takes no time."""
        catalogue, name = self._catalogue(), name_of(text)
        if not catalogue.is_instant(name):
            await self._worker.run(partial(catalogue.learn, name, operation))

    def arm(self, text: str, now: float, operation: Operation | None = None) -> ActiveFault:
        """Return the fault that a line of text arms.

        Raises:
            FaultError: There is none, or its settings cannot be had.
        """
        return self._catalogue().arm(text, now=now, operation=operation)

    def _armed(self, context: RequestContext) -> Iterator[ActiveFault]:
        """Yield what may fire; what is armed for more than this request counts down."""
        session = self._sessions.current(context.session.session)
        wish = context.preferences.fault
        if wish is not None:
            if session.name == DEFAULT:
                yield from self._for_one_request(context, wish)
            else:
                session = self._remembered(context, session, wish)
        if context.scenario_fault:
            yield from self._of_scenario(context)
        kept, firing = self._select_firing(session.name, session.faults, context.session.now)
        if kept != session.faults:
            self._sessions.change(session, faults=kept)
        yield from firing
        kept, firing = self._select_firing("*", self._sessions.faults, context.session.now)
        self._sessions.faults = kept
        yield from firing

    def _for_one_request(self, context: RequestContext, wish: Preference) -> Iterator[ActiveFault]:
        if wish.value != DISARM:
            armed = self._parse_request_fault(context, wish)
            _, firing = self._select_firing(DEFAULT, (armed,), context.session.now)
            yield from firing

    def _of_scenario(self, context: RequestContext) -> Iterator[ActiveFault]:
        """Yield what the scenario arms at this moment, once for as long as the moment lasts."""
        name, text = context.session.name, context.scenario_fault
        # A scenario that begins anew arms anew.
        starts = sorted(self._sessions.current(context.session.session).scenario_starts.items())
        key = (name, *_resource_key(context), str(starts))
        known, armed = self._scenario_faults.get(key, ("", ()))
        if known != text:
            armed = (self.arm(text, context.session.now, context.operation),)
        kept, firing = self._select_firing(name, armed, context.session.now)
        self._scenario_faults[key] = (text, kept)
        self._scenario_faults.move_to_end(key)
        if len(self._scenario_faults) > MAX_REMEMBERED:
            self._scenario_faults.popitem(last=False)
        yield from firing

    def _remembered(self, context: RequestContext, session: Session, wish: Preference) -> Session:
        if wish.value == DISARM:
            return self._sessions.change(session, faults=(), requested_faults=())
        if wish.value not in session.requested_faults:
            armed = self._parse_request_fault(context, wish)
            return self._sessions.change(
                session,
                faults=(*session.faults, armed)[-MAX_ARMED:],
                requested_faults=(*session.requested_faults, wish.value)[-MAX_ARMED:],
            )
        return session

    def _parse_request_fault(self, context: RequestContext, wish: Preference) -> ActiveFault:
        try:
            return self.arm(wish.value, context.session.now, context.operation)
        except FaultError as error:
            raise ToolProblem(_problem(context.operation, wish, error)) from error

    def _select_firing(
        self, owner: str, faults: Iterable[ActiveFault], now: float
    ) -> tuple[tuple[ActiveFault, ...], list[ActiveFault]]:
        kept, firing = [], []
        for armed in faults:
            key = (owner, str(armed))
            ordinal = self._opportunities.get(key, 0)
            self._opportunities[key] = ordinal + 1
            self._opportunities.move_to_end(key)
            is_firing, after = should_fire(armed, ordinal, now)
            if is_firing:
                firing.append(armed)
            if after is not None:
                kept.append(after)
        while len(self._opportunities) > MAX_REMEMBERED:
            self._opportunities.popitem(last=False)
        return tuple(kept), firing

    async def _fire(self, context: RequestContext, armed: ActiveFault) -> ResponsePlan | None:
        if self._catalogue().is_instant(armed.fault):
            return await self._fire_in_turn(context, armed)
        # A search takes long; how often the fault has fired must not change meanwhile.
        async with self._turn:
            return await self._fire_in_turn(context, armed)

    async def _fire_in_turn(
        self, context: RequestContext, armed: ActiveFault
    ) -> ResponsePlan | None:
        key = (context.session.name, str(armed), *_resource_key(context))
        memory = self._memory.get(key) or _FaultHistory(
            first=context.healthy_response.body[:MAX_FIRST_BODY]
        )
        exchange = HealthyExchange(
            contract=self._contracts[context.operation.api],
            operation=context.operation,
            answer=context.healthy_response,
            parameters=context.parameters,
            fire_count=memory.fired,
            seed=armed.seed or self._seed,
            now=datetime.fromtimestamp(context.session.now, UTC),
            initial_body=memory.first,
            records=context.records,
        )
        plan = await self._made(armed, exchange)
        if plan is not None:
            self._remember(key, replace(memory, fired=memory.fired + 1))
        return plan

    def _remember(self, key: tuple[str, ...], memory: _FaultHistory) -> None:
        before = self._memory.pop(key, None)
        self._memory[key] = memory
        self._first_bytes += len(memory.first) - (len(before.first) if before else 0)
        while len(self._memory) > MAX_REMEMBERED or self._first_bytes > MAX_FIRST_BYTES:
            _, gone = self._memory.popitem(last=False)
            self._first_bytes -= len(gone.first)

    async def _made(self, armed: ActiveFault, exchange: HealthyExchange) -> ResponsePlan | None:
        catalogue = self._catalogue()
        if catalogue.is_instant(armed.fault):
            return catalogue.plan(armed, exchange)
        return await self._worker.run(partial(catalogue.plan, armed, exchange))


def _in_real_seconds(plan: ResponsePlan, context: RequestContext) -> ResponsePlan:
    """Return a plan whose `Retry-After` is said in real seconds, like that of healthy answers."""
    answer, name = plan.answer, b"retry-after"
    if answer is None or context.session.speed == 1.0:
        return plan
    # What the plan took from the healthy answer is in real seconds already.
    if [each for each in answer.headers if each[0] == name] == [
        each for each in context.healthy_response.headers if each[0] == name
    ]:
        return plan
    return replace(plan, answer=hurried(answer, context.session.speed))


def _resource_key(context: RequestContext) -> tuple[str, ...]:
    operation = context.operation
    names = operation.polling.identity if operation.polling else ()
    given: Mapping[str, JSON] = {**context.parameters.query, **context.parameters.path}
    return (operation.api, operation.id, *(str(given.get(name)) for name in names))


def _problem(operation: Operation, wish: Preference, error: FaultError) -> Problem:
    return Problem(
        id=ProblemId.UNKNOWN_FAULT,
        status=tool_error_status(operation),
        detail=f"{error.what[:1].upper()}{error.what[1:]}"
        + (f"; allowed is {error.allowed}" if error.allowed else ""),
        asked_by=str(wish)[:200],
        asked_for=error.found,
        available=error.available,
        advice=error.hint,
    )
