"""Entries of HTTP archives as browsers and proxies write them, about the made-up shop."""

import json
from typing import Any

from tests.contracts.shop import ORDER

URL = "https://shop.example/v1/orders/7"


def entry(
    url: str = URL,
    body: Any = ORDER,
    *,
    method: str = "GET",
    status: int = 200,
    at: str = "2026-11-21T12:00:00.000Z",
    sent: dict[str, str] | None = None,
    headers: dict[str, str] | None = None,
    content: dict[str, Any] | None = None,
    request: dict[str, Any] | None = None,
    response: dict[str, Any] | None = None,
    **fields: Any,
) -> dict[str, Any]:
    """Return an entry; a body that is no text is written as JSON.

    Args:
        url: The whole URL.
        body: Of the answer.
        method: Of the request.
        status: Of the answer.
        at: When the request was sent.
        sent: Headers of the request.
        headers: Headers of the answer.
        content: Takes the place of the answer's content.
        request: Further fields of the request.
        response: Further fields of the answer.
        fields: Further fields of the entry.
    """
    text = body if isinstance(body, str) else json.dumps(body)
    usual = {"content-type": "application/json", "x-count": "3"}
    return {
        "startedDateTime": at,
        "time": 12.5,
        "request": {
            "method": method,
            "url": url,
            "httpVersion": "h2",
            "headers": named(
                {":authority": "shop.example", **({"X-Shop": "corner"} if sent is None else sent)}
            ),
            "queryString": [],
            "cookies": [],
            "headersSize": -1,
            "bodySize": 0,
            **(request or {}),
        },
        "response": {
            "status": status,
            "statusText": "",
            "httpVersion": "h2",
            "headers": named(usual if headers is None else headers),
            "cookies": [],
            "content": {"size": len(text.encode()), "mimeType": "application/json", "text": text}
            if content is None
            else content,
            "redirectURL": "",
            "headersSize": -1,
            "bodySize": -1,
            "_transferSize": 300,
            **(response or {}),
        },
        "cache": {},
        "timings": {"send": 0.1, "wait": 12, "receive": 0.4, "_blocked_queueing": 0.2},
        "_resourceType": "fetch",
        **fields,
    }


def named(headers: dict[str, str]) -> list[dict[str, str]]:
    """Return headers as an archive lists them."""
    return [{"name": name, "value": value} for name, value in headers.items()]


def archive(*entries: Any) -> bytes:
    """Return the bytes of an archive."""
    log = {"version": "1.2", "creator": {"name": "test", "version": "1"}, "entries": [*entries]}
    return json.dumps({"log": log}).encode()
