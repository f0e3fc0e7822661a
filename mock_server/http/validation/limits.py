"""Limits of a request's head: the length of its target, the number and size of its headers."""

from mock_server.http.errors import RequestRejected
from mock_server.http.problems import ProblemId
from mock_server.http.requests import RequestHead
from mock_server.http.responses import header_bytes

MAX_TARGET_BYTES = 8 * 1024
MAX_HEADER_BYTES = 32 * 1024
MAX_HEADERS = 100


def allow_header(head: RequestHead) -> tuple[bytes, bytes]:
    """Return the `Allow` header of a path: its documented methods, OPTIONS, and HEAD for GET."""
    methods = {*head.route.operations, "OPTIONS"}
    if "GET" in methods:
        methods.add("HEAD")
    return (b"allow", header_bytes(", ".join(sorted(methods))))


def check_limits(head: RequestHead) -> None:
    """Refuse a request whose target or headers are too long.

    Raises:
        RequestRejected: 414 or 431.
    """
    target = head.target_size
    if target > MAX_TARGET_BYTES:
        raise RequestRejected(
            414,
            ProblemId.TARGET_TOO_LONG,
            f"Path and query have {target} bytes; at most {MAX_TARGET_BYTES} are read.",
        )
    count, size = head.header_count, head.header_size
    if count > MAX_HEADERS or size > MAX_HEADER_BYTES:
        raise RequestRejected(
            431,
            ProblemId.HEADERS_TOO_LARGE,
            f"The request has {count} headers of {size} bytes; "
            f"at most {MAX_HEADERS} of {MAX_HEADER_BYTES} bytes are read.",
        )
