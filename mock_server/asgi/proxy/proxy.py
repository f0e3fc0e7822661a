"""The proxy: each request goes to a real server, and both directions are judged by the contract.

What is violated is written into the response (`Contract-Violation`), the journal and the log; with
`--errors` the violation itself is the response. If nothing can be sent to the server, the mock
answers, and says so (`Mock-Server-Fallback`).
"""

import asyncio
import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mock_server.asgi.proxy.bodies import ClientGoneError, IncomingBody, read_up_to
from mock_server.asgi.proxy.forwarded_headers import has_passed, request_headers, response_headers
from mock_server.asgi.proxy.judging import MAX_JUDGED_BYTES, response_violations, unknown_operation
from mock_server.asgi.proxy.taping import Tape, decodable
from mock_server.asgi.proxy.upstream import Upstream, UpstreamError, UpstreamResponse
from mock_server.asgi.request_steps import rejected
from mock_server.http.cors import Cors
from mock_server.http.problems import ConnectionTorn, ProblemId, RequestRejected, ToolProblem
from mock_server.http.requests import EXTENSION
from mock_server.http.responses import HeaderChange, PreparedResponse, header_bytes
from mock_server.http.validation.bodies import read_valid_body
from mock_server.http.validation.heads import check_head
from mock_server.http.validation.parameters import read_valid_parameters
from mock_server.journal.recordings.recorder import TrafficRecorder
from mock_server.sessions.request_context import RequestContext, context_of
from openapi.contract import Operation, is_json_type
from openapi.process.background_thread import BackgroundThread

if TYPE_CHECKING:
    from mock_server.faults.model.delivery import AbortableConnection

VIOLATION_HEADER = b"contract-violation"
FALLBACK_HEADER = b"mock-server-fallback"

MAX_JUDGED_AT_ONCE = 16 * 1024  # longer bodies are judged beside the event loop

_SHOWN = 300

_WITHOUT_BODY = frozenset({204, 304})  # statuses without a body (RFC 9112, 6.3)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProxyOptions:
    """What the proxy does about violations and a server that is not there."""

    answers_violations: bool = False  # whether a violation is the answer, in place of the server's
    has_fallback: bool = True  # whether the mock answers if the server cannot be reached
    mocked: frozenset[Operation] = frozenset()  # those that the mock answers in any case


