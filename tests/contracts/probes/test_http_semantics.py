"""Tests of HTTP variants of one operation, against a live shop."""

import json
from dataclasses import replace

from contracts.http.messages.exchange import HTTP_1_0, Purpose
from contracts.observations.failures.chance import EQUIVALENTS
from contracts.probes import http_semantics
from contracts.probes.http_semantics import run, undocumented_methods
from openapi.loading.document import load_contract
from openapi.routing import Router
from tests.contracts.live import Reply
from tests.contracts.probing import probed
from tests.contracts.shop import SHOP


def of(exchanges, purpose):
    """Return the exchanges of one purpose."""
    return [exchange for exchange in exchanges if exchange.purpose is purpose]


def test_only_safe_methods_are_sent():
    """At most 40 requests are sent, and none that may change state."""
    with probed(run) as (exchanges, server):
        assert server.methods == {"GET", "HEAD", "OPTIONS"}
        assert 0 < len(exchanges) <= 40


def test_other_methods_are_sent_when_allowed():
    """Only methods that the contract does not name are sent."""
    with probed(run, "listOrders", is_unsafe=True) as (_, server):
        assert server.methods >= {"PUT", "DELETE", "TRACE"}
        assert "POST" not in server.methods


def test_methods_of_another_template_are_documented(tmp_path):
    """What deletes option `all` is documented, though under another path."""
    answer = {"responses": {"200": {"description": "ok"}}}
    number = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
    document = {
        "openapi": "3.0.3",
        "info": {"title": "x", "version": "1"},
        "paths": {
            "/options/all": {"get": answer},
            "/options/{id}": {"delete": {**answer, "parameters": [number]}},
            "/options/{id}/more": {"post": {**answer, "parameters": [number]}},
        },
    }
    path = tmp_path / "d.json"
    path.write_text(json.dumps(document))

    found = [*undocumented_methods(load_contract(path), "/options/all")]

    assert found == ["POST", "PUT", "PATCH", "TRACE"]


def test_the_paths_of_an_api_are_read_once_for_all_of_its_operations(monkeypatch):
    """Of a document with 3,000 operations, each would be compared with each."""
    made = []

    def counted(contracts):
        made.append(contracts)
        return Router(contracts)

    monkeypatch.setattr(http_semantics, "Router", counted)
    contract = replace(SHOP, title="another one")

    found = [[*undocumented_methods(contract, path)] for path in ("/v1/orders", "/v1/nowhere")]

    assert found == [["PUT", "PATCH", "DELETE", "TRACE"], [*http_semantics.UNSAFE_METHODS]]
    assert len(made) == 1


def test_unsafe_operations_are_left_alone():
    """HEAD has no meaning for an operation that creates."""
    with probed(run, "createOrder", is_unsafe=True) as (exchanges, _):
        assert exchanges == ()


def test_head_is_sent_between_two_gets():
    """This is done for an existing and for a missing resource."""
    with probed(run) as (exchanges, _):
        methods = [exchange.request.method for exchange in exchanges[:6]]

    assert methods == ["GET", "HEAD", "GET", "GET", "HEAD", "GET"]


def test_a_request_without_accept_is_sent():
    """The client adds no header of its own."""
    with probed(run) as (exchanges, server):
        [number] = [e.number for e in exchanges if e.note == "without Accept"]

        assert server.seen[number - 1].header("Accept") is None
        assert server.seen[number].header("Accept") == "*/*"


def test_a_request_in_http_1_0_is_sent():
    """One GET is sent in HTTP/1.0, as old proxies and health checks do."""
    with probed(run) as (exchanges, _):
        [old] = of(exchanges, Purpose.PROTOCOL)

    assert (old.request.method, old.request.version) == ("GET", HTTP_1_0)
    assert old.response.status == 200


def test_two_requests_share_a_connection():
    """The order is: alone, another one, second after it, alone again."""
    with probed(run) as (exchanges, _):
        alone, first, second, again = of(exchanges, Purpose.CONNECTION)

    assert alone.request == second.request == again.request != first.request
    assert second.compared_to == again.compared_to == alone.number


def test_equivalent_requests_are_sent_between_two_usual_ones():
    """A check can see whether the resource itself has changed."""
    with probed(run) as (exchanges, _):
        equal = of(exchanges, Purpose.EQUIVALENT)

    assert equal[0].request == equal[-1].request
    assert {exchange.compared_to for exchange in equal[1:]} == {equal[0].number}
    assert len(equal) > 3


def test_refused_notation_is_sent_again():
    """One refusal may be chance, so each is sent again until it is accepted, or often enough."""

    def answer(seen):
        return Reply(status=400) if "%" in seen.target else Reply()

    with probed(run, answer=answer) as (exchanges, _):
        escaped = [each for each in of(exchanges, Purpose.EQUIVALENT) if "%" in each.request.target]

    assert len(escaped) % EQUIVALENTS == 0
    assert escaped
