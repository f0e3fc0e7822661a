"""Headers that HTTP requires of an answer, or forbids, whatever the document says."""

from collections.abc import Collection, Iterator

from mock_server.http.problems import ProblemId, ToolProblem
from mock_server.http.responses import PreparedResponse, entity_tag, header_bytes
from mock_server.http.validation.credentials import challenge
from openapi.contract import Contract, Operation, Response
from openapi.schema.validation import validator_for

_ANY_CHALLENGE = b"Bearer"
_ANY_PROTOCOL = "HTTP/2.0"
_PARTS = b"multipart/"
_TAG = b"etag"
_FIRST_FINAL = 200
_STATUSES = frozenset({206, 401, 405, 407, 416, 426})  # those with a header of their own

_Headers = Iterator[tuple[bytes, bytes]]


def with_required_headers(
    contract: Contract, operation: Operation, response: Response, answer: PreparedResponse
) -> PreparedResponse:
    """Return an answer with what RFC 9110 requires of its status, unless it has that already.

    A 206 and a 416 say which part of what they are (14.4), a 401 has a challenge (15.5.2), a 405
    the methods of its path (15.5.6), a 407 a challenge of the proxy (15.5.8), and a 426 a protocol
    (15.5.22). An entity tag has digits only where its documented pattern asks for them.
    """
    answer = _with_documented_tag(response, answer)
    if answer.status not in _STATUSES:
        return answer
    present = {name for name, _ in answer.headers}
    added = _required(contract, operation, response, answer)
    return answer.with_headers([pair for pair in added if pair[0] not in present])


def _with_documented_tag(response: Response, answer: PreparedResponse) -> PreparedResponse:
    documented = next((each for each in response.headers if each.name.lower() == "etag"), None)
    if documented is None:
        return answer
    is_valid = validator_for(documented.schema).is_valid
    for name, tag in answer.headers:
        number = entity_tag(answer.body, is_number=True)
        if name == _TAG and not is_valid(tag.decode("latin-1")) and is_valid(number.decode()):
            return answer.with_tag(number)
    return answer


def _required(
    contract: Contract, operation: Operation, response: Response, answer: PreparedResponse
) -> _Headers:
    match answer.status:
        case 206 if answer.body and not _is_of_parts(answer.headers):
            size = len(answer.body)
            yield b"content-range", f"bytes 0-{size - 1}/{size}".encode()
        case 401:
            yield b"www-authenticate", challenge(contract, operation) or _ANY_CHALLENGE
        case 405:
            # The document says that this method is not allowed.
            others = _methods(contract, operation.path) - {operation.method}
            yield b"allow", header_bytes(", ".join(sorted(others)))
        case 407:
            yield b"proxy-authenticate", header_bytes(f'Basic realm="{contract.api}"')
        case 416:
            yield b"content-range", b"bytes */0"
        case 426:
            # It is of one connection, so that no documented one is written elsewhere.
            given = (each.example for each in response.headers if each.name.lower() == "upgrade")
            protocol = next((each for each in given if isinstance(each, str)), _ANY_PROTOCOL)
            yield b"upgrade", header_bytes(protocol)
            yield b"connection", b"upgrade"


def _is_of_parts(headers: Collection[tuple[bytes, bytes]]) -> bool:
    return any(name == b"content-type" and value.startswith(_PARTS) for name, value in headers)


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
