"""The composition root: everything that a mock is made of, put together."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial

from starlette.types import ASGIApp

from mock_server.admin.access import Access
from mock_server.admin.api import ADMIN_HEADERS, AdminApi, AdminOff
from mock_server.admin.controls import MockControl
from mock_server.admin.state import ServerState, create_state
from mock_server.answers.date_rebasing import rebase_contract
from mock_server.answers.documented import DocumentedResponses
from mock_server.answers.fault_injector import FaultInjector
from mock_server.answers.scenario_faults import check_scenario_faults
from mock_server.answers.scenario_player import ScenarioPlayer
from mock_server.answers.selection import ResponseSelector
from mock_server.asgi.fast_path.fast_path import FastPath
from mock_server.asgi.fast_path.response_cache import ResponseCache
from mock_server.asgi.fast_path.simple_requests import SimpleRequestParser
from mock_server.asgi.lazy_app import LazyApp
from mock_server.asgi.middleware.admin_mount import AdminMount
from mock_server.asgi.middleware.error_handling import ErrorHandling
from mock_server.asgi.middleware.gateway import Gateway
from mock_server.asgi.middleware.recording import Recording
from mock_server.asgi.operation_handler import OperationHandler
from mock_server.asgi.pages.admin_pages import document_pages
from mock_server.asgi.pages.contract_pages import contract_pages
from mock_server.asgi.pages.swagger_ui import docs_pages
from mock_server.asgi.pages.tool_pages import PageFactory, ToolPages
from mock_server.asgi.request_steps import RequestSteps
from mock_server.asgi.session_setup import SessionSetup
from mock_server.clock import REAL, TimeSource, VirtualClock, change_clock, system_time
from mock_server.faults.catalogue import Catalogue
from mock_server.http.cors import Cors
from mock_server.journal.redaction import Redaction
from mock_server.scenarios.library import Library
from mock_server.scenarios.model.scenario import Scenario
from mock_server.settings import DEFAULT_TOKEN, Settings
from openapi.contract import Contract
from openapi.loading.document import packaged_documents
from openapi.routing import Router


@dataclass(frozen=True, slots=True, kw_only=True)
class FastPathComponents:
    """What a server that knows its connections can do without ASGI.

    Attributes:
        fast_path: Answers at once what needs no awaiting.
        heads: Reads simple requests from their bytes.
        replies: Responses that were given, by the bytes of their requests.
    """

    fast_path: FastPath
    heads: SimpleRequestParser
    replies: ResponseCache


@dataclass(frozen=True, slots=True, kw_only=True)
class Mock:
    """A mock that is ready to answer.

    Attributes:
        app: Answers requests.
        controls: Reads and changes how it behaves.
        warm_up: Makes what was put off until it is needed; may be called from any thread.
        short_cut: What a server may do below ASGI; None where every request goes through ASGI.
    """

    app: ASGIApp
    controls: MockControl
    warm_up: Callable[[], object]
    short_cut: FastPathComponents | None = None


def create_app(
    contracts: Sequence[Contract], settings: Settings, *, ticker: TimeSource = system_time
) -> ASGIApp:
    """Return the ASGI application that serves `contracts`, built to the last byte.

    Args:
        contracts: What is served.
        settings: How.
        ticker: Real time.

    Raises:
        ScenarioError: A scenario that the settings name cannot be used.
        ClockError: The clock cannot be set as the settings say.
        FaultError: A fault that the settings name cannot be had.
    """
    mock = create_mock(contracts, settings, ticker=ticker)
    mock.warm_up()
    return mock.app


def create_mock(
    contracts: Sequence[Contract],
    settings: Settings,
    *,
    ticker: TimeSource = system_time,
    memory: ServerState | None = None,
) -> Mock:
    """Return a mock that serves `contracts`; what no simple request needs can wait for `warm_up`.

    Args:
        contracts: What is served.
        settings: How.
        ticker: Real time.
        memory: What an earlier mock remembers, for one that takes its place.

    Raises:
        ScenarioError: A scenario that the settings name cannot be used.
        ClockError: The clock cannot be set as the settings say.
        FaultError: A fault that the settings name does not exist.
    """
    controls = _build_controls(contracts, settings, ticker, memory)
    access = _access(settings)
    gate = None if access is None else access.check_command
    cors = Cors(controls.contracts, is_on=settings.has_cors)
    router = Router(controls.contracts)
    steps = RequestSteps(
        router=router,
        cors=cors,
        pages=ToolPages(_pages(controls.contracts, settings)),
        set_up=SessionSetup(controls, gate).answer,
        operation_list=tuple(_operation_list(controls.contracts)),
        sessions=controls.memory.sessions,
        selector=_selector(controls, settings),
        token=settings.auth_token if settings.is_auth_required else None,
        gate=gate,
    )
    handler = OperationHandler(steps, controls.faults)
    operations = LazyApp(partial(_connexion, controls.contracts, handler))
    _load_what_a_user_wrote(operations, controls.contracts, settings)
    gateway = ErrorHandling(Gateway(operations, steps=steps), headers=cors.headers, ticker=ticker)
    recorders = controls.memory.recorders
    recording = Recording(gateway, find=router.find, recorders=recorders, ticker=ticker)
    fast_path = FastPath(
        recording,
        steps=steps,
        find=router.find,
        sessions=controls.memory.sessions,
        recorders=recorders,
        headers=cors.headers,
        ticker=ticker,
    )
    short_cut = FastPathComponents(
        fast_path=fast_path,
        heads=SimpleRequestParser(router.find),
        replies=ResponseCache(controls.memory.sessions),
    )
    return Mock(
        app=AdminMount(
            fast_path if settings.has_fast_path else recording,
            admin=_build_admin_app(controls, access),
        ),
        controls=controls,
        short_cut=short_cut if settings.has_fast_path else None,
        warm_up=operations.load,
    )


def _build_controls(
    contracts: Sequence[Contract],
    settings: Settings,
    ticker: TimeSource,
    memory: ServerState | None,
) -> MockControl:
    """Return what a mock is controlled with: its state, scenarios and faults."""
    real = ticker()
    state = memory or create_state(settings, _clock(settings, real), real)
    moment = state.clock.time_at(real)
    contracts = _rebased(contracts, settings, moment)
    state.journal.set_redaction(_redaction(contracts, settings))
    # Rules are judged to find some of the faults; a server that is asked for none need not wait.
    catalogue = cache(partial(Catalogue, contracts))
    faults = FaultInjector(contracts, catalogue, state.sessions, seed=settings.seed)
    started_faults = tuple(faults.arm(text, moment) for text in settings.faults)
    if memory is None:
        state.sessions.faults = started_faults
    # Reading all scenarios takes a while; a server that plays none need not wait for it.
    library = cache(partial(Library.load, contracts, settings.scenario_files))
    chosen = _startup_scenarios(library, settings)
    # A user's own scenarios are checked now; the packaged ones were checked by the tests.
    check_scenario_faults(library() if settings.scenario_files else (), catalogue)
    return MockControl(
        contracts=tuple(contracts),
        memory=state,
        library=library,
        catalogue=catalogue,
        faults=faults,
        ticker=ticker,
        startup_scenarios=chosen,
        started_faults=started_faults,
    )


def _rebased(
    contracts: Sequence[Contract], settings: Settings, moment: float
) -> Sequence[Contract]:
    if not settings.is_rebased:
        return contracts
    return [rebase_contract(contract, moment) for contract in contracts]


def _selector(controls: MockControl, settings: Settings) -> ResponseSelector:
    scenarios = ScenarioPlayer(
        controls.library,
        controls.memory.sessions,
        chosen=controls.startup_scenarios,
        seed=settings.seed,
        page_size=settings.page_size,
        is_proxy_trusted=settings.is_proxy_trusted,
    )
    return ResponseSelector(DocumentedResponses(controls.contracts), scenarios)


def _load_what_a_user_wrote(
    app: LazyApp, contracts: Sequence[Contract], settings: Settings
) -> None:
    """Load Connexion at once where a user's own documents might have mistakes."""
    are_packaged = {contract.file for contract in contracts} <= set(map(str, packaged_documents()))
    if not settings.has_fast_path or not are_packaged:
        app.load()


