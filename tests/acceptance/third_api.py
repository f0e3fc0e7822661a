"""Requests to the made-up third API, the warehouse."""

from tests.acceptance.raw_socket import Answer, exchange, request

GOODS = b"/api/v1/depots/7/goods"
STOCKTAKE = b"/api/v1/stocktakes/9d1f5a3c-2b4e-4c6d-8e7f-0a1b2c3d4e5f"
KETTLE = {"code": "KE-0008", "label": "Kettle", "kilograms": 1.25}


def ask(warehouse, target: bytes, **changes) -> Answer:
    """Ask the served warehouse for `target`."""
    return exchange(warehouse.address, request(target, **changes))


def post(warehouse, body: bytes, content_type: bytes = b"application/json", *more: bytes) -> Answer:
    """Put goods into depot 7."""
    headers = [b"Content-Type: " + content_type, b"Content-Length: %d" % len(body), *more]
    return ask(warehouse, GOODS, method=b"POST", headers=headers, body=body)
