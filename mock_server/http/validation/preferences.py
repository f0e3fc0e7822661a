"""Wishes in a query that cannot be what was meant: misspelt ones, and ones that say two things.

Names that begin with two underscores belong to the mock; what resembles none of its own is left
alone, since programs on the way add such names too. `Prefer` is read as RFC 7240 says: there the
first of a name counts, and what is not known is ignored.
"""

from collections.abc import Sequence

from mock_server.http.errors import ToolProblem
from mock_server.http.negotiation import tool_error_status
from mock_server.http.preferences import (
    CLOCK,
    CODE,
    EXAMPLE,
    FAULT,
    QUERY_PREFIX,
    RESTART,
    SCENARIO,
)
from mock_server.http.preferences import SESSION_QUERY as SESSION
from mock_server.http.problems import Problem, ProblemId
from openapi.contract import Location, Operation
from openapi.errors import nearest

_SINGLE_VALUED = (*(f"{QUERY_PREFIX}{name}" for name in (CODE, EXAMPLE, SCENARIO, FAULT)), SESSION)
_KNOWN = (*_SINGLE_VALUED, CLOCK, RESTART)
_BARE = tuple(name.removeprefix(QUERY_PREFIX) for name in _KNOWN)


def validate_preferences(operation: Operation, query: Sequence[tuple[str, str]]) -> None:
    """Let a query pass whose wishes are clear.

    Args:
        operation: What is asked; its own parameters are no wishes.
        query: Decoded names and values.

    Raises:
        ToolProblem: A wish is misspelt, or stands there with several values.
    """
    if not query:
        return
    wishes = [(name, value) for name, value in query if name.startswith(QUERY_PREFIX)]
    if not wishes:
        return
    said: dict[str, str] = {}
    for name, value in wishes:
        if name in _SINGLE_VALUED and said.setdefault(name, value) != value:
            raise _unclear(
                operation,
                f"?{name} asks for {said[name][:80]!r} and for {value[:80]!r}",
                asked_by=f"?{name}={value[:80]}",
                advice="ask for one of them",
            )
        if name in _KNOWN or _is_api_parameter(operation, name):
            continue
        # The underscores would make every short name look like another.
        near = nearest(name.removeprefix(QUERY_PREFIX), _BARE)
        if near is not None:
            raise _unclear(
                operation,
                f"The mock knows no wish ?{name[:80]}; did you mean '{QUERY_PREFIX}{near}'?",
                asked_by=f"?{name[:80]}",
                asked_for=name,
                advice="mend its name, or leave it out",
            )


def _is_api_parameter(operation: Operation, name: str) -> bool:
    return any(
        parameter.location is Location.QUERY and parameter.name == name
        for parameter in operation.parameters
    )


def _unclear(
    operation: Operation, detail: str, *, asked_by: str, advice: str, asked_for: str = ""
) -> ToolProblem:
    return ToolProblem(
        Problem(
            id=ProblemId.INVALID_PREFERENCE,
            status=tool_error_status(operation),
            detail=detail,
            asked_by=asked_by,
            asked_for=asked_for,
            available=_KNOWN,
            advice=advice,
        )
    )
