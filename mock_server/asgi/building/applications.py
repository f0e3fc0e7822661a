"""The ASGI applications around the operations: imported and made when they are needed first."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from starlette.types import ASGIApp

from mock_server.admin.access import Access
from mock_server.admin.controls import MockControl
from mock_server.asgi.building.controls import redaction_of
from mock_server.asgi.middleware.error_handling import ErrorHandling
from mock_server.asgi.request_steps import RequestSteps
from mock_server.http.cors import Cors
from mock_server.settings import Settings
from openapi.contract import Contract
from openapi.routing import Router

if TYPE_CHECKING:
    from mock_server.asgi.playback.player import RecordingPlayer
    from mock_server.asgi.tool_pages.tool_pages import ToolPages
    from mock_server.http.responses import PreparedResponse
    from mock_server.sessions.request_context import RequestContext


def tool_pages(contracts: Sequence[Contract], settings: Settings) -> "ToolPages":
    """Return the tool's own pages, which are made when they are asked for."""
    from mock_server.asgi.tool_pages.contract_pages import (  # noqa: PLC0415
        contract_pages,
        document_path,
        document_paths,
        json_page,
        yaml_page,
    )
    from mock_server.asgi.tool_pages.swagger_ui import docs_pages, viewer_pages  # noqa: PLC0415
    from mock_server.asgi.tool_pages.tool_pages import ToolPages  # noqa: PLC0415

    pages = {**contract_pages(contracts), **docs_pages(contracts)}
    if settings.has_admin:
        from mock_server.admin.document import ADMIN_DOCS, API, admin_contract  # noqa: PLC0415

        # A served API with the same name keeps its own page.
        pages = {
            document_path(API, "yaml"): lambda: yaml_page(admin_contract()),
            document_path(API, "json"): lambda: json_page(admin_contract()),
            **viewer_pages(ADMIN_DOCS, lambda: [admin_contract()]),
            **pages,
        }
    return ToolPages(pages, slow=document_paths(contracts))


def set_up_session(
    controls: MockControl, access: Access | None, context: "RequestContext"
) -> "PreparedResponse":
    """Answer a request that sets up a session."""
    from mock_server.asgi.session_setup import SessionSetup  # noqa: PLC0415

    gate = None if access is None else access.check_command
    return SessionSetup(controls, gate).answer(context)


def recording_player(
    controls: MockControl, router: Router, steps: RequestSteps, settings: Settings
) -> "RecordingPlayer | None":
    """Return what plays the recording; None without one."""
    recording = controls.state.recording
    if recording is None:
        return None
    from mock_server.asgi.playback.player import PlayOptions, RecordingPlayer  # noqa: PLC0415
    from mock_server.journal.recordings.matching import Matcher  # noqa: PLC0415

    matcher = Matcher(
        recording.answers,
        redaction_of(controls.contracts, settings),
        is_documented=lambda method, path: method in router.find(path).operations,
    )
    return RecordingPlayer(
        matcher,
        steps=steps,
        sessions=controls.state.sessions,
        faults=controls.faults(),
        options=PlayOptions(
            is_recorded_only=settings.is_recorded_only, has_times=settings.has_recording_times
        ),
    )


def behind_proxy(mock: ASGIApp, cors: Cors, settings: Settings, controls: MockControl) -> ASGIApp:
    """Return the mock, behind a proxy if the settings name a server."""
    if settings.upstream is None:
        return mock
    from mock_server.asgi.proxy.chosen_operations import chosen_operations  # noqa: PLC0415
    from mock_server.asgi.proxy.proxy import Proxy, ProxyOptions  # noqa: PLC0415
    from mock_server.asgi.proxy.upstream import Upstream, parse_address  # noqa: PLC0415

    address = parse_address(settings.upstream)
    options = ProxyOptions(
        answers_violations=settings.answers_violations,
        has_fallback=settings.has_fallback,
        mocked=chosen_operations(controls.contracts, settings.mocked),
    )
    upstream = Upstream(address, timeout_seconds=settings.upstream_timeout)
    recorder = controls.state.recorder
    return Proxy(mock, upstream, cors=cors, options=options, recorder=recorder)


def behind_store(mock: ASGIApp, controls: MockControl) -> ASGIApp:
    """Return the mock; with a store, its answers to choices wait until the store has these."""
    link = controls.state.link
    if link is None:
        return mock
    from mock_server.asgi.middleware.settling import Settling  # noqa: PLC0415

    return Settling(mock, link)


def operations_app(controls: MockControl, steps: RequestSteps, settings: Settings) -> ASGIApp:
    """Return what answers the operations behind Connexion, which routes."""
    # Importing Connexion takes as long as the rest of the start-up.
    from mock_server.asgi.connexion_app import connexion_app  # noqa: PLC0415
    from mock_server.asgi.operation_handler import OperationHandler  # noqa: PLC0415

    handler = OperationHandler(
        steps, controls.faults(), max_body=settings.max_body, link=controls.state.link
    )
    return connexion_app(controls.contracts, handler)


def admin_app(
    controls: MockControl, access: Access | None, clients: ASGIApp, settings: Settings
) -> ASGIApp:
    """Return the admin API for those whom `access` allows; its replays are sent to `clients`."""
    from mock_server.admin.api import ADMIN_HEADERS, AdminApi, AdminOff  # noqa: PLC0415
    from mock_server.admin.replaying import Replay  # noqa: PLC0415

    app: ASGIApp = AdminOff()
    if access is not None:
        token = settings.auth_token if settings.is_auth_required else ""
        # A proxy forwards requests to a server, which must not get them again.
        replay = None if settings.upstream is not None else Replay(app=clients, token=token)
        app = AdminApi(controls, access, replay=replay)
    return ErrorHandling(app, headers=lambda _: ADMIN_HEADERS, ticker=controls.ticker)


def console_app(controls: MockControl, access: Access) -> ASGIApp:
    """Return the console for those whom `access` allows."""
    from mock_server.asgi.tool_pages.console.console_app import CONSOLE_HEADERS, ConsoleApp  # noqa: PLC0415

    app = ConsoleApp(access)
    return ErrorHandling(app, headers=lambda _: CONSOLE_HEADERS, ticker=controls.ticker)
