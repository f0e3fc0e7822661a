"""How a run behaves towards servers that are not on this machine.

On loopback nobody is disturbed. Elsewhere requests go out slowly and are counted, a server that
keeps failing is left alone, and one that the contract marks as production (`x-production`) is not
touched at all unless somebody says so.
"""

from collections.abc import Sequence
from urllib.parse import urlsplit

from contracts.errors import OptionError
from contracts.http.client.limits import RequestBudget
from contracts.http.client.transport import MEBIBYTE, Limits
from contracts.http.requests.targets import Target

REMOTE_RATE = 5.0
GENTLE_REQUESTS = 500
GENTLE_SECONDS = 600.0
GENTLE_BYTES = 64 * MEBIBYTE
GENTLE_SERVER_ERRORS = 20
LOCAL_REQUESTS = 20_000
GENTLE_PATIENCE, LOCAL_PATIENCE = 300.0, 30.0
"""Seconds that all waiting for a busy server may take, elsewhere and on this machine."""


def limits_for_targets(
    targets: Sequence[Target],
    restraint: RequestBudget,
    *,
    allow_unsafe: bool,
    timeout_seconds: float,
) -> Limits:
    """Return what a run may do to these servers: gentle as soon as one is somewhere else."""
    is_local = all(target.is_local for target in targets)

    def chosen(said: float | None, local: float, elsewhere: float) -> float:
        if said is not None:
            return said
        return local if is_local else elsewhere

    return Limits(
        origins=frozenset(target.origin for target in targets),
        allow_unsafe=allow_unsafe,
        timeout_seconds=timeout_seconds,
        per_second=chosen(restraint.per_second, 0.0, REMOTE_RATE),
        max_requests=int(chosen(restraint.max_requests, LOCAL_REQUESTS, GENTLE_REQUESTS)),
        max_seconds=chosen(restraint.max_seconds, 0.0, GENTLE_SECONDS),
        max_total_bytes=int(chosen(restraint.max_bytes, 4 * GENTLE_BYTES, GENTLE_BYTES)),
        max_waiting_seconds=LOCAL_PATIENCE if is_local else GENTLE_PATIENCE,
        max_server_errors=int(chosen(restraint.max_server_errors, 0, GENTLE_SERVER_ERRORS)),
    )


def check_production(targets: Sequence[Target], *, is_allowed: bool) -> None:
    """Refuse servers that a contract marks as production.

    Raises:
        OptionError: A target is one of them, and nobody allowed it.
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
            hint="say --allow-production if you mean it; --dry-run shows what would be sent",
        )


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").rstrip(".").lower()
