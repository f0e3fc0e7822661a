"""Selects the response to a valid request, before faults.

It changes nothing but sessions and awaits nothing, so both the way through Connexion and the fast
path use it.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from mock_server.answers.documented import DocumentedResponses
from mock_server.answers.echo import Sent, sends_values
from mock_server.answers.scenario_player import ScenarioPlayer
from mock_server.http.negotiation import ResponseChoice, negotiate
from mock_server.http.preferences import NO_PREFERENCES, SESSION_COMMANDS, Preferences
from mock_server.http.responses import PreparedResponse, header_bytes, with_real_retry_after
from mock_server.http.validation.ignored import parameters_without_effect
from mock_server.scenarios.playing.requested_page import paging_query
from mock_server.sessions.computation import computed
from mock_server.sessions.request_context import RequestContext
from mock_server.sessions.sessions import DEFAULT, Sessions

if TYPE_CHECKING:
    from mock_server.answers.dynamic import DynamicAnswers
    from mock_server.answers.example_pages import PageSelection
    from mock_server.answers.stateful.answers import StatefulAnswers
    from openapi.contract import Operation

_NO_SESSION = "stateful needs a session: put /__session/NAME before the path, or serve --stateful"
_NO_RECORDS = "stateful has no effect here: no records belong to this path"
_NO_CHANGE = (
    "fault {} has no effect: the request changes no record; a stateful session has them "
    "(serve --stateful)"
)
_DOCUMENTED = "the answer is a documented example"
_FIXED = "the answer is always the same"
_DERIVED = "the answer is made from its schema"
_STATEFUL_LISTS = "a stateful session selects from its list (serve --stateful)"

_ERRORS = 400

MAX_SEED = 100  # characters of a seed that count
MAX_CACHED = 1024  # responses without preferences that are cached, by operation and `Accept`
MAX_CACHED_ACCEPT = 256  # limit of characters of `Accept`; for longer ones, no response is cached


class _Documented(NamedTuple):
    """A documented response to a request; a tuple for speed."""

    response: PreparedResponse
    choice: ResponseChoice
    page: "PageSelection | None"  # what its request selects of a list; None if cached or not paged
    is_own: bool  # whether the response may have values of the request


class ResponseSelector:
    """Selects the response of a scenario, of the session's records, or a documented one."""

    def __init__(  # noqa: PLR0913 - all that an answer may come from, each by name
        self,
        documented: DocumentedResponses,
        scenarios: ScenarioPlayer,
        *,
        sessions: Sessions | None = None,
        stateful: Callable[[], "StatefulAnswers"] | None = None,
        is_stateful: bool = False,
        is_dynamic: bool = False,
        seed: int = 0,
    ) -> None:
        """Select from these responses.

        `stateful` is called when the first answer from records is needed; `is_stateful` and
        `is_dynamic` are for sessions and requests that do not say so; `seed` is that of the seeds
        of dynamic answers.
        """
        self._responses = documented
        self._scenarios = scenarios
        self._sessions = Sessions() if sessions is None else sessions
        self._stateful = stateful
        self._is_stateful = is_stateful
        self._is_dynamic = is_dynamic
        self._seed = seed
        self._dynamic: DynamicAnswers | None = None
        # By identity, since operations hash by it.
        self._default_responses: dict[tuple[Operation, str], _Documented] = {}

    def select(self, context: RequestContext) -> PreparedResponse:
        """Return the response to a valid request; a scenario adds its facts to the context.

        If a dynamic answer is wanted, the context gets the function that computes it from the
        response that is returned.

        Raises:
            RequestRejected: The client accepts no available representation.
            ToolProblem: The request prefers a status, example or scenario that does not exist.
            UnfinishedError: The response takes long to compute; select again when it is finished.
        """
        preferences = self._applicable(context)
        played = self._from_scenario(context, preferences)
        kept = None if played is not None else self._from_records(context, preferences)
        found, documented = played or kept, None
        if found is None:
            documented = self._documented(context, preferences)
            found = documented.response
        self._sessions.create(context.session.session)
        if documented and found.status >= _ERRORS and not preferences.selects_documented:
            _note_error(context)
        speed = context.session.speed
        if speed != 1.0:
            found = with_real_retry_after(found, speed)
        if preferences is not NO_PREFERENCES:
            preferences = _effective(context, preferences, found, has_records=kept is not None)
            if applied := preferences.as_applied:
                found = found.with_headers(((b"preference-applied", header_bytes(applied)),))
        if documented and context.parameters.query:
            self._note_parameters(context, preferences, documented.choice)
        if context.notes:
            found = found.with_notes(context.notes)
        if documented and self._is_dynamic_for(preferences):
            self._defer(context, preferences, documented._replace(response=found))
        return found

    def _note_parameters(
        self, context: RequestContext, preferences: Preferences, choice: ResponseChoice
    ) -> None:
        """Note which parameters a documented answer does not depend on, unless it was asked for."""
        if preferences.selects_documented or self._is_dynamic_for(preferences):
            return
        operation, query = context.operation, context.parameters.query
        read = self._responses.read_names(operation, choice, query)
        if operation.pagination is not None:
            read |= operation.pagination.parameters
        is_list = operation.method == "GET" and not operation.path.endswith("}")
        reason = _DOCUMENTED if choice.example else _FIXED
        reason = _DERIVED if self._responses.is_derived(operation, choice) else reason
        if is_list and not self._wants_records(context, preferences):
            reason = f"{reason}; {_STATEFUL_LISTS}"
        if note := parameters_without_effect([each for each in query if each not in read], reason):
            context.add_note(note)

    def _from_records(
        self, context: RequestContext, preferences: Preferences
    ) -> PreparedResponse | None:
        """Return the response from the session's records; None if the request gets another one."""
        stateful = self._stateful
        if stateful is None or not self._wants_records(context, preferences):
            return None
        # What a request prefers for itself has precedence.
        if preferences.selects_documented or preferences.wants_dynamic is True:
            return None
        computed(context, "records", lambda: stateful().prepare(context.operation))
        found = stateful().respond(context)
        if found is None and preferences.wants_stateful:
            context.add_note(_NO_RECORDS)
        return found

    def _wants_records(self, context: RequestContext, preferences: Preferences) -> bool:
        """Whether a request is to be answered from the records of its session.

        A named session keeps what a preference says. The default one, which clients share and any
        web page can reach, is not switched on by a request.
        """
        session, wanted = context.session.session, preferences.wants_stateful
        is_on = self._is_stateful if session.is_stateful is None else session.is_stateful
        if wanted is None:
            return is_on
        if session.name == DEFAULT:
            return is_on and wanted
        if session.is_stateful is not wanted:
            self._sessions.change(session, is_stateful=wanted)
        return wanted

    def _is_dynamic_for(self, preferences: Preferences) -> bool:
        if preferences is NO_PREFERENCES:
            return self._is_dynamic
        if preferences.example is not None:
            return False
        wanted = preferences.wants_dynamic
        return self._is_dynamic if wanted is None else wanted

    def _defer(
        self, context: RequestContext, preferences: Preferences, documented: _Documented
    ) -> None:
        """Have the dynamic answer computed off the event loop."""
        # Imported when it is needed: most answers are documented ones.
        from mock_server.answers.dynamic import DynamicAnswers, dynamic_request  # noqa: PLC0415

        if self._dynamic is None:
            self._dynamic = DynamicAnswers(self._seed)
        preferred = preferences.seed
        seed = "" if preferred is None else preferred.value[:MAX_SEED]
        choice, page = documented.choice, documented.page or self._page_selection(context)
        request = dynamic_request(context, choice, _sent(context), page, seed)
        context.deferred = partial(self._dynamic.respond, request, documented.response)
        context.is_cacheable = False

    def _applicable(self, context: RequestContext) -> Preferences:
        """Return the preferences that apply to the operation; the context gets notes about others.

        Clients may send the same preference with every request: if only other operations have the
        scenario, it is ignored, and a note names those operations.
        """
        preferences, operation = context.preferences, context.operation
        preferred = preferences.scenario
        if preferred is None or preferences.selects_documented:
            return preferences
        others = self._scenarios.of_other_operations(operation, preferred)
        if not others:
            return preferences
        names = ", ".join(f"{each.api} {each.operation.id}" for each in others)
        context.add_note(f"{preferred} is not for {operation.id}; it belongs to {names}")
        return replace(preferences, scenario=None)

    def _from_scenario(
        self, context: RequestContext, preferences: Preferences
    ) -> PreparedResponse | None:
        if preferences is not NO_PREFERENCES:
            # A request for values that vary does not ask for those of a running scenario.
            is_dynamic = preferences.wants_dynamic is True and preferences.scenario is None
            if preferences.selects_documented or is_dynamic:
                return None
        scenario = self._scenarios.select(context.operation, preferences.scenario, context.session)
        return None if scenario is None else self._scenarios.respond(scenario, context)

    def _documented(self, context: RequestContext, preferences: Preferences) -> _Documented:
        operation, accept = context.operation, context.head.joined_header("accept")
        paging = operation.pagination
        is_paged = paging is not None and (
            bool(context.parameters.query or context.head.query) or paging.has_link_header
        )
        if preferences is not NO_PREFERENCES or len(accept) > MAX_CACHED_ACCEPT or is_paged:
            return self._negotiated(context, preferences, accept)
        key = (operation, accept)
        known = self._default_responses.get(key)
        if known is None:
            known = self._negotiated(context, preferences, accept)
            if known.is_own:
                return known
            if len(self._default_responses) >= MAX_CACHED:
                self._default_responses.clear()
            # Other requests have other addresses, which the links of their pages name.
            self._default_responses[key] = known._replace(page=None)
        return known

    def _negotiated(
        self, context: RequestContext, preferences: Preferences, accept: str
    ) -> _Documented:
        operation = context.operation
        choice = negotiate(operation, preferences, accept)
        page = self._page_selection(context)
        prepare = partial(self._responses.get, operation, choice, _sent(context), page)
        answer = computed(context, f"answer {choice}", prepare)
        is_own = self._responses.is_derived(operation, choice) and sends_values(operation)
        return _Documented(answer, choice, page, is_own)

    def _page_selection(self, context: RequestContext) -> "PageSelection | None":
        paging, pairs = context.operation.pagination, context.head.query
        if paging is None:
            return None
        # Imported when it is needed: the first answer is rarely a page.
        from mock_server.answers.example_pages import PageSelection  # noqa: PLC0415

        return PageSelection(
            query=paging_query(paging, context.parameters.query, pairs),
            pairs=tuple(pair for pair in pairs if pair[0] not in SESSION_COMMANDS),
            url=self._scenarios.url_of(context),
        )


