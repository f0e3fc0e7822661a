"""Sends requests for probes and keeps the exchanges, in order."""

import threading
from dataclasses import replace

from contracts.http.client.connection import NoResponse
from contracts.http.client.tokens import TokenSource
from contracts.http.client.transport import Transport
from contracts.http.clock import Clock
from contracts.http.messages.exchange import Exchange, Identity, Purpose, Request, Response
from contracts.http.messages.outgoing import as_sent


class Recorder:
    """Sends requests through a transport and keeps every exchange."""

    def __init__(
        self, transport: Transport, clock: Clock, tokens: TokenSource | None = None
    ) -> None:
        """Begin with no exchanges.

        Without `tokens`, the token of requests is never renewed.
        """
        self.transport = transport
        self.tokens = tokens
        self._clock = clock
        self._exchanges: list[Exchange] = []
        self._lock = threading.Lock()
        self._bodies: dict[bytes, bytes] = {}
        self._number = transport.next_recorder()

    def pause(self, seconds: float) -> None:
        """Let time pass before the next request."""
        self._clock.sleep(seconds)

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """All exchanges so far, in order."""
        with self._lock:
            return tuple(self._exchanges)

    def exchange(  # noqa: PLR0913 - every fact about a request beside its bytes
        self,
        request: Request,
        *,
        operation: str,
        purpose: Purpose,
        note: str = "",
        asker: Identity = Identity.OWN,
        compared_to: int = 0,
        is_fresh: bool = False,
    ) -> Exchange:
        """Send a request and keep the exchange, answered or not.

        The keywords are those of `Exchange`, of which `operation` is the id of the operation that
        it is made for.

        Raises:
            RequestNotAllowed: The run may not send it.
            BudgetExhausted: A budget is used up.
            InvalidRequest: It cannot be written as HTTP/1.1.
        """
        request = as_sent(request)  # Keep what the server gets.
        if self.tokens is not None:
            request = self.tokens.fresh(request)
        at, start = self._clock.now(), self._clock.monotonic()
        response: Response | None = None
        failure = ""
        try:
            # A server that locks accounts may ask for a pause: a wrong credential is sent once.
            is_repeated = asker is not Identity.STRANGER
            response = self.transport.send(request, is_fresh=is_fresh, is_repeated=is_repeated)
            again = self.tokens.after(request, response.status) if self.tokens else None
            if again is not None:
                request = again
                response = self.transport.send(request, is_fresh=is_fresh)
        except NoResponse as error:
            failure = error.reason
        elapsed = self._clock.monotonic() - start
        response = self._sharing(response)
        with self._lock:
            kept = Exchange(
                number=len(self._exchanges) + 1,
                request=request,
                response=response,
                failure=failure,
                purpose=purpose,
                operation=operation,
                note=note,
                at=at,
                elapsed_seconds=elapsed,
                asker=asker,
                compared_to=compared_to,
                is_fresh=is_fresh,
            )
            self._exchanges.append(kept)
        self.transport.on_exchange(self._number, kept)
        return kept

    def _sharing(self, response: Response | None) -> Response | None:
        """Return an answer that shares the bytes of its body with equal earlier ones."""
        if response is None:
            return None
        with self._lock:
            return replace(response, body=self._bodies.setdefault(response.body, response.body))
