"""A request's parameters, or why it is refused."""

import pytest

from mock_server.http.problems import RequestRejected
from mock_server.http.requests import read_head
from mock_server.http.validation.parameters import read_valid_parameters
from openapi.routing import Router
from tests.mock_server.asgi_client import scope_of


def head(contracts, target, *headers):
    """Return the head of a request for an operation."""
    return read_head(scope_of("GET", target, headers), Router(contracts).find)


def test_parameters_are_typed(packaged):
    """A documented number is parsed as a number."""
    asked = head(packaged, "/subscriptions/imports?page%5Blimit%5D=7")

    assert read_valid_parameters(asked.operation, asked).query == {"page[limit]": 7}


def test_lists_and_booleans_are_typed(warehouse):
    """Numbers, booleans and lists have the types of the contract."""
    target = "/api/v1/depots/7/goods?count=5&fragile=true&sizes=10,12"
    asked = head([warehouse], target, ("X-Client-Level", "2"))
    parameters = read_valid_parameters(asked.operation, asked)

    assert parameters.query == {"count": 5, "fragile": True, "sizes": [10, 12]}
    assert parameters.path == {"depot_id": 7}


def test_every_violation_is_reported_at_once(packaged):
    """A client can fix all its errors at once."""
    asked = head(packaged, "/subscriptions/imports?page%5Blimit%5D=x&page%5Boffset%5D=-1")

    with pytest.raises(RequestRejected) as caught:
        read_valid_parameters(asked.operation, asked)
    assert caught.value.status == 400
    assert "page[offset] is -1" in caught.value.message
    assert "; query parameter page[limit]" in caught.value.message


def test_a_documented_example_is_accepted_although_its_schema_does_not_allow_it(contract_from):
    """Who copies a value from the documentation is not refused; any other value is judged."""
    parameter = "{name: day, in: query, example: '2025-10-15T13:50:20Z', schema: {format: date}}"
    operation = f"{{parameters: [{parameter}], responses: {{'200': {{description: x}}}}}}"
    contract = contract_from(f"paths: {{/a: {{get: {operation}}}}}")

    asked = head([contract], "/a?day=2025-10-15T13:50:20Z")
    assert read_valid_parameters(asked.operation, asked).query == {"day": "2025-10-15T13:50:20Z"}
    asked = head([contract], "/a?day=2025-10-15T13:50:21Z")
    with pytest.raises(RequestRejected):
        read_valid_parameters(asked.operation, asked)


def test_refusal_knows_each_parameter(packaged):
    """A refusal in the API's format names where a parameter is sent, and the parameter."""
    asked = head(packaged, "/subscriptions/imports?page%5Blimit%5D=x&page%5Boffset%5D=y")

    with pytest.raises(RequestRejected) as caught:
        read_valid_parameters(asked.operation, asked)
    places = {each.place for each in caught.value.reasons}
    assert places == {("query", "page[limit]"), ("query", "page[offset]")}
