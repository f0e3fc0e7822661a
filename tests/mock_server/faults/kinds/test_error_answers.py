"""Error answers follow the API's example, else its error template, else plain text."""

import json

from mock_server.faults.kinds.error_answers import error_answer
from tests.mock_server.faults.exchanges import exchange_of


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