def _note_error(context: RequestContext) -> None:
    """Note that a valid request is answered with an error where nothing else is documented."""
    if context.operation.success is None:
        context.add_note(f"{context.operation.id} documents no success: its first answer is sent")


def _effective(
    context: RequestContext,
    preferences: Preferences,
    answer: PreparedResponse,
    *,
    has_records: bool,
) -> Preferences:
    """Return the preferences without those of records that are in vain, each with a note."""
    if preferences.wants_stateful and context.session.name == DEFAULT and not has_records:
        context.add_note(_NO_SESSION)
        preferences = replace(preferences, stateful=None)
    if loss := _vain_loss(context, preferences, answer):
        context.add_note(_NO_CHANGE.format(loss))
        preferences = replace(preferences, fault=None)
    return preferences


def _vain_loss(context: RequestContext, preferences: Preferences, answer: PreparedResponse) -> str:
    """Return the fault that a request asks for to lose its change, if it changes no record."""
    if preferences.fault is None or context.change is not None or answer.status >= _ERRORS:
        return ""
    from mock_server.faults.kinds.records import loss_of  # noqa: PLC0415 - for few requests
    from mock_server.faults.model.activation import name_of  # noqa: PLC0415

    fault = name_of(preferences.fault.value)
    return fault if fault == loss_of(context.operation.method) else ""


def _sent(context: RequestContext) -> Sent:
    parameters = context.parameters
    return Sent(parameters.path, parameters.query, context.content)
