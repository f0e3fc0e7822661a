"""Long bodies made short, worked on, and made long again.

A search tries thousands of bodies; what it finds on a page of three items goes for a page of a
hundred.
"""

from openapi.json.types import JSON

LONGEST = 6
"""A list with more items than this is cut."""

_KEPT = 3


def shorten_lists(body: JSON) -> JSON:
    """Return a body whose long lists are cut."""
    if isinstance(body, dict):
        return {key: shorten_lists(value) for key, value in body.items()}
    if isinstance(body, list):
        return [shorten_lists(item) for item in (body if len(body) <= LONGEST else body[:_KEPT])]
    return body


def restore_lists(original: JSON, trimmed: JSON, changed: JSON) -> JSON:
    """Return `original` with the changes that were made to its trimmed copy.

    A list that was made longer or shorter stands as it is; others get back what was cut.
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
