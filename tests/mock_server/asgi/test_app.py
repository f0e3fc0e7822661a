"""The composition root: Connexion, and the layers around it."""

import asyncio
import subprocess
import sys

import pytest

from mock_server.admin.contract_view.example_requests import example_request
from mock_server.asgi.app import create_app
from mock_server.settings import Settings
from openapi.loading.document import load_contracts
from openapi.routing import Router
from tests.acceptance.cases import cases
from tests.howtos.howtos import free_port
from tests.mock_server.asgi_client import ask, call, scope_of

JOBS = "/subscriptions/imports"
IMPORT = "/v3/infinity-mall/members/imports/1"
SLUG = ("X-Loyalty-Club-Slug", "infinity-mall")
TWO = (
    "paths: {'%s': {get: {operationId: same, responses: {'200': {description: x,"
    " content: {application/json: {example: %s}}}}}}}"
)


def test_both_packaged_apis_are_served(app):
    """Two APIs without a base path live side by side."""
    assert "data" in ask(app, JOBS).json()
    assert ask(app, IMPORT, SLUG).json()["members_in_payloads_number"] == 4000


def test_operations_of_two_apis_may_share_an_id(contract_from):
    """An id is an API's own."""
    contracts = [
        contract_from(TWO % ("/a/x", "1"), api="one"),
        contract_from(TWO % ("/b/x", "2"), api="two"),
    ]
    app = create_app(contracts, Settings())

    assert [ask(app, target).json() for target in ("/a/x", "/b/x")] == [1, 2]


def test_literal_path_wins_over_a_template(warehouse_app):
    """A literal segment is not taken for a parameter, in any order of the document."""
    assert ask(warehouse_app, "/api/v1/depots/7/goods/newest").json()["code"] == "TE-2048"
    assert ask(warehouse_app, "/api/v1/depots/7/goods/KE-0007").json()["code"] == "KE-0007"


@cases(
    "base_paths, target",
    {
        "moved": ({"elastic_path": "/v2"}, f"/v2{JOBS}"),
        "inside-another": ({"elastic_path": "/v3"}, f"/v3{JOBS}"),
        "root": ({}, JOBS),
    },
)
def test_api_lives_at_its_base_path(base_paths, target):
    """An API with another base path answers there, also next to another API."""
    app = create_app(load_contracts(base_paths=base_paths), Settings())

    assert ask(app, target).status == 200
    assert ask(app, IMPORT, SLUG).status == 200


def test_parameter_names_may_be_anything(contract_from):
    """Names that a framework could not route are no hindrance."""
    name = "{a-b.c d}"
    contract = contract_from(
        f"paths: {{'/x/{name}.json': {{get: {{parameters: [{{name: a-b.c d, in: path,"
        " required: true, schema: {type: integer}}], responses: {'200': {description: x}}}}}"
    )
    app = create_app([contract], Settings())

    assert [ask(app, target).status for target in ("/x/1.json", "/x/a.json", "/x/1")] == [
        200,
        400,
        404,
    ]


def test_every_violation_is_reported_at_once(app):
    """One refusal names everything that is wrong with a request's parameters."""
    answer = ask(app, f"{JOBS}?page[limit]=1000&page[offset]=-1")
    detail = answer.json()["errors"][0]["detail"]

    assert answer.status == 400
    assert detail.startswith("Query parameter page[")
    assert "page[limit]" in detail
    assert "page[offset]" in detail


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_connexion_and_our_router_agree(packaged, warehouse, method):
    """Both routers find every operation by its path."""
    contracts = [*packaged, warehouse]
    app = create_app(contracts, Settings())
    router = Router(contracts)
    for contract in contracts:
        for operation in contract.operations:
            if operation.method == "GET":
                request = example_request(contract, operation)
                found = router.find(request.target.partition("?")[0].encode()).operations
                answer = ask(app, request.target, *request.headers, method=method)

                assert found["GET"] is operation
                assert answer.status < 300


