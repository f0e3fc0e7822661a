"""Executes the session commands of a query (`__clock`, `__restart`).

Every client may change a named session. State that all clients share (the default session and the
server's clock) may be changed only by clients that may call the admin API: any page that a
developer has open can send a simple request (an image, a link, a form) without a preflight.
"""

from collections.abc import Callable

from mock_server.http.preferences import SESSION_COMMANDS
from mock_server.http.problems import ProblemId, ToolProblem
from mock_server.http.requests import RequestHead
from mock_server.sessions.request_context import RequestContext
from mock_server.sessions.request_sessions import apply_session_commands
from mock_server.sessions.sessions import DEFAULT, Sessions

Gate = Callable[[RequestHead], None]
"""Returns if a request may change shared state; otherwise raises a ToolProblem."""

ADVICE = (
    "name a session, whose clock and scenarios are its own: put /__session/NAME/ before the path"
)

_WITHOUT_EFFECT = frozenset({"HEAD", "OPTIONS"})
"""Methods whose commands are ignored: programs send them before the request itself."""


def apply_commands(context: RequestContext, sessions: Sessions, gate: Gate | None) -> None:
    """Execute the commands of a request, and update its session in the context.

    Raises:
        ToolProblem: A command is not valid, or the client may not give it.
    """
    head = context.head
    if not head.query:
        return
    commands = [name for name, _ in head.query if name in SESSION_COMMANDS]
    if commands and head.method not in _WITHOUT_EFFECT:
        if context.session.name == DEFAULT:
            refuse_shared_change(gate, head, f"?{commands[0]}")
        context.session = apply_session_commands(sessions, context.session, head.query)


def refuse_shared_change(gate: Gate | None, head: RequestHead, what: str) -> None:
    """Refuse a request that may not change shared state.

    `what` is the part of the request that asks for the change.

    Raises:
        ToolProblem: 403; the client may not change it.
    """
    try:
        if gate is None:
            reason = "Only clients of the admin API may do that, and it is switched off"
        else:
            gate(head)
            return
    except ToolProblem as error:
        reason = error.detail
    raise ToolProblem(
        403,
        ProblemId.FORBIDDEN,
        f"{what} without a session changes state that all clients share. {reason}",
        asked_by=what,
        advice=ADVICE,
    )
