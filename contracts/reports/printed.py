"""Makes every text of a report printable: servers and documents may send control characters."""

from collections.abc import Mapping
from dataclasses import replace
from enum import Enum
from operator import is_not
from typing import TypeVar

from contracts.results.report import Report
from openapi.text.printable import printable, printable_lines

Value = TypeVar("Value")


def printed(report: Report) -> Report:
    """Return a report with every text printable and on one line; bodies are unchanged."""
    whole = _printed(replace(report, texts={}, error=""))
    texts = {printable(name): printable_lines(text) for name, text in report.texts.items()}
    return replace(whole, texts=texts, error=printable_lines(report.error))


def _printed(value: Value) -> Value:
    """Return a value with every text printable; the value itself if they are already."""
    made: object = value
    if isinstance(value, str) and not isinstance(value, Enum):
        made = printable(value)
    elif isinstance(value, tuple | frozenset):
        each = [*map(_printed, value)]
        # Most texts of most reports need no change, and a report has thousands of operations.
        made = type(value)(each) if any(map(is_not, each, value)) else value
    elif isinstance(value, Mapping):
        made = {_printed(name): _printed(inner) for name, inner in value.items()}
    elif names := getattr(type(value), "__dataclass_fields__", ()):
        changed: dict[str, object] = {}
        for name in names:
            before = getattr(value, name)
            # What is empty, as much of most operations is, has no text.
            if before and (after := _printed(before)) is not before:
                changed[name] = after
        made = replace(value, **changed) if changed else value  # type: ignore[type-var]
    return made  # type: ignore[return-value]  # of the same type as what it was made from
