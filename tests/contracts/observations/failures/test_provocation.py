"""Tests of which parts of a request may have provoked an answer."""

from datetime import UTC, datetime

import pytest

from contracts.http.messages.exchange import Exchange, Purpose, Request, Response
from contracts.observations.failures.provocation import (
    BROKEN_ESCAPE,
    CONTROLLED,
    NOT_UTF8,
    fewest_parts,
    named,
    provoking_parts,
)
from contracts.observations.observer import Observer
from openapi.loading.document import load_contract
from tests.contracts.shop import exchange, observe


def parts(target="/v1/orders/7", **options):
    """Return the provoking parts of a request."""
    [seen] = observe(exchange(target, **options))
    return provoking_parts(seen)


def put(contract, sent, purpose, target="/books/7"):
    """Return a PUT with a body that failed."""
    request = Request(method="PUT", origin="http://a", target=target, headers=sent, body=b"{}")
    return Observer(contract).observe(
        Exchange(
            number=1,
            request=request,
            response=Response(status=500),
            purpose=purpose,
            operation="write",
            at=datetime(2026, 11, 21, tzinfo=UTC),
            elapsed_seconds=0.1,
        )
    )


def test_a_plain_request_has_none():
    """A documented request that fails is not to blame in any part."""
    assert parts(purpose=Purpose.DOCUMENTED) == ()


def test_an_invalid_part_comes_before_all_others():
    """What the contract forbids provokes a failure sooner than what it leaves open."""
    assert parts("/v1/orders?start=x&colour=green", made_for="listOrders") == ("query start",)


def test_optional_values_may_be_to_blame():
    """Of a valid request they are what a plain one does not have."""
    assert parts("/v1/orders?count=5&colour=green", made_for="listOrders") == (
        "query colour",
        "query count",
    )


def test_an_unusual_header_is_a_part():
    """A header that the contract does not name may be what a server stumbles over."""
    sent = (("X-Shop", "corner"), ("If-None-Match", '"zq7"'))

    assert parts(sent=sent, purpose=Purpose.CONDITION) == ("header if-none-match",)


def test_a_header_for_all_requests_is_no_part():
    """What `--header` adds is in every request, so that it separates none from another."""
    assert parts(sent=(("X-Shop", "corner"), ("X-Tenant", "a")), purpose=Purpose.DOCUMENTED) == ()


def test_the_id_counts_where_ids_are_tried():
    """A header that is tried with a plain path is to blame alone."""
    sent = (("X-Shop", "corner"), ("If-None-Match", '"zq7"'))

    assert parts("/v1/orders/99", purpose=Purpose.PARAMETER) == ("path order_id",)
    assert parts("/v1/orders/99", sent=sent, purpose=Purpose.METHOD) == ("header if-none-match",)


def test_a_generated_value_of_a_header_may_be_to_blame(tmp_path):
    """An optional header is in no plain request; one that all requests have is not to blame."""
    path = tmp_path / "books.yaml"
    path.write_text(
        "openapi: 3.0.3\ninfo: {title: Books, version: '1'}\npaths:\n  /books:\n    get:\n"
        "      operationId: list\n      responses: {'200': {description: Books}}\n"
        "      parameters:\n"
        "        - {name: If-Match, in: header, schema: {type: string}}\n"
        "        - {name: X-Shop, in: header, required: true, schema: {type: string}}\n",
        encoding="utf-8",
    )
    sent = (("Accept-Encoding", "gzip, deflate"), ("Accept", "*/*"), ("X-Shop", "zq"))

    def blamed(*headers):
        made = exchange("/books", made_for="list", sent=(*sent, *headers))
        return provoking_parts(*observe(made, contract=load_contract(path)))

    assert blamed() == ()
    assert blamed(("If-Match", "*x")) == ("header If-Match",)


