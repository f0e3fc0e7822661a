"""The contract reduced to routing."""

from mock_server.asgi.app import create_app
from mock_server.asgi.routing_document import routing_document, routing_id
from mock_server.settings import Settings
from tests.mock_server.asgi_client import ask

JOBS = "/subscriptions/imports"


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
