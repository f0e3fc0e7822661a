"""A client that calls an ASGI application in this process with exactly the bytes it is given."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from openapi.json.parsing import parse_json


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What an application answered."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str | None:
        """Return the one value of a header, or None without it."""
        values = [value for key, value in self.headers if key == name]
        assert len(values) <= 1, f"there are {len(values)} headers {name}"
        return values[0] if values else None

    def json(self) -> Any:
        """Return the body's JSON value, read strictly."""
        return parse_json(self.body)


def scope_of(method: str, target: str, headers: Sequence[tuple[str, str]] = ()) -> dict[str, Any]:
    """Return the ASGI scope of a request, as uvicorn makes it."""
    path, _, query = target.partition("?")
    return {
        "type": "http",
        "method": method,
        "path": unquote(path),
        "raw_path": path.encode("ascii"),
        "query_string": query.encode("ascii"),
        "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in headers],
        "extensions": {},
    }


def ask(
    app: Any,
    target: str,
    *headers: tuple[str, str],
    method: str = "GET",
    chunks: Sequence[bytes] = (b"",),
) -> Answer:
    """Send one request to `app` and return the whole answer."""
    return asyncio.run(call(app, scope_of(method, target, headers), chunks))


async def call(app: Any, scope: dict[str, Any], chunks: Sequence[bytes] = (b"",)) -> Answer:
    """Call `app` with a scope and a body in chunks."""
    incoming = [
        {"type": "http.request", "body": chunk, "more_body": more > 0}
        for more, chunk in zip(range(len(chunks) - 1, -1, -1), chunks, strict=True)
    ]
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return incoming.pop(0) if incoming else {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await app(scope, receive, send)
    return Answer(
        status=sent[0]["status"],
        headers=tuple((k.decode("latin-1"), v.decode("latin-1")) for k, v in sent[0]["headers"]),
        body=b"".join(message.get("body", b"") for message in sent[1:]),
    )
