"""The composition root: creates a mock from its parts."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.types import ASGIApp

from mock_server.admin.access import Access
from mock_server.admin.controls import MockControl
from mock_server.admin.replaying import Replay
from mock_server.admin.state import ServerState, create_state
from mock_server.answers.date_rebasing import rebase_contract
from mock_server.answers.documented import DocumentedResponses
from mock_server.answers.fault_injector import FaultInjector
from mock_server.answers.scenario_faults import check_scenario_faults
from mock_server.answers.scenario_player import ScenarioPlayer
from mock_server.answers.selection import ResponseSelector
from mock_server.asgi.fast_path.fast_path import FastPath
from mock_server.asgi.fast_path.response_cache import ResponseCache
from mock_server.asgi.fast_path.simple_answers import SimpleAnswers
from mock_server.asgi.fast_path.simple_requests import SimpleRequestParser
from mock_server.asgi.lazy_app import LazyApp
from mock_server.asgi.middleware.admin_mount import AdminMount
from mock_server.asgi.middleware.error_handling import ErrorHandling
from mock_server.asgi.middleware.gateway import Gateway
from mock_server.asgi.middleware.recording import Recording
from mock_server.asgi.operation_handler import OperationHandler
from mock_server.asgi.pages.admin_pages import document_pages
from mock_server.asgi.pages.console.console_app import CONSOLE_HEADERS, ConsoleApp
from mock_server.asgi.pages.contract_pages import contract_pages, document_paths
from mock_server.asgi.pages.swagger_ui import docs_pages
from mock_server.asgi.pages.tool_pages import PageFactory, ToolPages
from mock_server.asgi.request_steps import RequestSteps
from mock_server.asgi.session_setup import SessionSetup
from mock_server.clock import REAL, TimeSource, VirtualClock, change_clock, system_time
from mock_server.http.cors import Cors
from mock_server.journal.redaction import Redaction
from mock_server.journal.request_log import RequestLog
from mock_server.sessions.request_context import RequestContext
from mock_server.settings import DEFAULT_TOKEN, Settings
from openapi.contract import Contract
from openapi.loading.document import packaged_documents
from openapi.routing import Router

if TYPE_CHECKING:
    from mock_server.admin.contract_view.documents import Derivation
    from mock_server.answers.stateful.answers import StatefulAnswers
    from mock_server.answers.stateful.collections import Resources
    from mock_server.asgi.playback.player import RecordingPlayer
    from mock_server.faults.catalogue import Catalogue
    from mock_server.journal.recordings.recorder import TrafficRecorder
    from mock_server.scenarios.library import Library
    from mock_server.scenarios.model.scenario import Scenario
    from mock_server.sessions.stores.store import Store

_DEFERRED = (
    "mock_server.answers.dynamic",
    "mock_server.answers.stateful.answers",
    "mock_server.faults.catalogue",
    "mock_server.journal.verification",
    "mock_server.scenarios.library",
    "mock_server.scenarios.playing.run",
    "openapi.schema.generation.generator",
)
"""Modules that are imported when they are needed, or after the start."""

MOST_ROUTED_AT_ONCE = 300
"""Operations of a user's own documents up to which Connexion routes them before the start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mock:
    """A mock that is ready to answer.

    Attributes:
        app: The ASGI application.
        controls: Reads and changes its state.
        warm_up: Creates the parts that were deferred; may be called from any thread.
        short_cut: For answers without ASGI; None if every request goes through ASGI.
    """

    app: ASGIApp
    controls: MockControl
    warm_up: Callable[[], object]
    short_cut: SimpleAnswers | None = None


def create_app(
    contracts: Sequence[Contract], settings: Settings, *, ticker: TimeSource = system_time
) -> ASGIApp:
    """Return the ASGI application that serves `contracts`, with no part deferred.

    Raises:
        ScenarioError: A scenario of the settings cannot be used.
        ClockError: The clock of the settings is not valid.
        FaultError: A fault of the settings does not exist.
    """
    mock = create_mock(contracts, settings, ticker=ticker)
    mock.warm_up()
    return mock.app


