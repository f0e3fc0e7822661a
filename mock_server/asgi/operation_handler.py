"""The handler of every operation of every API."""

from starlette.types import Receive, Scope, Send

from mock_server.answers.fault_injector import FaultInjector
from mock_server.asgi.request_steps import RequestSteps, first_response, rejection
from mock_server.faults.model.delivery import deliver
from mock_server.http.errors import RequestRejected
from mock_server.http.responses import PreparedResponse
from mock_server.http.validation.bodies import read_valid_body
from mock_server.sessions.request_context import RequestContext, context_of
from mock_server.sessions.request_sessions import session_sleep
from openapi.process.worker import Worker


class OperationHandler:
    """Answers operations with the response that the steps select, or what a fault makes of it."""

    def __init__(self, steps: RequestSteps, faults: FaultInjector) -> None:
        self._steps = steps
        self._faults = faults
        self._worker = Worker()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Validate the request, select its response, and send it or what a fault makes of it.

        Raises:
            ToolProblem: The mock cannot do what the request asks.
        """
        context = context_of(scope)
        try:
            context.response = await self._selected(context, receive)
        except RequestRejected as error:
            context.response = rejection(context, error)
        plan = await self._faults.plan(context)
        if plan is not None:
            await deliver(plan, scope, receive, send, sleep=session_sleep(context.session))
            return
        response = first_response(self._steps.finish, context) or context.healthy_response
        await response.send(send)

    async def _selected(self, context: RequestContext, receive: Receive) -> PreparedResponse:
        response = first_response(self._steps.before_body, context)
        if response is None:
            context.content = await read_valid_body(context.operation, context.head, receive)
            response = first_response(self._steps.after_body, context)
            if response is None and context.deferred is not None:
                return await self._worker.run(context.deferred)
        return response or context.healthy_response
