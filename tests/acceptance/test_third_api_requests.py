"""What a third API takes and refuses by its document alone, in its own words."""

import json

import pytest

from tests.acceptance.cases import cases
from tests.acceptance.refusals import assert_problem, assert_warehouse_refusal
from tests.acceptance.third_api import GOODS, KETTLE, ask, post


@cases(
    "query",
    {
        "array-repeated": b"colours=red&colours=blue",
        "array-of-one": b"colours=green",
        "array-with-commas": b"sizes=10,12",
        "array-with-escaped-commas": b"sizes=10%2C12",
        "boolean": b"fragile=false",
        "number": b"heavier_than=2.5",
        "number-whole": b"heavier_than=2",
        "number-exponent": b"heavier_than=2.5e1",
        "date-time": b"changed_since=2024-02-29T08:30:00Z",
        "date-time-offset": b"changed_since=2024-02-29T08:30:00.5%2B02:00",
        "date": b"best_before=2024-02-29",
        "uuid": b"batch=00000000-0000-0000-0000-000000000000",
        "unknown": b"unknown=parameter",
    },
)
def test_valid_parameters_are_taken(warehouse, query):
    """Arrays, booleans, numbers, dates and UUIDs are taken as OpenAPI writes them."""
    answer = ask(warehouse, GOODS + b"?" + query)

    assert answer.status == 200


@cases(
    "query",
    {
        "start-text": b"start=abc",
        "start-leading-zero": b"start=01",
        "start-too-big": b"start=5001",
        "count-zero": b"count=0",
        "count-too-big": b"count=51",
        "count-repeated": b"count=1&count=1",
        "array-item-unknown": b"colours=red&colours=pink",
        "array-too-long": b"colours=red&colours=green&colours=blue&colours=red",
        "array-item-no-integer": b"sizes=10,x",
        "array-item-empty": b"sizes=10,,12",
        "array-item-too-big": b"sizes=100",
        "array-empty": b"sizes=",
        "boolean-capitals": b"fragile=TRUE",
        "boolean-number": b"fragile=1",
        "boolean-empty": b"fragile=",
        "number-nan": b"heavier_than=nan",
        "number-infinity": b"heavier_than=inf",
        "number-overflow": b"heavier_than=1e400",
        "number-underscore": b"heavier_than=1_0",
        "number-below": b"heavier_than=-0.5",
        "number-comma": b"heavier_than=2,5",
        "date-time-text": b"changed_since=yesterday",
        "date-time-only-a-day": b"changed_since=2024-02-29",
        "date-time-no-such-day": b"changed_since=2023-02-29T08:30:00Z",
        "date-no-such-day": b"best_before=2025-02-30",
        "date-short": b"best_before=2025-2-3",
        "uuid-text": b"batch=not-a-uuid",
        "uuid-no-dashes": b"batch=3f1c2b7e8f0d4a559b1e6a1d2c3b4e5f0",
    },
)
def test_invalid_parameters_are_refused(warehouse, query):
    """What the schema does not allow gets 400 in this API's own words and media type."""
    answer = ask(warehouse, GOODS + b"?" + query)

    assert answer.status == 400
    assert_warehouse_refusal(answer)


@cases(
    "line, status",
    {
        "valid": (b"X-Client-Level: 2", 200),
        "lower-case": (b"x-client-level: 9", 200),
        "text": (b"X-Client-Level: two", 400),
        "hexadecimal": (b"X-Client-Level: 0x2", 400),
        "too-big": (b"X-Client-Level: 10", 400),
    },
)
def test_integer_header_is_read_as_an_integer(warehouse, line, status):
    """A header with an integer schema is taken when it is one, and refused when it is not."""
    answer = ask(warehouse, GOODS, headers=[line])

    assert answer.status == status


