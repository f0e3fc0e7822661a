"""The answers that a client can ask for."""

from mock_server.admin.contract_view.answers import listed_answers
from mock_server.asgi.app import create_app
from mock_server.settings import Settings
from tests.mock_server.asgi_client import ask


def test_first_answer_needs_no_preference(packaged):
    """Exactly one answer of each operation is that of a request without preferences."""
    for contract in packaged:
        for operation in contract.operations:
            defaults = [each for each in listed_answers(operation) if each.is_default]

            assert [each.preferences for each in defaults] == [()]


def test_operation_without_a_success_has_a_default_too(contract_from):
    """A document that names only errors is answered with the first, with a note."""
    responses = "{'400': {description: x}, '404': {description: x}}"
    contract = contract_from(f"paths: {{/a: {{get: {{operationId: a, responses: {responses}}}}}}}")
    (operation,) = contract.operations
    answer, wanted = (
        ask(create_app([contract], Settings()), path) for path in ("/a", "/a?__code=404")
    )

    assert [each.is_default for each in listed_answers(operation)] == [True, False]
    assert answer.status == 400
    assert answer.header("mock-server-note") == "a documents no success: its first answer is sent"
    assert (wanted.status, wanted.header("mock-server-note")) == (404, None)


def test_status_without_example_is_asked_for_by_its_code(packaged):
    """An answer without an example can be asked for, too, and then comes."""
    (contract,) = (each for each in packaged if each.api == "elastic_path")
    (operation,) = contract.operations
    app = create_app([contract], Settings())
    asked = {
        each.response.status: each.preferences
        for each in listed_answers(operation)
        if not each.example
    }

    assert asked
    for status, preferences in asked.items():
        query = "&".join(f"{name}={value}" for name, value in preferences)
        answer = ask(app, f"{operation.path}?{query}")

        assert str(answer.status) == status
