"""The front gateway."""

import pytest

from mock_server.answers.documented import DocumentedResponses
from mock_server.answers.scenario_player import ScenarioPlayer
from mock_server.answers.selection import ResponseSelector
from mock_server.asgi.middleware.gateway import Gateway
from mock_server.asgi.middleware.recording import RecordingMiddleware
from mock_server.asgi.request_steps import RequestSteps
from mock_server.asgi.tool_pages.tool_pages import ToolPages
from mock_server.http.cors import Cors
from mock_server.http.problems import ProblemId, RequestRejected, ToolProblem
from mock_server.http.responses import prepare_response
from mock_server.scenarios.library import Library
from mock_server.sessions.request_context import context_of
from mock_server.sessions.sessions import Sessions
from openapi.routing import Router
from tests.acceptance.cases import cases
from tests.mock_server.asgi_client import ask
from tests.mock_server.manual_time import ManualTime

JOBS = "/subscriptions/imports"
NOON = 1_795_262_400.0  # 2026-11-21T12:00:00Z
IMPORT = "/v3/infinity-mall/members/imports/1"


async def inside(scope, _receive, send):
    """Answer with the operation that was reached."""
    body = context_of(scope).operation.id.encode()
    await prepare_response(200, media_type="text/plain", body=body).send(send)


def gateway_to(app, contracts):
    """Return a gateway before `app`, with a context for each request."""
    router, sessions = Router(contracts), Sessions()
    steps = RequestSteps(
        router=router,
        cors=Cors(contracts),
        pages=lambda: ToolPages(
            {"/__page": lambda: prepare_response(200, media_type="text/plain", body=b"page")}
        ),
        set_up=lambda context: prepare_response(
            200, media_type="text/plain", body=context.session.name.encode()
        ),
        operation_list=("GET /subscriptions/imports",),
        sessions=sessions,
        selector=ResponseSelector(
            DocumentedResponses(contracts),
            ScenarioPlayer(lambda: Library.load(contracts), sessions),
        ),
    )
    gateway = Gateway(app, steps=steps)
    return RecordingMiddleware(gateway, find=router.find, recorders=(), ticker=ManualTime(NOON))


@pytest.fixture
def gateway(packaged):
    """The front gateway of the packaged APIs."""
    return gateway_to(inside, packaged)


@cases(
    "target, id_",
    {
        "literal": (JOBS, b"listImportJobs"),
        "templated": (IMPORT, b"showMembersImportStatus"),
        "encoded": ("/subscriptions/%69mports?x=%zz", b"listImportJobs"),
    },
)
def test_request_for_an_operation_comes_in(gateway, target, id_):
    """A request with an operation is passed on with its head."""
    assert ask(gateway, target).body == id_


@cases(
    "target, status",
    {
        "bad-escape": ("/v3/%zz/members/imports/1", 400),
        "not-utf-8": ("/v3/%ff/members/imports/1", 400),
        "query-not-utf-8": (f"{IMPORT}?a=%ff", 400),
        "control-character": ("/v3/%00/members/imports/1", 404),
        "encoded-slash": ("/v3/a/members%2Fimports/1", 404),
        "dot-segment": ("/v3/%2e%2e/members/imports/1", 404),
        "trailing-slash": (f"{IMPORT}/", 404),
        "nothing-there": ("/v3/other", 404),
    },
)
def test_path_without_operation_is_refused_by_its_api(gateway, target, status):
    """An unknown path of an API is refused in its error format."""
    answer = ask(gateway, target)

    assert (answer.status, list(answer.json())) == (status, ["error"])
    assert answer.header("mock-server-problem") is None


def test_path_of_no_api_is_a_problem_with_the_list(gateway):
    """A path of no API gets a problem, with all operations and the nearest one."""
    answer = ask(gateway, "/subscription/imports")

    assert (answer.status, answer.header("mock-server-problem")) == (404, "unknown-path")
    assert answer.json()["nearest"] == "GET /subscriptions/imports"
    assert answer.json()["available"] == ["GET /subscriptions/imports"]


@pytest.mark.parametrize("method", ["POST", "DELETE", "TRACE", "PROPFIND"])
def test_other_method_is_refused_with_those_allowed(gateway, method):
    """A method that is not documented is refused, in the API's format, with `Allow`."""
    answer = ask(gateway, JOBS, method=method)

    assert (answer.status, answer.header("allow")) == (405, "GET, HEAD, OPTIONS")
    assert answer.json()["errors"][0]["status"] == "405"


