"""Carries out what a query commands (`__clock`, `__restart`).

A named session belongs to the client that names it. What the default session shares with all other
clients, the server's clock among it, is changed only by those who may call the admin side: any page
that a developer has open can send a simple request (an image, a link, a form) without asking first.
"""

from collections.abc import Callable

from mock_server.http.errors import ToolProblem
from mock_server.http.preferences import SESSION_COMMANDS
from mock_server.http.problems import Problem, ProblemId
from mock_server.http.requests import RequestHead
from mock_server.sessions.request_context import RequestContext
from mock_server.sessions.request_sessions import apply_session_commands
from mock_server.sessions.sessions import DEFAULT, Sessions

Gate = Callable[[RequestHead], None]
"""Returns for a request that may change what all clients share; raises a ToolProblem otherwise."""

ADVICE = (
    "name a session, whose clock and scenarios are its own: put /__session/NAME/ before the path"
)

_ONLY_LOOKS = frozenset({"HEAD", "OPTIONS"})
"""Methods with which programs look before they ask: these change nothing."""


def carry_out_commands(context: RequestContext, sessions: Sessions, gate: Gate | None) -> None:
    """Carry out the commands of a request and note its session as it is after them.

    Raises:
        ToolProblem: A command cannot be read, or its sender may not give it.
    """
    head = context.head
    if not head.query:
        return
    commands = [name for name, _ in head.query if name in SESSION_COMMANDS]
    if commands and head.method not in _ONLY_LOOKS:
        if context.session.name == DEFAULT:
            refuse_shared_change(gate, head, f"?{commands[0]}")
        context.session = apply_session_commands(sessions, context.session, head.query)


def refuse_shared_change(gate: Gate | None, head: RequestHead, what: str) -> None:
    """Refuse a request that may not change what all clients share.

    Args:
        gate: Checks who may; None where no client may.
        head: The request.
        what: The part of the request that asks for the change.

    Raises:
        ToolProblem: 403; its sender may not.
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
