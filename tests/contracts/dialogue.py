"""Several answers of the shop in order, for tests of what judges them together."""

from dataclasses import replace
from datetime import timedelta

from contracts.http.messages.exchange import Purpose
from tests.contracts.shop import AT, ORDER, evidence, exchange


def pages(*asked, purpose=Purpose.WALK):
    """Return evidence of pages, each `(query, ids)`, a second after one another."""
    made = [
        replace(
            exchange(
                f"/v1/orders?{query}" if query else "/v1/orders",
                {"orders": [{**ORDER, "id": key} for key in ids]},
                made_for="listOrders",
                number=number,
            ),
            purpose=purpose,
            at=AT + timedelta(seconds=number),
        )
        for number, (query, ids) in enumerate(asked, start=1)
    ]
    return evidence(*made)


def looks(*answers, purpose=Purpose.POLL, target="/v1/orders/7"):
    """Return evidence of looks at one order, each a body, or a status without one."""
    made = [
        replace(
            exchange(target, {"error": "no"}, status=answer, number=number)
            if isinstance(answer, int)
            else exchange(target, answer, number=number),
            purpose=purpose,
            at=AT + timedelta(seconds=number),
        )
        for number, answer in enumerate(answers, start=1)
    ]
    return evidence(*made)
