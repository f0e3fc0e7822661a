"""Limits that protect servers off this machine.

On loopback a run is fast. Elsewhere it sends a limited number of requests at a slow pace, and stops
when the server keeps failing. A server that the contract marks as production (`x-production`) gets
no request without `--allow-production`.
"""

from collections.abc import Sequence
from urllib.parse import urlsplit

from contracts.errors import OptionError
from contracts.http.client.limits import MEBIBYTE, Limits, RequestBudget
from contracts.http.requests.targets import Target

REMOTE_RATE = 5.0
REMOTE_REQUESTS, REMOTE_PER_OPERATION = 500, 10
REMOTE_SECONDS = 600.0
REMOTE_BYTES = 64 * MEBIBYTE
REMOTE_SERVER_ERRORS = 20
LOCAL_REQUESTS, LOCAL_PER_OPERATION = 20_000, 200
REMOTE_WAITING_SECONDS, LOCAL_WAITING_SECONDS = 300.0, 30.0
"""Seconds that all waiting for a busy server may take, elsewhere and on this machine."""


def limits_for_targets(
    targets: Sequence[Target],
    budget: RequestBudget,
    *,
    allow_unsafe: bool,
    timeout_seconds: float,
) -> Limits:
    """Return the limits of a run; one server off this machine makes all of them strict.

    The default budgets grow with the number of operations, so that each can be asked.
    """
    is_local = all(target.is_local for target in targets)
    operations = sum(len(target.operations) for target in targets)
    remote_requests = max(REMOTE_REQUESTS, REMOTE_PER_OPERATION * operations)

    def chosen(given: float | None, local: float, remote: float) -> float:
        if given is not None:
            return given
        return local if is_local else remote

    return Limits(
        origins=frozenset(target.origin for target in targets),
        allow_unsafe=allow_unsafe,
        timeout_seconds=timeout_seconds,
        per_second=chosen(budget.per_second, 0.0, REMOTE_RATE),
        max_requests=int(
            chosen(
                budget.max_requests,
                max(LOCAL_REQUESTS, LOCAL_PER_OPERATION * operations),
                remote_requests,
            )
        ),
        max_seconds=chosen(
            budget.max_seconds, 0.0, REMOTE_SECONDS * remote_requests / REMOTE_REQUESTS
        ),
        max_total_bytes=int(chosen(budget.max_bytes, 4 * REMOTE_BYTES, REMOTE_BYTES)),
        max_waiting_seconds=LOCAL_WAITING_SECONDS if is_local else REMOTE_WAITING_SECONDS,
        max_server_errors=int(chosen(budget.max_server_errors, 0, REMOTE_SERVER_ERRORS)),
    )


def check_production(targets: Sequence[Target], *, is_allowed: bool) -> None:
    """Refuse servers that a contract marks as production.

    Raises:
        OptionError: A target is one of them, and that is not allowed.
    """
    for target in targets:
        host = _host(target.origin)
        marked = [s for s in target.contract.servers if s.is_production and _host(s.url) == host]
        if not marked or is_allowed:
            continue
        others = [s.url for s in target.contract.servers if not s.is_production]
        raise OptionError(
            f"{host} is a production server of {target.contract.api}",
            where=f"the URL for {target.contract.api}",
            found=target.origin,
            allowed=", ".join(others) or "servers that are not marked x-production",
            hint="give --allow-production if you mean it; --dry-run shows what would be sent",
        )


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").rstrip(".").lower()
