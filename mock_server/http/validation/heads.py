"""Checks of a request's head: its limits, and what the HTTP parser leaves out.

The parser accepts heads without a version, of RTSP, without a host or with several, and with an
unknown transfer coding. They are marked here, and a later step refuses them in the error format of
the API.
"""

import re
from collections.abc import MutableMapping, Sequence
from typing import Any

from mock_server.http.problems import ProblemId, RequestRejected
from mock_server.http.requests import HEAD_DEFECT, RequestHead
from mock_server.http.responses import header_bytes

_HOST = re.compile(
    rb"(?:\[[0-9A-Za-z:._~!$&'()*+,;=-]{1,255}\]|(?:[\w.~!$&'()*+,;=-]|%[0-9A-Fa-f]{2}){0,255})"
    rb"(?::[0-9]{0,5})?"
)
"""A host with an optional port (RFC 9110, 7.2; RFC 3986, 3.2.2); both may be empty."""

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
    """Refuse a request whose target or headers are too long (RequestRejected: 414 or 431)."""
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


def is_host(value: bytes) -> bool:
    """Whether a `Host` header has a valid value."""
    return _HOST.fullmatch(value) is not None


def mark_head(
    scope: MutableMapping[str, Any],
    version: str,
    headers: Sequence[tuple[bytes, bytes]],
    *,
    is_other_protocol: bool = False,
) -> None:
    """Add to a request's scope what is wrong with its head, if there is an error."""
    if is_other_protocol or version not in ("1.0", "1.1"):
        scope[HEAD_DEFECT] = "The request is not HTTP/1.1 or HTTP/1.0."
        return
    hosts = [value for name, value in headers if name == b"host"]
    if len(hosts) != 1 and (hosts or version == "1.1"):
        # RFC 9112, 3.2; HTTP/1.0 needs no Host.
        scope[HEAD_DEFECT] = f"The request has {len(hosts)} Host headers; it needs exactly one."
    elif hosts and not is_host(hosts[0]):
        scope[HEAD_DEFECT] = "The Host header is not a host with an optional port."
    codings = [value.strip().lower() for name, value in headers if name == b"transfer-encoding"]
    if codings and codings != [b"chunked"]:
        # RFC 9112, 6.1 and 6.3: the end or the coding of the body is not known.
        scope[HEAD_DEFECT] = "The only supported Transfer-Encoding is chunked, named once."


def check_head(head: RequestHead) -> None:
    """Refuse a request whose head was marked (RequestRejected: 400)."""
    if head.defect:
        raise RequestRejected(400, ProblemId.INVALID_REQUEST, head.defect)
