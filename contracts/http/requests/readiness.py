"""Waits for the first answer of every server that was named."""

from collections.abc import Sequence

from contracts.errors import UnreachableError
from contracts.http.client.transport import Transport
from contracts.http.clock import Clock
from contracts.http.messages.exchange import Request
from contracts.http.requests.building import USER_AGENT
from contracts.http.requests.targets import Target

POLL_SECONDS = 0.1
GATEWAY_POLL_SECONDS = 0.5
"""Time between two requests that a gateway answers; each counts for the budget of requests."""


_TLS = (
    ("not trusted", "trust its certificate authority with --tls-ca FILE"),
    ("WRONG_VERSION_NUMBER", "the port does not speak TLS; is the URL one of http://?"),
    ("TLS failed", "if it demands a certificate, give one with --tls-cert and --tls-key"),
)
"""What to do about a TLS connection that failed, by words of the reason."""


def wait_until_reachable(
    targets: Sequence[Target], transport: Transport, clock: Clock, wait_seconds: float
) -> None:
    """Return as soon as every server has answered, with any status or even without valid HTTP.

    If there is time to wait, 502, 503 and 504 are taken for a gateway whose server has not started.

    Raises:
        UnreachableError: A server has not answered within `wait_seconds`.
    """
    deadline = clock.monotonic() + wait_seconds
    for origin, base_path in {t.origin: t.contract.base_path for t in targets}.items():
        request = Request(
            method="GET",
            origin=origin,
            target=base_path or "/",
            headers=(("User-Agent", USER_AGENT), ("Accept", "*/*")),
        )
        while problem := transport.ping(request, is_behind_gateway=wait_seconds > 0):
            if clock.monotonic() >= deadline:
                raise UnreachableError(
                    f"the server gives no answer: {problem}",
                    where=origin,
                    allowed=f"a server that answers within {wait_seconds:g} s"
                    if wait_seconds
                    else "a server that answers",
                    hint=_hint(problem, wait_seconds),
                )
            clock.sleep(POLL_SECONDS if "gateway" not in problem else GATEWAY_POLL_SECONDS)


def _hint(problem: str, wait_seconds: float) -> str:
    if "the proxy" in problem:
        return (
            "correct --proxy or the variable, its credentials go into the URL; "
            "NO_PROXY names hosts that need no proxy"
        )
    advice = next((advice for words, advice in _TLS if words in problem), "")
    if advice:
        return advice
    longer = f"a --wait beyond {wait_seconds:g}s" if wait_seconds else "--wait 30s"
    return f"start it, or let the command wait for it with {longer}"
