"""Faults on refusals: what a request that is turned away gets in place of the refusal.

Healthy answers meet their faults where they are made. A refusal is raised instead, on the way to
that place, so it is caught here, worded, and handed on unless a fault has a use for it.
"""

from starlette.types import ASGIApp, Receive, Scope, Send

from mock_server.answers.fault_injector import FaultInjector, FaultTarget
from mock_server.faults.model.delivery import deliver
from mock_server.http.error_responses import error_response
from mock_server.http.errors import RequestRejected
from mock_server.http.preferences import read_preferences
from mock_server.http.requests import head_of
from mock_server.journal.observed_exchange import observation_of
from mock_server.sessions.request_sessions import session_sleep, visit_of
from openapi.parameters.serialization import Parameters


class ErrorFaults:
    """Fires faults for the requests that are refused further in."""

    def __init__(self, app: ASGIApp, *, faults: FaultInjector) -> None:
        """Stand before `app`, which refuses by raising."""
        self._app = app
        self._faults = faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Have the request answered.

        Raises:
            RefusedError: It is refused, and no fault has a use for that.
            ProblemError: It asks for a fault that there is not.
        """
        try:
            await self._app(scope, receive, send)
        except RequestRejected as refused:
            head, visit, seen = head_of(scope), visit_of(scope), observation_of(scope)
            seen.refusal = refused.message
            operation = head.operation
            if operation is None:
                raise
            subject = FaultTarget(
                operation=operation,
                # What could not be read cannot be typed; faults of refusals look at the answer.
                parameters=Parameters(),
                visit=visit,
                answer=error_response(refused, head.route.contract, operation),
                on_fired=seen.note_fault,
            )
            wish = read_preferences(head.query, head.header_values("prefer")).fault
            plan = await self._faults.plan(subject, wish)
            if plan is None:
                raise
            await deliver(plan, scope, receive, send, sleep=session_sleep(visit))
