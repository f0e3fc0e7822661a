"""Selects the scenario of a request, and makes its response.

The request's own preference has precedence, then the session's selection, then that of the
server's settings. Without any of these, the request gets the documented response.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from mock_server.http.forwarding import base_url_of
from mock_server.http.negotiation import negotiate_media_type
from mock_server.http.preferences import SESSION_COMMANDS, Preference
from mock_server.http.problems import ProblemId, ToolProblem
from mock_server.http.responses import PreparedResponse, header_bytes, prepare_response
from mock_server.scenarios.errors import ScenarioError
from mock_server.scenarios.playing.requested_page import RequestedPage, paging_query, requested_page
from mock_server.sessions.request_context import RequestContext
from mock_server.sessions.request_sessions import SessionContext
from mock_server.sessions.sessions import DEFAULT, Sessions
from openapi.contract import Operation
from openapi.errors import nearest
from openapi.json.types import JSON

if TYPE_CHECKING:
    from mock_server.scenarios.library import Library
    from mock_server.scenarios.model.scenario import Scenario, Snapshot
    from mock_server.scenarios.playing.run import ScenarioRun

MAX_RUNS = 1024
MAX_RUN_BYTES = 64 * 1024 * 1024  # of what all runs cache; the least recently used is evicted first
MAX_RESPONSES = 64  # prepared responses that are cached


class ScenarioPlayer:
    """Plays scenarios.

    Attributes:
        size: Approximate bytes that all scenario runs cache.
    """

    def __init__(  # noqa: PLR0913 - everything that a scenario's answer depends on, each by name
        self,
        library: Callable[[], "Library"],
        sessions: Sessions,
        *,
        defaults: Sequence["Scenario"] = (),
        seed: int = 0,
        page_size: int | None = None,
        is_proxy_trusted: bool = False,
    ) -> None:
        """Play for `sessions`.

        The library is read when the first scenario is needed; `defaults` are for sessions that
        select none. `page_size` replaces the contract's; with `is_proxy_trusted`, links use the URL
        parts that a proxy sends.
        """
        self._is_proxy_trusted = is_proxy_trusted
        self._library = library
        self._sessions = sessions
        self._defaults: Mapping[str, Scenario] = {
            _key(scenario.operation): scenario for scenario in defaults
        }
        self._seed = seed
        self._page_size = page_size
        # Runs have no state, only caches: an evicted run is created again when it is needed.
        self._runs: OrderedDict[tuple[str, str, float], ScenarioRun] = OrderedDict()
        self.size = 0
        # By identity, since snapshots hash by it.
        self._responses: OrderedDict[Snapshot, PreparedResponse] = OrderedDict()

    def select(
        self, operation: Operation, preference: Preference | None, context: SessionContext
    ) -> "Scenario | None":
        """Return the scenario of a request, or None for the documented response.

        A named session keeps the scenario of a preference; the default one, which clients share,
        does not.

        Raises:
            ToolProblem: The scenario that the request asks for does not exist.
        """
        session = context.session
        if preference is None and not session.scenarios and not self._defaults:
            return None
        key = _key(operation)
        if preference is not None:
            scenario = self._requested(operation, preference)
            if session.name != DEFAULT and session.scenarios.get(key) != scenario.name:
                scenarios = {**session.scenarios, key: scenario.name}
                self._sessions.change(session, scenarios=scenarios)
            return scenario
        if key in session.scenarios:
            name = session.scenarios[key]
            for found in self._library().of(operation):
                if found.name == name:
                    return found
            # It was selected before a reload, and does not exist any more.
        return self._defaults.get(key)

    def respond(self, scenario: "Scenario", context: RequestContext) -> PreparedResponse:
        """Return a scenario's response to a request, and add its facts to the context.

        Raises:
            RequestRejected: The client does not accept the scenario's representation.
            ToolProblem: The scenario has no response for these parameters.
        """
        session, parameters = context.session, context.parameters
        run = self._run(scenario, session)
        before = run.size
        try:
            if scenario.is_list:
                snapshot = self._page(run, context)
            else:
                snapshot = run.answer(_naming_parameters(context), session.now)
        except ScenarioError as error:
            raise _scenario_problem(scenario, error) from error
        self._add_size(run.size - before)
        context.changes_at = snapshot.changes_at
        if snapshot.media_type:
            negotiate_media_type([snapshot.media_type], context.head.joined_header("accept"))
        if scenario.is_list:
            # Imported when it is needed, like the run itself.
            from mock_server.scenarios.playing.listed_records import ListedRecords  # noqa: PLC0415

            context.records = ListedRecords(run, parameters.path, session.now)
        context.scenario = f"{scenario.api}/{scenario.name}"
        context.scenario_fault = snapshot.fault
        return self._prepared(snapshot)

    def of_other_operations(
        self, operation: Operation, preference: Preference
    ) -> tuple["Scenario", ...]:
        """Return the scenarios with the preferred name, unless `operation` has one itself."""
        named = [each for each in self._library() if _is_named(each, preference.value)]
        key = _key(operation)
        is_own = any(_key(each.operation) == key for each in named)
        return () if is_own else tuple(named)

    def _prepared(self, snapshot: "Snapshot") -> PreparedResponse:
        """Return the response of a snapshot; a run returns the same object until it changes."""
        known = self._responses.get(snapshot)
        if known is None:
            known = self._responses[snapshot] = _prepare(snapshot)
            if len(self._responses) > MAX_RESPONSES:
                self._responses.popitem(last=False)
        return known

    def _requested(self, operation: Operation, preference: Preference) -> "Scenario":
        found = self._library().of(operation)
        for scenario in found:
            if _is_named(scenario, preference.value):
                return scenario
        names = tuple(scenario.name for scenario in found)
        others = {each.name: each.operation.id for each in self._library()}
        near = nearest(preference.value, others) or ""
        is_other = near and near not in names
        known = f"{near!r} is a scenario of {others[near]}; " if is_other else ""
        raise ToolProblem(
            422,
            ProblemId.UNKNOWN_SCENARIO,
            f"{operation.id} has no scenario {preference.value[:80]!r}",
            asked_by=str(preference)[:200],
            asked_for=preference.value,
            available=names,
            advice=f"{known}list them with: mock-server scenarios list",
        )

    def _run(self, scenario: "Scenario", context: SessionContext) -> "ScenarioRun":
        start = self._sessions.scenario_start(
            context.session, f"{scenario.api}/{scenario.name}", context.now
        )
        key = (scenario.api, scenario.name, start)
        run = self._runs.get(key)
        if run is None:
            # Imported when it is needed: a mock that plays no scenario starts faster.
            from mock_server.scenarios.playing.run import ScenarioRun  # noqa: PLC0415

            run = ScenarioRun(scenario, start=start, seed=self._seed, page_size=self._page_size)
            self._runs[key] = run
            if len(self._runs) > MAX_RUNS:
                self.evict_run()
            self._add_size(run.size)
        else:
            self._runs.move_to_end(key)
        return run

    def _add_size(self, more: int) -> None:
        """Count what the runs cache, and evict runs if it is too much."""
        self.size += more
        if self.size > MAX_RUN_BYTES:
            # Faults also make runs cache records, so the exact size is computed first.
            self.size = sum(run.size for run in self._runs.values())
        while self.size > MAX_RUN_BYTES and len(self._runs) > 1:
            self.evict_run()

    def evict_run(self) -> None:
        """Evict the least recently used scenario run."""
        _, evicted = self._runs.popitem(last=False)
        self.size -= evicted.size

    def _page(self, run: "ScenarioRun", context: RequestContext) -> "Snapshot":
        paging, parameters = run.scenario.operation.pagination, context.parameters
        asked = RequestedPage()
        if paging is not None:
            query = paging_query(paging, parameters.query, context.head.query)
            asked = requested_page(paging, query, run.page_size)
        return run.page(
            asked.offset,
            asked.limit,
            context.session.now,
            identity=parameters.path,
            url=self.url_of(context),
            query=[pair for pair in context.head.query if pair[0] not in SESSION_COMMANDS],
        )

    def url_of(self, context: RequestContext) -> str:
        """Return the request's URL without its query, for links to other pages."""
        head = context.head
        base_url = base_url_of(head, context.scheme, is_proxy_trusted=self._is_proxy_trusted)
        return f"{base_url.url}{context.session.prefix}{head.path.decode('ascii', 'replace')}"


