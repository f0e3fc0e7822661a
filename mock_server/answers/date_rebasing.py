"""Moves documented dates to the present, keeping their distances (`--rebase-dates`).

All times of an example move by the same span, so that the latest of them becomes the given time.
Each keeps its precision and its offset; other values do not change.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from math import floor

from mock_server.clock import parse_time
from openapi.contract import Contract, Example, MediaType
from openapi.json.formats import is_date_time
from openapi.json.pointers import iter_values
from openapi.json.types import JSON

_SPELLING = re.compile(r"(?P<day>.{10})(?P<t>[Tt])(?P<time>.{8})(?P<fraction>\.\d+)?(?P<zone>.+)")


def rebase_contract(contract: Contract, moment: float) -> Contract:
    """Return the contract with the times of every example moved to `moment`, in seconds."""
    return contract.with_media_types(partial(_rebase_media, moment=moment))


def rebase(value: JSON, moment: float) -> JSON:
    """Return a body whose latest time is `moment`, in seconds; the others keep their distance.

    The span is a whole number of seconds, so that fractions do not change.
    """
    found = [parse_time(text) for text in _times(value)]
    if not found:
        return value
    return _shifted(value, timedelta(seconds=floor(moment - max(found))))


def _rebase_media(media: MediaType, moment: float) -> MediaType:
    def rebased(example: Example) -> Example:
        return replace(example, value=rebase(example.value, moment))

    return replace(media, examples=tuple(map(rebased, media.examples)))


def _times(value: JSON) -> Iterator[str]:
    for _, each in iter_values(value):
        if _is_time(each):
            yield each


def _is_time(value: JSON) -> bool:
    # The clock cannot represent leap seconds and years before 1970; they do not change.
    return (
        isinstance(value, str)
        and is_date_time(value)
        and value[17:19] != "60"
        and value[:4] > "1970"
    )


def _shifted(value: JSON, span: timedelta) -> JSON:
    if isinstance(value, dict):
        return {key: _shifted(child, span) for key, child in value.items()}
    if isinstance(value, list):
        return [_shifted(child, span) for child in value]
    return _moved_text(value, span) if _is_time(value) else value


def _moved_text(text: str, span: timedelta) -> str:
    match = _SPELLING.fullmatch(text)
    if match is None:
        return text
    moved = datetime.fromisoformat(f"{match['day']}T{match['time']}") + span
    return f"{moved:%Y-%m-%d}{match['t']}{moved:%H:%M:%S}{match['fraction'] or ''}{match['zone']}"
