"""Carries out what a query commands (`__clock`, `__restart`), once its request has been let in.

A named session belongs to whoever names it. What the default session shares with everybody else,
the server's clock among it, is changed by those only who may call the admin side: any page that a
developer has open can send a simple request (an image, a link, a form) without asking first.
"""

from collections.abc import Callable

from starlette.types import ASGIApp, Receive, Scope, Send

from mock_server.http.errors import ToolProblem
from mock_server.http.preferences import SESSION_COMMANDS
from mock_server.http.problems import Problem, ProblemId
from mock_server.http.requests import RequestHead, head_of
from mock_server.journal.observed_exchange import observation_of
from mock_server.sessions.request_sessions import apply_session_commands, attach_visit, visit_of
from mock_server.sessions.sessions import DEFAULT, Sessions

Gate = Callable[[RequestHead], None]
"""Lets a request pass that may change what everybody shares; raises a ProblemError otherwise."""

ADVICE = (
    "name a session, whose clock and scenarios are its own: put /__session/NAME/ before the path"
)

_ONLY_LOOKS = frozenset({"HEAD", "OPTIONS"})
"""Methods with which programs look before they ask: these change nothing."""


class Commanding:
    """Stands where a request has been let in."""

    def __init__(self, app: ASGIApp, *, sessions: Sessions, gate: Gate | None) -> None:
        """Stand before `app`.

        Args:
            app: Answers, in the session as it is after the commands.
            sessions: What is commanded.
            gate: Who may change what everybody shares; None where nobody may.
        """
        self._app = app
        self._sessions = sessions
        self._gate = gate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Carry out the commands of a request, then have it answered.

        Raises:
            ProblemError: A command cannot be read, or its sender may not give it.
        """
        head = head_of(scope)
        commands = [name for name, _ in head.query if name in SESSION_COMMANDS]
        if commands and head.method not in _ONLY_LOOKS:
            visit = visit_of(scope)
            if visit.session.name == DEFAULT:
                refuse_shared_change(self._gate, head, f"?{commands[0]}")
            visit = apply_session_commands(self._sessions, visit, head.query)
            attach_visit(scope, visit)
            observation_of(scope).visit = visit
        await self._app(scope, receive, send)


def refuse_shared_change(gate: Gate | None, head: RequestHead, what: str) -> None:
    """Let a request pass that may change what everybody shares.

    Args:
        gate: Who may; None where nobody may.
        head: The request.
        what: The part of the request that asks for the change.

    Raises:
        ProblemError: 403; its sender may not.
    """
    try:
        if gate is None:
            reason = "This mock server has no admin side, which alone may do that"
        else:
            gate(head)
            return
    except ToolProblem as error:
        reason = error.problem.detail
    raise ToolProblem(
        Problem(
            id=ProblemId.FORBIDDEN,
            status=403,
            detail=f"{what} without a session changes what all clients of the mock share. {reason}",
            asked_by=what,
            advice=ADVICE,
        )
    )
