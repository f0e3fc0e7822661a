"""One probe against a live shop, for tests of what probes send."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from typing import Any

from contracts.http.client.limits import Limits
from contracts.http.client.recorder import Recorder
from contracts.http.client.transport import Transport
from contracts.http.clock import SystemClock
from contracts.http.messages.exchange import Exchange
from contracts.http.requests.credentials import primary_credentials
from contracts.http.requests.targets import Target
from contracts.probes.inputs.context import ProbeContext
from tests.contracts.live import Answer, LiveServer, serve
from tests.contracts.shop import SHOP, operation
from tests.contracts.shop_server import shop

MINE = {"SHOP_TOKEN": "my-token-1", "SHOP_NAME": "corner"}
THEIRS = {"OTHER_SHOP_TOKEN": "their-token-2", "OTHER_SHOP_NAME": "market"}


@contextmanager
def probed(
    probe: Callable[..., Any],
    name: str = "showOrder",
    environ: Mapping[str, str] = MINE,
    *more: Any,
    answer: Answer | None = None,
    max_requests: int = 0,
    may_change: bool = True,
    **context: Any,
) -> Iterator[tuple[tuple[Exchange, ...], LiveServer]]:
    """Run a probe against a healthy shop; yield the exchanges and the server.

    Args:
        probe: The function of the probe; an iterator that it returns is consumed.
        name: Name of the operation.
        environ: Variables with credentials.
        more: Further arguments of the probe.
        answer: The server's behaviour in place of the shop's.
        max_requests: The budget; 0 for none.
        may_change: Whether unsafe requests are allowed.
        context: Attributes of the probe's context, in place of or beside the usual ones.
    """
    with serve(answer or shop()) as server:
        clock = SystemClock()
        origins = frozenset({server.url})
        limits = Limits(origins=origins, allow_unsafe=may_change, max_requests=max_requests)
        transport = Transport(limits, clock)
        recorder = Recorder(transport, clock)
        usual = {
            "target": Target(contract=SHOP, origin=server.url),
            "operation": operation(name),
            "credentials": primary_credentials(SHOP, (), environ, {"order_id": ("7", "8")}),
            "recorder": recorder,
        }
        with closing(transport):
            tuple(probe(ProbeContext(**usual | context), *more) or ())
        yield recorder.exchanges, server
