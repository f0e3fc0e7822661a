"""Exchanges, recordings and both sides of a comparison, for tests of drift and learning."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from contracts.http.messages.exchange import Exchange, Purpose, Request, Response
from contracts.observations.shapes.collecting import Collector
from contracts.results.drift.change import Change
from contracts.results.drift.comparison import Drift, compare
from contracts.results.drift.sides import Side
from openapi.loading.document import load_contracts

ORIGIN = "https://shop.example"


def exchange(
    target: str = "/orders/7",
    body: Any = None,
    *,
    number: int = 1,
    method: str = "GET",
    status: int = 200,
    sent: bytes = b"",
    sent_headers: tuple[tuple[str, str], ...] = (),
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "application/json"),),
) -> Exchange:
    """Return an exchange; a body that is no bytes is written as JSON."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Exchange(
        number=number,
        request=Request(
            method=method, origin=ORIGIN, target=target, headers=sent_headers, body=sent
        ),
        response=Response(status=status, headers=headers, body=data),
        purpose=Purpose.RECORDED,
        operation="",
        at=datetime(2026, 11, 29, tzinfo=UTC),
    )


def seen(*exchanges: Exchange, label: str = "seen.har") -> Side:
    """Return a side with the exchanges that were seen, numbered from 1."""
    collector = Collector()
    for number, each in enumerate(exchanges, 1):
        collector.add(each, f"entry {number} of {label}")
    return Side(label=label, traffic=collector.traffic())


def answers(*bodies: Any, target: str = "/orders", label: str = "seen.har") -> Side:
    """Return a side on which one operation has answered with these bodies."""
    exchanges = [exchange(target, body, number=n) for n, body in enumerate(bodies, 1)]
    return seen(*exchanges, label=label)


def tree(schema: Any, **operation: Any) -> dict[str, Any]:
    """Return a document in which `GET /orders` answers with a schema."""
    answer = {"description": "", "content": {"application/json": {"schema": schema}}}
    get = {"operationId": "listOrders", "responses": {"200": answer}, **operation}
    return {
        "openapi": "3.1.1",
        "x-api": "shop",
        "info": {"title": "Shop", "version": "1"},
        "servers": [{"url": ORIGIN}],
        "paths": {"/orders": {"get": get}},
    }


def write(folder: Path, name: str, value: Any) -> Path:
    """Write a JSON file."""
    path = folder / name
    path.write_text(json.dumps(value, indent=1), encoding="utf-8")
    return path


def documented(folder: Path, document: dict[str, Any], name: str = "shop.json") -> Side:
    """Return a side that is a document."""
    [contract] = load_contracts([write(folder, name, document)])
    return Side(label=name, contract=contract)


def members(required: tuple[str, ...] = (), **properties: Any) -> dict[str, Any]:
    """Return the schema of an object."""
    return {"type": "object", "properties": properties, "required": list(required)}


def facts(drift: Drift | list[Change]) -> list[str]:
    """Return the changes of a comparison as short texts, in their order."""
    changes = drift.changes if isinstance(drift, Drift) else drift
    return [
        f"{c.impact.value} {c.confidence.value} {c.kind} {c.pointer or c.where}" for c in changes
    ]


def drifted(a: Side, b: Side) -> list[str]:
    """Return how two sides differ, as short texts."""
    return facts(compare(a, b))
