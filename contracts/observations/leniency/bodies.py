"""JSON bodies that lenient servers read as valid ones.

FastAPI (Pydantic), Django REST framework and Flask (marshmallow) convert scalars of another type by
default: `false` and `"0"` count as 0, and 0 counts as `"0"`, or as a time in seconds since 1970.
Django REST framework ignores what a client sends in a `readOnly` property (OpenAPI 3.0.3, Schema
Object: it should not be sent).
"""

import math
from collections.abc import Iterator

from openapi.contract import Schema
from openapi.json.equality import canonical_text
from openapi.json.pointers import replaced
from openapi.json.types import JSON
from openapi.schema.validation import SchemaValidator
from openapi.schema.walk import members

_MOST_SCALARS = 20  # values in one body that are converted; bodies with more of them are rare

_LONGEST_NUMBER = 40
_WORDS = {"true": True, "false": False}
_TIMES = ("1970-01-01T00:00:00Z", "1970-01-01")
"""What a number is read as where a text has the format of a time."""


def is_readable(value: JSON, validator: SchemaValidator) -> bool:
    """Whether an invalid body is valid once its scalars of a wrong type are converted."""
    for _ in range(_MOST_SCALARS):
        violations = validator.violations(value)
        if not violations:
            return True
        first = violations[0]
        others = (replaced(value, first.pointer, read) for read in _readings(first.value))
        better = (
            other
            for other in others
            if all(each.pointer != first.pointer for each in validator.violations(other))
        )
        found = next(better, None)
        if found is None:
            return False
        value = found
    return False


def without_read_only(value: JSON, *schemas: Schema) -> JSON:
    """Return a body without the `readOnly` properties of the schemas that apply to it."""
    if isinstance(value, list):
        places = enumerate(value)
        return [without_read_only(each, *members(schemas, n, choices=False)) for n, each in places]
    if not isinstance(value, dict):
        return value
    known = {name: members(schemas, name, choices=False) for name in value}
    return {
        name: without_read_only(child, *known[name])
        for name, child in value.items()
        if not any(each.definition.get("readOnly") is True for each in known[name])
    }


def _readings(value: JSON) -> Iterator[JSON]:
    """Yield what lenient servers read in place of a scalar, or of a list with equal items."""
    if isinstance(value, list):
        # Pydantic makes a set of it.
        yield list({canonical_text(each): each for each in reversed(value)}.values())
    elif isinstance(value, bool):
        yield int(value)
        yield str(value)
    elif isinstance(value, int | float):
        # Fractions are cut off.
        if isinstance(value, float) and math.isfinite(value):
            yield int(value)
        if value in {0, 1}:
            yield bool(value)
        yield repr(value)
        yield from _TIMES
    elif isinstance(value, str):
        yield from _of_text(value.strip())


def _of_text(text: str) -> Iterator[JSON]:
    """Yield the number or truth value that a text spells."""
    if text.lower() in _WORDS:
        yield _WORDS[text.lower()]
    if len(text) > _LONGEST_NUMBER:
        return
    for kind in (int, float):
        try:
            number = kind(text)
        except ValueError:
            continue
        if math.isfinite(number):
            yield number
            yield from _TIMES
