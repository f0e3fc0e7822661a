"""The handler of every operation of every API."""

from functools import partial
from typing import TYPE_CHECKING

from starlette.types import Receive, Scope, Send

from mock_server.answers.fault_injector import FaultInjector
from mock_server.asgi.request_steps import RequestSteps, first_response, may_change_state, rejected
from mock_server.faults.model.delivery import deliver
from mock_server.http.problems import RequestRejected
from mock_server.http.responses import PreparedResponse
from mock_server.http.validation.bodies import MAX_BODY_BYTES, read_valid_body
from mock_server.http.validation.body_memory import BodyMemory
from mock_server.sessions.computation import when_computed
from mock_server.sessions.request_context import RequestContext, context_of
from mock_server.sessions.request_sessions import session_sleep
from openapi.process.background_thread import BackgroundThread

if TYPE_CHECKING:
    from mock_server.sessions.replication.link import StoreLink


async def send_answer(
    context: RequestContext,
    steps: RequestSteps,
    faults: FaultInjector,
    channels: tuple[Scope, Receive, Send],
) -> None:
    """Send the response that was selected, or what a fault makes of that of an operation."""
    plan = await faults.plan(context) if context.head.operation is not None else None
    if plan is not None:
        await deliver(plan, *channels, sleep=session_sleep(context.session))
        return
    response = first_response(steps.finish, context) or context.healthy_response
    await response.send(channels[2])


class OperationHandler:
    """Answers operations with the response that the steps select, or what a fault makes of it."""

    def __init__(
        self,
        steps: RequestSteps,
        faults: FaultInjector,
        *,
        max_body: int = MAX_BODY_BYTES,
        link: "StoreLink | None" = None,
    ) -> None:
        """Answer by these steps and faults; longer bodies than `max_body` bytes are refused.

        With a `link`, records are changed in transactions.
        """
        self._steps, self._link = steps, link
        self._faults = faults
        self._thread = BackgroundThread()
        self._max_body, self._memory = max_body, BodyMemory(max_body)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Validate the request, select its response, and send it or what a fault makes of it.

        Raises:
            ToolProblem: The mock cannot do what the request asks.
        """
        context = context_of(scope)
        try:
            context.response = await self._selected(context, receive)
        except RequestRejected as error:
            context.response = await rejected(context, error)
        await send_answer(context, self._steps, self._faults, (scope, receive, send))

    async def _selected(self, context: RequestContext, receive: Receive) -> PreparedResponse:
        response = first_response(self._steps.before_body, context)
        if response is None:
            context.content = await read_valid_body(
                context.operation,
                context.head,
                receive,
                max_bytes=self._max_body,
                memory=self._memory,
            )
            response = await when_computed(context, partial(self._after_body, context))
            if response is None and context.deferred is not None:
                return await self._thread.run(context.deferred)
        return response or context.healthy_response

    async def _after_body(self, context: RequestContext) -> PreparedResponse | None:
        """Select the response; with a link, once the store has the records that it changes."""
        if self._link is None or not may_change_state(context):
            return first_response(self._steps.after_body, context)
        do = partial(first_response, self._steps.after_body, context)
        return await self._link.transact(do, turn=context.session.name)