@pytest.mark.parametrize(
    ("media_type", "purpose", "blamed"),
    [
        ("application/json", Purpose.GENERATED, ("generated body", "path id")),
        ("multipart/form-data; boundary=b", Purpose.GENERATED, ("generated body", "path id")),
        ("application/json", Purpose.PARAMETER, ("path id",)),
        ("application/json", Purpose.DOCUMENTED, ()),
    ],
)
def test_a_generated_body_may_be_to_blame(tmp_path, media_type, purpose, blamed):
    """The id of the path is not blamed alone for what the server makes of a generated body."""
    path = tmp_path / "books.yaml"
    path.write_text(PLAIN_BODY)
    seen = put(load_contract(path), (("Content-Type", media_type),), purpose)

    assert provoking_parts(seen) == blamed
    assert named(("generated body", "path id")) == "body and id"


def test_a_generated_form_may_be_to_blame_beside_an_invalid_part(tmp_path):
    """Whether a form is valid is not judged, so an invalid parameter is not blamed alone."""
    path = tmp_path / "books.yaml"
    path.write_text(PLAIN_BODY.replace("{type: string}", "{type: integer}"))
    contract = load_contract(path)
    form, json = (
        (("Content-Type", kind),)
        for kind in ("multipart/form-data; boundary=b", "application/json")
    )

    assert provoking_parts(put(contract, form, Purpose.GENERATED, "/books/x")) == (
        "generated body",
        "path id",
    )
    assert provoking_parts(put(contract, json, Purpose.GENERATED, "/books/x")) == ("path id",)


def test_the_smallest_set_is_to_blame():
    """A part that fails alone is to blame for every combination with it."""
    both, one, other = ("query a", "query b"), ("query a",), ("query c",)

    assert fewest_parts(both, {one, other}) == one
    assert fewest_parts(both, {other}) == both
    assert fewest_parts((), {one}) == ()


def test_parts_are_named_for_people():
    """Without their location, and counted where there are many."""
    assert named(("query a",)) == "a"
    assert named(("path a", "query b", "query c")) == "a, b and c"
    assert named(tuple(f"query {n}" for n in range(9))) == "9 parameters"


PLAIN_BODY = """
openapi: 3.0.3
info: {title: Books, version: "1"}
paths:
  /books/{id}:
    put:
      operationId: write
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      requestBody: {content: {application/json: {schema: {type: object}}, multipart/form-data: {}}}
      responses: {"200": {description: written}}
"""


@pytest.mark.parametrize(
    ("sent", "blamed"),
    [
        ((), ("header Content-Type missing",)),
        ((("Content-Type", "text/plain"),), ("header Content-Type",)),
        ((("Content-Type", "application/json; charset=utf-8"),), ("path id",)),
    ],
)
def test_the_missing_type_of_a_body_is_to_blame_before_other_parts(tmp_path, sent, blamed):
    """A server that stumbles over a body without Content-Type has no fault with its path."""
    path = tmp_path / "books.yaml"
    path.write_text(PLAIN_BODY)
    seen = put(load_contract(path), sent, Purpose.PARAMETER)

    assert provoking_parts(seen) == blamed


@pytest.mark.parametrize(
    "target", ["/v1/orders/caf%E9", "/v1/orders/caf%E9?start=x", "/v1/orders%FF"]
)
def test_no_parameter_is_to_blame_for_a_path_that_is_no_utf_8(target):
    """None of them can be read, and none is missing."""
    assert parts(target) == (NOT_UTF8,)
    assert named(parts(target)) == "a path that is no UTF-8"


@pytest.mark.parametrize("target", ["/v1/orders/a%0D%0Ab", "/v1/orders/%00", "/v1/orders/%C2%85"])
def test_no_parameter_is_to_blame_for_a_control_character(target):
    """A path with one is no path of an operation, and none of its parameters is missing."""
    assert parts(target) == (CONTROLLED,)


@pytest.mark.parametrize("target", ["/v1/orders/%zz", "/v1/orders%4"])
def test_no_parameter_is_to_blame_for_a_broken_escape(target):
    """Such a path is no path of an operation either."""
    assert parts(target) == (BROKEN_ESCAPE,)


def test_the_parameter_that_is_no_utf_8_is_to_blame():
    """The rest of the query is not read either, but is as it should be."""
    found = parts("/v1/orders?colour=green&start=caf%E9", made_for="listOrders")

    assert found == ("query start",)


def test_a_path_of_many_scripts_is_like_any_other():
    """Its parameter can be read."""
    assert parts("/v1/orders/caf%C3%A9") == ("path order_id",)
