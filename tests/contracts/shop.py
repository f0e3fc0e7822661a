"""The made-up shop as contract, and exchanges with it, for tests of what judges them."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from contracts.http.messages.exchange import Exchange, Headers, Purpose, Request, Response
from contracts.http.requests.targets import Target
from contracts.observations.evidence import Evidence
from contracts.observations.observation import Observation
from contracts.observations.observer import Observer
from openapi.contract import Contract, Operation
from openapi.loading.document import load_contract

VARIABLES = frozenset({"SHOP_TOKEN", "SHOP_NAME"})
"""What the document may read from the environment."""

SPEC = Path(__file__).parents[1] / "fixtures" / "shop" / "shop.yaml"
SHOP = load_contract(SPEC)
ORIGIN = "http://127.0.0.1:4010"
TARGET = Target(contract=SHOP, origin=ORIGIN)
AT = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
ORDER: Mapping[str, Any] = {"id": 7, "status": "open", "total": 10, "done": 4, "failed": 1}
JSON_TYPE = (("Content-Type", "application/json"),)
COUNTED = (*JSON_TYPE, ("X-Count", "3"))


def operation(name: str) -> Operation:
    """Return one of the shop's operations."""
    found = SHOP.operation(name)
    assert found is not None
    return found


def exchange(
    target: str = "/v1/orders/7",
    body: Any = ORDER,
    *,
    status: int = 200,
    method: str = "GET",
    sent: Headers = (("X-Shop", "corner"),),
    headers: Headers = COUNTED,
    failure: str = "",
    made_for: str = "showOrder",
    number: int = 1,
    is_cut: bool = False,
    faults: tuple[str, ...] = (),
    **about: Any,
) -> Exchange:
    """Return an exchange; a body that is not bytes is written as JSON."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    response = Response(
        status=status, headers=headers, body=data, is_cut=is_cut, framing_errors=faults
    )
    about.setdefault("purpose", Purpose.GENERATED)
    return Exchange(
        number=number,
        request=Request(method=method, origin=ORIGIN, target=target, headers=sent),
        response=None if failure else response,
        failure=failure,
        operation=made_for,
        at=AT,
        **about,
    )


def observe(*exchanges: Exchange, contract: Contract = SHOP) -> Sequence[Observation]:
    """Return exchanges as the contract reads them."""
    return [Observer(contract).observe(each) for each in exchanges]


def evidence(*exchanges: Exchange, sets: Sequence[str] = (), is_static: bool = False) -> Evidence:
    """Return exchanges as evidence about the operation of the first one."""
    seen = observe(*exchanges)
    return Evidence(
        contract=SHOP,
        operation=seen[0].operation,
        observations=tuple(seen),
        rule_sets=frozenset(sets),
        is_contract_example=is_static,
    )


def said(judgements: Any) -> list[str]:
    """Return judgements as short texts: `pass`, `error: message`, `not exercised: reason`."""
    return [
        f"{j.finding.severity}: {j.finding.message}"
        if j.finding
        else (f"{j.outcome}: {j.reason}" if j.reason else f"{j.outcome}")
        for j in judgements
    ]
