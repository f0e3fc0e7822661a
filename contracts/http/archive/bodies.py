"""The bodies of an entry of an HTTP archive: known, empty, cut, or left out by the recorder."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from contracts.http.messages.exchange import Headers, header
from openapi.archives.parts import (
    MAX_BODY_BYTES,
    body_bytes,
    is_posted_base64,
    posted_form,
    read_size,
)
from openapi.json.types import JSON

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
    length = read_size(header(headers, "content-length")) or read_size(sent.get("bodySize"))
    if not posted:
        return RecordedBody(is_known=not length)
    media_type = str(posted.get("mimeType") or "")
    text = posted.get("text")
    if isinstance(text, str) and (text or not posted.get("params")):
        is_base64 = is_base64 or is_posted_base64(posted)
        return _decoded(text, media_type, is_base64=is_base64, size=length)
    form = posted_form(posted)
    return RecordedBody(data=form or b"", media_type=media_type, is_known=form is not None)


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

    Raises:
        ValueError: A whole body is no Base64.
    """
    content = received.get("content") or {}
    media_type = str(content.get("mimeType") or "")
    text, size = content.get("text"), read_size(content.get("size"))
    if isinstance(text, str) and text:
        is_base64 = str(content.get("encoding") or "").lower() == "base64"
        if is_exact:
            data = body_bytes(text, is_base64=is_base64)
            if data is None:
                raise ValueError(text)
            return RecordedBody(data=data)
        return _decoded(text, media_type, is_base64=is_base64, size=size)
    if status in _WITHOUT_CONTENT or method == "HEAD":
        return RecordedBody(media_type=media_type)
    length = read_size(header(headers, "content-length"))
    transferred = read_size(received.get("bodySize"))
    # A text that is left out differs from an empty one only by what is said about its length.
    is_empty = not size and (length == 0 or (text == "" and not length and not transferred))
    return RecordedBody(media_type=media_type, is_known=is_empty)


def _decoded(text: str, media_type: str, *, is_base64: bool, size: int | None) -> RecordedBody:
    if is_redaction(text) or (any(mark in text for mark in _MARKS) and _IN_BODY.search(text)):
        return RecordedBody(media_type=media_type, is_known=False)
    data = body_bytes(text, is_base64=is_base64)
    if data is None:
        return RecordedBody(media_type=media_type, is_known=False)
    is_short = size is not None and size - len(data) not in {0, _BYTE_ORDER_MARK}
    return RecordedBody(
        data=data[:MAX_BODY_BYTES],
        media_type=media_type,
        is_cut=len(data) > MAX_BODY_BYTES or (is_short and (size or 0) > len(data)),
        is_text=not is_base64,
    )
