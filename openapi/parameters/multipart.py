"""The parts of a `multipart/form-data` body (RFC 7578)."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from openapi.parameters.errors import InvalidParameterError

MAX_FIELDS = 10_000  # fields of one form

_MAX_HEAD = 16 * 1024
_DELIMITER = re.compile(r'boundary=(?:"([^"]{1,70})"|([^\s;,"]{1,70}))', re.IGNORECASE)
_NAME = re.compile(r'(?:^|[;\s])name="((?:[^"\\]|\\.)*+)"', re.IGNORECASE)


class Part(NamedTuple):
    """A field of a form; those of URL-encoded forms have no headers."""

    name: str
    text: str  # its content; bytes that are not UTF-8 are decoded as latin-1
    headers: tuple[tuple[str, str], ...] = ()  # lower-case names and values

    @property
    def content_type(self) -> str:
        """Its `Content-Type`; empty without one."""
        return next((value for name, value in self.headers if name == "content-type"), "")


def parts_of(body: bytes, content_type: str) -> Iterator[Part]:
    """Yield the parts of a body.

    `content_type` is the header, with the boundary.

    Raises:
        InvalidParameterError: It is no multipart body, or has too many parts.
    """
    found = _DELIMITER.search(content_type)
    if found is None:
        raise not_a_form("Content-Type has no boundary")
    delimiter = b"--" + (found[1] or found[2]).encode("latin-1", "replace")
    if body.count(delimiter) > MAX_FIELDS:
        raise not_a_form(f"it has more than {MAX_FIELDS} fields")
    _, *parts = (b"\r\n" + body).split(b"\r\n" + delimiter)
    if not parts or not parts[-1].startswith(b"--"):
        raise not_a_form("its last boundary is missing")
    for part in parts[:-1]:
        end = part.find(b"\r\n\r\n", 0, _MAX_HEAD)
        head = part[: max(end, 0)].decode("utf-8", "replace")
        name = _NAME.search(head)
        if end < 0 or name is None:
            raise not_a_form("a part has no name")
        content = part[end + 4 :]
        yield Part(name[1].replace("%22", '"'), _text(content), tuple(_headers(head)))


def _text(content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _headers(head: str) -> Iterator[tuple[str, str]]:
    for line in head.split("\r\n"):
        name, colon, value = line.partition(":")
        if colon:
            yield name.strip().lower(), value.strip()


def not_a_form(reason: str) -> InvalidParameterError:
    """Return the refusal of a body that is no form."""
    return InvalidParameterError(f"is not a form: {reason}", found="", allowed="a form")
