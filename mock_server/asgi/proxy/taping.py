"""Takes an exchange with the server as it passes, for the recording."""

from collections.abc import AsyncIterator
from dataclasses import replace
from time import monotonic

from mock_server.asgi.proxy.bodies import IncomingBody
from mock_server.asgi.proxy.forwarded_headers import end_to_end
from mock_server.asgi.proxy.upstream import UpstreamResponse
from mock_server.http.responses import Headers
from mock_server.journal.recordings.exchange import Exchange, allowed_codings
from mock_server.journal.recordings.recorder import MAX_BODY, TrafficRecorder
from mock_server.sessions.request_context import RequestContext


class Tape:
    """One exchange that is being recorded."""

    def __init__(
        self, context: RequestContext, body: IncomingBody, origin: str, recorder: TrafficRecorder
    ) -> None:
        """Begin with the request.

        The first part of the body has been read; `origin` is scheme and authority of the server.
        """
        self._context, self._body, self._origin = context, body, origin
        self._recorder = recorder
        self._head = context.head
        self._began = monotonic()
        self._response: UpstreamResponse | None = None
        self._pieces: list[bytes] = []
        self._kept = self._size = 0
        self._is_whole = False

    def running(self, response: UpstreamResponse) -> UpstreamResponse:
        """Return a response whose body is recorded while it is read."""
        self._response = response
        return replace(response, body=self._recorded(response.body))

    def end(self) -> None:
        """Record the exchange as far as it came; without a response there is none."""
        response, head, body = self._response, self._head, self._body
        if response is None:
            return
        sent = len(body.kept) if body.is_whole and not self._context.body_size else 0
        exchange = Exchange(
            real=self._context.real,
            seconds=monotonic() - self._began,
            origin=self._origin,
            method=head.method,
            path=head.path,
            query=head.raw_query,
            headers=end_to_end(head.raw_headers),
            body=body.kept,
            body_size=max(sent, self._context.body_size),
            status=response.status,
            answer_headers=end_to_end(response.headers),
            answer=b"".join(self._pieces),
            answer_size=self._size,
            is_whole=self._is_whole and self._kept == self._size,
        )
        self._recorder.add(exchange)

    async def _recorded(self, pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        async for piece in pieces:
            self._size += len(piece)
            room = MAX_BODY - self._kept
            if room > 0:
                self._pieces.append(piece[:room])
                self._kept += len(piece[:room])
            yield piece
        self._is_whole = True


def decodable(headers: Headers) -> Headers:
    """Return the headers of a request that asks for content codings that can be recorded.

    A request without `Accept-Encoding` gets none either, but asks for no coding at all.
    """
    name = b"accept-encoding"
    others = tuple(pair for pair in headers if pair[0] != name)
    sent = b", ".join(value for key, value in headers if key == name)
    return (*others, (name, allowed_codings(sent)))
