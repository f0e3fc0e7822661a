"""Shortening of long lists in a body before a search, and restoring them afterwards.

A search tries thousands of bodies. What it finds in a page of three items is also true for a page
of a hundred.
"""

from openapi.json.types import JSON

LONGEST = 6  # a list with more items is shortened

_KEPT = 3


def shorten_lists(body: JSON) -> JSON:
    """Return a body whose long lists are shortened."""
    if isinstance(body, dict):
        return {key: shorten_lists(value) for key, value in body.items()}
    if isinstance(body, list):
        return [shorten_lists(item) for item in (body if len(body) <= LONGEST else body[:_KEPT])]
    return body


def restore_lists(original: JSON, trimmed: JSON, changed: JSON) -> JSON:
    """Return `original` with the changes of its shortened copy.

    A list whose length was changed is taken from `changed`; other lists get back the items that
    were cut.
    """
    if isinstance(original, dict) and isinstance(trimmed, dict) and isinstance(changed, dict):
        return {
            key: restore_lists(original[key], trimmed[key], value)
            if key in original and key in trimmed
            else value
            for key, value in changed.items()
        }
    if isinstance(original, list) and isinstance(trimmed, list) and isinstance(changed, list):
        if len(changed) != len(trimmed):
            return changed
        short = zip(original, trimmed, changed, strict=False)
        return [*(restore_lists(o, t, c) for o, t, c in short), *original[len(trimmed) :]]
    return changed
