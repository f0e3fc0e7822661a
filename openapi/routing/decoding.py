"""The segments of a raw path: undecoded bytes are split at their slashes, and then decoded.

`1%2F2` is one segment, the value `1/2`. Paths with a percent sign without two digits, bytes that
are not UTF-8, control characters or dot segments match no operation.
"""

import re
from enum import StrEnum

DOT_SEGMENTS = frozenset({".", ".."})

_ESCAPE = re.compile(rb"%([0-9a-fA-F]{2})")
_BAD_ESCAPE = re.compile(rb"%(?![0-9a-fA-F]{2})")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


class PathFlaw(StrEnum):
    """Why a path can match no operation; each text completes 'the path has …'."""

    BAD_ESCAPE = "a percent sign that is not followed by two hexadecimal digits"
    NOT_UTF8 = "bytes that are not UTF-8"
    CONTROL = "a control character"
    SLASH = "an encoded slash"
    DOT_SEGMENT = "a dot segment"


def decoded_segments(raw_path: bytes) -> tuple[list[str], PathFlaw | None]:
    """Return the decoded segments of a path, and why it can match no operation.

    Bytes that are not UTF-8 become U+FFFD: the segments before them still name the API that owns
    the path. An encoded slash is the flaw only if there is no other one.
    """
    flaws = [PathFlaw.BAD_ESCAPE] if _BAD_ESCAPE.search(raw_path) else []
    segments = []
    for raw in raw_path.removeprefix(b"/").split(b"/"):
        data = _ESCAPE.sub(lambda match: bytes([int(match[1], 16)]), raw)
        try:
            segment = data.decode("utf-8")
        except UnicodeDecodeError:
            segment = data.decode("utf-8", "replace")
            flaws.append(PathFlaw.NOT_UTF8)
        flaw = _flaw_in(segment)
        flaws += [flaw] if flaw is not None else []
        segments.append(segment)
    others = [flaw for flaw in flaws if flaw is not PathFlaw.SLASH]
    return segments, next(iter(others or flaws), None)


def _flaw_in(segment: str) -> PathFlaw | None:
    if _CONTROL.search(segment):
        return PathFlaw.CONTROL
    if "/" in segment:
        return PathFlaw.SLASH
    return PathFlaw.DOT_SEGMENT if segment in DOT_SEGMENTS else None