def create_mock(  # noqa: PLR0913 - parts of a server, each by name
    contracts: Sequence[Contract],
    settings: Settings,
    *,
    ticker: TimeSource = system_time,
    state: ServerState | None = None,
    log: RequestLog | None = None,
    recorder: "TrafficRecorder | None" = None,
    workers_store: "Store | None" = None,
) -> Mock:
    """Return a mock that serves `contracts`; parts that simple requests do not need are deferred.

    `state` is that of the mock that this one replaces, with its log; `log` and `recorder` are those
    of a new one, and `workers_store` what it shares with other workers of the same server.

    Raises:
        ScenarioError: A scenario of the settings cannot be used.
        ClockError: The clock of the settings is not valid.
        FaultError: A fault of the settings does not exist.
    """
    is_new = state is None
    if state is None:
        real = ticker()
        state = create_state(
            settings,
            _clock(settings, real),
            real,
            log,
            recorder,
            ticker=ticker,
            workers_store=workers_store,
        )
    controls = _build_controls(contracts, settings, ticker, state, is_new=is_new)
    access = _access(settings)
    gate = None if access is None else access.check_command
    cors = Cors(controls.contracts, is_on=settings.has_cors)
    router = Router(controls.contracts)
    steps = RequestSteps(
        router=router,
        cors=cors,
        pages=ToolPages(
            _pages(controls.contracts, settings), slow=document_paths(controls.contracts)
        ),
        set_up=SessionSetup(controls, gate).answer,
        operation_list=tuple(_operation_list(controls.contracts)),
        sessions=controls.state.sessions,
        selector=_selector(controls, settings),
        token=settings.auth_token if settings.is_auth_required else None,
        accepts_any_credentials=settings.accepts_any_credentials,
        gate=gate,
        has_console=access is not None,
    )
    link = controls.state.link
    handler = OperationHandler(steps, controls.faults, max_body=settings.max_body, link=link)
    operations = LazyApp(partial(_connexion, controls.contracts, handler))
    _load_user_documents(operations, controls.contracts, settings)
    mock = Gateway(operations, steps=steps, player=_player(controls, router, steps, settings))
    answering = _forwarding(mock, cors, settings, controls.state.recorder)
    if link is not None:
        # Imported when it is needed: most mocks are alone.
        from mock_server.asgi.middleware.settling import Settling  # noqa: PLC0415

        answering = Settling(answering, link)
    gateway = ErrorHandling(answering, headers=cors.headers, ticker=ticker)
    recorders = controls.state.recorders
    is_alone = settings.upstream is None and controls.state.recording is None
    has_fast_path = settings.has_fast_path and is_alone
    recording = Recording(gateway, find=router.find, recorders=recorders, ticker=ticker)
    fast_path = FastPath(
        recording,
        steps=steps,
        find=router.find,
        sessions=controls.state.sessions,
        recorders=recorders,
        headers=cors.headers_for,
        ticker=ticker,
    )
    short_cut = SimpleAnswers(
        fast_path,
        SimpleRequestParser(router.find),
        ResponseCache(controls.state.sessions),
        router.find_sole,
    )
    clients = fast_path if has_fast_path else recording
    replay = _replay(clients, settings)
    admin = LazyApp(partial(_admin_app, controls, access, replay))
    return Mock(
        app=AdminMount(
            clients,
            admin=admin,
            console=_build_console(controls, access),
        ),
        controls=controls,
        short_cut=short_cut if has_fast_path else None,
        warm_up=partial(_load_deferred, operations, admin),
    )


def _player(
    controls: MockControl, router: Router, steps: RequestSteps, settings: Settings
) -> "RecordingPlayer | None":
    """Return what plays the recording; None without one."""
    recording = controls.state.recording
    if recording is None:
        return None
    # Imported when it is needed: most mocks play no recording.
    from mock_server.asgi.playback.player import PlayOptions, RecordingPlayer  # noqa: PLC0415
    from mock_server.journal.recordings.matching import Matcher  # noqa: PLC0415

    matcher = Matcher(
        recording.answers,
        _redaction(controls.contracts, settings),
        is_documented=lambda method, path: method in router.find(path).operations,
    )
    return RecordingPlayer(
        matcher,
        steps=steps,
        sessions=controls.state.sessions,
        faults=controls.faults,
        options=PlayOptions(
            is_recorded_only=settings.is_recorded_only, has_times=settings.has_recording_times
        ),
    )


def _forwarding(
    mock: ASGIApp, cors: Cors, settings: Settings, recorder: "TrafficRecorder | None"
) -> ASGIApp:
    """Return the mock, behind a proxy if the settings name a server."""
    if settings.upstream is None:
        return mock
    # Imported when it is needed: its library takes longer than most parts of the mock.
    from mock_server.asgi.proxy.proxy import Proxy, ProxyOptions  # noqa: PLC0415
    from mock_server.asgi.proxy.upstream import Upstream, parse_address  # noqa: PLC0415

    address = parse_address(settings.upstream)
    options = ProxyOptions(
        answers_violations=settings.answers_violations, has_fallback=settings.has_fallback
    )
    upstream = Upstream(address, timeout_seconds=settings.upstream_timeout)
    return Proxy(mock, upstream, cors=cors, options=options, recorder=recorder)


