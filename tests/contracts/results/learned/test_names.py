"""Tests of the names of components."""

import pytest

from contracts.observations.shapes.shape import shape_of
from contracts.results.learned.names import component_name, root_name


@pytest.mark.parametrize(
    ("method", "path", "status", "body", "name"),
    [
        ("GET", "/v1/orders/{order_id}", 200, {"id": 7}, "order"),
        ("POST", "/v1/orders", 201, {"id": 7}, "order"),
        ("GET", "/v1/orders", 200, [{"id": 7}], "orders"),
        ("GET", "/v1/orders", 200, {"items": [{"id": 7}]}, "order list"),
        ("GET", "/api/status", 200, {"ok": True}, "status"),
        ("GET", "/api", 200, {"ok": True}, "root"),
        ("GET", "/v1/orders/{order_id}", 404, {"message": "none"}, "error"),
    ],
)
def test_a_body_has_the_name_of_its_resource(method, path, status, body, name):
    """One of several is singular; a refusal is an error, whatever was asked for."""
    assert root_name(method, path, status, shape_of(body)) == name


def test_a_name_can_be_used_in_a_reference():
    """Other letters than those of component names are left out, and no name is given twice."""
    assert component_name("order-items~1 é", ()) == "OrderItems1"
    assert component_name("é", {"Object"}) == "Object2"
