"""Tests of exchanges as the contract reads them."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from contracts.observations.observation import media_type_matches
from contracts.observations.observer import Observer
from openapi.contract import is_json_type
from openapi.loading.document import load_contract
from tests.contracts.shop import AT, COUNTED, exchange, observe


def one(*args, **options):
    """Return one exchange as the contract reads it."""
    [seen] = observe(exchange(*args, **options))
    return seen


def test_an_invalid_request_is_known():
    """A text of the wrong type makes the request invalid."""
    assert not one("/v1/orders/seven").is_valid_request


def test_the_body_is_read_once():
    """Two checks get the same object."""
    seen = one()

    assert seen.body is seen.body
    assert seen.body["total"] == 10


def test_a_body_that_is_no_json_says_why():
    """A body without a value has a reason."""
    seen = one(body=b"[1,")

    assert seen.body is None
    assert seen.json_error


def test_rules_see_the_answers_own_date():
    """Rules compare times of the server with the server's own clock."""
    dated = one(headers=(*COUNTED, ("Date", "Mon, 30 Jul 2018 11:23:08 GMT")))

    assert dated.rule_context.now == datetime(2018, 7, 30, 11, 23, 8, tzinfo=UTC)
    assert one().rule_context.now == AT
    assert one(headers=(*COUNTED, ("Date", "today"))).rule_context.now == AT


def test_rules_see_request_and_response():
    """Rules see typed parameters, other headers as texts, and the status."""
    context = one(sent=(("X-Shop", "corner"), ("X-Other", "1"))).rule_context

    assert context.request["path"] == {"order_id": 7}
    assert context.request["header"] == {"x-shop": "corner", "x-other": "1"}
    assert context.response["status"] == 200


@pytest.mark.parametrize(
    ("documented", "found", "covered"),
    [
        ("application/json", "application/json", True),
        ("Application/JSON; charset=utf-8", "application/json", True),
        ("application/*", "application/json", True),
        ("*/*", "text/html", True),
        ("application/json", "application/problem+json", False),
        ("application/*", "text/html", False),
        ("application/json", "", False),
    ],
)
def test_media_ranges(documented, found, covered):
    """Ranges cover their types, types only themselves."""
    assert media_type_matches(documented, found) is covered


@pytest.mark.parametrize(
    ("name", "json"),
    [("application/json", True), ("application/a+json", True), ("text/html", False), ("", False)],
)
def test_json_media_types(name, json):
    """JSON is promised by name or by suffix."""
    assert is_json_type(name) is json


def test_an_empty_text_is_a_body(tmp_path):
    """No bytes are a valid body where any text or file is; empty JSON is no JSON."""
    path = tmp_path / "notes.yaml"
    path.write_text(
        "openapi: 3.0.3\ninfo: {title: Notes, version: '1'}\npaths:\n  /notes:\n    post:\n"
        "      operationId: add\n      responses: {'201': {description: Added}}\n"
        "      requestBody: {required: true, content: {text/plain: {schema: {type: string}},\n"
        "        application/octet-stream: {schema: {type: string, format: binary}},\n"
        "        image/png: {schema: {type: string, format: binary, minLength: 8}},\n"
        "        application/json: {schema: {type: string}}}}\n",
        encoding="utf-8",
    )
    observer = Observer(load_contract(path))
    empty = exchange("/notes", method="POST", sent=(), made_for="add")

    def error(kind):
        sent = replace(empty.request, headers=(("Content-Type", kind),) if kind else ())
        return observer.observe(replace(empty, request=sent)).request_body_error

    assert error("text/plain") == error("application/octet-stream") == ""
    missing = {error(kind) for kind in ("application/json", "image/png", "")}
    assert missing == {"the body is missing"}
