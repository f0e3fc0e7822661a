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
