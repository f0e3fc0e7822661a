"""The bodies of an entry of an HTTP archive: known, empty, cut, or left out by the recorder."""

import binascii
import re
from base64 import b64decode
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlencode

from contracts.http.messages.exchange import Headers, header
from openapi.json.types import JSON

MAX_BODY_BYTES = 8 * 1024 * 1024  # bytes of a body that is judged, as in a run; a longer one is cut

REDACTED = re.compile(
    r"[\[<({*_]{0,3}(?:redacted|filtered|removed|masked)[\])>}*_]{0,3}", re.IGNORECASE
)
"""What recorders and filters write in the place of a secret."""

_MARKS = ("edacted", "EDACTED", "iltered]", "ILTERED]")
_IN_BODY = re.compile(
    r'["=][\[<({*_]{0,3}(?:redacted|filtered)[\])>}*_]{0,3}(?:["&]|\Z)', re.IGNORECASE
)  # as a value of JSON or of a form
_WITHOUT_CONTENT = frozenset({204, 205, 304})
_BYTE_ORDER_MARK = 3


class RecordedBody(NamedTuple):
    """A body as far as a recording has it; a tuple, since two are made for each entry."""

    data: bytes = b""  # its bytes without a content coding; a text is written as UTF-8
    media_type: str = ""  # Content-Type as the recorder wrote it beside the body
    is_known: bool = True  # false if the body was left out, or a part of it is redacted
    is_cut: bool = False  # whether the end is missing
    is_text: bool = False  # whether the recorder has decoded it as text


def is_redaction(text: str) -> bool:
    """Whether a text represents a secret that another program has removed.

    >>> is_redaction("[REDACTED]"), is_redaction("redacted.example")
    (True, False)
    """
    return len(text) < 20 and REDACTED.fullmatch(text.strip()) is not None  # noqa: PLR2004 - longest


def read_post_data(sent: Mapping[str, JSON], headers: Headers, *, is_base64: bool) -> RecordedBody:
    """Return the body of a request.

    `sent` is the `request` of the entry. `is_base64` says that a text is certainly Base64, which an
    entry has no field for.
    """
    posted = sent.get("postData")
    length = _size(header(headers, "content-length")) or _size(sent.get("bodySize"))
    if not posted:
        return RecordedBody(is_known=not length)
    media_type = str(posted.get("mimeType") or "")
    text = posted.get("text")
    if isinstance(text, str) and (text or not posted.get("params")):
        is_base64 = is_base64 or "base64" in {posted.get("encoding"), posted.get("_encoding")}
        return _decoded(text, media_type, is_base64=is_base64, size=length)
    if posted.get("params") and "urlencoded" in media_type:
        pairs = [(each["name"], each.get("value") or "") for each in posted["params"]]
        return RecordedBody(data=urlencode(pairs).encode(), media_type=media_type)
    return RecordedBody(media_type=media_type, is_known=False)


def read_content(
    received: Mapping[str, JSON],
    headers: Headers,
    status: int,
    method: str,
    *,
    is_exact: bool = False,
) -> RecordedBody:
    """Return the body of an answer.

    `received` is the `response` of the entry; `is_exact` says that the text is the whole body as it
    came.
    """
    content = received.get("content") or {}
    media_type = str(content.get("mimeType") or "")
    text, size = content.get("text"), _size(content.get("size"))
    if isinstance(text, str) and text:
        is_base64 = str(content.get("encoding") or "").lower() == "base64"
        if is_exact:
            return RecordedBody(data=b64decode(text) if is_base64 else text.encode())
        return _decoded(text, media_type, is_base64=is_base64, size=size)
    if status in _WITHOUT_CONTENT or method == "HEAD":
        return RecordedBody(media_type=media_type)
    length = _size(header(headers, "content-length"))
    transferred = _size(received.get("bodySize"))
    # A text that is left out differs from an empty one only by what is said about its length.
    is_empty = not size and (length == 0 or (text == "" and not length and not transferred))
    return RecordedBody(media_type=media_type, is_known=is_empty)


def _decoded(text: str, media_type: str, *, is_base64: bool, size: int | None) -> RecordedBody:
    if is_redaction(text) or (any(mark in text for mark in _MARKS) and _IN_BODY.search(text)):
        return RecordedBody(media_type=media_type, is_known=False)
    if is_base64:
        try:
            data = b64decode(text, validate=False)
        except (binascii.Error, ValueError):
            return RecordedBody(media_type=media_type, is_known=False)
    else:
        data = text.encode("utf-8", "replace")
    is_short = size is not None and size - len(data) not in {0, _BYTE_ORDER_MARK}
    return RecordedBody(
        data=data[:MAX_BODY_BYTES],
        media_type=media_type,
        is_cut=len(data) > MAX_BODY_BYTES or (is_short and (size or 0) > len(data)),
        is_text=not is_base64,
    )


def _size(value: JSON) -> int | None:
    """Return a size; None if it is missing, no number, or the -1 of an unknown one."""
    try:
        size = int(value)
    except (TypeError, ValueError, ArithmeticError):
        return None
    return size if size >= 0 else None
