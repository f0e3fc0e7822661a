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
from mock_server.asgi.middleware.authentication import Authentication
from mock_server.asgi.middleware.error_faults import ErrorFaults
from mock_server.asgi.middleware.error_handling import ErrorHandling
from mock_server.asgi.middleware.gateway import Gateway
from mock_server.asgi.middleware.recording import Recording
from mock_server.asgi.middleware.session_commands import Commanding
from mock_server.asgi.pages.admin_pages import document_pages
from mock_server.asgi.pages.contract_pages import contract_pages
from mock_server.asgi.pages.swagger_ui import docs_pages
from mock_server.asgi.pages.tool_pages import PageFactory, ToolPages
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
        fast_path: DocumentedResponses at once what needs no awaiting.
        heads: Reads what is plain.
        replies: What it has said, by the bytes of the request.
    """

    fast_path: FastPath
    heads: SimpleRequestParser
    replies: ResponseCache


@dataclass(frozen=True, slots=True, kw_only=True)
class Mock:
    """A mock that is ready to answer.

    Attributes:
        app: DocumentedResponses.
        controls: Look into it and change how it behaves.
        warm_up: Makes what was put off until it is needed; may be called from any thread.
        short_cut: What a server may do below ASGI; None where everything goes through it.
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
    """Return a mock that serves `contracts`; what no plain request needs can wait for `prepare`.

    Args:
        contracts: What is served.
        settings: How.
        ticker: Real time.
        memory: What an earlier mock remembers, for one that takes its place.

    Raises:
        ScenarioError: A scenario that the settings name cannot be used.
        ClockError: The clock cannot be set as the settings say.
        FaultError: A fault that the settings name cannot be had.
    """
    real = ticker()
    is_successor = memory is not None
    memory = memory or create_state(settings, _clock(settings, real), real)
    sessions = memory.sessions
    moment = memory.clock.time_at(real)
    if settings.is_rebased:
        contracts = [rebase_contract(contract, moment) for contract in contracts]
    # Rules are judged to find some of the faults; a server that is asked for none need not wait.
    catalogue = cache(partial(Catalogue.of, contracts))
    faults = FaultInjector(contracts, catalogue, sessions, seed=settings.seed)
    started_faults = tuple(faults.arm(text, moment) for text in settings.faults)
    if not is_successor:
        sessions.faults = started_faults
    # Reading all scenarios takes a while; a server that plays none need not wait for it.
    library = cache(partial(Library.load, contracts, settings.scenario_files))
    chosen = _startup_scenarios(library, settings)
    # Whatever a user wrote is looked at now; what is packaged was looked at by the tests.
    check_scenario_faults(library() if settings.scenario_files else (), catalogue)
    scenarios = ScenarioPlayer(
        library,
        sessions,
        chosen=chosen,
        seed=settings.seed,
        page_size=settings.page_size,
        is_proxy_trusted=settings.is_proxy_trusted,
    )
    controls = MockControl(
        contracts=tuple(contracts),
        memory=memory,
        library=library,
        catalogue=catalogue,
        faults=faults,
        ticker=ticker,
        startup_scenarios=chosen,
        started_faults=started_faults,
    )
    answers = ResponseSelector(DocumentedResponses(contracts), scenarios)
    app = LazyApp(partial(_connexion, contracts, answers, faults))
    if not settings.has_fast_path or not _are_packaged(contracts):
        # Whatever a user wrote is looked at now, so that mistakes show at start-up.
        app.load()
    memory.journal.set_redaction(_redaction(contracts, settings))
    router = Router(contracts)
    journaling, fast = _build_mock_app(
        ErrorFaults(app, faults=faults), answers, controls, settings, router
    )
    side: ASGIApp = fast if settings.has_fast_path else journaling
    short_cut = FastPathComponents(
        fast_path=fast, heads=SimpleRequestParser(router.find), replies=ResponseCache(sessions)
    )
    return Mock(
        app=AdminMount(side, admin=_build_admin_app(controls, settings)),
        controls=controls,
        short_cut=short_cut if settings.has_fast_path else None,
        warm_up=app.load,
    )


def _are_packaged(contracts: Sequence[Contract]) -> bool:
    return {contract.file for contract in contracts} <= set(map(str, packaged_documents()))


def _connexion(
    contracts: Sequence[Contract], answers: ResponseSelector, faults: FaultInjector
) -> ASGIApp:
    # Importing Connexion takes as long as all the rest of a start.
    from mock_server.asgi.connexion_app import connexion_app  # noqa: PLC0415

    return connexion_app(contracts, answers, faults)


def _build_mock_app(
    app: ASGIApp,
    answers: ResponseSelector,
    controls: MockControl,
    settings: Settings,
    router: Router,
) -> tuple[Recording, FastPath]:
    """Return the layers around the operations, without and with the short way round them."""
    memory, ticker, contracts = controls.memory, controls.ticker, controls.contracts
    token = settings.auth_token if settings.is_auth_required else None
    access = _access(settings)
    gate = None if access is None else access.check_command
    app = Commanding(app, sessions=memory.sessions, gate=gate)
    if token is not None:
        app = Authentication(app, token=token)
    cross_origin = Cors(contracts, is_on=settings.has_cors)
    door = Gateway(
        app,
        router=router,
        cross_origin=cross_origin,
        pages=ToolPages(_pages(contracts, settings)),
        set_up=SessionSetup(controls, gate).answer,
        addresses=tuple(_operation_list(contracts)),
        sessions=memory.sessions,
        ticker=ticker,
    )
    guard = ErrorHandling(door, headers=cross_origin.headers, ticker=ticker)
    journaling = Recording(guard, recorders=memory.recorders, ticker=ticker)
    fast = FastPath(
        journaling,
        door=door,
        answers=answers,
        sessions=memory.sessions,
        recorders=memory.recorders,
        headers=cross_origin.headers,
        ticker=ticker,
        token=token,
    )
    return journaling, fast


def _build_admin_app(controls: MockControl, settings: Settings) -> ASGIApp:
    access = _access(settings)
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
