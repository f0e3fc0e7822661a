"""Plays the answers of a recording, before a request is routed and validated.

So a request that the documents do not describe gets what the real server has answered. What was not
recorded gets the documented answer, marked by a header, or with `--recorded-only` a 404 that names
the nearest recorded request.
"""

from dataclasses import dataclass, replace

from starlette.types import Receive, Scope, Send

from mock_server.answers.fault_injector import FaultInjector
from mock_server.asgi.operation_handler import send_answer
from mock_server.asgi.proxy.bodies import ClientGoneError, IncomingBody
from mock_server.asgi.request_steps import RequestSteps
from mock_server.http.preferences import NO_PREFERENCES
from mock_server.http.problems import ProblemId, ToolProblem
from mock_server.http.responses import HeaderChange, PreparedResponse, has_no_body, header_bytes
from mock_server.journal.recordings.keys import Asked
from mock_server.journal.recordings.matching import MatchedAnswer, Matcher
from mock_server.sessions.request_context import RequestContext
from mock_server.sessions.request_sessions import session_sleep
from mock_server.sessions.sessions import Sessions
from openapi.text.printable import printable

RECORDING_HEADER = b"mock-server-recording"  # of each answer while a recording is played

NOT_RECORDED = "not recorded"

MAX_COMPARED_BODY = 8 * 1024 * 1024  # a longer request body equals no recorded one

_LONGER = b"longer than any body that is compared"
_SHOWN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayOptions:
    """How a recording is played."""

    is_recorded_only: bool = False  # whether a request that was not recorded gets a 404
    has_times: bool = False  # whether an answer takes as long as it took when it was recorded


class RecordingPlayer:
    """Answers recorded requests; each session has its own place in every sequence."""

    def __init__(
        self,
        matcher: Matcher,
        *,
        steps: RequestSteps,
        sessions: Sessions,
        faults: FaultInjector,
        options: PlayOptions,
    ) -> None:
        """Create the player.

        The steps finish an answer; the sessions keep how many answers each has got; faults change
        played answers of operations, as they do others.
        """
        self._matcher = matcher
        self._steps = steps
        self._sessions = sessions
        self._faults = faults
        self._options = options

    async def play(
        self, context: RequestContext, scope: Scope, receive: Receive, send: Send
    ) -> tuple[Receive, Send] | None:
        """Answer from the recording, and return None; else return the channels to go on with."""
        head = context.head
        if replace(context.preferences, fault=None) != NO_PREFERENCES:
            return receive, send  # the request chooses a documented answer
        body = IncomingBody(receive)
        try:
            await body.read(MAX_COMPARED_BODY)
        except ClientGoneError:
            return None
        asked = Asked(
            head.method,
            head.path,
            head.raw_query,
            body.kept if body.is_whole else _LONGER,
            head.joined_header("content-type"),
        )
        seen = self._sessions.current(context.session.session).played
        found = self._matcher.find(asked, seen)
        if found is not None:
            await self._answer(context, found, (scope, body.receive, send))
            return None
        context.recorded = NOT_RECORDED
        if self._options.is_recorded_only or not head.route.operations:
            response = self._not_recorded(context, asked)
            await _marked(response, NOT_RECORDED).send(send)
            return None
        mark = (RECORDING_HEADER, NOT_RECORDED.encode())
        return body.receive, HeaderChange(send, lambda headers: (*headers, mark))

    async def _answer(
        self, context: RequestContext, found: MatchedAnswer, channels: tuple[Scope, Receive, Send]
    ) -> None:
        self._sessions.create(context.session.session)
        # The last answer is given again and again, so no later place needs to be known.
        if found.place < found.length:
            self._sessions.count_played(context.session.session, found.key)
        context.recorded = f"played entry {found.answer.number}"
        if found.length > 1:
            context.recorded += f", answer {found.place} of {found.length}"
        context.response = _marked(_response(found), context.recorded).with_notes(context.notes)
        if self._options.has_times:
            await session_sleep(context.session)(found.answer.seconds)
        if context.head.operation is not None:
            context.operation = context.head.operation
        await send_answer(context, self._steps, self._faults, channels)

    def _not_recorded(self, context: RequestContext, asked: Asked) -> PreparedResponse:
        path = asked.path.decode("ascii", "backslashreplace")
        shown = printable(f"{asked.method} {path}")[:_SHOWN]
        near = self._matcher.nearest(asked)
        detail = f"{shown} is not in the recording{' with this query' if asked.query else ''}"
        if self._matcher.has_other_bodies(asked):
            detail = f"{shown} was recorded with other bodies only"
        elif near:
            detail += f"; the nearest recorded request is {near[0][:_SHOWN]}"
        context.refusal = f"{detail}."
        return ToolProblem(
            404,
            ProblemId.NOT_RECORDED,
            detail,
            available=near,
            advice="record it with: mock-server proxy UPSTREAM --record new",
        ).response()


def _response(found: MatchedAnswer) -> PreparedResponse:
    """Return a recorded answer as a response, in a sandbox if a browser might run it."""
    answer = found.answer
    has_length = not (has_no_body(answer.status) or answer.method == "HEAD")
    length = ((b"content-length", str(len(answer.body)).encode()),) if has_length else ()
    response = PreparedResponse(
        status=answer.status, headers=(*answer.headers, *length), body=answer.body
    )
    return response.sandboxed()


def _marked(response: PreparedResponse, text: str) -> PreparedResponse:
    return response.with_headers([(RECORDING_HEADER, header_bytes(text))])
