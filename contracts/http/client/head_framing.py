"""Errors in the head of an answer (RFC 9112) that `http.client` accepts.

Other clients and proxies may read another answer from the same bytes.
"""

import re
from collections.abc import Iterator, Sequence
from email import errors

from contracts.http.messages.exchange import Headers
from contracts.http.messages.outgoing import FIELD_VALUE, TOKEN

_LENGTH = re.compile(r"[0-9]+")
_OF_BODY = (
    errors.CloseBoundaryNotFoundDefect,
    errors.InvalidMultipartContentTransferEncodingDefect,
    errors.MultipartInvariantViolationDefect,
    errors.NoBoundaryInMultipartDefect,
    errors.StartBoundaryNotFoundDefect,
)


def head_errors(headers: Headers, defects: Sequence[object]) -> Iterator[str]:
    """Yield the errors of a head, one clause each.

    The defects are what the parser of the head could not read.
    """
    # The parser is one of mail: it looks for the parts of a multipart body, which is not read yet.
    if any(not isinstance(each, _OF_BODY) for each in defects):
        yield "the head has a line that is no header field"
    for name, value in headers:
        if not TOKEN.fullmatch(name):
            yield f"the header name {name[:60]!r} is invalid"
        elif not FIELD_VALUE.fullmatch(value):
            yield f"the value of the header {name} has a control character"
    yield from _length_errors(headers)


def _length_errors(headers: Headers) -> Iterator[str]:
    lengths = [value for name, value in headers if name.lower() == "content-length"]
    parts = {part.strip() for value in lengths for part in value.split(",")}
    if any(name.lower() == "transfer-encoding" for name, _ in headers) and lengths:
        yield "there are both Content-Length and Transfer-Encoding (RFC 9112, 6.3)"
    if len(parts) > 1:
        yield f"there are {len(parts)} different values of Content-Length"
    elif parts and not _LENGTH.fullmatch(next(iter(parts))):
        yield "Content-Length is not a number"
