"""The composition root: creates a mock from its parts."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from starlette.types import ASGIApp

from mock_server.admin.access import Access
from mock_server.admin.controls import MockControl
from mock_server.admin.document import operations_at_own_paths
from mock_server.admin.state import ServerState, create_state
from mock_server.answers.documented import DocumentedResponses
from mock_server.answers.scenario_player import ScenarioPlayer
from mock_server.answers.selection import ResponseSelector
from mock_server.asgi.building.applications import (
    admin_app,
    behind_proxy,
    behind_store,
    console_app,
    operations_app,
    recording_player,
    set_up_session,
    tool_pages,
)
from mock_server.asgi.building.controls import build_controls, starting_clock
from mock_server.asgi.building.lazy_app import LazyApp
from mock_server.asgi.fast_path.fast_path import FastPath
from mock_server.asgi.fast_path.response_cache import ResponseCache
from mock_server.asgi.fast_path.simple_answers import SimpleAnswers
from mock_server.asgi.fast_path.simple_requests import SimpleRequestParser
from mock_server.asgi.middleware.admin_mount import AdminMount
from mock_server.asgi.middleware.error_handling import ErrorHandling
from mock_server.asgi.middleware.gateway import Gateway
from mock_server.asgi.middleware.recording import RecordingMiddleware
from mock_server.asgi.request_steps import RequestSteps
from mock_server.clock import TimeSource, system_time
from mock_server.http.cors import Cors
from mock_server.sessions.issued_tokens import IssuedTokens
from mock_server.sessions.request_context import RequestContext
from mock_server.settings import Settings
from openapi.contract import Contract, MediaType, Operation
from openapi.json.types import JSON
from openapi.loading.document import packaged_documents
from openapi.process.once import once
from openapi.routing import Router
from openapi.schema.validators import judge_of

if TYPE_CHECKING:
    from mock_server.answers.stateful.answers import StatefulAnswers
    from mock_server.journal.recordings.recorder import TrafficRecorder
    from mock_server.journal.request_log import RequestLog
    from mock_server.sessions.stores.store import Store

_DEFERRED = (
    "mock_server.answers.example_pages",
    "mock_server.answers.dynamic",
    "mock_server.answers.stateful.answers",
    "mock_server.faults.fault_catalogue",
    "mock_server.http.error_responses",
    "mock_server.journal.verification",
    "mock_server.scenarios.library",
    "mock_server.scenarios.playing.run",
    "openapi.schema.generation.generator",
)
"""Modules that are imported when they are needed, or after the start."""

MOST_ROUTED_AT_ONCE = 300
"""Operations of a user's own documents up to which Connexion routes them before the start."""


class Mock(NamedTuple):
    """A mock that is ready to answer."""

    app: ASGIApp  # the ASGI application
    controls: MockControl  # reads and changes its state
    warm_up: Callable[[], object]  # creates what was deferred; may be called from any thread
    short_cut: SimpleAnswers | None = None  # answers without ASGI; None if all go through it


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
    log: "RequestLog | None" = None,
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
            starting_clock(settings, real),
            real,
            log,
            recorder,
            ticker=ticker,
            workers_store=workers_store,
        )
    controls = build_controls(contracts, settings, ticker, state, is_new=is_new)
    access = _access(settings)
    router, cors = Router(controls.contracts), Cors(controls.contracts, is_on=settings.has_cors)
    has_tokens = settings.is_auth_required and not settings.accepts_any_credentials
    issued = controls.state.issued_tokens if has_tokens else None
    steps = _steps(controls, access, router, cors, settings, issued)
    operations = LazyApp(partial(operations_app, controls, steps, settings))
    _load_user_documents(operations, controls.contracts, settings)
    player = recording_player(controls, router, steps, settings)
    gateway = Gateway(operations, steps=steps, player=player)
    settled = behind_store(behind_proxy(gateway, cors, settings, controls), controls)
    error_handling = ErrorHandling(settled, headers=cors.headers, ticker=ticker)
    recorders = (*controls.state.recorders, *(() if issued is None else (issued,)))
    recording = RecordingMiddleware(
        error_handling, find=router.find, recorders=recorders, ticker=ticker
    )
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
        ResponseCache(controls.state.sessions, issued),
        router.find_sole,
    )
    is_alone = settings.upstream is None and controls.state.recording is None
    has_fast_path = settings.has_fast_path and is_alone
    clients = fast_path if has_fast_path else recording
    admin = LazyApp(partial(admin_app, controls, access, clients, settings))
    return Mock(
        app=_mounted(clients, admin, controls, access),
        controls=controls,
        short_cut=short_cut if has_fast_path else None,
        warm_up=partial(_load_deferred, operations, admin),
    )


def _steps(  # noqa: PLR0913, PLR0917 - all that the steps are made of
    controls: MockControl,
    access: Access | None,
    router: Router,
    cors: Cors,
    settings: Settings,
    issued: IssuedTokens | None,
) -> RequestSteps:
    return RequestSteps(
        router=router,
        cors=cors,
        pages=once(partial(tool_pages, controls.contracts, settings)),
        set_up=partial(set_up_session, controls, access),
        operation_list=tuple(_operation_list(controls.contracts)),
        sessions=controls.state.sessions,
        selector=_selector(controls, settings),
        token=settings.auth_token if settings.is_auth_required else None,
        issued_tokens=issued,
        gate=None if access is None else access.check_command,
        has_console=access is not None,
    )


def _selector(controls: MockControl, settings: Settings) -> ResponseSelector:
    scenarios = ScenarioPlayer(
        controls.library,
        controls.state.sessions,
        defaults=controls.startup_scenarios,
        seed=settings.seed,
        page_size=settings.page_size,
        is_proxy_trusted=settings.is_proxy_trusted,
    )
    documented = DocumentedResponses(controls.contracts, partial(_listed_body, controls))
    return ResponseSelector(
        documented,
        scenarios,
        sessions=controls.state.sessions,
        stateful=once(partial(_stateful, controls, documented, scenarios.url_of, settings.seed)),
        is_stateful=settings.is_stateful,
        is_dynamic=settings.is_dynamic,
        seed=settings.seed,
    )


def _listed_body(
    controls: MockControl, operation: Operation, media: MediaType, path: Mapping[str, JSON]
) -> JSON | None:
    # Imported when it is needed: the first answers are rarely derived.
    from mock_server.answers.stateful.listed import listed_body  # noqa: PLC0415

    return listed_body(controls.resources(), operation, media, path)


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
    judge_of({})  # imports jsonschema-rs, which simple schemas do not need


def _mounted(
    clients: ASGIApp, admin: LazyApp, controls: MockControl, access: Access | None
) -> ASGIApp:
    if access is None and any(operations_at_own_paths(controls.contracts)):
        # Without the admin API its paths are the documents'.
        return clients
    # Where there is no console, the admin API says so.
    console = admin if access is None else LazyApp(partial(console_app, controls, access))
    return AdminMount(clients, admin=admin, console=console)


def _access(settings: Settings) -> Access | None:
    """Return the access rules of the admin API; None if it is switched off."""
    if not settings.has_admin:
        return None
    return Access(
        hosts=frozenset(name.lower() for name in settings.admin_hosts),
        origins=frozenset(origin.lower() for origin in settings.admin_cors_origins),
        token=settings.admin_token,
    )


def _operation_list(contracts: Sequence[Contract]) -> Iterator[str]:
    for contract in contracts:
        for operation in contract.operations:
            yield f"{operation.method} {contract.path_of(operation)}"
