"""Tests of exchanges as the contract reads them."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from contracts.observations.observation import Observer, decoded_query, is_json, media_type_matches
from openapi.contract import Location, Parameter
from openapi.loading.document import load_contract
from tests.contracts.shop import AT, COUNTED, SHOP, exchange, observe, operation


def one(*args, **options):
    """Return one exchange as the contract reads it."""
    [seen] = observe(exchange(*args, **options))
    return seen


def test_an_exchange_belongs_to_the_operation_that_its_path_names():
    """An empty path parameter may name the list; what the request was made for does not matter."""
    seen = one("/v1/orders", made_for="showOrder")

    assert (seen.operation.id, seen.is_routed) == ("listOrders", True)


def test_head_belongs_to_get():
    """HEAD is GET without the body."""
    seen = one(method="HEAD")

    assert (seen.operation.id, seen.is_routed) == ("showOrder", True)


@pytest.mark.parametrize(
    "target", ["/v1/orders/7/", "/v1//7", "/orders/7", "/v1/orders/%zz", "/v1%2Forders/a"]
)
def test_a_path_that_names_nothing(target):
    """The exchange belongs to the operation it was made for, but is not routed."""
    seen = one(target)

    assert (seen.operation.id, seen.is_routed) == ("showOrder", False)


def test_a_slash_in_a_value_is_data():
    """A file, a network or a branch may have a slash in its name (RFC 3986, 2.2)."""
    seen = one("/v1/orders/a%2Fb")

    assert (seen.is_routed, seen.path_values) == (True, {"order_id": "a/b"})


def test_another_method_names_nothing():
    """DELETE is no operation of the shop."""
    assert not one(method="DELETE").is_routed


def test_parameters_are_typed():
    """Checks see values, not texts."""
    seen = one("/v1/orders/7", sent=(("x-shop", "corner"), ("X-Level", "3")))

    assert seen.parameters.path == {"order_id": 7}
    assert seen.parameters.header == {"x-shop": "corner", "x-level": 3}
    assert seen.is_valid_request


def test_an_invalid_request_is_known():
    """A text of the wrong type makes the request invalid."""
    assert not one("/v1/orders/seven").is_valid_request


def test_a_query_that_is_no_text_names_nothing():
    """A query whose bytes are not UTF-8 cannot be judged."""
    assert not one("/v1/orders?colour=%ff", made_for="listOrders").is_routed


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
    ("sent", "proved"),
    [
        ((("X-Token", "t"),), True),
        ((("x-token", "t"),), True),
        ((("X-Token", ""),), False),
        ((), False),
    ],
)
def test_credentials_are_recognised(sent, proved):
    """A request has credentials if it has the header of a security scheme."""
    assert one(sent=sent).has_credentials is proved


def test_an_exchange_of_no_operation_is_our_own_mistake():
    """An unknown path and an unknown operation cannot be attributed."""
    with pytest.raises(ValueError, match="belongs to no operation"):
        one("/v1/elsewhere", made_for="noSuchOperation")


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
    assert is_json(name) is json


def test_queries_are_decoded_in_order():
    """Repeated names, plus signs and brackets come out as they were meant."""
    assert decoded_query("a=1&b%5Bc%5D=+x&a=%2B&d") == [
        ("a", "1"), ("b[c]", " x"), ("a", "+"), ("d", ""),
    ]  # fmt: skip


def test_a_header_that_only_the_wire_writes_may_be_missing():
    """A documented Content-Length that only the HTTP client writes is no violation."""
    wanted = Parameter(
        name="Content-Length",
        location=Location.HEADER,
        is_required=True,
        schema=operation("showOrder").parameters[0].schema,
    )
    shown = operation("showOrder")
    changed = replace(shown, parameters=(*shown.parameters, wanted))
    contract = replace(
        SHOP, operations=tuple(changed if o is shown else o for o in SHOP.operations)
    )

    seen = Observer(contract).observe(exchange())

    assert seen.is_valid_request


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
