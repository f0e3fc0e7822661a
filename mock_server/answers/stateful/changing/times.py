"""Times that a server writes: when a record was created, and when it was last changed."""

from collections.abc import Mapping
from datetime import UTC, datetime

from mock_server.http.bodies.member_names import CREATED, UPDATED, plain_name
from openapi.contract import Schema
from openapi.json.formats import is_date_time
from openapi.json.types import JSON, is_number
from openapi.schema.validation import validator_for

_MILLISECONDS_FROM = 100_000_000_000
"""Numbers from here on are milliseconds: as seconds, this is a time in the year 5138."""


def stamped(  # noqa: PLR0913 - what a time depends on, each by name
    value: Mapping[str, JSON],
    names: Mapping[str, Schema],
    now: float,
    *,
    is_new: bool,
    sent: frozenset[str] = frozenset(),
    template: Mapping[str, JSON] | None = None,
) -> Mapping[str, JSON]:
    """Return a record with the times of its change; members that were sent are kept.

    `is_new`: created just now, not only changed. The times of `template`, a documented or derived
    record, show how they are written.
    """
    wanted = CREATED | UPDATED if is_new else UPDATED
    times: dict[str, JSON] = {}
    for name, schema in names.items():
        if plain_name(name) not in wanted or name in sent:
            continue
        example = (template or {}).get(name, value.get(name))
        # An optional time that neither the record nor the example has is left out.
        time = _written(now, schema, example) if example is not None else None
        if time is not None:
            times[name] = time
    return {**value, **times}


def _written(now: float, schema: Schema, like: JSON) -> JSON:
    """Return a time in the first form that a schema accepts; None if it accepts none."""
    moment = datetime.fromtimestamp(now, UTC)
    whole = moment.replace(microsecond=0)
    texts = [
        whole.isoformat().replace("+00:00", "Z"),
        whole.isoformat(),
        whole.strftime("%Y-%m-%dT%H:%M:%S"),
        whole.strftime("%Y-%m-%d %H:%M:%S"),
        whole.date().isoformat(),
    ]
    if isinstance(like, str) and "T" in like and "." in like and is_date_time(like):
        texts.insert(0, moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"))
    if isinstance(like, str) and len(like) <= len("2026-11-30"):
        texts.reverse()
    numbers: list[JSON] = [int(now), int(now * 1000)]
    if isinstance(like, int | float) and like >= _MILLISECONDS_FROM:
        numbers.reverse()
    is_valid = validator_for(schema).is_valid
    return next((each for each in (numbers if is_number(like) else texts) if is_valid(each)), None)
