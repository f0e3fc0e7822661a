"""The shop as a small real server: healthy, with one place to make it wrong."""

import json
import re
from collections.abc import Callable
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.contracts.live import Answer, Reply, Seen
from tests.contracts.shop import ORDER

Change = Callable[[Seen, Reply], Reply]


def unchanged(_seen: Seen, reply: Reply) -> Reply:
    """Leave an answer as it is."""
    return reply


def shop(change: Change = unchanged) -> Answer:
    """Return the shop's answers, each passed through `change`."""
    return lambda seen: change(seen, _answer(seen))


def _answer(seen: Seen) -> Reply:
    path = unquote(urlsplit(seen.target).path)
    if seen.method not in {"GET", "HEAD"} and (seen.method, path) != ("POST", "/v1/orders"):
        allow = "GET, HEAD, POST" if path == "/v1/orders" else "GET, HEAD"
        return Reply(status=405, body={"error": "not so"}, headers={"Allow": allow})
    match = re.fullmatch(r"/v1/orders/([^/]+)", path)
    if match:
        return _show(seen, match[1])
    if path == "/v1/orders":
        return _create(seen) if seen.method == "POST" else _list(seen)
    return Reply(status=404, body={"error": "nothing here"})


def _show(seen: Seen, order: str) -> Reply:
    level = seen.header("X-Level")
    if seen.header("X-Shop") is None or (level is not None and not _within(level, 1, 9)):
        return Reply(status=400, body={"error": "a header is missing or wrong"})
    if not _within(order, 1, 1_000_000):
        return Reply(status=400, body={"error": "no such number"})
    if order != "7":
        return Reply(status=404, body={"error": "no such order"})
    return Reply(body=dict(ORDER), headers={"X-Count": "1"})


def _list(seen: Seen) -> Reply:
    query = dict(parse_qsl(urlsplit(seen.target).query, keep_blank_values=True))
    if not _within(query.get("start", "0"), 0, 500) or not _within(query.get("count", "20"), 0, 50):
        return Reply(status=400, body={"error": "out of bounds"})
    if query.get("colour", "red") not in {"red", "green"}:
        return Reply(status=400, body={"error": "no such colour"})
    orders = [dict(ORDER)][int(query.get("start", "0")) :][: int(query.get("count", "20"))]
    return Reply(body={"orders": orders})


def _create(seen: Seen) -> Reply:
    try:
        body = json.loads(seen.body)
    except (ValueError, RecursionError):
        body = None
    total = body.get("total") if isinstance(body, dict) else None
    if not isinstance(total, int | float) or isinstance(total, bool) or total != int(total):
        return Reply(status=400, body={"error": "no total"})
    if total < 1:
        return Reply(status=400, body={"error": "nothing ordered"})
    return Reply(status=201, body=dict(ORDER))


def _within(text: str, low: int, high: int) -> bool:
    return re.fullmatch(r"0|[1-9][0-9]{0,8}", text) is not None and low <= int(text) <= high
