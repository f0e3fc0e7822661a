"""Selects the response to a valid request, before faults.

It changes nothing but sessions and awaits nothing, so both the way through Connexion and the fast
path use it.
"""

from dataclasses import replace

from mock_server.answers.documented import DocumentedResponses
from mock_server.answers.example_pages import PageSelection
from mock_server.answers.scenario_player import ScenarioPlayer
from mock_server.http.negotiation import negotiate
from mock_server.http.preferences import NO_PREFERENCES, SESSION_COMMANDS, Preferences
from mock_server.http.responses import Headers, PreparedResponse, header_bytes
from mock_server.http.retry_after import with_real_retry_after
from mock_server.scenarios.playing.requested_page import paging_query
from mock_server.sessions.request_context import RequestContext

NOTE = b"mock-server-note"
"""Header of a response whose request has a preference that does not apply."""

MAX_CACHED = 1024
"""Responses to requests without preferences that are cached, by operation and `Accept`."""

MAX_CACHED_ACCEPT = 256
"""Limit of characters of `Accept`; for longer ones, no response is cached."""


class ResponseSelector:
    """Selects the response of a scenario if one is played, else a documented response."""

    def __init__(self, documented: DocumentedResponses, scenarios: ScenarioPlayer) -> None:
        self._responses = documented
        self._scenarios = scenarios
        self._default_responses: dict[tuple[str, str, str], PreparedResponse] = {}

    def select(self, context: RequestContext) -> PreparedResponse:
        """Return the response to a valid request; a scenario adds its facts to the context.

        Raises:
            RequestRejected: The client accepts no available representation.
            ToolProblem: The request prefers a status, example or scenario that does not exist.
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
        """Return the preferences that apply to the operation, and a header about the others.

        Clients may send the same preference with every request: if only other operations have the
        scenario, it is ignored, and a header names those operations.
        """
        preferences, operation = context.preferences, context.operation
        preferred = preferences.scenario
        if preferred is None or preferences.selects_documented:
            return preferences, ()
        others = self._scenarios.of_other_operations(operation, preferred)
        if not others:
            return preferences, ()
        names = ", ".join(f"{each.api} {each.operation.id}" for each in others)
        note = f"{preferred} is not for {operation.id}; it belongs to {names}"
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
        paging = operation.pagination
        is_paged = paging is not None and (
            bool(context.parameters.query or context.head.query) or paging.has_link_header
        )
        if preferences is not NO_PREFERENCES or len(accept) > MAX_CACHED_ACCEPT or is_paged:
            return self._negotiated(context, preferences, accept)
        key = (operation.api, operation.id, accept)
        known = self._default_responses.get(key)
        if known is None:
            known = self._negotiated(context, preferences, accept)
            if len(self._default_responses) >= MAX_CACHED:
                self._default_responses.clear()
            self._default_responses[key] = known
        return known

    def _negotiated(
        self, context: RequestContext, preferences: Preferences, accept: str
    ) -> PreparedResponse:
        operation = context.operation
        choice = negotiate(operation, preferences, accept)
        paging, pairs = operation.pagination, context.head.query
        if paging is None:
            return self._responses.get(operation, choice)
        selection = PageSelection(
            query=paging_query(paging, context.parameters.query, pairs),
            pairs=tuple(pair for pair in pairs if pair[0] not in SESSION_COMMANDS),
            url=self._scenarios.url_of(context),
        )
        return self._responses.get(operation, choice, selection)
