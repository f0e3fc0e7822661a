"""Where two JSON values differ."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from openapi.json.equality import is_same_json
from openapi.json.pointers import join
from openapi.json.types import JSON


class Difference(NamedTuple):
    """A place at which two values differ."""

    pointer: str  # its JSON pointer
    before: JSON  # the value there; None if there is none
    after: JSON
    is_added: bool = False  # whether there is a value only after
    is_removed: bool = False  # whether there is a value only before


def differences(before: JSON, after: JSON, pointer: str = "") -> Iterator[Difference]:
    """Yield the places at which two values differ, none inside another; lists by position.

    >>> [found.pointer for found in differences({"a": 1, "b": [2]}, {"b": [3], "c": None})]
    ['/a', '/b/0', '/c']
    """
    if before is after:
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in dict.fromkeys((*before, *after)):
            place = join(pointer, key)
            if key in before and key in after:
                yield from differences(before[key], after[key], place)
            else:
                is_added = key not in before
                yield Difference(
                    place, before.get(key), after.get(key), is_added, is_removed=not is_added
                )
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for index, (old, new) in enumerate(zip(before, after, strict=True)):
            yield from differences(old, new, join(pointer, index))
    elif not is_same_json(before, after):
        yield Difference(pointer, before, after)
