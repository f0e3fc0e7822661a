"""Each fault of JSON text makes a body that a strict parser refuses."""

from dataclasses import replace

import pytest

from mock_server.faults.kinds.malformed_json import json_faults
from openapi.json.parsing import JsonError, parse_json
from tests.mock_server.faults.exchanges import exchange_of

FAULTS = {fault.id: fault for fault in json_faults()}


@pytest.fixture
def exchange(placewise):
    """A request for the documented import and its answer."""
    return exchange_of(placewise, placewise.operations[0])


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
    assert len(FAULTS) == 7


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
    """A JSON answer with an empty body is unchanged by all faults."""
    empty = replace(exchange, answer=replace(exchange.answer, body=b""))

    assert [id_ for id_, fault in FAULTS.items() if fault.plan(empty) is not None] == []


@pytest.mark.parametrize("fault", FAULTS)
def test_answer_without_a_body_is_unchanged(warehouse, fault):
    """A 204 has no JSON text."""
    exchange = exchange_of(warehouse, warehouse.operation("GET /pulse"))

    assert FAULTS[fault].plan(exchange) is None
