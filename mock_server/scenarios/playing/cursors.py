"""Cursors: the texts by which an answer names the next page.

A client must not read them, but the mock must: it stores nothing, so a cursor is the offset of its
page, written in a form that the parameter's schema accepts.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from enum import StrEnum

from openapi.contract import Location, Operation
from openapi.json.types import JSON, is_integer
from openapi.schema.validation import validator_for

_TOKEN = "page:"  # noqa: S105 - the beginning of a cursor, no secret
_MAX_LENGTH = 64
_UUID = re.compile(r"00000000-0000-4000-8000-([0-9]{12})")


class CursorForm(StrEnum):
    """How cursors of an operation are written."""

    OPAQUE = "opaque"  # Base64
    NUMBER = "number"
    DIGITS = "digits"
    UUID = "uuid"


def cursor_form(operation: Operation, accepts: Callable[[JSON], bool] = bool) -> CursorForm:
    """Return the first form that the cursor parameter's schema accepts."""
    paging = operation.pagination
    parameter = operation.parameter(Location.QUERY, paging.position) if paging else None
    validator = validator_for(parameter.schema) if parameter else None
    for form in CursorForm:
        cursor = write_cursor(1, form)
        is_sendable = validator is None or any(map(validator.is_valid, (cursor, str(cursor))))
        if is_sendable and accepts(cursor):
            return form
    return CursorForm.OPAQUE


def write_cursor(offset: int, form: CursorForm) -> JSON:
    """Return the cursor of the page at `offset`: text of URL-safe characters, or a number.

    >>> write_cursor(25, CursorForm.OPAQUE), write_cursor(25, CursorForm.NUMBER)
    ('cGFnZToyNQ', 25)
    """
    match form:
        case CursorForm.OPAQUE:
            return urlsafe_b64encode(f"{_TOKEN}{offset}".encode()).decode().rstrip("=")
        case CursorForm.NUMBER:
            return offset
        case CursorForm.DIGITS:
            return str(offset)
        case CursorForm.UUID:
            return f"00000000-0000-4000-8000-{offset:012d}"


def read_cursor(value: JSON) -> int | None:
    """Return the offset in a cursor of any form; None if it is not one of the mock's.

    >>> read_cursor("cGFnZToyNQ"), read_cursor(25), read_cursor("of another server")
    (25, 25, None)
    """
    if is_integer(value):
        return value if value >= 0 else None
    if not isinstance(value, str) or len(value) > _MAX_LENGTH or not value.isascii():
        return None
    if match := _UUID.fullmatch(value):
        return int(match[1])
    if value.isdigit():
        return int(value)
    try:
        text = urlsafe_b64decode(value + "=" * (-len(value) % 4)).decode("ascii")
    except ValueError:
        return None
    number = text.removeprefix(_TOKEN)
    return int(number) if number != text and number.isdecimal() else None
