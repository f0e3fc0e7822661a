"""What is wrong with the head of an answer, seen by itself (RFC 9112).

What `http.client` forgives stands here, because other clients and proxies do not: they would read
another answer from the same bytes.
"""

import re
from collections.abc import Iterator, Sequence

from contracts.http.messages.exchange import Headers

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(r"[\t -~\x80-\xff]*")
_LENGTH = re.compile(r"[0-9]+")


def head_errors(headers: Headers, defects: Sequence[object]) -> Iterator[str]:
    """Yield what is wrong with a head, one clause each.

    Args:
        headers: As they came.
        defects: What the parser of the head could not read.
    """
    if defects:
        yield "the head has a line that is no header field"
    for name, value in headers:
        if not _TOKEN.fullmatch(name):
            yield f"the header name {name[:60]!r} is none"
        elif not _VALUE.fullmatch(value):
            yield f"the value of the header {name} has a control character"
    yield from _length_faults(headers)


def _length_faults(headers: Headers) -> Iterator[str]:
    lengths = [value for name, value in headers if name.lower() == "content-length"]
    parts = {part.strip() for value in lengths for part in value.split(",")}
    if any(name.lower() == "transfer-encoding" for name, _ in headers) and lengths:
        yield "Content-Length stands beside Transfer-Encoding, so there are two ends"
    if len(parts) > 1:
        yield f"there are {len(parts)} different values of Content-Length"
    elif parts and not _LENGTH.fullmatch(next(iter(parts))):
        yield "Content-Length is no number"
