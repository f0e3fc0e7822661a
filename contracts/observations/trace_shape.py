"""The shape of an error that a server shows: the kind of exception, and where it was raised.

Two failures with the same shape have one cause; line numbers and values are left out, so that the
shape stays the same when other code moves.
"""

import re

SEARCHED = 64 * 1024
"""Characters of a body that are searched; every repetition below is bounded, too."""

_KIND = re.compile(r"\b[A-Z][A-Za-z]{2,60}(?:Error|Exception|Fault|Panic)\b")
_FRAMES = (
    re.compile(r'File \\?"[^"\n]{1,200}?([^/"\\\n]{1,80}\.py)\\?", line \d{1,7}, in (\w{1,80})'),
    re.compile(r"\bat ([\w$.<>]{1,200})\(([\w$]{1,100}\.(?:java|kt|scala)):\d{1,7}\)"),
    re.compile(r"\bat ([\w$.<> ]{1,100}) \([^\n()]{0,200}?([^/\n()]{1,80}\.[cm]?[jt]s):\d{1,7}"),
    re.compile(r"([\w./-]{1,200}\.rb):\d{1,7}:in [`']([\w ?!]{1,80})'"),
)


def trace_shape(text: str) -> str:
    """Return the shape of an error in an answer; empty if the answer shows none.

    Of the frames the innermost counts: the last of Python, the first of the others.
    """
    searched = text[:SEARCHED]
    kinds = _KIND.findall(searched)
    for place, pattern in enumerate(_FRAMES):
        frames = pattern.findall(searched)
        if frames:
            frame = frames[-1] if place == 0 else frames[0]
            kind = kinds[-1] if kinds and place == 0 else "".join(kinds[:1])
            return " ".join(filter(None, (kind, *frame)))
    return kinds[0] if kinds else ""