class Proxy:
    """Forwards requests to the server, except those for the tool's own pages and for sessions."""

    def __init__(
        self,
        mock: ASGIApp,
        upstream: Upstream,
        *,
        cors: Cors,
        options: ProxyOptions,
        recorder: TrafficRecorder | None = None,
    ) -> None:
        """Create the proxy.

        The mock answers what is not forwarded, such as preflights; the recorder takes every
        exchange with the server.
        """
        self._mock = mock
        self._upstream = upstream
        self._cors = cors
        self._options = options
        self._recorder = recorder
        self._name = f"mock-server-{secrets.token_hex(4)}"
        self._thread = BackgroundThread()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Forward the request, or pass it to the mock."""
        context = context_of(scope)
        head = context.head
        if head.is_for_mock or self._cors.is_preflight(head):
            await self._mock(scope, receive, send)
            return
        if head.operation in self._options.mocked:
            await self._mock(scope, receive, _marked(send, "not forwarded, because of --mock"))
            return
        try:
            check_head(head)
            if has_passed(head.raw_headers, self._name):
                await _refuse(context, ProblemId.UPSTREAM_FAILED, 508, _LOOP).send(send)
                return
            await self._exchange(_Exchange(context, scope, IncomingBody(receive), send))
        except RequestRejected as error:
            response = await rejected(context, error)
            await response.send(send)
        except ClientGoneError:
            return

    async def _exchange(self, exchange: "_Exchange") -> None:
        context, body = exchange.context, exchange.body
        await body.read(MAX_JUDGED_BYTES)
        refused = await self._judge_request(context, body)
        if refused is not None and self._options.answers_violations:
            await refused.send(exchange.send)
            return
        try:
            await self._forward(exchange)
        except UpstreamError as error:
            if exchange.is_started:
                await _close(exchange, error)  # so the client sees that the response is cut
                return
            if error.is_unsent and self._options.has_fallback:
                await self._fall_back(exchange, error)
                return
            detail = f"{self._upstream.address.origin} gave no response: {error.reason}"
            status = 504 if error.is_late else 502
            await _refuse(context, ProblemId.UPSTREAM_FAILED, status, detail).send(exchange.send)

    async def _judge_request(
        self, context: RequestContext, body: IncomingBody
    ) -> PreparedResponse | None:
        """Note what the request violates, and return the response that would refuse it."""
        operation = context.head.operation
        if operation is None:
            context.violations = (unknown_operation(context),)
            return _violation_response(404, context.violations)
        context.operation = operation
        try:
            context.parameters = read_valid_parameters(operation, context.head)
            if body.is_whole:
                await read_valid_body(operation, context.head, body.receive)
        except RequestRejected as error:
            context.violations = (f"In the request: {error.message}"[:_SHOWN],)
            return await rejected(context, error)
        return None

    async def _forward(self, exchange: "_Exchange") -> None:
        context, body, address = exchange.context, exchange.body, self._upstream.address
        head = context.head
        target = address.path.encode("ascii") + head.path
        if head.raw_query:
            target += b"?" + head.raw_query
        length = len(body.kept) if body.is_whole else None
        tape = self._tape(exchange)
        sent = head.raw_headers if tape is None else decodable(head.raw_headers)
        headers = request_headers(sent, address, self._name, length)
        content = body.kept if body.is_whole else body.all()
        async with self._upstream.send(head.method, target, headers, content) as response:
            try:
                running = response if tape is None else tape.running(response)
                await self._pass_while_there(exchange, running)
            finally:
                if tape is not None:
                    tape.end()

    def _tape(self, exchange: "_Exchange") -> Tape | None:
        if self._recorder is None:
            return None
        origin = self._upstream.address.origin
        return Tape(exchange.context, exchange.body, origin, self._recorder)

    async def _pass_while_there(self, exchange: "_Exchange", response: UpstreamResponse) -> None:
        """Pass a response on until its end, or until the client has gone."""
        passing = asyncio.ensure_future(self._pass_on(exchange, response))
        leaving = asyncio.ensure_future(exchange.body.end())
        # A stream would go on for ever after its client has gone.
        done, others = await asyncio.wait({passing, leaving}, return_when=asyncio.FIRST_COMPLETED)
        for task in others:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        if passing in done:
            await passing

    async def _pass_on(self, exchange: "_Exchange", response: UpstreamResponse) -> None:
        context = exchange.context
        kept: list[bytes] = []
        is_judged = context.head.operation is not None
        media_type = dict(response.headers).get(b"content-type", b"").decode("latin-1")
        is_kept = is_judged and is_json_type(media_type)
        if is_kept:
            kept, is_kept = await read_up_to(response.body, MAX_JUDGED_BYTES)
        violations = context.violations
        if is_judged:
            body = b"".join(kept) if is_kept else None
            violations = (*violations, *await self._judge(context, response, body))
        context.violations = violations
        if violations and self._options.answers_violations:
            await _violation_response(502, violations).send(exchange.send)
            return
        headers = [
            *response_headers(
                response.headers,
                self._upstream.address,
                has_body=response.status not in _WITHOUT_BODY,
            ),
            *((VIOLATION_HEADER, header_bytes(each[:_SHOWN])) for each in violations),
        ]
        await exchange.send(
            {"type": "http.response.start", "status": response.status, "headers": headers}
        )
        for piece in kept:
            await exchange.send({"type": "http.response.body", "body": piece, "more_body": True})
        async for piece in response.body:
            await exchange.send({"type": "http.response.body", "body": piece, "more_body": True})
        await exchange.send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _judge(
        self, context: RequestContext, response: UpstreamResponse, body: bytes | None
    ) -> Sequence[str]:
        judge = partial(response_violations, context, response.status, response.headers, body)
        if body is None or len(body) <= MAX_JUDGED_AT_ONCE:
            return judge()
        return await self._thread.run(judge)

    async def _fall_back(self, exchange: "_Exchange", error: UpstreamError) -> None:
        marked = _marked(exchange.send, f"upstream not reached: {error.reason}")
        await self._mock(exchange.scope, exchange.body.receive, marked)


@dataclass(slots=True)
class _Exchange:
    """One request and its way back."""

    context: RequestContext
    scope: Scope
    body: IncomingBody
    channel: Send
    is_started: bool = False  # whether the client has got the beginning of a response

    async def send(self, message: Message) -> None:
        """Send a message to the client."""
        self.is_started = True
        await self.channel(message)


def _marked(send: Send, reason: str) -> HeaderChange:
    """Return what sends an answer of the mock, and says why it is one."""
    mark = (FALLBACK_HEADER, header_bytes(reason))
    return HeaderChange(send, lambda headers: (*headers, mark))


_LOOP = "The upstream is this proxy itself"


async def _close(exchange: "_Exchange", error: UpstreamError) -> None:
    """Close the client's connection in the middle of a response, as the server has done."""
    extensions = exchange.scope.get("extensions") or {}
    connection: AbortableConnection | None = extensions.get(EXTENSION)
    if connection is None:
        raise ConnectionTorn(error.reason) from error
    connection.close()
    # If the application returned before the disconnect, the server would report a failure of it.
    await exchange.body.end()


def _refuse(context: RequestContext, id_: ProblemId, status: int, detail: str) -> PreparedResponse:
    context.refusal = detail
    return ToolProblem(status, id_, detail).response()


def _violation_response(status: int, violations: Sequence[str]) -> PreparedResponse:
    problem = ToolProblem(status, ProblemId.CONTRACT_VIOLATION, " ".join(violations))
    marks = ((VIOLATION_HEADER, header_bytes(each[:_SHOWN])) for each in violations)
    return problem.response().with_headers(marks)