def _build_controls(
    contracts: Sequence[Contract],
    settings: Settings,
    ticker: TimeSource,
    state: ServerState,
    *,
    is_new: bool,
) -> MockControl:
    """Return the scenarios and faults of a mock with a state that is new, or an earlier one's."""
    moment = state.clock.time_at(ticker())
    contracts = _rebased(contracts, settings, moment)
    state.set_redaction(_redaction(contracts, settings))
    # Some faults are found by evaluating rules, which takes a while: created when first needed.
    catalogue = cache(partial(_catalogue, contracts))
    faults = FaultInjector(contracts, catalogue, state.sessions, seed=settings.seed)
    startup_faults = tuple(faults.arm(text, moment) for text in settings.faults)
    if is_new:
        state.sessions.begin_with(startup_faults)
    reset_at = ticker if settings.store else None
    state.sessions.on_reset = partial(_forget, state, faults, reset_at)
    # Loading all scenarios takes a while: done when the first one is needed.
    library = cache(partial(_library, contracts, settings.scenario_files))
    startup_scenarios = _startup_scenarios(library, settings)
    # A user's own scenarios are checked now; the packaged ones were checked by the tests.
    check_scenario_faults(library() if settings.scenario_files else (), catalogue)
    return MockControl(
        contracts=tuple(contracts),
        state=state,
        library=library,
        catalogue=catalogue,
        faults=faults,
        ticker=ticker,
        startup_scenarios=startup_scenarios,
        startup_faults=startup_faults,
        derivations=cache(partial(_derivations, contracts)),
        seed=settings.seed,
        shown_token=_shown_token(settings),
        resources=cache(partial(_resources, contracts)),
        is_stateful=settings.is_stateful,
    )


def _catalogue(contracts: Sequence[Contract]) -> "Catalogue":
    # Imported when it is needed: most mocks have answered before anyone wants a fault.
    from mock_server.faults.catalogue import Catalogue  # noqa: PLC0415

    return Catalogue(contracts)


def _library(contracts: Sequence[Contract], files: Sequence[Path]) -> "Library":
    # Imported when it is needed, like the catalogue of faults.
    from mock_server.scenarios.library import Library  # noqa: PLC0415

    return Library.load(contracts, files)


def _derivations(contracts: Sequence[Contract]) -> "Mapping[str, Derivation]":
    # Imported when it is needed, like the catalogue of faults.
    from mock_server.admin.contract_view.documents import derivations_of  # noqa: PLC0415

    return derivations_of(contracts)


def _resources(contracts: Sequence[Contract]) -> "Resources":
    # Imported when it is needed: most mocks have no records.
    from mock_server.answers.stateful.collections import Resources  # noqa: PLC0415

    return Resources(contracts)


def _stateful(
    controls: MockControl,
    documented: DocumentedResponses,
    url_of: Callable[[RequestContext], str],
    seed: int,
) -> "StatefulAnswers":
    # Imported when it is needed, like the resources.
    from mock_server.answers.stateful.answers import StatefulAnswers  # noqa: PLC0415

    sessions = controls.state.sessions
    return StatefulAnswers(controls.resources(), sessions, documented, url_of, seed=seed)


def _forget(
    state: ServerState, faults: FaultInjector, reset_at: TimeSource | None, session: str | None
) -> None:
    """Forget what was recorded of a session that another replica has reset, or of all.

    `reset_at` returns the time if that may be the replica of another server: workers of one server
    clear their journal together.
    """
    if state.shared is None:
        state.journal.clear(session)
    elif reset_at is not None:
        state.shared.journal.forget(session, reset_at())
    state.coverage.clear(session)
    faults.forget(session)


def _shown_token(settings: Settings) -> str:
    """Return the token that requests to copy carry: a placeholder for one that a user chose."""
    if not settings.is_auth_required:
        return ""
    return DEFAULT_TOKEN if settings.auth_token == DEFAULT_TOKEN else "YOUR-TOKEN"


def _rebased(
    contracts: Sequence[Contract], settings: Settings, moment: float
) -> Sequence[Contract]:
    if not settings.is_rebased:
        return contracts
    return [rebase_contract(contract, moment) for contract in contracts]


