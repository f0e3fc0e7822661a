"""The contract reduced to routing."""

from mock_server.asgi.routing_document import routing_document, routing_id

JOBS = "/subscriptions/imports"


def test_routing_document_has_paths_and_nothing_else(packaged):
    """Connexion is told what it needs for routing."""
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


def test_a_segment_has_one_parameter_at_most(contract_from):
    """The framework's expressions take long over several; which operation is meant is known."""
    contract = contract_from(
        "paths: {'/t/{z}-{x}-{y}.png': {get: {responses: {'200': {description: x}}}}}"
    )

    assert [*routing_document([contract])["paths"]] == ["/t/{p0}"]
