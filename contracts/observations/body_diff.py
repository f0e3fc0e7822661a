"""Compares two bodies, as far as the contract describes them.

Members that the contract does not name are ignored, such as the id of a request, and so is the
order of objects in a list. Two notations of the same time are equal.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from contracts.http.deadline import in_time, no_deadline
from openapi.contract import Schema
from openapi.json.differences import Difference, differences
from openapi.json.formats import is_date_time
from openapi.json.parsing import dump_json
from openapi.json.pointers import tokens
from openapi.json.types import JSON
from openapi.schema.walk import members, members_by_token


def first_difference(
    schema: Schema,
    before: JSON,
    after: JSON,
    pointer: str = "",
    check_time: Callable[[], None] = no_deadline,
) -> Difference | None:
    """Return the first place where two values differ; None if they are equal.

    The schema is that of the whole body, in which both values have the same pointer.
    """
    schemas: Schemas = (schema,)
    for token in tokens(pointer):
        schemas = members_by_token(schemas, token)
    old, new = (_normalized(schemas, value, check_time) for value in (before, after))
    return next(differences(old, new, pointer), None)


Schemas = tuple[Schema, ...]


def _normalized(schemas: Schemas, value: JSON, check_time: Callable[[], None]) -> JSON:
    """Return a value without undocumented members, its lists of objects sorted, times in UTC."""
    if isinstance(value, dict):
        inner = {name: members(schemas, name) for name in in_time(value, check_time)}
        return {n: _normalized(inner[n], v, check_time) for n, v in value.items() if inner[n]}
    if isinstance(value, list):
        items = [
            _normalized(members(schemas, i), item, check_time)
            for i, item in in_time(enumerate(value), check_time)
        ]
        is_of_objects = all(isinstance(item, dict) for item in items)
        return sorted(items, key=dump_json) if is_of_objects else items
    return normalize_time(value) if isinstance(value, str) and is_date_time(value) else value


def normalize_time(text: str) -> str:
    """Return a date-time in UTC; in capitals only where Python cannot represent it."""
    try:
        found = datetime.fromisoformat(text.upper())
        return found.astimezone(UTC).isoformat() if found.tzinfo else text.upper()
    except (ValueError, OverflowError):
        return text.upper()
