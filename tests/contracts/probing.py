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
    """Let a probe loose on a healthy shop; yield the exchanges and what the server saw.

    Args:
        probe: Its function; sentences that it yields are read.
        name: The operation that it is for.
        environ: Where credentials come from.
        more: Passed on to the probe.
        answer: What the shop does instead.
        max_requests: After which the budget is spent; 0 for never.
        may_change: Whether requests may go out that could change something.
        context: More attributes of the probe's context.
    """
    with serve(answer or shop()) as server:
        clock = SystemClock()
        origins = frozenset({server.url})
        limits = Limits(origins=origins, allow_unsafe=may_change, max_requests=max_requests)
        transport = Transport(limits, clock)
        recorder = Recorder(transport, clock)
        with closing(transport):
            tuple(
                probe(
                    ProbeContext(
                        target=Target(contract=SHOP, origin=server.url),
                        operation=operation(name),
                        credentials=primary_credentials(
                            SHOP, (), environ, {"order_id": ("7", "8")}
                        ),
                        recorder=recorder,
                        **context,
                    ),
                    *more,
                )
                or ()
            )
        yield recorder.exchanges, server