def _key(operation: Operation) -> str:
    return f"{operation.api} {operation.id}"


def _is_named(scenario: "Scenario", text: str) -> bool:
    return text in (scenario.name, f"{scenario.api}/{scenario.name}")


def _scenario_problem(scenario: "Scenario", error: ScenarioError) -> ToolProblem:
    name = f"{scenario.api}/{scenario.name}"
    found = f", found {error.found}" if error.found else ""
    allowed = f", allowed is {error.allowed}" if error.allowed else ""
    return ToolProblem(
        422,
        ProblemId.SCENARIO_FAILED,
        f"Scenario {name!r} cannot be played: {error.what}{found}{allowed}.",
        asked_for=name,
        advice="fix the scenario file: its templates do not work for this parameter value",
    )


def _prepare(snapshot: "Snapshot") -> PreparedResponse:
    answer = prepare_response(
        snapshot.status, media_type=snapshot.media_type, body=snapshot.body
    ).sandboxed()
    more = snapshot.headers
    if snapshot.retry_after is not None:
        more = (*more, ("retry-after", str(snapshot.retry_after)))
    if not more:
        return answer
    return answer.with_headers(
        tuple((name.encode("latin-1", "replace"), header_bytes(text)) for name, text in more)
    )


def _naming_parameters(context: RequestContext) -> Mapping[str, JSON]:
    """Return the parameters of a request that can name a resource: headers only if they do."""
    parameters, polling = context.parameters, context.operation.polling
    headers = {
        name: parameters.value_of(name)
        for name in (polling.identity if polling else ())
        if name.lower() in parameters.header
    }
    return {**headers, **parameters.query, **parameters.path}