def _connexion(contracts: Sequence[Contract], handler: ASGIApp) -> ASGIApp:
    # Importing Connexion takes as long as all the rest of a start.
    from mock_server.asgi.connexion_app import connexion_app  # noqa: PLC0415

    return connexion_app(contracts, handler)


def _build_admin_app(controls: MockControl, access: Access | None) -> ASGIApp:
    app = AdminOff() if access is None else AdminApi(controls, access)
    return ErrorHandling(app, headers=lambda _: ADMIN_HEADERS, ticker=controls.ticker)


def _access(settings: Settings) -> Access | None:
    """Return who may call the admin side; None where there is none."""
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
        # A served API that calls itself the same keeps its own page.
        pages = {**document_pages(), **pages}
    return pages


def _redaction(contracts: Sequence[Contract], settings: Settings) -> Redaction:
    tokens = (settings.auth_token, settings.admin_token)
    return Redaction(contracts, tokens=[token for token in tokens if token != DEFAULT_TOKEN])


def _clock(settings: Settings, real: float) -> VirtualClock:
    clock = REAL if settings.speed == 1.0 else REAL.at_speed(real, settings.speed)
    return change_clock(clock, settings.clock, real) if settings.clock else clock


def _startup_scenarios(library: Callable[[], Library], settings: Settings) -> tuple[Scenario, ...]:
    # A user's own files are read at once, so that a mistake in them shows at start-up.
    defaults = library() if settings.scenario_files else ()
    chosen = [scenario for scenario in defaults if scenario.is_default]
    chosen += [found for name in settings.scenarios for found in library().find_all(name)]
    return tuple(chosen)


def _operation_list(contracts: Sequence[Contract]) -> Iterator[str]:
    for contract in contracts:
        for operation in contract.operations:
            yield f"{operation.method} {contract.path_of(operation)}"
