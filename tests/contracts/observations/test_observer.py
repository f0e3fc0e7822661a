"""Tests of how the contract reads exchanges: the operation, its parameters and credentials."""

from dataclasses import replace

import pytest

from contracts.observations.observer import Observer, decoded_query
from openapi.contract import Location, Parameter
from tests.contracts.shop import SHOP, exchange, observe, operation


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


def test_a_query_that_is_no_text_names_nothing():
    """A query whose bytes are not UTF-8 cannot be judged."""
    assert not one("/v1/orders?colour=%ff", made_for="listOrders").is_routed


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
