"""Faults of protocol: each makes one mistake of HTTP, and leaves the rest of an answer."""

import json
from dataclasses import replace

import pytest

from mock_server.faults.kinds.protocol import protocol_faults
from mock_server.faults.model.fault import CheckId
from openapi.json.parsing import JsonError, parse_json
from openapi.schema.validation import validator_for
from tests.mock_server.faults.exchanges import exchange_of

FAULTS = {fault.id: fault for fault in protocol_faults()}
OF_JSON = [id_ for id_, fault in FAULTS.items() if CheckId.STRICT_JSON in fault.detected_by]


@pytest.fixture
def exchange(placewise):
    """A request for the documented import and its answer."""
    return exchange_of(placewise, placewise.operations[0])


@pytest.mark.parametrize(
    ("fault", "media_type"),
    [("content-type-missing", None), ("content-type-wrong", b"text/html; charset=utf-8")],
)
def test_wrong_content_type_keeps_the_body(exchange, fault, media_type):
    """The healthy body is sent with another Content-Type, or without one."""
    plan = FAULTS[fault].plan(exchange)

    assert dict(plan.answer.headers).get(b"content-type") == media_type
    assert plan.body == exchange.answer.body


def test_error_with_the_status_of_a_success(exchange):
    """The documented body of a 404 is sent with 200, and the success schema forbids it."""
    plan = FAULTS["status-body-mismatch"].plan(exchange)

    assert plan.answer.status == 200
    assert json.loads(plan.body) == {"error": "Job with such ID wasn't found."}
    assert not validator_for(exchange.media_type.schema).is_valid(json.loads(plan.body))


def test_error_body_that_the_success_schema_allows_is_no_fault(contract_from):
    """If the success schema allows every body, the fault does not apply."""
    contract = contract_from(
        "paths: {/a: {get: {responses: {'200': {description: x, content: {application/json: "
        "{schema: {}, example: 1}}}}}}}\nx-refusal: {body: {no: 1}}"
    )
    exchange = exchange_of(contract, contract.operations[0], body=1)

    assert FAULTS["status-body-mismatch"].plan(exchange) is None


def test_undocumented_status_is_a_success(exchange):
    """The status is 2xx and is not documented for the operation."""
    plan = FAULTS["status-undocumented"].plan(exchange)

    assert plan.answer.status == 203
    assert exchange.operation.response_for(203) is None


def test_redirect_has_a_location(exchange):
    """The answer is a 302 with a Location and no body."""
    plan = FAULTS["redirect"].plan(exchange)

    assert plan.answer.status == 302
    assert dict(plan.answer.headers)[b"location"] == b"/__moved"


def test_valid_request_is_refused(exchange):
    """The answer is 400 with the API's error body."""
    plan = FAULTS["refuse-valid"].plan(exchange)

    assert plan.answer.status == 400
    assert json.loads(plan.body) == {"error": "The request is not valid."}


def test_invalid_request_is_accepted(placewise):
    """A 400 becomes the documented success; another answer is unchanged."""
    operation = placewise.operations[0]
    plan = FAULTS["accept-invalid"].plan(exchange_of(placewise, operation, status="400"))

    assert plan.answer.status == 200
    assert json.loads(plan.body)["members_created_number"] == 3020
    assert FAULTS["accept-invalid"].plan(exchange_of(placewise, operation)) is None


@pytest.mark.parametrize(
    ("fault", "status"), [("server-error", 500), ("html-error-page", 502), ("error-status", 500)]
)
def test_failures_have_their_status(exchange, fault, status):
    """Each failure has a 5xx status, which can be set."""
    assert FAULTS[fault].plan(exchange).answer.status == status
    assert FAULTS[fault].plan(exchange, {"status": 503}).answer.status == 503


def test_error_page_is_html(exchange):
    """The error page of a gateway is HTML."""
    plan = FAULTS["html-error-page"].plan(exchange)

    assert dict(plan.answer.headers)[b"content-type"] == b"text/html; charset=utf-8"
    assert plan.body.startswith(b"<!doctype html>")


def test_every_fault_of_protocol_is_detected_by_a_check():
    """Each fault names an existing check."""
    checks = {check for fault in FAULTS.values() for check in fault.detected_by}

    assert all(fault.detected_by for fault in FAULTS.values())
    assert checks == {
        CheckId.INVALID_REFUSED,
        CheckId.MEDIA_TYPE,
        CheckId.SCHEMA,
        CheckId.SERVER_ERROR,
        CheckId.STATUS_DOCUMENTED,
        CheckId.STRICT_JSON,
        CheckId.VALID_ACCEPTED,
    }


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("invalid-json", "double quotes|trailing comma"),
        ("empty-body", "empty"),
        ("duplicate-keys", "'members_in_payloads_number' .*twice"),
        ("not-a-number", "NaN is not a JSON value"),
        ("trailing-bytes", "extra data"),
        ("byte-order-mark", "byte order mark"),
        ("charset-wrong", "not UTF-8"),
    ],
)
def test_strict_parser_refuses_each_for_its_reason(exchange, fault, reason):
    """The error of a strict parser names the mistake that the fault makes."""
    with pytest.raises(JsonError, match=reason):
        parse_json(FAULTS[fault].plan(exchange).body)


def test_every_fault_has_a_reason_above():
    """The list of reasons is complete."""
    assert len(OF_JSON) == 7


def test_duplicate_key_keeps_the_rest(exchange):
    """Only the first key is repeated; the rest of the body is unchanged."""
    body = FAULTS["duplicate-keys"].plan(exchange).body
    member = b'"members_in_payloads_number":4000,'

    assert body == exchange.answer.body.replace(member, member * 2)


def test_only_the_first_number_is_nan(exchange):
    """The other numbers are unchanged."""
    body = FAULTS["not-a-number"].plan(exchange).body

    assert body == exchange.answer.body.replace(b"4000", b"NaN", 1)


def test_wrong_charset_is_labelled(exchange):
    """The body is UTF-16, and Content-Type states it."""
    plan = FAULTS["charset-wrong"].plan(exchange)

    assert plan.body.decode("utf-16") == exchange.answer.body.decode()
    assert (b"content-type", b"application/json; charset=utf-16") in plan.answer.headers


@pytest.mark.parametrize("fault", ["duplicate-keys", "not-a-number"])
def test_body_without_keys_and_numbers_is_unchanged(warehouse, fault):
    """A body without a key to repeat, or a number to replace, is unchanged."""
    exchange = exchange_of(warehouse, warehouse.operation("listGoods"), body=["a"])

    assert FAULTS[fault].plan(exchange) is None


def test_empty_body_is_unchanged(exchange):
    """A JSON answer with an empty body is unchanged by all faults of JSON text."""
    empty = replace(exchange, answer=replace(exchange.answer, body=b""))

    assert [id_ for id_ in OF_JSON if FAULTS[id_].plan(empty) is not None] == []


@pytest.mark.parametrize("fault", OF_JSON)
def test_answer_without_a_body_is_unchanged(warehouse, fault):
    """A 204 has no JSON text."""
    exchange = exchange_of(warehouse, warehouse.operation("GET /pulse"))

    assert FAULTS[fault].plan(exchange) is None
