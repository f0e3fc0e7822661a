"""Checks that the path and the method of a request have an operation."""

from collections.abc import Callable, Sequence

from mock_server.http.problems import ProblemId, RequestRejected, ToolProblem
from mock_server.http.requests import RequestHead, unrouted
from mock_server.http.responses import PreparedResponse, prepare_response
from mock_server.http.validation.heads import allow_header
from openapi.errors import did_you_mean
from openapi.routing import PathFlaw, Route

_UNREADABLE = frozenset({PathFlaw.BAD_ESCAPE, PathFlaw.NOT_UTF8})

_NO_CONTENT, _NOT_FOUND = 204, 404

_ASKED_BY_BROWSERS = {
    b"/favicon.ico": _NO_CONTENT,
    b"/apple-touch-icon.png": _NO_CONTENT,
    b"/apple-touch-icon-precomposed.png": _NO_CONTENT,
    b"/.well-known/appspecific/com.chrome.devtools.json": _NOT_FOUND,
}
"""Paths that browsers ask for by themselves, with the statuses at which they report no error."""


_READING = frozenset({"GET", "HEAD"})


def is_of_browser(head: RequestHead) -> bool:
    """Whether a browser asks by itself, for something that no API has.

    Such a request says nothing about the client that is developed, so it is not in the journal.
    """
    is_read = head.method in _READING
    return is_read and head.path in _ASKED_BY_BROWSERS and not head.route.operations


def answer_browser(head: RequestHead) -> PreparedResponse:
    """Return the answer to what a browser asks for by itself; it has no body."""
    return prepare_response(_ASKED_BY_BROWSERS[head.path])


def check_target(head: RequestHead) -> None:
    """Refuse a request whose path or query cannot be decoded.

    An encoded slash is a part of a value (RFC 3986, 2.2) if the path then has an operation.

    Raises:
        RequestRejected: 400, or 404 for a path that no operation can have.
    """
    flaw = head.route.path_flaw
    is_data = flaw is PathFlaw.SLASH and bool(head.route.operations)
    if flaw is not None and not is_data:
        status = 400 if flaw in _UNREADABLE else 404
        id_ = ProblemId.INVALID_REQUEST if flaw in _UNREADABLE else ProblemId.UNKNOWN_PATH
        raise RequestRejected(status, id_, f"The path has {flaw}.")
    check_query(head)


def check_query(head: RequestHead) -> None:
    """Refuse a request whose query cannot be decoded (RequestRejected: 400)."""
    if head.query_error:
        message = f"{head.query_error[:1].upper()}{head.query_error[1:]}."
        raise RequestRejected(400, ProblemId.INVALID_REQUEST, message)


def check_path(
    head: RequestHead,
    operation_list: Sequence[str],
    find: Callable[[bytes], Route] = unrouted,
    base_paths: Sequence[str] = (),
) -> None:
    """Refuse a request whose path has no operation.

    The message names the nearest of `operation_list`; `find` finds the operations of another path:
    with a slash at the end, or without, or below one of `base_paths`.

    Raises:
        RequestRejected: 404; the path belongs to an API, which has no operation there.
        ToolProblem: 404; the path belongs to no API.
    """
    if head.route.operations:
        return
    shown = head.path[:200].decode("ascii", "backslashreplace")
    # The answer to HEAD has the length of that to GET.
    asked = f"{'GET' if head.method == 'HEAD' else head.method} {shown}"
    near = _other_path(head.path, find, base_paths) or did_you_mean(asked, operation_list)
    if head.route.contract is not None:
        message = f"There is nothing at this path{near or '.'}"
        raise RequestRejected(404, ProblemId.UNKNOWN_PATH, message)
    raise ToolProblem(
        404,
        ProblemId.UNKNOWN_PATH,
        f"No API has the path {shown!r}{near}",
        asked_for=asked,
        available=tuple(operation_list),
        advice="see /__console, /__docs or /__openapi for the paths",
    )


def _other_path(path: bytes, find: Callable[[bytes], Route], base_paths: Sequence[str]) -> str:
    """Return the hint that a path has an operation with another end, or below a base path."""
    others = [path[:-1] if path.endswith(b"/") else path + b"/"]
    others += [base.encode() + path for base in base_paths]
    other = next((each for each in others if find(each).operations), b"")
    return f"; did you mean {other[:200].decode('ascii', 'backslashreplace')!r}?" if other else ""


def answer_other_method(head: RequestHead) -> PreparedResponse:
    """Answer a method that the path does not document: only OPTIONS is accepted.

    Raises:
        RequestRejected: 405; the method is not OPTIONS.
    """
    allow = allow_header(head)
    if head.method == "OPTIONS":
        return prepare_response(204, headers=(allow,))
    raise RequestRejected(
        405,
        ProblemId.METHOD_NOT_ALLOWED,
        f"The method {head.method[:40]} is not allowed here; allowed are {allow[1].decode()}.",
        headers=(allow,),
    )
