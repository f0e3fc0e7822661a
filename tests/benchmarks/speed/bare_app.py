"""The reference: an ASGI app that returns finished bytes, under uvicorn's fastest settings.

    python tests/benchmarks/speed/bare_app.py PORT FILE

FILE is JSON: `status`, `headers` (pairs) and `body`.
"""

import json
import sys
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

import uvicorn


def main() -> None:
    """Serve until a signal."""
    answer = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    headers = [
        (name.encode("latin-1"), value.encode("latin-1")) for name, value in answer["headers"]
    ]
    start = {"type": "http.response.start", "status": answer["status"], "headers": headers}
    body = {"type": "http.response.body", "body": answer["body"].encode("utf-8")}

    async def app(
        _scope: MutableMapping[str, Any],
        _receive: Callable[[], Awaitable[MutableMapping[str, Any]]],
        send: Callable[[MutableMapping[str, Any]], Awaitable[None]],
    ) -> None:
        await send(start)
        await send(body)

    uvicorn.run(
        app,
        port=int(sys.argv[1]),
        http="httptools",
        loop="uvloop",
        lifespan="off",
        access_log=False,
        server_header=False,
        log_level="warning",
    )


if __name__ == "__main__":
    main()
