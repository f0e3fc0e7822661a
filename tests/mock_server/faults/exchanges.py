"""Healthy exchanges, and the answers that faults make of them."""

from dataclasses import replace
from typing import Any

from mock_server.faults.model.fault import Fault
from mock_server.faults.model.healthy_exchange import HealthyExchange
from mock_server.faults.model.response_plan import ResponsePlan
from mock_server.faults.search.healthy_bodies import example_parameters, healthy_bodies
from mock_server.http.negotiation import concrete_status
from mock_server.http.responses import prepare_response
from openapi.contract import Contract, Operation
from openapi.json.parsing import dump_json, parse_json


def exchange_of(
    contract: Contract,
    operation: Operation,
    *,
    status: str = "",
    query: dict[str, Any] | None = None,
    ordinal: int = 0,
    body: Any = None,
) -> HealthyExchange:
    """Return an exchange with the first healthy body of a documented answer."""
    response = operation.exact_response(status) if status else operation.success
    assert response is not None
    code = concrete_status(operation, response)
    media = response.media_type()
    if media is None:
        answer = prepare_response(code)
    else:
        bodies = healthy_bodies(contract, operation, response, media)
        sent = dump_json(body if body is not None else bodies[0])
        answer = prepare_response(code, media_type=media.name, body=sent)
    return HealthyExchange(
        contract=contract,
        operation=operation,
        answer=answer,
        parameters=example_parameters(operation, query=query),
        fire_count=ordinal,
    )


def exchange_for(contract: Contract, fault: Fault) -> HealthyExchange:
    """Return an exchange to which a fault of an operation applies."""
    operation = contract.operation(fault.operation)
    assert operation is not None
    typed = {name: int(text) if text.isdigit() else text for name, text in fault.query}
    return exchange_of(contract, operation, status=fault.statuses[0], query=typed)


def faulty(fault: Fault, exchange: HealthyExchange, ordinal: int = 0) -> ResponsePlan:
    """Return the plan of a fault that has fired `ordinal` times before."""
    plan = fault.plan(replace(exchange, fire_count=ordinal))
    assert plan is not None, f"{fault.id} does not apply to {exchange.operation.id}"
    return plan


def body_of(plan: ResponsePlan) -> Any:
    """Return the JSON value that a plan sends."""
    return parse_json(plan.body)
