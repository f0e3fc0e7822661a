"""Tests of finding the API of a recorded request."""

from dataclasses import replace

import pytest

from contracts.http.messages.exchange import Request
from contracts.run.recorded.places import Places, create_places
from openapi.contract import Server
from tests.contracts.shop import SHOP


def found(url, *urls, contract=SHOP):
    """Return the operation for a GET, `no operation` for another path of the API, else ``."""
    origin, _, path = url.partition("/v")
    _, places = create_places([contract], urls)
    place = Places(places).find(Request(method="GET", origin=origin, target=f"/v{path}"))
    if place.place is None:
        return ""
    return place.operation.id if place.operation else "no operation"


@pytest.mark.parametrize(
    ("url", "operation"),
    [
        ("https://shop.example/v1/orders", "listOrders"),
        ("https://shop.example/v1/carts", "no operation"),
        ("https://shop.example/v10/orders", ""),
        ("http://shop.example/v1/orders", ""),
        ("https://other.example/v1/orders", ""),
        ("http://127.0.0.1:4010/v1/orders", "listOrders"),
        ("http://localhost/v1/carts", "no operation"),
        ("http://localhost/vendor.js", ""),
        ("http://local.host:x/v1/orders", ""),
    ],
)
def test_documented_servers_and_this_machine_are_the_api(url, operation):
    """Another host, scheme or base path is another place."""
    assert found(url) == operation


def test_only_the_named_place_counts():
    """With `--url`, neither the documented server nor this machine is the API."""
    named = "https://test.example/v2"

    assert found("https://test.example/v2/orders", named) == "listOrders"
    assert found("https://shop.example/v1/orders", named) == ""
    assert found("http://localhost/v1/orders", named) == ""


def test_every_documented_server_counts():
    """Each has its own base path; a URL with a variable names no host."""
    servers = (Server(url="https://a.example/v1"), Server(url="https://b.example/v2"))
    unknown = Server(url="https://{region}.example/v3")
    shop = replace(SHOP, servers=(*servers, unknown, Server(url="/v1")))

    assert found("https://a.example/v1/orders", contract=shop) == "listOrders"
    assert found("https://b.example/v2/orders", contract=shop) == "listOrders"
    assert found("https://b.example/v1/orders", contract=shop) == ""