@cases(
    "target",
    {
        "depot-zero": b"/api/v1/depots/0/goods",
        "depot-text": b"/api/v1/depots/seven/goods",
        "depot-leading-zero": b"/api/v1/depots/07/goods",
        "code-pattern": GOODS + b"/ke-0007",
        "code-and-newline": GOODS + b"/KE-0007%0a",
        "uuid": b"/api/v1/stocktakes/1",
        "trailing-slash": GOODS + b"/",
        "base-path": b"/api/v1",
        "unknown": b"/api/v1/nothing",
    },
)
def test_path_that_names_nothing_is_refused(warehouse, target):
    """Below the base path, every refusal has this API's own shape."""
    answer = ask(warehouse, target)

    assert answer.status in {400, 404}
    assert_warehouse_refusal(answer)


@pytest.mark.parametrize("target", [b"/", b"/api/v2/pulse", b"/api/v10", b"/depots/7/goods"])
def test_path_outside_the_base_path_is_a_problem(warehouse, target):
    """Outside the base path no API answers, so the tool does."""
    answer = ask(warehouse, target)

    assert answer.status == 404
    assert_problem(answer)


def test_method_that_is_not_documented_names_those_that_are(warehouse):
    """405 names every method of the path, documented or automatic."""
    answer = ask(warehouse, GOODS, method=b"DELETE")

    assert answer.status == 405
    assert answer.words("allow") == {"get", "head", "options", "post"}
    assert_warehouse_refusal(answer)


def test_post_gets_the_documented_answer(warehouse):
    """A valid body gets 201, the example, and the documented Location."""
    answer = post(warehouse, json.dumps(KETTLE).encode())

    assert answer.status == 201
    assert answer.json() == {**KETTLE, "fragile": False, "best_before": None}
    assert answer.header("location") == "/api/v1/depots/7/goods/KE-0008"


def test_post_is_read_in_chunks_too(warehouse):
    """A body of unknown length is a body."""
    text = json.dumps(KETTLE).encode()
    answer = ask(
        warehouse,
        GOODS,
        method=b"POST",
        headers=[b"Content-Type: application/json; charset=utf-8", b"Transfer-Encoding: chunked"],
        body=b"%x\r\n%b\r\n0\r\n\r\n" % (len(text), text),
    )

    assert answer.status == 201


@cases(
    "body",
    {
        "missing": b"",
        "blank": b" ",
        "not-json": b"{",
        "two-values": b"{} {}",
        "wrong-type": b"[]",
        "missing-field": b'{"code": "KE-0008", "label": "Kettle"}',
        "unknown-field": json.dumps({**KETTLE, "colour": "red"}).encode(),
        "wrong-pattern": json.dumps({**KETTLE, "code": "kettle"}).encode(),
        "text-for-number": json.dumps({**KETTLE, "kilograms": "1.25"}).encode(),
        "nan": b'{"code": "KE-0008", "label": "Kettle", "kilograms": NaN}',
        "duplicate-key": b'{"code": "KE-0008", "code": "KE-0008", "label": "K", "kilograms": 1}',
        "not-utf-8": b'{"code": "KE-0008", "label": "\xff", "kilograms": 1}',
        "utf-16": json.dumps(KETTLE).encode("utf-16"),
        "deep": b"[" * 100_000,
        "huge-integer": b'{"code": "KE-0008", "label": "K", "kilograms": ' + b"1" * 5000 + b"}",
    },
)
def test_post_of_a_bad_body_is_refused(warehouse, body):
    """A body that the schema does not allow, or that is no JSON, gets 400 or 422."""
    answer = post(warehouse, body)

    assert answer.status in {400, 422}
    assert_warehouse_refusal(answer)


@pytest.mark.parametrize(
    "content_type", [b"text/plain", b"garbage", b"", b"multipart/form-data", b"application/xml"]
)
def test_post_in_another_media_type_is_refused(warehouse, content_type):
    """A body in a media type that is not documented gets 415 in this API's own words."""
    answer = post(warehouse, json.dumps(KETTLE).encode(), content_type)

    assert answer.status == 415
    assert_warehouse_refusal(answer)


def test_post_of_a_huge_body_is_refused(warehouse):
    """A body beyond every sense is refused with a 4xx, not stored."""
    answer = post(warehouse, b'"' + b"a" * 34_000_000 + b'"')

    assert 400 <= answer.status < 500
