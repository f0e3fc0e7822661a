"""`Retry-After` in real seconds, whatever the speed of the session's clock."""

import math
from dataclasses import replace

from mock_server.http.responses import PreparedResponse

_NAME = b"retry-after"
_MAX_DIGITS = 9


def hurried(answer: PreparedResponse, speed: float) -> PreparedResponse:
    """Return an answer whose `Retry-After` is said in real seconds.

    On a clock that goes ten times as fast, five of its seconds are half a real one; `Retry-After`
    knows whole seconds only, and waiting too long would miss what happens meanwhile. A date is left
    alone: it is a time on the session's clock, like `Date`.

    Args:
        answer: As it is at normal speed.
        speed: Seconds that pass in the session per real second; 0 leaves the answer alone.
    """
    if not speed or not any(name == _NAME for name, _ in answer.headers):
        return answer
    headers = tuple(
        (name, _real_seconds(value, speed) if name == _NAME else value)
        for name, value in answer.headers
    )
    return replace(answer, headers=headers)


def _real_seconds(value: bytes, speed: float) -> bytes:
    if not value.isdigit() or len(value) > _MAX_DIGITS:
        return value
    return str(math.ceil(int(value) / speed)).encode()
