"""The one handler: every operation of every API is answered here, from its documentation."""

from collections.abc import Callable

from starlette.types import Receive, Scope, Send

from mock_server.answers import Answers
from mock_server.fault_answers import FaultAnswers, Subject
from mock_server.faults.delivery import deliver
from mock_server.negotiation import negotiate
from mock_server.observations import observation_of
from mock_server.preferences import Preferences, read_preferences
from mock_server.prepared import for_client_with, header_bytes
from mock_server.request_bodies import check_body
from mock_server.request_head import head_of, parameters_of
from mock_server.scenario_answers import ScenarioAnswer, ScenarioAnswers
from mock_server.visits import sleep_of, visit_of
from openapi.contract import Operation


class OperationHandler:
    """Answers an operation with the documented answer that the request chooses."""

    def __init__(
        self,
        answers: Answers,
        scenarios: ScenarioAnswers,
        faults: FaultAnswers,
        operation_of: Callable[[Scope], Operation],
    ) -> None:
        """Answer from the documented answers, or from a scenario where one is chosen.

        Args:
            answers: The documented answers.
            scenarios: What scenarios say.
            faults: What may go wrong on the way out.
            operation_of: Tells which operation a request was routed to.
        """
        self._answers = answers
        self._scenarios = scenarios
        self._faults = faults
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
        found = self._find(scope, operation, preferences)
        answer = found.response
        if preferences.applied:
            applied = header_bytes(preferences.applied)
            answer = answer.with_headers(((b"preference-applied", applied),))
        plan = self._faults.plan(
            Subject(
                operation=operation,
                parameters=parameters_of(scope),
                visit=visit_of(scope),
                answer=answer,
                scenario_fault=found.fault,
                records=found.records,
                on_fired=observation_of(scope).note_fault,
            ),
            preferences.fault,
        )
        if plan is None:
            await for_client_with(answer, head.header("if-none-match")).send(send)
        else:
            await deliver(plan, scope, receive, send, sleep=sleep_of(visit_of(scope)))

    def _find(self, scope: Scope, operation: Operation, preferences: Preferences) -> ScenarioAnswer:
        head, visit, parameters = head_of(scope), visit_of(scope), parameters_of(scope)
        if not preferences.is_static:
            scenario = self._scenarios.choose(operation, preferences.scenario, visit)
            if scenario is not None:
                observation_of(scope).scenario = f"{scenario.api}/{scenario.name}"
                scheme = scope.get("scheme", "http")
                return self._scenarios.answer(scenario, visit, head, parameters, scheme)
        choice = negotiate(operation, preferences, head.header("accept"))
        return ScenarioAnswer(response=self._answers.find(operation, choice, parameters.query))
