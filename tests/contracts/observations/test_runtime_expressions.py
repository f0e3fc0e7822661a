"""Tests of the runtime expressions of links."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.observations.runtime_expressions import evaluate
from tests.contracts.shop import ORIGIN, exchange, observe


def seen(body=b'{"total": 3, "deep": {"a/b": ["x"]}}'):
    """Return an answer to a request with a path, a query, a header and a body."""
    sent = exchange("/v1/orders/7?start=4&phrase=a%20b", {"id": 9, "done": None, "is": True})
    request = replace(sent.request, body=body)
    return observe(replace(sent, request=request))[0]


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("$response.body#/id", "9"),
        ("$response.body#/is", "true"),
        ("$response.body#/done", None),
        ("$response.body#/none", None),
        ("$response.body#id", None),
        ("$response.body", None),
        ("$response.header.x-count", "3"),
        ("$response.header.X-None", None),
        ("$request.path.order_id", "7"),
        ("$request.query.phrase", "a b"),
        ("$request.header.x-shop", "corner"),
        ("$request.body#/total", "3"),
        ("$request.body#/deep/a~1b/0", "x"),
        ("$request.cookie.a", None),
        ("$response.status", None),
        ("$nothing", None),
        ("$method", "GET"),
        ("$statusCode", "200"),
        ("$url", f"{ORIGIN}/v1/orders/7?start=4&phrase=a%20b"),
        ("order-{$response.body#/id}-{$method}", "order-9-GET"),
        ("order-{$response.body#/none}", None),
        ("constant", "constant"),
        (5, "5"),
        ({"a": 1}, None),
    ],
)
def test_an_expression_has_the_value_of_its_place(expression, value):
    """Each form that OpenAPI describes; what is not there is no value."""
    assert evaluate(expression, seen()) == value


@given(expression=st.text(st.sampled_from("${}#/.~0 bodyrequestpnah"), max_size=40))
def test_any_text_is_read(expression):
    """A document may have any text as an expression."""
    assert isinstance(evaluate(expression, seen(b"\xff")), str | None)
    assert isinstance(evaluate(f"$response.{expression}", seen()), str | None)
