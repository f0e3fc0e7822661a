"""Tests of invalid and boundary values of parameters, against a live shop."""

import json

import pytest

from contracts.http.client.transport import BudgetExhausted
from contracts.http.requests.credentials import Credentials
from contracts.http.requests.targets import Target
from contracts.probes.parameters import run, unusual_requests
from openapi.loading.document import load_contract
from tests.contracts.probing import MINE, probed


def test_required_headers_are_left_out_emptied_and_repeated():
    """A missing, an empty and a repeated required header are tried."""
    with probed(run) as (_, server):
        shops = [[v for n, v in s.headers if n == "X-Shop"] for s in server.seen]

    assert [] in shops
    assert [""] in shops
    assert ["corner", "corner"] in shops


def test_values_next_to_the_bounds_are_sent():
    """Every number gets values inside, outside and far outside its bounds."""
    with probed(run, "listOrders") as (_, server):
        targets = " ".join(seen.target for seen in server.seen)

    assert all(f"start={value}" in targets for value in (499, 501, -1, 1, 2**31, 2**64, "abczq7"))


def test_a_query_parameter_is_repeated():
    """A parameter is sent twice."""
    with probed(run, "listOrders") as (_, server):
        targets = [seen.target for seen in server.seen]

    assert any(target.count("start=") == 2 for target in targets)


def test_the_path_gets_broken_escapes_and_an_extra_segment():
    """The path is varied beside its parameters."""
    with probed(run) as (_, server):
        targets = {seen.target for seen in server.seen}

    assert {"/v1/orders/7/zq7", "/v1/orders/7%FF", "/v1/orders/7%zz", "/v1/orders/7%00"} <= targets


def test_no_probe_sends_an_escaped_slash():
    """A framework may route such a path elsewhere, and then its page shows nothing."""
    with probed(run) as (_, server):
        targets = [seen.target for seen in server.seen]

    assert any("%3Cscript%3Ezq7" in target for target in targets)
    assert not any("%2F" in target for target in targets)


def test_unsafe_operations_get_no_valid_request():
    """No request is sent, as no parameter of this operation can be invalid."""
    with probed(run, "createOrder") as (exchanges, _):
        assert exchanges == ()


CREATING = {
    "openapi": "3.0.3",
    "info": {"title": "t", "version": "1"},
    "paths": {
        "/drawers/{drawer_id}/items": {
            "post": {
                "operationId": "create",
                "parameters": [
                    {
                        "name": "drawer_id",
                        "in": "path",
                        "required": True,
                        "schema": {"type": "integer", "minimum": 1},
                        "example": 3,
                    },
                    {
                        "name": "X-Who",
                        "in": "header",
                        "required": True,
                        "schema": {"type": "string"},
                        "example": "me",
                    },
                ],
                "requestBody": {
                    "content": {
                        "application/json": {
                            "schema": {"type": "object"},
                            "example": {"name": "spoon"},
                        }
                    }
                },
                "responses": {"201": {"description": "Made."}},
            }
        }
    },
}


def test_unsafe_operations_get_invalid_parameters_with_a_valid_body(tmp_path):
    """Every request is invalid, so a healthy server changes nothing."""
    path = tmp_path / "creating.json"
    path.write_text(json.dumps(CREATING), encoding="utf-8")
    contract = load_contract(path)
    target = Target(contract=contract, origin="http://127.0.0.1:4010")
    found = dict(unusual_requests(target, contract.operations[0], Credentials()))

    assert {"drawer_id: no number", "drawer_id: just beyond the minimum", "X-Who: missing"} <= {
        *found
    }
    assert {raw.request.body for raw in found.values()} == {b'{"name":"spoon"}'}
    assert not {"drawer_id: just inside the minimum", "X-Who: markup", "a path too long"} & {*found}


def test_an_exhausted_budget_ends_the_probe():
    """The error reaches the caller."""
    with pytest.raises(BudgetExhausted), probed(run, "showOrder", MINE, max_requests=3):
        pass
