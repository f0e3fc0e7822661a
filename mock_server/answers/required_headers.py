"""Headers that HTTP requires of an answer, or forbids, whatever the document says."""

from collections.abc import Iterator

from mock_server.http.problems import ProblemId, ToolProblem
from mock_server.http.responses import PreparedResponse, header_bytes
from mock_server.http.validation.credentials import challenge
from openapi.contract import Contract, Operation, Response

_UNAUTHORIZED = 401
_METHOD_NOT_ALLOWED = 405
_ANY_CHALLENGE = b"Bearer"
_TAG = b"etag"
_FIRST_FINAL = 200


def required_headers(
    contract: Contract, operation: Operation, response: Response, status: int
) -> Iterator[tuple[bytes, bytes]]:
    """Yield what RFC 9110 requires of a documented answer, unless it is documented itself.

    A 401 has a challenge (15.5.2), a 405 the methods of its path (15.5.6).
    """
    documented = {header.name.lower() for header in response.headers}
    if status == _UNAUTHORIZED and "www-authenticate" not in documented:
        yield b"www-authenticate", challenge(contract, operation) or _ANY_CHALLENGE
    if status == _METHOD_NOT_ALLOWED and "allow" not in documented:
        # The document says that this method is not allowed.
        others = _methods(contract, operation.path) - {operation.method}
        yield b"allow", header_bytes(", ".join(sorted(others)))


def _methods(contract: Contract, path: str) -> set[str]:
    methods = {"OPTIONS", *(each.method for each in contract.operations if each.path == path)}
    return {*methods, "HEAD"} if "GET" in methods else methods


def consistent(
    contract: Contract, operation: Operation, answer: PreparedResponse
) -> PreparedResponse:
    """Return an answer whose headers do not contradict each other, nor those of GET.

    There is one entity tag: the documented one replaces that of the body. A documented HEAD beside
    GET leaves out what describes GET's body, which must not differ (RFC 9110, 9.3.2). A 1xx comes
    before an answer and is none (RFC 9110, 15.2): a problem of the tool says so.
    """
    if answer.status < _FIRST_FINAL:
        return ToolProblem(
            422,
            ProblemId.NOTHING_DOCUMENTED,
            f"{operation.id} documents {answer.status}, which is no final answer.",
            advice="document a status of 200 or more",
        ).response()
    tags = [pair for pair in answer.headers if pair[0] == _TAG]
    if len(tags) > 1:
        answer = answer.without_header(_TAG).with_headers(tags[-1:])
    if operation.method != "HEAD" or "GET" not in _methods(contract, operation.path):
        return answer
    return answer.without_header(b"content-length").without_header(_TAG)
