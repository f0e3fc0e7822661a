"""The segments of a raw path: undecoded bytes are split at their slashes, and then decoded.

`1%2F2` is one segment, the value `1/2`. Paths with a percent sign without two digits, bytes that
are not UTF-8, control characters or dot segments match no operation.
"""

import re
from enum import StrEnum

DOTS = frozenset({".", ".."})

_ESCAPE = re.compile(rb"%([0-9a-fA-F]{2})")
_BAD_ESCAPE = re.compile(rb"%(?![0-9a-fA-F]{2})")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


class PathError(StrEnum):
    """Why a path can match no operation; each text completes 'the path has …'."""

    BAD_ESCAPE = "a percent sign that is not followed by two hexadecimal digits"
    NOT_UTF8 = "bytes that are not UTF-8"
    CONTROL = "a control character"
    SLASH = "an encoded slash"
    DOTS = "a dot segment"


def decoded_segments(raw_path: bytes) -> tuple[list[str], PathError | None]:
    """Split and then decode a path; undecodable bytes become U+FFFD, so that it has an owner.

    An encoded slash is the error only if there is no other one.
    """
    errors = [PathError.BAD_ESCAPE] if _BAD_ESCAPE.search(raw_path) else []
    segments = []
    for raw in raw_path.removeprefix(b"/").split(b"/"):
        data = _ESCAPE.sub(lambda match: bytes([int(match[1], 16)]), raw)
        try:
            segment = data.decode("utf-8")
        except UnicodeDecodeError:
            segment = data.decode("utf-8", "replace")
            errors.append(PathError.NOT_UTF8)
        error = _error_in(segment)
        errors += [error] if error is not None else []
        segments.append(segment)
    others = [error for error in errors if error is not PathError.SLASH]
    return segments, next(iter(others or errors), None)


def _error_in(segment: str) -> PathError | None:
    if _CONTROL.search(segment):
        return PathError.CONTROL
    if "/" in segment:
        return PathError.SLASH
    return PathError.DOTS if segment in DOTS else None
