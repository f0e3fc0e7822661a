"""The one handler: every operation of every API is answered here, from its documentation."""

from collections.abc import Callable

from starlette.types import Receive, Scope, Send

from mock_server.answers.fault_injector import FaultInjector, FaultTarget
from mock_server.answers.selection import ResponseQuery, ResponseSelector
from mock_server.faults.model.delivery import deliver
from mock_server.http.preferences import read_preferences
from mock_server.http.requests import head_of, parameters_of
from mock_server.http.responses import not_modified_or
from mock_server.http.validation.bodies import check_body
from mock_server.http.validation.preferences import validate_preferences
from mock_server.journal.observed_exchange import observation_of
from mock_server.sessions.request_sessions import session_sleep, visit_of
from openapi.contract import Operation


class OperationHandler:
    """Answers an operation with the documented answer that the request chooses."""

    def __init__(
        self,
        answers: ResponseSelector,
        faults: FaultInjector,
        operation_of: Callable[[Scope], Operation],
    ) -> None:
        """Answer from the documented answers, or from a scenario where one is chosen.

        Args:
            answers: What is answered where nothing goes wrong.
            faults: What may go wrong on the way out.
            operation_of: Tells which operation a request was routed to.
        """
        self._answers = answers
        self._faults = faults
        self._operation_of = operation_of

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Judge the body, choose, and send.

        Raises:
            RefusedError: The body is not as documented, or nothing acceptable is.
            ProblemError: The request asks the mock for what there is not.
        """
        operation, head, seen = self._operation_of(scope), head_of(scope), observation_of(scope)
        await check_body(operation, head, receive)
        validate_preferences(operation, head.query)
        asked = ResponseQuery(
            operation=operation,
            parameters=parameters_of(scope),
            preferences=read_preferences(head.query, head.header_values("prefer")),
            head=head,
            visit=visit_of(scope),
            scheme=scope.get("scheme", "http"),
        )
        healthy = self._answers.select(asked)
        seen.scenario = healthy.scenario
        plan = await self._faults.plan(
            FaultTarget(
                operation=operation,
                parameters=asked.parameters,
                visit=asked.visit,
                answer=healthy.response,
                scenario_fault=healthy.fault,
                records=healthy.records,
                on_fired=seen.note_fault,
            ),
            asked.preferences.fault,
        )
        if plan is None:
            await not_modified_or(healthy.response, head.joined_header("if-none-match")).send(send)
        else:
            await deliver(plan, scope, receive, send, sleep=session_sleep(asked.visit))
