"""Clocks, armed faults and records as JSON values, and back.

Every function that reads a value raises CellError for one that it does not understand.
"""

import math
from collections.abc import Sequence
from dataclasses import asdict

from mock_server.clock import MAX_SPEED, MAX_TIME, VirtualClock
from mock_server.faults.model.activation import ActiveFault
from mock_server.sessions.records import MAX_RECORDS, Collection, Record
from mock_server.sessions.replication.cells import CellError
from openapi.json.types import JSON, is_number

MAX_FAULTS = 64
_MAX_TEXT = 10_000
_MAX_NUMBER = 1e9
_CLOCK_FIELDS = 4
_ROW_FIELDS = 3


def clock_json(clock: VirtualClock | None) -> JSON:
    """Return a clock as four numbers; None, which follows the server's clock, as null."""
    if clock is None:
        return None
    return [clock.real, clock.shown, clock.speed, clock.resumes_at]


def read_clock(value: JSON) -> VirtualClock | None:
    """Return a clock (CellError: it is none)."""
    if value is None:
        return None
    if not isinstance(value, list) or len(value) != _CLOCK_FIELDS:
        raise CellError("a clock that has not four numbers")
    real, shown = (_number(each, MAX_TIME) for each in value[:2])
    speed, resumes_at = (_number(each, MAX_SPEED) for each in value[2:])
    return VirtualClock(real=real, shown=shown, speed=speed, resumes_at=resumes_at)


def faults_json(faults: Sequence[ActiveFault]) -> JSON:
    """Return armed faults as a list."""
    return [{**asdict(each), "span": list(each.span)} for each in faults]


def read_faults(value: JSON) -> tuple[ActiveFault, ...]:
    """Return armed faults (CellError: they are none)."""
    if not isinstance(value, list) or len(value) > MAX_FAULTS:
        raise CellError(f"armed faults that are no list of up to {MAX_FAULTS}")
    return tuple(map(_read_fault, value))


def read_texts(value: JSON) -> tuple[str, ...]:
    """Return the texts of armed faults (CellError: they are none)."""
    if not isinstance(value, list) or len(value) > MAX_FAULTS:
        raise CellError(f"texts that are no list of up to {MAX_FAULTS}")
    return tuple(map(read_text, value))


def read_text(value: JSON) -> str:
    """Return a short text (CellError: it is none)."""
    if not isinstance(value, str) or len(value) > _MAX_TEXT:
        raise CellError("no short text")
    return value


def collection_json(collection: Collection | None) -> JSON:
    """Return a collection of records; None, which is that of the examples, as null."""
    if collection is None:
        return None
    rows = [[key, each.is_seed, each.value] for key, each in collection.records.items()]
    return {"last": collection.last, "rows": rows}


def read_collection(value: JSON) -> Collection | None:
    """Return a collection of records (CellError: it is none)."""
    if value is None:
        return None
    if not isinstance(value, dict) or not isinstance(value.get("rows"), list):
        raise CellError("a collection without rows")
    rows = value["rows"]
    if len(rows) > MAX_RECORDS:
        raise CellError(f"a collection of more than {MAX_RECORDS} records")
    return Collection.of(dict(map(_read_row, rows)), last=_whole(value.get("last", 0)))


def _read_row(row: JSON) -> tuple[str, Record]:
    if not isinstance(row, list) or len(row) != _ROW_FIELDS:
        raise CellError("a record that has not three values")
    identity, is_seed, value = row
    if not isinstance(value, dict):
        raise CellError("a record that is no object")
    return read_text(identity), Record.of(value, is_seed=is_seed is True)


def _read_fault(value: JSON) -> ActiveFault:
    if not isinstance(value, dict):
        raise CellError("an armed fault that is no object")
    settings, span = value.get("settings", {}), value.get("span", [0.0, 0])
    if not isinstance(settings, dict) or not isinstance(span, list) or len(span) != 2:  # noqa: PLR2004 - a pair
        raise CellError("an armed fault whose settings or span are of another kind")
    until, remaining = value.get("until"), value.get("remaining")
    return ActiveFault(
        fault=read_text(value.get("fault")),
        settings={read_text(name): _number(each) for name, each in settings.items()},
        remaining=None if remaining is None else _whole(remaining),
        one_in=max(_whole(value.get("one_in", 1)), 1),
        probability=_number(value.get("probability", 1.0)),
        starts_at=_number(value.get("starts_at", 0.0), MAX_TIME),
        until=None if until is None else _number(until, MAX_TIME + _MAX_NUMBER),
        requests=_whole(value.get("requests", 0)),
        per_seconds=_number(value.get("per_seconds", 1.0)),
        seed=_whole(value.get("seed", 0)),
        span=(_number(span[0], MAX_TIME), _whole(span[1])),
    )


def _number(value: JSON, largest: float = _MAX_NUMBER) -> float:
    if not is_number(value) or not math.isfinite(value) or not 0 <= value <= largest:
        raise CellError(f"no number from 0 to {largest:.0f}")
    return float(value)


def _whole(value: JSON) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 10**15:
        raise CellError("no whole number from 0")
    return value
