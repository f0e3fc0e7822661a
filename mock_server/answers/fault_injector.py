"""Decides which faults fire for a request, and applies them to its healthy response.

Faults are armed for one request, for a session, by a scenario, or for all sessions. In a named
session, a fault that a request asks for stays armed until it is disarmed. In the default session,
which clients share, it is armed for that request only.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from mock_server.faults.model.activation import ActiveFault, name_of, should_fire
from mock_server.faults.model.fault import FaultError
from mock_server.faults.model.healthy_exchange import HealthyExchange
from mock_server.faults.model.response_plan import ResponsePlan, unchanged
from mock_server.http.preferences import Preference
from mock_server.http.problems import ProblemId, ToolProblem
from mock_server.http.responses import with_real_retry_after
from mock_server.scenarios.playing.requested_page import paging_query
from mock_server.sessions.records import RecordsFullError
from mock_server.sessions.request_context import RequestContext
from mock_server.sessions.sessions import DEFAULT, DISARM, MAX_ARMED, Session, Sessions
from openapi.contract import Contract, Operation
from openapi.parameters.serialization import Parameters
from openapi.process.background_thread import BackgroundThread

if TYPE_CHECKING:
    from mock_server.faults.fault_catalogue import Catalogue


MAX_REMEMBERED = 4096
MAX_FIRST_BODY = 256 * 1024
MAX_FIRST_BYTES = 16 * 1024 * 1024  # limit of all initial bodies that are kept together


@dataclass(frozen=True, slots=True, kw_only=True)
class _FaultHistory:
    """How often a fault has fired for a resource, and the resource's first body."""

    fired: int = 0
    first: bytes = b""


