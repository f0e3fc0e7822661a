"""Serves an ASGI application on loopback, so that a run can check it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

START_SECONDS = 20.0


@contextmanager
def serve_asgi(server: str | Callable[..., Any]) -> Iterator[str]:
    """Yield the URL of a server; an application is served in the meantime.

    Raises:
        RuntimeError: The application does not start.
    """
    if isinstance(server, str):
        yield server
        return
    import uvicorn  # noqa: PLC0415 - only applications need it

    runner = uvicorn.Server(
        uvicorn.Config(server, host="127.0.0.1", port=0, log_level="error", ws="none")
    )
    thread = threading.Thread(target=runner.run, daemon=True)
    thread.start()
    try:
        yield _url(runner, thread)
    finally:
        runner.should_exit = True
        thread.join(START_SECONDS)


def _url(runner: Any, thread: threading.Thread) -> str:  # noqa: ANN401 - uvicorn is imported late
    pause = threading.Event()
    for _ in range(int(START_SECONDS * 50)):
        if runner.started:
            host, port = runner.servers[0].sockets[0].getsockname()[:2]
            return f"http://{host}:{port}"
        if not thread.is_alive():
            break
        pause.wait(0.02)
    message = "the application does not start"
    raise RuntimeError(message)
