"""Refuses preferences in a query that are misspelt or contradict each other.

Parameters that begin with two underscores belong to the mock. Those that resemble none of its
names are ignored, since other programs add such parameters too. `Prefer` is not refused: RFC 7240
says that unknown preferences are ignored and that the first of a name counts (see `ignored`).
"""

from collections.abc import Sequence

from mock_server.http.preferences import (
    CLOCK,
    CODE,
    DYNAMIC,
    EXAMPLE,
    FAULT,
    QUERY_PREFIX,
    RESTART,
    SCENARIO,
    SEED,
    STATEFUL,
    truth_of,
)
from mock_server.http.preferences import SESSION_QUERY as SESSION
from mock_server.http.problems import ProblemId, ToolProblem
from openapi.contract import Location, Operation
from openapi.errors import nearest

NAMES = (CODE, EXAMPLE, SCENARIO, FAULT, DYNAMIC, SEED, STATEFUL)
_SINGLE_VALUED = (*(f"{QUERY_PREFIX}{name}" for name in NAMES), SESSION)
KNOWN = (*_SINGLE_VALUED, CLOCK, RESTART)  # parameters of the query that are for the mock

SWITCHES = (f"{QUERY_PREFIX}{DYNAMIC}", f"{QUERY_PREFIX}{STATEFUL}")
_BARE = tuple(name.removeprefix(QUERY_PREFIX) for name in KNOWN)


def validate_preferences(operation: Operation, query: Sequence[tuple[str, str]]) -> None:
    """Check the preferences in a query.

    The operation's own parameters are not preferences.

    Raises:
        ToolProblem: A preference is misspelt, has several values, or one that is not allowed.
    """
    first: dict[str, str] = {}
    for name, value in query:
        if not name.startswith(QUERY_PREFIX):
            continue
        if name in _SINGLE_VALUED and first.setdefault(name, value) != value:
            raise invalid_preference(
                f"?{name} asks for {first[name][:80]!r} and for {value[:80]!r}",
                asked_by=f"?{name}={value[:80]}",
                advice="ask for one of them",
            )
        if name in SWITCHES:
            read_switch(name, value)
        if name in KNOWN or _is_api_parameter(operation, name):
            continue
        # The underscores would make every short name similar to every other.
        near = nearest(name.removeprefix(QUERY_PREFIX), _BARE)
        if near is not None:
            raise invalid_preference(
                f"Unknown preference ?{name[:80]}; did you mean '{QUERY_PREFIX}{near}'?",
                asked_by=f"?{name[:80]}",
                asked_for=name,
                advice="correct its name, or leave it out",
            )


def _is_api_parameter(operation: Operation, name: str) -> bool:
    return any(
        parameter.location is Location.QUERY and parameter.name == name
        for parameter in operation.parameters
    )


def read_switch(name: str, value: str) -> bool:
    """Return whether a switch of the query is on (ToolProblem: it is neither on nor off)."""
    wanted = truth_of(value)
    if wanted is None:
        raise invalid_preference(
            f"?{name} is {value[:80]!r}; allowed is true or false",
            asked_by=f"?{name}={value[:80]}",
            asked_for=value,
            advice="ask for true or false",
            available=("true", "false"),
        )
    return wanted


def invalid_preference(
    detail: str,
    *,
    asked_by: str,
    advice: str,
    asked_for: str = "",
    available: tuple[str, ...] = KNOWN,
) -> ToolProblem:
    """Return the problem of a preference, or a setting of a session, that means nothing."""
    return ToolProblem(
        422,
        ProblemId.INVALID_PREFERENCE,
        detail,
        asked_by=asked_by,
        asked_for=asked_for,
        available=available,
        advice=advice,
    )