class FaultInjector:
    """Fires the faults that are armed."""

    def __init__(
        self,
        contracts: Sequence[Contract],
        catalogue: Callable[[], "Catalogue"],
        sessions: Sessions,
        *,
        seed: int = 0,
    ) -> None:
        """Fire the faults of `catalogue`. The catalogue is made when the first fault is needed."""
        self._contracts = {contract.api: contract for contract in contracts}
        self._catalogue = catalogue
        self._sessions = sessions
        self._seed = seed
        self._thread = BackgroundThread()
        self._turn = asyncio.Lock()
        self._first_bytes = 0
        self._history: OrderedDict[tuple[str, ...], _FaultHistory] = OrderedDict()
        self._opportunities: OrderedDict[tuple[str, str], int] = OrderedDict()
        self._scenario_faults: OrderedDict[tuple[str, ...], tuple[str, tuple[ActiveFault, ...]]] = (
            OrderedDict()
        )

    async def plan(self, context: RequestContext) -> ResponsePlan | None:
        """Return the plan of what to send in place of the selected response; None to send that.

        Long computations run in a thread, so that other requests are answered meanwhile.

        Raises:
            ToolProblem: The request asks for a fault that does not exist.
        """
        preference = context.preferences.fault
        has_fault = preference or context.scenario_fault or self._sessions.faults
        if not has_fault and not context.session.session.faults:
            return None
        plan, delay = None, 0.0
        for text in filter(None, (preference.value if preference else "", context.scenario_fault)):
            await self.learn(text, context.operation)
        # The list updates all counters before a fault fires, which may await: other requests, which
        # run meanwhile, see them.
        for armed in [*self._armed(context)]:
            found = await self._fire(context, armed)
            if found is None:
                continue
            context.note_fault(armed.fault)
            delay += found.delay_seconds
            if found.undoes_change:
                self._undo(context)
            if plan is None and replace(found, delay_seconds=0.0) != unchanged(
                context.healthy_response
            ):
                plan = found
        if plan is None and not delay:
            return None
        plan = _in_real_seconds(plan, context) if plan else unchanged(context.healthy_response)
        return replace(plan, delay_seconds=delay)

    def forget(self, session: str | None = None) -> None:
        """Reset the counters of one session, or of all."""
        for table in (self._history, self._opportunities, self._scenario_faults):
            for key in [key for key in table if session in (None, key[0])]:
                del table[key]  # type: ignore[arg-type]  # the key is from the same table
        self._first_bytes = sum(len(each.first) for each in self._history.values())

    async def learn(self, text: str, operation: Operation | None = None) -> None:
        """Compute in a thread what `arm` needs for a text, so that `arm` is fast."""
        catalogue, name = self._catalogue(), name_of(text)
        if not catalogue.is_instant(name):
            await self._thread.run(partial(catalogue.learn, name, operation))

    async def build(self, operation: Operation) -> None:
        """Build the faults of an operation in a thread, so that listing them is fast."""
        await self._thread.run(partial(self._catalogue().of_operation, operation))

    def arm(self, text: str, now: float, operation: Operation | None = None) -> ActiveFault:
        """Return the fault that a text such as `delay;seconds=2` arms.

        Raises:
            FaultError: The fault does not exist, or a setting is not valid.
        """
        return self._catalogue().arm(text, now=now, operation=operation)

    def _armed(self, context: RequestContext) -> Iterator[ActiveFault]:
        """Yield the faults that fire for a request, its own first, and update their counters."""
        session = self._sessions.current(context.session.session)
        preference = context.preferences.fault
        if preference is not None:
            if session.name == DEFAULT:
                yield from self._for_one_request(context, preference)
            else:
                session = self._arm_in_session(context, session, preference)
        earlier = [*self._of_scenario(context)] if context.scenario_fault else []
        kept, firing = self._select_firing(session.name, session.faults, context.session.now)
        if kept != session.faults:
            self._sessions.progress(session, faults=kept)
        earlier += firing
        if preference is not None and session.name != DEFAULT and preference.value != DISARM:
            own = str(self._parse_request_fault(context, preference))
            earlier.sort(key=lambda armed: str(armed) != own)
        yield from earlier
        kept, firing = self._select_firing("*", self._sessions.faults, context.session.now)
        self._sessions.progress_faults(kept)
        yield from firing

    def _for_one_request(
        self, context: RequestContext, preference: Preference
    ) -> Iterator[ActiveFault]:
        if preference.value != DISARM:
            armed = self._parse_request_fault(context, preference)
            _, firing = self._select_firing(DEFAULT, (armed,), context.session.now)
            yield from firing

    def _of_scenario(self, context: RequestContext) -> Iterator[ActiveFault]:
        """Yield the fault of the scenario's current state; each state arms its fault once."""
        name, text = context.session.name, context.scenario_fault
        # A scenario that is restarted arms its faults again.
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

    def _arm_in_session(
        self, context: RequestContext, session: Session, preference: Preference
    ) -> Session:
        if preference.value == DISARM:
            return self._sessions.change(session, faults=(), requested_faults=())
        if preference.value not in session.requested_faults:
            armed = self._parse_request_fault(context, preference)
            return self._sessions.change(
                session,
                faults=(*session.faults, armed)[-MAX_ARMED:],
                requested_faults=(*session.requested_faults, preference.value)[-MAX_ARMED:],
            )
        return session

    def _parse_request_fault(self, context: RequestContext, preference: Preference) -> ActiveFault:
        try:
            return self.arm(preference.value, context.session.now, context.operation)
        except FaultError as error:
            raise _problem(preference, error) from error

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
        # A search takes long; the fault's counter must not change meanwhile.
        async with self._turn:
            return await self._fire_in_turn(context, armed)

    async def _fire_in_turn(
        self, context: RequestContext, armed: ActiveFault
    ) -> ResponsePlan | None:
        key = (context.session.name, str(armed), *_resource_key(context))
        history = self._history.get(key) or _FaultHistory(
            first=context.healthy_response.body[:MAX_FIRST_BODY]
        )
        exchange = HealthyExchange(
            contract=self._contracts[context.operation.api],
            operation=context.operation,
            answer=context.healthy_response,
            parameters=_with_cursor(context),
            fire_count=history.fired,
            seed=armed.seed or self._seed,
            now=datetime.fromtimestamp(context.session.now, UTC),
            initial_body=history.first,
            records=context.records,
            has_changed=context.change is not None,
        )
        plan = await self._plan_of(armed, exchange)
        if plan is not None:
            self._remember(key, replace(history, fired=history.fired + 1))
        return plan

    def _undo(self, context: RequestContext) -> None:
        """Make the records what they were before the request; what others changed since is kept."""
        if context.change is not None:
            session = self._sessions.current(context.session.session)
            with suppress(RecordsFullError):
                records = session.records.undone(context.change)
                self._sessions.change(session, records=records)
            context.change = None

    def _remember(self, key: tuple[str, ...], history: _FaultHistory) -> None:
        before = self._history.pop(key, None)
        self._history[key] = history
        self._first_bytes += len(history.first) - (len(before.first) if before else 0)
        while len(self._history) > MAX_REMEMBERED or self._first_bytes > MAX_FIRST_BYTES:
            _, evicted = self._history.popitem(last=False)
            self._first_bytes -= len(evicted.first)

    async def _plan_of(self, armed: ActiveFault, exchange: HealthyExchange) -> ResponsePlan | None:
        catalogue = self._catalogue()
        if catalogue.is_instant(armed.fault):
            return catalogue.plan(armed, exchange)
        return await self._thread.run(partial(catalogue.plan, armed, exchange))


def _with_cursor(context: RequestContext) -> Parameters:
    """Return the parameters of a request with the cursor that no parameter describes."""
    parameters, paging = context.parameters, context.operation.pagination
    query = paging_query(paging, parameters.query, context.head.query)
    return parameters if query is parameters.query else parameters._replace(query=query)


def _in_real_seconds(plan: ResponsePlan, context: RequestContext) -> ResponsePlan:
    """Return a plan with its `Retry-After` in real seconds, as in healthy responses."""
    answer, name = plan.answer, b"retry-after"
    if answer is None or context.session.speed == 1.0:
        return plan
    # A header that the plan took from the healthy response is in real seconds already.
    if [each for each in answer.headers if each[0] == name] == [
        each for each in context.healthy_response.headers if each[0] == name
    ]:
        return plan
    return replace(plan, answer=with_real_retry_after(answer, context.session.speed))


def _resource_key(context: RequestContext) -> tuple[str, ...]:
    operation = context.operation
    names = operation.polling.identity if operation.polling else ()
    return (operation.api, operation.id, *map(str, map(context.parameters.value_of, names)))


def _problem(preference: Preference, error: FaultError) -> ToolProblem:
    is_unknown = error.available and error.found == name_of(preference.value)
    return ToolProblem(
        422,
        ProblemId.UNKNOWN_FAULT,
        f"{error.what[:1].upper()}{error.what[1:]}"
        + (f"; allowed is {error.allowed}" if error.allowed else ""),
        asked_by=str(preference)[:200],
        asked_for=error.found,
        available=(DISARM, *error.available) if is_unknown else error.available,
        advice=error.hint,
    )
