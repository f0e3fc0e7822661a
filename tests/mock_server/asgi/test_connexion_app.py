"""Connexion routes to one handler, and our validator judges what it would get wrong."""

import asyncio

import pytest

from mock_server.asgi.app import create_app
from mock_server.asgi.connexion_app import routing_document, routing_id
from mock_server.settings import Settings
from openapi.loading.document import load_contract
from tests.mock_server.asgi_client import ask, call, scope_of

GOODS = "/api/v1/depots/7/goods"

SLOW = Settings(has_fast_path=False)

JOBS = "/subscriptions/imports"


@pytest.fixture(scope="module")
def slow(warehouse):
    """The warehouse with every request going through Connexion."""
    return create_app([warehouse], SLOW)


def test_operations_of_two_apis_may_share_path_shape_and_id(contract_from):
    """Two APIs with the same operation id and similar templates are routed correctly."""
    text = (
        "paths: {'/%s/{id}': {get: {operationId: same, parameters: [{name: id, in: path,"
        " required: true, schema: {type: string}}], responses: {'200': {description: x,"
        " content: {application/json: {example: %s}}}}}}}"
    )
    contracts = [
        contract_from(text % ("a", 1), api="one"),
        contract_from(text % ("b", 2), api="two"),
    ]
    app = create_app(contracts, SLOW)

    assert [ask(app, target).json() for target in ("/a/x", "/b/x")] == [1, 2]


def test_parameter_names_that_frameworks_do_not_allow_are_routed(contract_from):
    """A path parameter may have dots and dashes in its name."""
    contract = contract_from(
        "paths: {'/a/{the.id-x}': {get: {operationId: a, parameters: [{name: the.id-x, in: path,"
        " required: true, schema: {type: integer}}], responses: {'200': {description: x,"
        " content: {application/json: {example: 1}}}}}}}"
    )
    app = create_app([contract], SLOW)

    assert ask(app, "/a/5").status == 200
    assert ask(app, "/a/x").status == 400


def test_refusal_does_not_become_an_error_of_the_framework(slow):
    """An invalid request gets the API's error format, not a 500."""
    answer = ask(slow, f"{GOODS}?count=51")

    assert (answer.status, answer.header("content-type")) == (
        400,
        "application/vnd.warehouse.fault+json",
    )


def test_first_requests_may_come_at_once(warehouse):
    """The stack is built before the first request, so concurrent first ones are answered."""
    app = create_app([warehouse], SLOW)

    async def crowd():
        return await asyncio.gather(*(call(app, scope_of("GET", GOODS)) for _ in range(8)))

    assert {answer.status for answer in asyncio.run(crowd())} == {200}


def test_routing_document_has_paths_and_nothing_else(packaged):
    """Connexion gets what it needs for routing."""
    document = routing_document(packaged)

    assert list(document["paths"]) == [JOBS, "/v3/{p0}/members/imports/{p1}"]
    assert document["paths"][JOBS] == {
        "get": {
            "operationId": "elastic_path listImportJobs",
            "responses": {"default": {"description": ""}},
        }
    }


def test_ids_are_unique_among_apis(packaged):
    """An operation's id carries its API along."""
    ids = [routing_id(operation) for contract in packaged for operation in contract.operations]

    assert ids == ["elastic_path listImportJobs", "placewise showMembersImportStatus"]


def paths_of(*examples):
    """Return the paths of a document from pairs of a template of z and x, and an example."""
    asked = ", ".join(f"{{name: {n}, in: path, required: true, schema: {{}}}}" for n in "zx")
    items = [
        f"'{path}': {{get: {{parameters: [{asked}], responses: {{'200': "
        f"{{description: x, content: {{text/plain: {{example: {example}}}}}}}}}}}}}"
        for path, example in examples
    ]
    return f"paths: {{{', '.join(items)}}}"


def test_a_segment_has_one_parameter_at_most(contract_from):
    """Segments with several parameters become one, since the framework is slow with them."""
    contract = contract_from(paths_of(("/t/{z}-{x}.png", "a")))

    assert [*routing_document([contract])["paths"]] == ["/t/{p0}"]


def test_paths_that_are_equal_to_the_framework_are_distinguished(contract_from):
    """Our own router has found the operation already: the framework's choice is not used."""
    contract = contract_from(paths_of(("/t/{z}-{x}", "dash"), ("/t/{z}.{x}", "dot")))
    app = create_app([contract], Settings())
    bodies = [ask(app, f"/t/{name}?__fault=delay%3Bseconds=0").body for name in ("a-b", "a.b")]

    assert bodies == [b"dash", b"dot"]


def test_methods_that_the_framework_does_not_know_are_served(tmp_path):
    """QUERY and other methods (OpenAPI 3.2) are answered, and those of no operation refused."""
    path = tmp_path / "d.yaml"
    path.write_text(
        "openapi: 3.2.0\ninfo: {title: t, version: '1'}\npaths:\n  /a:\n"
        "    query: {requestBody: {content: {application/json: {schema: {type: object}}}},"
        " responses: {'200': {content: {application/json: {example: found}}}}}\n"
        "    additionalOperations: {COPY: {responses: {'201': {description: copied}}}}\n",
        "utf-8",
    )
    json = ("content-type", "application/json")
    for settings in (SLOW, Settings()):
        app = create_app([load_contract(path)], settings)

        assert ask(app, "/a", json, method="QUERY", chunks=[b"{}"]).json() == "found"
        assert ask(app, "/a", json, method="QUERY", chunks=[b"1"]).status == 400
        assert [ask(app, "/a", method=each).status for each in ("COPY", "LOCK")] == [201, 405]
