"""Healthy answers: what a valid request gets where no fault has a use for it.

Pure but for what sessions remember: asking twice for the same gives the same, and nothing is
awaited. That is why both the way through Connexion and the short one around it ask here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from mock_server.answers.documented import DocumentedResponses
from mock_server.answers.scenario_player import ScenarioPlayer
from mock_server.http.errors import Headers
from mock_server.http.negotiation import negotiate
from mock_server.http.preferences import NO_PREFERENCES, Preferences
from mock_server.http.requests import RequestHead
from mock_server.http.responses import PreparedResponse, header_bytes
from mock_server.http.retry_after import hurried
from mock_server.sessions.request_sessions import SessionContext
from openapi.contract import JSON, Operation
from openapi.parameters.serialization import Parameters

NOTE = b"mock-server-note"
"""Header with what the mock has to say about a request that it answers all the same."""

MAX_PLAIN = 1024
"""DocumentedResponses to plain requests that are remembered, by operation and `Accept`."""

MAX_ACCEPT = 256
"""Characters of the longest `Accept` for which one is."""


class ResponseQuery(NamedTuple):
    """A valid request: everything that its answer depends on; a tuple, as one is made for each.

    Attributes:
        operation: What is asked.
        parameters: Typed.
        preferences: What is asked of the mock.
        head: As it was sent.
        visit: Whose request it is, and when.
        scheme: Of the URL, for links.
    """

    operation: Operation
    parameters: Parameters
    preferences: Preferences
    head: RequestHead
    visit: SessionContext
    scheme: str = "http"


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectedResponse:
    """What a valid request gets.

    Attributes:
        response: The answer as bytes.
        is_constant: Whether the same request gets the same bytes as long as nobody changes what
            the mock serves and plays; what depends on the time is not constant.
        scenario: What was played, as `api/name`; empty for nothing.
        fault: What the scenario arms at this moment; empty for nothing.
        records: The whole list, where the answer is a page of one.
    """

    response: PreparedResponse
    is_constant: bool = True
    scenario: str = ""
    fault: str = ""
    records: Sequence[JSON] = ()


class ResponseSelector:
    """Chooses between the documented answers and what scenarios say."""

    def __init__(self, answers: DocumentedResponses, scenarios: ScenarioPlayer) -> None:
        """Choose from the documented answers, or from a scenario where one is played."""
        self._answers = answers
        self._scenarios = scenarios
        self._default_responses: dict[tuple[str, str, str], SelectedResponse] = {}

    def select(self, asked: ResponseQuery) -> SelectedResponse:
        """Return what a valid request gets.

        Raises:
            RefusedError: Nothing that the client accepts is there.
            ProblemError: The request asks the mock for what there is not.
        """
        asked, note = self._meant(asked)
        found = self._from_scenario(asked) or self._documented(asked)
        if asked.visit.speed != 1.0:
            found = replace(found, response=hurried(found.response, asked.visit.speed))
        applied = asked.preferences.as_applied
        if applied:
            note = (*note, (b"preference-applied", header_bytes(applied)))
        return replace(found, response=found.response.with_headers(note)) if note else found

    def _meant(self, asked: ResponseQuery) -> tuple[ResponseQuery, Headers]:
        """Return what is asked of this operation, and a header where that is not all.

        A client may send the same preference with every request: where other operations have the
        scenario that it names, this one is answered as without it, and says who has it.
        """
        wish = asked.preferences.scenario
        if wish is None or asked.preferences.selects_documented:
            return asked, ()
        owners = self._scenarios.owners_elsewhere(asked.operation, wish)
        if not owners:
            return asked, ()
        names = ", ".join(f"{each.api} {each.operation.id}" for each in owners)
        note = f"{wish} is not for {asked.operation.id}; it belongs to {names}"
        preferences = replace(asked.preferences, scenario=None)
        return asked._replace(preferences=preferences), ((NOTE, header_bytes(note)),)

    def _from_scenario(self, asked: ResponseQuery) -> SelectedResponse | None:
        if asked.preferences.selects_documented:
            return None
        scenario = self._scenarios.select(asked.operation, asked.preferences.scenario, asked.visit)
        if scenario is None:
            return None
        said = self._scenarios.respond(
            scenario, asked.visit, asked.head, asked.parameters, asked.scheme
        )
        return SelectedResponse(
            response=said.response,
            is_constant=said.is_still,
            scenario=f"{scenario.api}/{scenario.name}",
            fault=said.fault,
            records=said.records,
        )

    def _documented(self, asked: ResponseQuery) -> SelectedResponse:
        operation, accept = asked.operation, asked.head.joined_header("accept")
        is_paged = operation.pagination is not None and bool(asked.parameters.query)
        if asked.preferences is not NO_PREFERENCES or len(accept) > MAX_ACCEPT or is_paged:
            return self._negotiated(asked, accept)
        # Those who ask the mock for nothing all get the same.
        key = (operation.api, operation.id, accept)
        known = self._default_responses.get(key)
        if known is None:
            known = self._negotiated(asked, accept)
            if len(self._default_responses) >= MAX_PLAIN:
                self._default_responses.clear()
            self._default_responses[key] = known
        return known

    def _negotiated(self, asked: ResponseQuery, accept: str) -> SelectedResponse:
        choice = negotiate(asked.operation, asked.preferences, accept)
        answer = self._answers.get(asked.operation, choice, asked.parameters.query)
        return SelectedResponse(response=answer)
