"""The one handler: every operation of every API is answered here, from its documentation."""

from collections.abc import Callable

from starlette.types import Receive, Scope, Send

from mock_server.answers import Answers
from mock_server.negotiation import negotiate
from mock_server.preferences import Preferences, read_preferences
from mock_server.prepared import PreparedResponse, for_client_with, header_bytes
from mock_server.request_bodies import check_body
from mock_server.request_head import head_of, parameters_of
from mock_server.scenario_answers import ScenarioAnswers
from mock_server.visits import visit_of
from openapi.contract import Operation


class OperationHandler:
    """Answers an operation with the documented answer that the request chooses."""

    def __init__(
        self,
        answers: Answers,
        scenarios: ScenarioAnswers,
        operation_of: Callable[[Scope], Operation],
    ) -> None:
        """Answer from the documented answers, or from a scenario where one is chosen.

        `operation_of` tells which operation a request was routed to.
        """
        self._answers = answers
        self._scenarios = scenarios
        self._operation_of = operation_of

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Judge the body, choose, and send.

        Raises:
            RefusedError: The body is not as documented, or nothing acceptable is.
            ProblemError: The request asks the mock for what there is not.
        """
        operation, head = self._operation_of(scope), head_of(scope)
        await check_body(operation, head, receive)
        preferences = read_preferences(head.query, head.lines("prefer"))
        answer = self._scenario_answer(scope, operation, preferences)
        if answer is None:
            choice = negotiate(operation, preferences, head.header("accept"))
            answer = self._answers.find(operation, choice, parameters_of(scope).query)
        if preferences.applied:
            applied = header_bytes(preferences.applied)
            answer = answer.with_headers(((b"preference-applied", applied),))
        await for_client_with(answer, head.header("if-none-match")).send(send)

    def _scenario_answer(
        self, scope: Scope, operation: Operation, preferences: Preferences
    ) -> PreparedResponse | None:
        if preferences.is_static:
            return None
        visit = visit_of(scope)
        scenario = self._scenarios.choose(operation, preferences.scenario, visit)
        if scenario is None:
            return None
        return self._scenarios.answer(
            scenario, visit, head_of(scope), parameters_of(scope), scope.get("scheme", "http")
        )