def test_allow_is_what_is_documented(warehouse):
    """`Allow` is sorted and names the documented methods, HEAD if there is GET, and OPTIONS."""
    answer = ask(gateway_to(inside, [warehouse]), "/api/v1/depots/7/goods", method="PATCH")

    assert answer.header("allow") == "GET, HEAD, OPTIONS, POST"


def test_allow_has_no_head_without_a_get(contract_from):
    """A path that cannot be read has no HEAD either."""
    contract = contract_from("paths: {/a: {post: {responses: {'200': {description: x}}}}}")
    answer = ask(gateway_to(inside, [contract]), "/a", method="HEAD")

    assert (answer.status, answer.header("allow")) == (405, "OPTIONS, POST")


def test_options_names_the_allowed_methods(gateway):
    """OPTIONS on a path answers with its methods, and with 404 for an unknown path."""
    assert ask(gateway, JOBS, method="OPTIONS").header("allow") == "GET, HEAD, OPTIONS"
    assert ask(gateway, JOBS, method="OPTIONS").status == 204
    assert ask(gateway, f"{JOBS}/none", method="OPTIONS").status == 404


def test_documented_options_is_an_operation(contract_from):
    """An API that documents OPTIONS answers it itself."""
    contract = contract_from(
        "paths: {/a: {options: {operationId: own, responses: {'200': {description: x}}}}}"
    )

    assert ask(gateway_to(inside, [contract]), "/a", method="OPTIONS").body == b"own"


@pytest.mark.parametrize("target", [JOBS, "/unknown", "/__page"])
def test_preflight_is_answered_before_anything_else(gateway, target):
    """A preflight is always allowed; errors are in the response to the request itself."""
    answer = ask(
        gateway, target, ("Origin", "x"), ("Access-Control-Request-Method", "GET"), method="OPTIONS"
    )

    assert answer.status == 204
    assert answer.header("access-control-allow-methods")


@cases(
    "target, headers, status",
    {
        "longest-target": (JOBS + "?" + "a" * (8192 - len(JOBS)), (), 200),
        "target": (JOBS + "?" + "a" * (8193 - len(JOBS)), (), 414),
        "path": ("/v3/" + "a" * 9000, (), 414),
        "most-headers": (JOBS, [("X", "")] * 100, 200),
        "headers": (JOBS, [("X", "")] * 101, 431),
        "largest-headers": (JOBS, [("X", "a" * (32768 - 5))], 200),
        "header": (JOBS, [("X", "a" * (32768 - 4))], 431),
    },
)
def test_head_is_bounded(gateway, target, headers, status):
    """A head is read up to its bounds, and refused past them."""
    assert ask(gateway, target, *headers).status == status


def test_limit_is_reported_in_the_format_of_the_api(gateway):
    """An API's path is refused in its format, a path of no API as a problem."""
    assert ask(gateway, JOBS + "?" + "a" * 9000).json()["errors"][0]["status"] == "414"
    assert ask(gateway, "/unknown?" + "a" * 9000).header("mock-server-problem") == "target-too-long"


@pytest.mark.parametrize(("target", "status"), [("/__page", 200), ("/__nothing", 404)])
def test_tools_pages_are_nobodys_paths(gateway, target, status):
    """Paths that begin with two underscores belong to the mock."""
    assert ask(gateway, target).status == status


def test_set_up_is_led_to_its_session(gateway):
    """A session is set up below its own prefix."""
    assert ask(gateway, "/__session/tab-1/__setup").body == b"tab-1"


@pytest.mark.parametrize("parameter", ["__clock=freeze", "__restart", "__scenario=a", "__fault=b"])
def test_page_refuses_parameters_of_operations(gateway, parameter):
    """A parameter that would be ignored is refused, with advice where to use it."""
    answer = ask(gateway, f"/__page?{parameter}")

    assert answer.status == 422
    assert "/__setup" in answer.json()["advice"]


def test_refusal_from_further_in_gets_its_words(packaged):
    """A rejection raised in the application gets the API's error format."""

    async def refusing(*_):
        raise RequestRejected(
            418, ProblemId.INVALID_REQUEST, "No tea.", headers=((b"x-tea", b"1"),)
        )

    answer = ask(gateway_to(refusing, packaged), IMPORT)

    assert (answer.status, answer.header("x-tea")) == (418, "1")
    assert answer.json() == {"error": "No tea."}


def test_problem_from_further_in_is_answered(packaged):
    """What the mock cannot do is reported as a problem."""

    async def failing(*_):
        raise ToolProblem(422, ProblemId.UNKNOWN_CODE, "No.", headers=((b"x-a", b"1"),))

    answer = ask(gateway_to(failing, packaged), IMPORT)

    assert (answer.status, answer.header("mock-server-problem")) == (422, "unknown-code")
    assert answer.header("x-a") == "1"
