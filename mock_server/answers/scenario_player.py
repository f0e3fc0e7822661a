"""What scenarios answer: which one a request gets, and its answer as bytes.

A request's own wish comes first, then what its session has chosen, then what the server was
started with. Without any of these there is no scenario: the documented answer is given.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence

from mock_server.http.errors import ToolProblem
from mock_server.http.forwarding import place_of
from mock_server.http.negotiation import negotiate_media_type, tool_error_status
from mock_server.http.preferences import SESSION_COMMANDS, Preference
from mock_server.http.problems import Problem, ProblemId
from mock_server.http.responses import PreparedResponse, header_bytes, prepare_response
from mock_server.scenarios.errors import ScenarioError
from mock_server.scenarios.library import Library
from mock_server.scenarios.model.scenario import Scenario, Snapshot
from mock_server.scenarios.playing.listed_records import ListedRecords
from mock_server.scenarios.playing.run import ScenarioRun
from mock_server.sessions.request_context import RequestContext
from mock_server.sessions.request_sessions import SessionContext
from mock_server.sessions.sessions import DEFAULT, Sessions
from openapi.contract import Operation
from openapi.errors import did_you_mean

MAX_WORLDS = 1024
MAX_WORLD_BYTES = 64 * 1024 * 1024
"""Of what all scenario runs keep; the one unused for longest goes first."""

MAX_RESPONSES = 64
"""Answers that are remembered as bytes while their moment lasts."""


class ScenarioPlayer:
    """Plays scenarios for the requests that ask for one.

    Attributes:
        size: Bytes that all scenario runs keep, roughly.
    """

    def __init__(  # noqa: PLR0913 - everything that a scenario's answer depends on, each by name
        self,
        library: Callable[[], Library],
        sessions: Sessions,
        *,
        chosen: Sequence[Scenario] = (),
        seed: int = 0,
        page_size: int | None = None,
        is_proxy_trusted: bool = False,
    ) -> None:
        """Play for `sessions`.

        Args:
            library: Gives the scenarios at hand; asked only when one is wanted.
            sessions: Each client's choices.
            chosen: What is played for clients that ask for nothing.
            seed: Another one gives other jobs.
            page_size: Records on a page when no limit is sent, in place of the contract's.
            is_proxy_trusted: Whether links begin with what a proxy says.
        """
        self._is_proxy_trusted = is_proxy_trusted
        self._library = library
        self._sessions = sessions
        self._chosen: Mapping[str, Scenario] = {
            _key(scenario.operation): scenario for scenario in chosen
        }
        self._seed = seed
        self._page_size = page_size
        # Worlds hold no state, only bytes that they need not make again.
        self._worlds: OrderedDict[tuple[str, str, float], ScenarioRun] = OrderedDict()
        self.size = 0
        # By identity; the moment is kept along so that no other one gets its identity.
        self._responses: OrderedDict[Snapshot, PreparedResponse] = OrderedDict()

    def select(
        self, operation: Operation, wish: Preference | None, visit: SessionContext
    ) -> Scenario | None:
        """Return the scenario that a request gets; None leaves it the documented answer.

        A named session remembers what it asked for; the default one is everybody's and does not.

        Raises:
            ToolProblem: The scenario that the request asks for does not exist.
        """
        key, session = _key(operation), visit.session
        if wish is not None:
            scenario = self._requested(operation, wish)
            if session.name != DEFAULT and session.scenarios.get(key) != scenario.name:
                scenarios = {**session.scenarios, key: scenario.name}
                self._sessions.change(session, scenarios=scenarios)
            return scenario
        if key in session.scenarios:
            name = session.scenarios[key]
            for found in self._library().of(operation):
                if found.name == name:
                    return found
            # It was chosen before the files were read again, and is there no more.
        return self._chosen.get(key)

    def respond(self, scenario: Scenario, context: RequestContext) -> PreparedResponse:
        """Return what a scenario says to a request, and note in its context what this depends on.

        Args:
            scenario: What is played.
            context: The request, with typed parameters.

        Raises:
            RequestRejected: The client accepts no representation that there is.
            ToolProblem: The scenario has no answer to a request with these parameters.
        """
        session, parameters = context.session, context.parameters
        world = self._run(scenario, session)
        before = world.size
        try:
            if scenario.is_list:
                moment = self._page(world, context)
            else:
                moment = world.answer({**parameters.query, **parameters.path}, session.now)
        except ScenarioError as error:
            raise _scenario_problem(scenario, error) from error
        self._weigh(world.size - before)
        if not world.is_constant or moment.changes_at is not None:
            context.is_constant = False
        if moment.media_type:
            negotiate_media_type([moment.media_type], context.head.joined_header("accept"))
        if scenario.is_list:
            context.records = ListedRecords(world, parameters.path, session.now)
        context.scenario = f"{scenario.api}/{scenario.name}"
        context.scenario_fault = moment.fault
        return self._prepared(moment)

    def owners_elsewhere(self, operation: Operation, wish: Preference) -> tuple[Scenario, ...]:
        """Return the scenarios of other operations that a wish names; none where this has one."""
        named = [each for each in self._library() if _is_named(each, wish.value)]
        key = _key(operation)
        is_own = any(_key(each.operation) == key for each in named)
        return () if is_own else tuple(named)

    def _prepared(self, moment: Snapshot) -> PreparedResponse:
        """Return a moment's answer; while the moment lasts, a world gives the very same one."""
        known = self._responses.get(moment)
        if known is None:
            known = self._responses[moment] = _prepare(moment)
            if len(self._responses) > MAX_RESPONSES:
                self._responses.popitem(last=False)
        return known

    def _requested(self, operation: Operation, wish: Preference) -> Scenario:
        found = self._library().of(operation)
        for scenario in found:
            if _is_named(scenario, wish.value):
                return scenario
        names = tuple(scenario.name for scenario in found)
        raise ToolProblem(
            Problem(
                id=ProblemId.UNKNOWN_SCENARIO,
                status=tool_error_status(operation),
                detail=f"{operation.id} has no scenario {wish.value[:80]!r}"
                f"{did_you_mean(wish.value, names)}",
                asked_by=str(wish)[:200],
                asked_for=wish.value,
                available=names,
                advice="list them with: mock-server scenarios list",
            )
        )

    def _run(self, scenario: Scenario, visit: SessionContext) -> ScenarioRun:
        start = self._sessions.scenario_start(
            visit.session, f"{scenario.api}/{scenario.name}", visit.now
        )
        key = (scenario.api, scenario.name, start)
        world = self._worlds.get(key)
        if world is None:
            world = ScenarioRun(scenario, start=start, seed=self._seed, page_size=self._page_size)
            self._worlds[key] = world
            if len(self._worlds) > MAX_WORLDS:
                self.make_room()
            self._weigh(world.size)
        else:
            self._worlds.move_to_end(key)
        return world

    def _weigh(self, more: int) -> None:
        """Count what is kept, and make room by forgetting; nothing but work is lost by it."""
        self.size += more
        if self.size > MAX_WORLD_BYTES:
            # Faults make records of a list beside this, so what is kept is counted anew.
            self.size = sum(world.size for world in self._worlds.values())
        while self.size > MAX_WORLD_BYTES and len(self._worlds) > 1:
            self.make_room()

    def make_room(self) -> None:
        """Forget what the scenario run keeps that is unused for longest."""
        _, gone = self._worlds.popitem(last=False)
        self.size -= gone.size

    def _page(self, world: ScenarioRun, context: RequestContext) -> Snapshot:
        paging, parameters = world.scenario.operation.pagination, context.parameters
        offset, limit = 0, None
        if paging is not None:
            offset = parameters.query.get(paging.offset, 0)
            limit = parameters.query.get(paging.limit)
        return world.page(
            offset,
            limit,
            context.session.now,
            identity=parameters.path,
            url=self._url(context),
            query=[pair for pair in context.head.query if pair[0] not in SESSION_COMMANDS],
        )

    def _url(self, context: RequestContext) -> str:
        """Return the request's own URL without its query, so that links lead back here."""
        head = context.head
        place = place_of(head, context.scheme, is_proxy_trusted=self._is_proxy_trusted)
        return f"{place.url}{context.session.prefix}{head.path.decode('ascii', 'replace')}"


def _key(operation: Operation) -> str:
    return f"{operation.api} {operation.id}"


def _is_named(scenario: Scenario, text: str) -> bool:
    return text in (scenario.name, f"{scenario.api}/{scenario.name}")


def _scenario_problem(scenario: Scenario, error: ScenarioError) -> ToolProblem:
    name = f"{scenario.api}/{scenario.name}"
    found = f", found {error.found}" if error.found else ""
    allowed = f", allowed is {error.allowed}" if error.allowed else ""
    return ToolProblem(
        Problem(
            id=ProblemId.SCENARIO_FAILED,
            status=tool_error_status(scenario.operation),
            detail=f"Scenario {name!r} cannot be played: {error.what}{found}{allowed}.",
            asked_for=name,
            advice="mend the scenario's file; what it does with a parameter fits not every value",
        )
    )


def _prepare(moment: Snapshot) -> PreparedResponse:
    answer = prepare_response(
        moment.status, media_type=moment.media_type, body=moment.body
    ).sandboxed()
    if moment.retry_after is None:
        return answer
    return answer.with_headers(((b"retry-after", header_bytes(str(moment.retry_after))),))
