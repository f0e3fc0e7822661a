"""What RFC 9112 asks of a request's head beside its grammar: a known version, one host, one coding.

The parser below takes heads that it should not: without a version, of RTSP, without a host or with
several, with a transfer coding that is not understood. They are marked here, and one of the steps
refuses them in the words of the API.
"""

import re
from collections.abc import MutableMapping, Sequence
from typing import Any

from mock_server.http.errors import RequestRejected
from mock_server.http.problems import ProblemId
from mock_server.http.requests import HEAD_DEFECT, RequestHead

_HOST = re.compile(
    rb"(?:\[[0-9A-Za-z:._~!$&'()*+,;=-]{1,255}\]|(?:[\w.~!$&'()*+,;=-]|%[0-9A-Fa-f]{2}){0,255})"
    rb"(?::[0-9]{0,5})?"
)
"""A host with an optional port (RFC 9110, 7.2; RFC 3986, 3.2.2); both may be empty."""


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
    """Note in a request's scope what is wrong with its head, if anything is.

    Args:
        scope: Of the request.
        version: Of HTTP, as the parser gives it.
        headers: Lower-case names and values.
        is_other_protocol: Whether its request line names another protocol.
    """
    if is_other_protocol or version not in ("1.0", "1.1"):
        scope[HEAD_DEFECT] = "The request is not HTTP/1.1 or HTTP/1.0."
        return
    hosts = [value for name, value in headers if name == b"host"]
    if len(hosts) != 1 and (hosts or version == "1.1"):
        # RFC 9112, 3.2
        scope[HEAD_DEFECT] = f"The request has {len(hosts)} Host headers; it needs exactly one."
    elif hosts and not is_host(hosts[0]):
        scope[HEAD_DEFECT] = "The Host header is not a host with an optional port."
    codings = [value.strip().lower() for name, value in headers if name == b"transfer-encoding"]
    if codings and codings != [b"chunked"]:
        # RFC 9112, 6.1 and 6.3: where the body ends is not known, or what it says.
        scope[HEAD_DEFECT] = "The one Transfer-Encoding that is understood is chunked, named once."


def check_head(head: RequestHead) -> None:
    """Refuse a request whose head was marked.

    Raises:
        RequestRejected: 400.
    """
    if head.defect:
        raise RequestRejected(400, ProblemId.INVALID_REQUEST, head.defect)
