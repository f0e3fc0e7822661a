"""Healthy answers: what a valid request gets where no fault has a use for it.

Pure but for what sessions remember: asking twice for the same gives the same, and nothing is
awaited. That is why both the way through Connexion and the short one around it ask here.
"""

from dataclasses import replace

from mock_server.answers.documented import DocumentedResponses
from mock_server.answers.scenario_player import ScenarioPlayer
from mock_server.http.errors import Headers
from mock_server.http.negotiation import negotiate
from mock_server.http.preferences import NO_PREFERENCES, Preferences
from mock_server.http.responses import PreparedResponse, header_bytes
from mock_server.http.retry_after import with_real_retry_after
from mock_server.sessions.request_context import RequestContext

NOTE = b"mock-server-note"
"""Header with what the mock has to say about a request that it answers all the same."""

MAX_PLAIN = 1024
"""DocumentedResponses to plain requests that are remembered, by operation and `Accept`."""

MAX_ACCEPT = 256
"""Characters of the longest `Accept` for which one is."""


class ResponseSelector:
    """Chooses between the documented answers and what scenarios say."""

    def __init__(self, answers: DocumentedResponses, scenarios: ScenarioPlayer) -> None:
        """Choose from the documented answers, or from a scenario where one is played."""
        self._answers = answers
        self._scenarios = scenarios
        self._default_responses: dict[tuple[str, str, str], PreparedResponse] = {}

    def select(self, context: RequestContext) -> PreparedResponse:
        """Return what a valid request gets; what a scenario decides is noted in its context.

        Raises:
            RequestRejected: The client accepts nothing that is there.
            ToolProblem: The request asks the mock for something that does not exist.
        """
        preferences, note = self._applicable(context)
        found = self._from_scenario(context, preferences) or self._documented(context, preferences)
        speed = context.session.speed
        if speed != 1.0:
            found = with_real_retry_after(found, speed)
        applied = "" if preferences is NO_PREFERENCES else preferences.as_applied
        if applied:
            note = (*note, (b"preference-applied", header_bytes(applied)))
        return found.with_headers(note) if note else found

    def _applicable(self, context: RequestContext) -> tuple[Preferences, Headers]:
        """Return the preferences that concern the operation, and a header where some do not.

        A client may send the same preference with every request: where other operations have the
        scenario that it names, this one is answered as without it, and says who has it.
        """
        preferences, operation = context.preferences, context.operation
        wish = preferences.scenario
        if wish is None or preferences.selects_documented:
            return preferences, ()
        owners = self._scenarios.owners_elsewhere(operation, wish)
        if not owners:
            return preferences, ()
        names = ", ".join(f"{each.api} {each.operation.id}" for each in owners)
        note = f"{wish} is not for {operation.id}; it belongs to {names}"
        return replace(preferences, scenario=None), ((NOTE, header_bytes(note)),)

    def _from_scenario(
        self, context: RequestContext, preferences: Preferences
    ) -> PreparedResponse | None:
        if preferences.selects_documented:
            return None
        scenario = self._scenarios.select(context.operation, preferences.scenario, context.session)
        return None if scenario is None else self._scenarios.respond(scenario, context)

    def _documented(self, context: RequestContext, preferences: Preferences) -> PreparedResponse:
        operation, accept = context.operation, context.head.joined_header("accept")
        is_paged = operation.pagination is not None and bool(context.parameters.query)
        if preferences is not NO_PREFERENCES or len(accept) > MAX_ACCEPT or is_paged:
            return self._negotiated(context, preferences, accept)
        # Requests without preferences all get the same.
        key = (operation.api, operation.id, accept)
        known = self._default_responses.get(key)
        if known is None:
            known = self._negotiated(context, preferences, accept)
            if len(self._default_responses) >= MAX_PLAIN:
                self._default_responses.clear()
            self._default_responses[key] = known
        return known

    def _negotiated(
        self, context: RequestContext, preferences: Preferences, accept: str
    ) -> PreparedResponse:
        choice = negotiate(context.operation, preferences, accept)
        return self._answers.get(context.operation, choice, context.parameters.query)
