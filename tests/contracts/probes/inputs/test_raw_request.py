"""Tests of documented requests in their parts."""

from dataclasses import replace

from contracts.http.requests.credentials import Credentials
from contracts.probes.inputs.raw_request import documented_request, short_page_request
from openapi.contract import Location
from tests.contracts.shop import TARGET, operation

NO_CREDENTIALS = Credentials()


def order():
    """Return the request for an order."""
    return documented_request(TARGET, operation("showOrder"), NO_CREDENTIALS)


def test_the_parts_make_the_documented_request():
    """Target and headers are complete."""
    made = order().request

    assert (made.method, made.target) == ("GET", "/v1/orders/7")
    assert ("X-Shop", "corner") in made.headers


def test_a_path_parameter_takes_any_bytes():
    """The raw text is not escaped again."""
    number = operation("showOrder").parameter(Location.PATH, "order_id")

    assert order().with_value(number, "7%00abc").request.target == "/v1/orders/7%00abc"


def test_a_documented_path_is_percent_encoded():
    """A path may be documented with spaces and letters that a request cannot have."""
    odd = replace(order(), template="/v1/café%2Fx/the orders/{order_id}")

    assert odd.request.target == "/v1/caf%C3%A9%2Fx/the%20orders/7"


def test_a_query_parameter_is_replaced_added_and_left_out():
    """A request may have a value once, twice, or not at all."""
    count = operation("listOrders").parameter(Location.QUERY, "count")
    base = documented_request(TARGET, operation("listOrders"), NO_CREDENTIALS)
    twice = base.with_value(count, "1").with_extra_value(count, "%zz")

    assert twice.request.target == "/v1/orders?count=1&count=%zz"
    assert twice.without_value(count).request.target == "/v1/orders"


def test_a_header_is_replaced_added_and_left_out():
    """A request may have a header once, twice, or not at all."""
    shop = operation("showOrder").parameter(Location.HEADER, "X-Shop")
    twice = order().with_value(shop, "").with_extra_value(shop, "b")

    assert [value for name, value in twice.headers if name == "X-Shop"] == ["", "b"]
    assert "X-Shop" not in dict(twice.without_value(shop).headers)
    assert dict(order().with_header("x-shop", "c").headers)["x-shop"] == "c"


def test_a_short_page_of_a_list_is_requested():
    """The limit is 2; other operations are requested as documented."""
    assert short_page_request(TARGET, operation("showOrder"), NO_CREDENTIALS) == order()
    assert short_page_request(
        TARGET, operation("listOrders"), NO_CREDENTIALS
    ).request.target.endswith("count=2")


def test_a_header_is_replaced_or_left_out_in_any_case():
    """Names of headers have no case."""
    base = order()

    assert dict(base.with_header("x-SHOP", "market").request.headers)["x-SHOP"] == "market"
    assert "X-Shop" not in dict(base.with_header("x-SHOP", "market").request.headers)
    assert "X-Shop" not in dict(base.without_header("x-shop").request.headers)
