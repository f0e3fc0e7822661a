"""What scenarios answer: which one a request gets, and its answer as bytes.

A request's own wish comes first, then what its session has chosen, then what the server was
started with. Without any of these there is no scenario: the documented answer is given.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from mock_server.http.errors import ToolProblem
from mock_server.http.forwarding import place_of
from mock_server.http.negotiation import negotiate_media_type, tool_error_status
from mock_server.http.preferences import SESSION_COMMANDS, Preference
from mock_server.http.problems import Problem, ProblemId
from mock_server.http.requests import RequestHead
from mock_server.http.responses import PreparedResponse, header_bytes, prepare_response
from mock_server.scenarios.errors import ScenarioError
from mock_server.scenarios.library import Library
from mock_server.scenarios.model.scenario import Scenario, Snapshot
from mock_server.scenarios.playing.listed_records import ListedRecords
from mock_server.scenarios.playing.run import ScenarioRun
from mock_server.sessions.request_sessions import SessionContext
from mock_server.sessions.sessions import DEFAULT, Sessions
from openapi.contract import JSON, Operation
from openapi.errors import did_you_mean
from openapi.parameters.serialization import Parameters

MAX_WORLDS = 1024
MAX_WORLD_BYTES = 64 * 1024 * 1024
"""Of what all scenario runs keep; the one unused for longest goes first."""

MAX_RESPONSES = 64
"""Answers that are remembered as bytes while their moment lasts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioAnswer:
    """What a scenario says to a request.

    Attributes:
        response: The answer as bytes.
        is_still: Whether the same request gets the same bytes at any time.
        fault: What the scenario arms at this moment; empty for nothing.
        records: The whole list, where the answer is a page of one.
    """

    response: PreparedResponse
    is_still: bool = False
    fault: str = ""
    records: Sequence[JSON] = ()


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
        self._responses: OrderedDict[int, tuple[Snapshot, PreparedResponse]] = OrderedDict()

    def select(
        self, operation: Operation, wish: Preference | None, visit: SessionContext
    ) -> Scenario | None:
        """Return the scenario that a request gets; None leaves it the documented answer.

        A named session remembers what it asked for; the default one is everybody's and does not.

        Raises:
            ProblemError: The scenario that the request asks for does not exist.
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

    def respond(
        self,
        scenario: Scenario,
        visit: SessionContext,
        head: RequestHead,
        parameters: Parameters,
        scheme: str = "http",
    ) -> ScenarioAnswer:
        """Return what a scenario says to a request.

        Args:
            scenario: What is played.
            visit: Whose request it is, and when.
            head: The request.
            parameters: Its typed parameters.
            scheme: Of the request's URL, for links.

        Raises:
            RefusedError: The client accepts no representation that there is.
            ProblemError: The scenario has no answer to a request with these parameters.
        """
        world = self._run(scenario, visit)
        before = world.size
        try:
            if scenario.is_list:
                moment = self._page(world, visit, head, parameters, scheme)
            else:
                moment = world.answer({**parameters.query, **parameters.path}, visit.now)
        except ScenarioError as error:
            raise _scenario_problem(scenario, error) from error
        self._weigh(world.size - before)
        if moment.media_type:
            negotiate_media_type([moment.media_type], head.joined_header("accept"))
        return ScenarioAnswer(
            response=self._prepared(moment),
            is_still=world.is_still and moment.changes_at is None,
            fault=moment.fault,
            records=ListedRecords(world, parameters.path, visit.now) if scenario.is_list else (),
        )

    def owners_elsewhere(self, operation: Operation, wish: Preference) -> tuple[Scenario, ...]:
        """Return the scenarios of other operations that a wish names; none where this has one."""
        named = [each for each in self._library() if _is_named(each, wish.value)]
        key = _key(operation)
        is_own = any(_key(each.operation) == key for each in named)
        return () if is_own else tuple(named)

    def _prepared(self, moment: Snapshot) -> PreparedResponse:
        """Return a moment's answer; while the moment lasts, a world gives the very same one."""
        key = id(moment)
        known = self._responses.get(key)
        if known is None or known[0] is not moment:
            known = (moment, _prepare(moment))
            self._responses[key] = known
            if len(self._responses) > MAX_RESPONSES:
                self._responses.popitem(last=False)
        return known[1]

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

    def _page(
        self,
        world: ScenarioRun,
        visit: SessionContext,
        head: RequestHead,
        parameters: Parameters,
        scheme: str,
    ) -> Snapshot:
        paging = world.scenario.operation.pagination
        offset, limit = 0, None
        if paging is not None:
            offset = parameters.query.get(paging.offset, 0)
            limit = parameters.query.get(paging.limit)
        return world.page(
            offset,
            limit,
            visit.now,
            identity=parameters.path,
            url=self._url(visit, head, scheme),
            query=[pair for pair in head.query if pair[0] not in SESSION_COMMANDS],
        )

    def _url(self, visit: SessionContext, head: RequestHead, scheme: str) -> str:
        """Return the request's own URL without its query, so that links lead back here."""
        place = place_of(head, scheme, is_proxy_trusted=self._is_proxy_trusted)
        return f"{place.url}{visit.prefix}{head.path.decode('ascii', 'replace')}"


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
