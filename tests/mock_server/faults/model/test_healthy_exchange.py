"""An exchange is a request with its healthy answer."""

import json
from dataclasses import replace

from mock_server.faults.model.healthy_exchange import error_answer
from mock_server.http.responses import prepare_response
from tests.mock_server.faults.exchanges import exchange_of


def test_only_the_documented_success_is_a_success(placewise):
    """The operation's lowest documented 2xx is its success; a 404 is not."""
    operation = placewise.operations[0]

    assert exchange_of(placewise, operation).is_success
    assert not exchange_of(placewise, operation, status="404").is_success


def test_body_and_its_documentation_are_found(placewise):
    """The body is parsed, and its documented media type is found."""
    exchange = exchange_of(placewise, placewise.operations[0])

    assert exchange.body["members_created_number"] == 3020
    assert exchange.media_type.name == "application/json"


def test_body_that_is_not_json_is_none(placewise):
    """Bytes that are not JSON have no value, and an HTML page has no documented JSON."""
    exchange = exchange_of(placewise, placewise.operations[0])
    invalid = replace(exchange, answer=replace(exchange.answer, body=b"{"))
    html = replace(exchange, answer=prepare_response(200, media_type="text/html", body=b"<p>"))

    assert invalid.body is None
    assert html.media_type is None


def test_first_body_is_this_one_unless_given(placewise):
    """Pairs are made from the first body of a resource; the first time, that is this one."""
    exchange = exchange_of(placewise, placewise.operations[0])

    assert exchange.first_body == exchange.body
    assert replace(exchange, initial_body=b'{"a":1}').first_body == {"a": 1}


def test_rules_get_the_request_and_the_status(elastic_path):
    """Rules get the typed parameters, the status of the answer and the session's clock."""
    exchange = exchange_of(elastic_path, elastic_path.operations[0], query={"page[limit]": 5})

    assert exchange.context.request["query"] == {"page[limit]": 5}
    assert exchange.context.response["status"] == 200
    assert exchange.context.now == exchange.now


def test_documented_example_comes_first(placewise, elastic_path):
    """If the document has an example of the status, it is the answer."""
    import_ = exchange_of(placewise, placewise.operations[0])
    jobs = exchange_of(elastic_path, elastic_path.operations[0])

    assert json.loads(error_answer(import_, 404, "?").body) == {
        "error": "Job with such ID wasn't found."
    }
    assert json.loads(error_answer(jobs, 500, "?").body) == {
        "errors": [{"title": "Internal Server Error", "status": "500"}]
    }


def test_error_template_is_filled_without_an_example(warehouse):
    """Without an example, `x-refusal` is filled with status, reason and message."""
    exchange = exchange_of(warehouse, warehouse.operation("listGoods"))
    answer = error_answer(exchange, 503, "Closed for stocktaking.", ((b"retry-after", b"9"),))

    assert dict(answer.headers)[b"content-type"] == b"application/vnd.warehouse.fault+json"
    assert dict(answer.headers)[b"retry-after"] == b"9"
    assert json.loads(answer.body) == {
        "fault": {"code": 503, "reason": "Service Unavailable", "hint": "Closed for stocktaking."}
    }


def test_api_without_documented_errors_gets_plain_text(contract_from):
    """Without an example and a template, the message is plain text."""
    contract = contract_from("paths: {/a: {get: {responses: {'200': {description: x}}}}}")
    answer = error_answer(exchange_of(contract, contract.operations[0]), 500, "No.")

    assert answer.body == b"No."
    assert dict(answer.headers)[b"content-type"] == b"text/plain; charset=utf-8"