def test_requests_that_share_extensions_do_not_mix(app):
    """Servers may share the extensions between requests."""
    shared = {}

    async def both():
        first = scope_of("GET", JOBS) | {"extensions": shared}
        second = scope_of("GET", IMPORT, [SLUG]) | {"extensions": shared}
        return await asyncio.gather(*(call(app, each) for each in [first, second] * 50))

    answers = asyncio.run(both())

    assert {len(each.body) for each in answers[::2]} == {len(answers[0].body)}
    assert {len(each.body) for each in answers[1::2]} == {len(answers[1].body)}
    assert shared == {}


def test_cross_origin_headers_are_on_every_response(app):
    """Success, refusal, problem and page alike can be read by any web page."""
    targets = [
        JOBS,
        f"{JOBS}?page[limit]=x",
        "/unknown",
        "/__health",
        f"{JOBS}?__code=1",
        "/v3/%zz",
    ]

    assert {ask(app, each).header("access-control-allow-origin") for each in targets} == {"*"}


STARTED = """
import os, socket, sys, time
from threading import Thread

port = sys.argv[1]

def ask():
    while True:
        try:
            client = socket.create_connection(("127.0.0.1", int(port)))
            break
        except OSError:
            time.sleep(0.01)
    client.sendall(b"GET /subscriptions/imports HTTP/1.1\\r\\nhost: localhost\\r\\n\\r\\n")
    print("ANSWER", client.recv(12).decode(), *sys.modules, flush=True)
    os._exit(0)

Thread(target=ask, daemon=True).start()

start = Thread.start

def start_others(self):
    # On a busy machine, the imports after the start could begin before the first answer.
    if self.name != "mock-server-prepare":
        start(self)

Thread.start = start_others
sys.argv = ["mock-server", "serve", "--port", port]
from mock_server.cli.main import main
main()
"""
"""Serves the packaged documents, and prints what is imported at the first answer."""

MOST_MODULES = 205
"""Modules of ours that the first answer may need, the reading of YAML included."""

DEFERRED = {
    "mock_server.admin.api",
    "mock_server.answers.dynamic",
    "mock_server.answers.stateful.answers",
    "mock_server.faults.fault_catalogue",
    "mock_server.scenarios.library",
    "mock_server.scenarios.playing.run",
    "openapi.rules.evaluation",
    "openapi.schema.generation.generator",
}
"""Parts that are imported after the first answers, before anyone needs them."""

NEVER_EARLY = {
    "cel",
    "connexion",
    "httpx",
    "jinja2",
    "jsonschema",
    "requests",
    "rich",
    "watchfiles",
}
"""Libraries that the first answer of the packaged documents does not need."""


def test_the_first_answer_needs_few_modules():
    """The start of the command is the import of modules: few of ours, and no heavy library."""
    words = [sys.executable, "-c", STARTED, str(free_port())]
    out = subprocess.check_output(words, encoding="utf-8", timeout=120)  # noqa: S603 - our own words
    answer = next(line for line in out.splitlines() if line.startswith("ANSWER "))
    _, _, status, *imported = answer.split()
    ours = [name for name in imported if name.startswith(("mock_server.", "openapi."))]

    assert status == "200"
    assert len(ours) <= MOST_MODULES
    assert (DEFERRED | NEVER_EARLY).intersection(imported) == set()


def test_what_the_first_answers_do_not_need_is_imported_after_the_start():
    """Faults, scenarios, records and the admin API are there when someone needs them."""
    program = (
        "import sys\n"
        "from mock_server.asgi.app import create_mock\n"
        "from mock_server.settings import Settings\n"
        "from openapi.loading.document import load_contracts\n"
        "create_mock(load_contracts(), Settings()).warm_up()\n"
        "print(*sys.modules)\n"
    )
    out = subprocess.check_output([sys.executable, "-c", program], encoding="utf-8")  # noqa: S603 - our own words

    assert {*DEFERRED, "connexion", "jsonschema_rs"} <= {*out.split()}
