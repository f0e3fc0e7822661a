"""An operation as the console shows it."""

from mock_server.admin.contract_view.operation_json import operation_json, shown_file
from mock_server.asgi.app import create_app
from mock_server.settings import Settings
from tests.mock_server.asgi_client import ask
from tests.mock_server.scenarios.packaged import packaged_library

CONTRADICTING = """
paths:
  /a:
    get:
      responses:
        '200':
          description: d
          content:
            application/json:
              schema: {type: object, properties: {id: {type: string}}}
              examples:
                first: {value: {id: 1}}
                second: {value: {id: 2}}
                valid: {value: {id: "3"}}
        '204': {description: nothing, content: {text/plain: {schema: {type: string}}}}
"""


def test_every_request_to_copy_gets_its_answer(packaged):
    """Each listed request is valid, and the mock answers it with the listed status."""
    app = create_app(packaged, Settings())
    for contract in packaged:
        for operation in contract.operations:
            for listed in operation_json(contract, operation, ())["answers"]:
                request = listed["request"]
                pairs = [(each["name"], each["value"]) for each in request["headers"]]
                answer = ask(app, request["target"], *pairs, method=request["method"])

                assert str(answer.status) == listed["status"]


def test_answers_say_what_is_corrected_in_their_examples(contract_from):
    """A page shows beside a request what its answer's `Mock-Server-Note` says of the example."""
    contract = contract_from(CONTRADICTING)
    app = create_app([contract], Settings())
    listed = operation_json(contract, contract.operations[0], ())["answers"]
    notes = {}
    for each in listed:
        answer = ask(app, each["request"]["target"])
        notes[each["example"]] = each["note"]

        assert (answer.header("mock-server-note") or "") == each["note"]

    assert '/id is "1" in place of 1' in notes["first"]
    assert "as it is written" in notes["second"]
    assert notes["valid"] == ""
    assert listed[-1]["media_type"] == ""


def test_scenarios_can_be_copied_too(packaged):
    """Each scenario of the operation has a request that plays it."""
    contract = packaged[0]
    operation = contract.operations[0]
    scenarios = packaged_library().of(operation)
    found = operation_json(contract, operation, scenarios)["scenarios"]

    assert [each["name"] for each in found] == [each.name for each in scenarios]
    assert all(f"__scenario={each['name']}" in each["request"]["target"] for each in found)


def test_folders_of_the_machine_are_not_shown():
    """A page shows the name of a document, not where it is on the disk."""
    assert shown_file("/tmp/x/api.yaml") == "api.yaml"  # noqa: S108 - no file is opened
    assert shown_file("https://a.example/b/api.yaml") == "https://a.example/b/api.yaml"