def _selector(controls: MockControl, settings: Settings) -> ResponseSelector:
    scenarios = ScenarioPlayer(
        controls.library,
        controls.state.sessions,
        defaults=controls.startup_scenarios,
        seed=settings.seed,
        page_size=settings.page_size,
        is_proxy_trusted=settings.is_proxy_trusted,
    )
    documented = DocumentedResponses(controls.contracts)
    return ResponseSelector(
        documented,
        scenarios,
        sessions=controls.state.sessions,
        stateful=cache(partial(_stateful, controls, documented, scenarios.url_of, settings.seed)),
        is_stateful=settings.is_stateful,
        is_dynamic=settings.is_dynamic,
        seed=settings.seed,
    )


def _load_user_documents(app: LazyApp, contracts: Sequence[Contract], settings: Settings) -> None:
    """Load Connexion now if the documents are a user's own, so that their errors show now.

    Large documents are routed by it after the first answers, like the packaged ones.
    """
    are_packaged = {contract.file for contract in contracts} <= set(map(str, packaged_documents()))
    is_large = sum(len(contract.operations) for contract in contracts) > MOST_ROUTED_AT_ONCE
    if not settings.has_fast_path or not (are_packaged or is_large):
        app.load()


def _load_deferred(*apps: LazyApp) -> None:
    """Create what no request has needed yet, and import what the first ones would wait for."""
    for app in apps:
        app.load()
    for name in _DEFERRED:
        import_module(name)


def _connexion(contracts: Sequence[Contract], handler: ASGIApp) -> ASGIApp:
    # Importing Connexion takes as long as the rest of the start-up.
    from mock_server.asgi.connexion_app import connexion_app  # noqa: PLC0415

    return connexion_app(contracts, handler)


def _replay(app: ASGIApp, settings: Settings) -> Replay | None:
    """Return what sends requests through the mock again; None if it forwards them to a server."""
    if settings.upstream is not None:
        return None
    return Replay(app=app, token=settings.auth_token if settings.is_auth_required else "")


def _admin_app(
    controls: MockControl, access: Access | None, replay: Replay | None = None
) -> ASGIApp:
    # Imported when it is needed: no client of the imitated APIs has to wait for it.
    from mock_server.admin.api import ADMIN_HEADERS, AdminApi, AdminOff  # noqa: PLC0415

    app = AdminOff() if access is None else AdminApi(controls, access, replay=replay)
    return ErrorHandling(app, headers=lambda _: ADMIN_HEADERS, ticker=controls.ticker)


def _build_console(controls: MockControl, access: Access | None) -> ASGIApp:
    if access is None:
        return LazyApp(partial(_admin_app, controls, None))
    return ErrorHandling(
        ConsoleApp(access), headers=lambda _: CONSOLE_HEADERS, ticker=controls.ticker
    )


def _access(settings: Settings) -> Access | None:
    """Return the access rules of the admin API; None if it is switched off."""
    if not settings.has_admin:
        return None
    return Access(
        hosts=frozenset(name.lower() for name in settings.admin_hosts),
        origins=frozenset(origin.lower() for origin in settings.admin_cors_origins),
        token=settings.admin_token,
    )


def _pages(contracts: Sequence[Contract], settings: Settings) -> dict[str, PageFactory]:
    pages = {**contract_pages(contracts), **docs_pages(contracts)}
    if settings.has_admin:
        # A served API with the same name keeps its own page.
        pages = {**document_pages(), **pages}
    return pages


def _redaction(contracts: Sequence[Contract], settings: Settings) -> Redaction:
    tokens = (settings.auth_token, settings.admin_token)
    return Redaction(contracts, tokens=[token for token in tokens if token != DEFAULT_TOKEN])


def _clock(settings: Settings, real: float) -> VirtualClock:
    clock = REAL if settings.speed == 1.0 else REAL.at_speed(real, settings.speed)
    return change_clock(clock, settings.clock, real) if settings.clock else clock


def _startup_scenarios(
    library: Callable[[], "Library"], settings: Settings
) -> tuple["Scenario", ...]:
    # A user's own files are read now, so that errors in them show at start-up.
    own = library() if settings.scenario_files else ()
    found = [scenario for scenario in own if scenario.is_default]
    found += [each for name in settings.scenarios for each in library().find_all(name)]
    return tuple(found)


def _operation_list(contracts: Sequence[Contract]) -> Iterator[str]:
    for contract in contracts:
        for operation in contract.operations:
            yield f"{operation.method} {contract.path_of(operation)}"
