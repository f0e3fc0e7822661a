"""Lists that are long enough for several pages, generated from a single page.

Every record is a copy of the first record of the answer, with its own key.
"""

import re
from collections.abc import Sequence

from mock_server.faults.search.healthy_bodies import json_media_type
from mock_server.faults.search.schema_places import schema_locations
from openapi.contract import Operation, Pagination, PathWildcard, Schema
from openapi.json.pointers import exists, replaced, resolve, tokens
from openapi.json.types import JSON
from openapi.schema.validation import validator_for

_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_DIGITS = re.compile(r"[0-9]{1,18}$")


def generate_records(operation: Operation, body: JSON, size: int) -> tuple[JSON, ...]:
    """Return `size` copies of the first record in `body`, each with its own key.

    There are none if `body` has no list, or no valid record can be made.
    """
    pagination = operation.pagination
    media = json_media_type(operation.success)
    if pagination is None or media is None or media.schema is None:
        return ()
    first = _first_record(pagination, body, media.schema)
    if first is None:
        return ()
    key = resolve(first, pagination.key) if exists(first, pagination.key) else None
    keys = (next_key(key, number) for number in range(size)) if key is not None else ()
    records = tuple(replaced(first, pagination.key, each) for each in keys)
    page = with_records(body, pagination, records[:1])
    return records if records and validator_for(media.schema).is_valid(page) else ()


def with_records(body: JSON, pagination: Pagination, records: Sequence[JSON]) -> JSON:
    """Return a page with other records."""
    return replaced(body, pagination.items, [*records])


def next_key(value: JSON, number: int) -> JSON:
    """Return another key of the same kind.

    >>> next_key("KE-0007", 3), next_key(8, 3), next_key("kettle", 3)
    ('KE-0010', 11, 'kettle-3')
    """
    if isinstance(value, int):
        return value + number
    text = str(value)
    if _UUID.fullmatch(text):
        return f"{text[:-12]}{(int(text[-12:], 16) + number) % 16**12:012x}"
    if _DIGITS.search(text):
        return _DIGITS.sub(lambda m: f"{int(m[0]) + number:0{len(m[0])}d}", text)
    return f"{text}-{number}" if number else text


def _first_record(pagination: Pagination, body: JSON, schema: Schema) -> JSON:
    if not exists(body, pagination.items):
        return None
    items = resolve(body, pagination.items)
    if not isinstance(items, list):
        return None
    if items:
        return items[0]
    steps = (*tokens(pagination.items), PathWildcard.ITEMS)
    place = next((place for place in schema_locations(schema) if place.steps == steps), None)
    return place.derived[0] if place is not None and place.derived else None
