"""`Retry-After` in real seconds, at every speed of the session's clock."""

import math
from dataclasses import replace

from mock_server.http.responses import PreparedResponse

_NAME = b"retry-after"
_MAX_DIGITS = 9


def with_real_retry_after(response: PreparedResponse, speed: float) -> PreparedResponse:
    """Return a response with its `Retry-After` converted to real seconds, rounded up.

    On a clock that is ten times as fast, 50 of its seconds are 5 real ones, and a client that
    waited 50 would miss changes. A date is unchanged: like `Date`, it is on the session's clock.

    A frozen clock (speed 0) changes nothing.
    """
    if not speed or not any(name == _NAME for name, _ in response.headers):
        return response
    headers = tuple(
        (name, _real_seconds(value, speed) if name == _NAME else value)
        for name, value in response.headers
    )
    return replace(response, headers=headers)


def _real_seconds(value: bytes, speed: float) -> bytes:
    if not value.isdigit() or len(value) > _MAX_DIGITS:
        return value
    return str(math.ceil(int(value) / speed)).encode()
