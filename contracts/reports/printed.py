"""Makes every text of a report printable: servers and documents may send control characters."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
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
    made: object = value
    if isinstance(value, str) and not isinstance(value, Enum):
        made = printable(value)
    elif isinstance(value, tuple):
        made = tuple(map(_printed, value))
    elif isinstance(value, frozenset):
        made = frozenset(map(_printed, value))
    elif isinstance(value, Mapping):
        made = {_printed(name): _printed(each) for name, each in value.items()}
    elif is_dataclass(value) and not isinstance(value, type):
        made = replace(value, **{f.name: _printed(getattr(value, f.name)) for f in fields(value)})
    return made  # type: ignore[return-value]  # of the same type as what it was made from
