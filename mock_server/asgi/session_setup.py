"""Commands to a session in a URL: `?__clock=…` and the like, and `/__setup`, several in one call.

`/__session/NAME/__setup?scenario=happy-import&clock=freeze` takes the same parameters as operations
do with `__`. Either all of them are applied or none. Only the named session changes, so every page
may call it; without a session, the access rules of the admin API apply.
"""

from collections.abc import Callable, Mapping

from mock_server.admin.controls import MockControl
from mock_server.asgi.tool_pages.front_page import is_opened_link, redirect_to_console
from mock_server.clock import format_time
from mock_server.http.preferences import (
    CLOCK,
    FAULT,
    QUERY_PREFIX,
    RESTART,
    SCENARIO,
    SESSION_COMMANDS,
    STATEFUL,
)
from mock_server.http.preferences import SESSION_QUERY as SESSION
from mock_server.http.problems import ProblemId, ToolProblem
from mock_server.http.requests import RequestHead
from mock_server.http.responses import PreparedResponse, prepare_response
from mock_server.http.validation.preferences import invalid_preference, read_switch
from mock_server.sessions.request_context import RequestContext
from mock_server.sessions.request_sessions import SessionContext, apply_session_commands
from mock_server.sessions.sessions import DEFAULT, DISARM, MAX_ARMED, Sessions
from openapi.errors import did_you_mean
from openapi.json.parsing import dump_json

_ALLOW = (b"allow", b"GET, HEAD, OPTIONS, POST")
_NOT_KEPT = (b"cache-control", b"no-store")

Gate = Callable[[RequestHead], None]
"""Returns if a request may change shared state; otherwise raises a ToolProblem."""
ADVICE = (
    "name a session, whose clock and scenarios are its own: put /__session/NAME/ before the path"
)
_WITHOUT_EFFECT = frozenset({"HEAD", "OPTIONS"})  # programs send these before the request itself


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


class SessionSetup:
    """Sets up sessions."""

    def __init__(self, controls: MockControl, gate: Gate | None) -> None:
        """Use `controls`; `gate` checks who may change the default session (None: no client)."""
        self._controls = controls
        self._gate = gate
        self._steps: Mapping[str, Callable[[str, str], object]] = {
            SCENARIO: lambda session, name: controls.select_scenario(name, session),
            FAULT: self._arm,
            CLOCK.removeprefix(QUERY_PREFIX): self._set_clock,
            RESTART.removeprefix(QUERY_PREFIX): lambda session, _: controls.restart(session),
            STATEFUL: self._set_stateful,
        }

    def answer(self, context: RequestContext) -> PreparedResponse:
        """Apply the parameters of a call to its session, and return the session's settings.

        A person who opens the link in a browser is led to the console, which shows the session.

        Raises:
            ToolProblem: A parameter is not valid, or the client may not change the session.
        """
        head, session = context.head, context.session
        if head.method == "OPTIONS":
            return prepare_response(204, headers=(_ALLOW,))
        if head.method not in ("GET", "HEAD", "POST"):
            raise ToolProblem(
                405,
                ProblemId.METHOD_NOT_ALLOWED,
                f"A session is set up with GET or POST, not with {head.method[:40]}",
                headers=(_ALLOW,),
            )
        steps = [(self._step(name), value) for name, value in head.query if name != SESSION]
        if head.method != "HEAD":
            self._apply(head, session, steps)
        if session.prefix and self._gate is not None and is_opened_link(head):
            return redirect_to_console(session, "sessions")
        return self._shown(session)

    def _step(self, name: str) -> Callable[[str, str], object]:
        step = self._steps.get(name.removeprefix(QUERY_PREFIX))
        if step is None:
            raise invalid_preference(
                f"A session has no setting {name[:80]!r}{did_you_mean(name, self._steps)}",
                asked_by=f"?{name[:80]}",
                asked_for=name,
                available=tuple(self._steps),
                advice="give scenario, clock, fault, stateful or restart",
            )
        return step

    def _apply(
        self,
        head: RequestHead,
        context: SessionContext,
        steps: list[tuple[Callable[[str, str], object], str]],
    ) -> None:
        """Apply all steps, or none if one of them fails; the session is created if it is new."""
        name = context.name
        if steps and name == DEFAULT:
            refuse_shared_change(self._gate, head, "/__setup")
        sessions = self._controls.state.sessions
        before, clock = sessions.known(name), sessions.clock
        sessions.create(context.session)
        try:
            for step, value in steps:
                step(name, value)
        except ToolProblem:
            if before is None:
                sessions.delete(name)
            else:
                sessions.store(before)
            sessions.clock = clock
            raise

    def _set_clock(self, session: str, text: str) -> None:
        sessions = self._controls.state.sessions
        real = self._controls.ticker()
        context = SessionContext(self._controls.session(session), "", real, real)
        apply_session_commands(sessions, context, [(CLOCK, text)])

    def _set_stateful(self, session: str, text: str) -> None:
        self._controls.set_stateful(read_switch(STATEFUL, text), session)

    def _arm(self, session: str, text: str) -> None:
        """Arm a fault unless it is armed already; `none` disarms all."""
        if text == DISARM:
            self._controls.disarm(session=session)
        elif text not in self._controls.session(session).requested_faults:
            self._controls.arm(text, session)
            sessions, armed = self._controls.state.sessions, self._controls.session(session)
            asked = (*armed.requested_faults, text)[-MAX_ARMED:]
            sessions.change(armed, requested_faults=asked)

    def _shown(self, context: SessionContext) -> PreparedResponse:
        controls, name = self._controls, context.name
        session, clock = controls.session(name), controls.clock(name)
        facts = {
            "session": name,
            "base_path": context.prefix,
            "clock": {
                "time": format_time(clock.time_at(context.real), 3),
                "speed": clock.speed or clock.resumes_at,
                "frozen": clock.speed == 0,
            },
            "scenarios": dict(session.scenarios),
            "faults": [str(armed) for armed in session.faults],
            "stateful": controls.wants_records(session),
        }
        return prepare_response(
            200, media_type="application/json", body=dump_json(facts), headers=(_NOT_KEPT,)
        )
