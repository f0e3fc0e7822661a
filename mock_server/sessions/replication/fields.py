"""The fields of a session: what has changed, how a value is applied, a session from its cells.

| field | value |
|---|---|
| `scenario API OPERATION` | name of the selected scenario; null for none |
| `start API/SCENARIO` | when it began, on the session's clock |
| `played SEQUENCE` | answers that were played of a recorded sequence |
| `clock` | the session's clock; null follows the server's |
| `faults` | armed faults, and the texts that armed them |
| `stateful` | whether it answers from records; null as the server's settings |
| `records API PATH` | a collection of records; null for that of the examples |
| `used` | when it was used last, to about half an hour |
| `restart` | begins a new era of starts and places |
| `deleted` | all older fields are void; true if the journal was cleared too |

The server itself has `clock`, `faults` and `reset`, by which all older fields of every session are
void.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from mock_server.sessions.records import Records, RecordsFullError
from mock_server.sessions.replication.cells import (
    PLAYED,
    START,
    Cell,
    CellError,
    has_era,
    seconds_of,
)
from mock_server.sessions.replication.values import (
    clock_json,
    collection_json,
    faults_json,
    read_clock,
    read_collection,
    read_faults,
    read_text,
    read_texts,
)
from mock_server.sessions.sessions import DEFAULT, Session, SessionNameError, parse_session_name
from openapi.json.types import JSON, is_number

SERVER = "server"  # the owner of what all sessions share
CLOCK, FAULTS, STATEFUL, USED = "clock", "faults", "stateful", "used"
RESTART, DELETED, RESET = "restart", "deleted", "reset"
SCENARIO, RECORDS = "scenario ", "records "
_OWNER = "session:"
_MAX_PLAYED = 10**9


def rebuilt(owner: str, cells: Mapping[str, Cell]) -> Session:
    """Return the session of an owner whose choices are those of its valid cells.

    Raises:
        CellError: The owner is no session.
    """
    session = new_session(owner)
    for name, cell in cells.items():
        session = used_with(applied(session, name, cell.value), cell)
    return session


def with_progress(session: Session, cells: Mapping[str, Cell]) -> Session:
    """Return a session whose starts and places are those of its valid cells."""
    session = replace(session, scenario_starts={}, played={})
    for name, cell in cells.items():
        if has_era(name):
            session = applied(session, name, cell.value)
    return session


def used_with(session: Session, cell: Cell) -> Session:
    """Return a session that was used at least when a cell was written."""
    used_at = max(session.used_at, seconds_of(cell.stamp.version))
    return replace(session, used_at=used_at)


def owner_of(name: str) -> str:
    """Return the owner that a session is.

    >>> owner_of("demo"), owner_of("")
    ('session:demo', 'session:')
    """
    return f"{_OWNER}{name}"


def owner_name(owner: str) -> str:
    """Return the name of the session that an owner may be; the inverse of `owner_of`."""
    return owner.removeprefix(_OWNER)


def new_session(owner: str) -> Session:
    """Return the session that an owner is, without choices (CellError: it is no session)."""
    if owner == owner_of(DEFAULT):
        return Session(name=DEFAULT)
    name = owner.removeprefix(_OWNER)
    if name == owner:
        raise CellError("an owner that is no session")
    try:
        parsed, start = parse_session_name(name)
    except SessionNameError as error:
        raise CellError("an owner that is no session") from error
    return Session(name=parsed, fixed_start=start)


def changed_fields(before: Session, after: Session) -> dict[str, JSON]:
    """Return the new values of the fields in which two states of a session differ.

    With `restart` among them, all starts and places of the new state are included.
    """
    found: dict[str, JSON] = {}
    if after.scenarios is not before.scenarios:
        found |= _changes(SCENARIO, before.scenarios, after.scenarios)
    if after.scenario_starts is not before.scenario_starts or after.played is not before.played:
        found |= _progress(before, after)
    if after.clock != before.clock:
        found[CLOCK] = clock_json(after.clock)
    asked = after.requested_faults
    if after.faults != before.faults or asked != before.requested_faults:
        found[FAULTS] = {"armed": faults_json(after.faults), "asked": list(asked)}
    if after.is_stateful is not before.is_stateful:
        found[STATEFUL] = after.is_stateful
    if after.records is not before.records:
        found |= dict(_record_changes(before.records, after.records))
    return found


def applied(session: Session, field: str, value: JSON) -> Session:
    """Return a session with the value of one field (CellError: the value is not understood)."""
    kind, separator, rest = field.partition(" ")
    if not separator:
        return _with_plain(session, field, value)
    match f"{kind} ":
        case prefix if prefix == SCENARIO:
            others = {key: each for key, each in session.scenarios.items() if key != rest}
            chosen = {} if value is None else {rest: read_text(value)}
            return replace(session, scenarios=others | chosen)
        case prefix if prefix == START:
            return replace(session, scenario_starts={**session.scenario_starts, rest: float(value)})
        case prefix if prefix == PLAYED:
            number = min(int(value), _MAX_PLAYED)
            return replace(session, played={**session.played, rest: number})
        case prefix if prefix == RECORDS:
            return replace(session, records=_with_collection(session.records, rest, value))
        case _:
            raise CellError("a field that this version does not have")


def _with_plain(session: Session, field: str, value: JSON) -> Session:
    match field:
        case "clock":
            return replace(session, clock=read_clock(value))
        case "faults":
            if not isinstance(value, dict):
                raise CellError("faults that are no object")
            armed, asked = read_faults(value.get("armed")), read_texts(value.get("asked"))
            return replace(session, faults=armed, requested_faults=asked)
        case "stateful":
            if value is not None and not isinstance(value, bool):
                raise CellError("stateful is neither null nor a boolean")
            return replace(session, is_stateful=value)
        case "used":
            if not is_number(value):
                raise CellError("a time of use that is no number")
            return replace(session, used_at=max(session.used_at, float(value)))
        case "restart" | "deleted":
            return session
        case _:
            raise CellError("a field that this version does not have")


def _with_collection(records: Records, name: str, value: JSON) -> Records:
    collection = read_collection(value)
    if collection is None:
        return records.only(each for each in records.collections if each != name)
    try:
        return records.with_collection(name, collection)
    except RecordsFullError as error:
        raise CellError("more records than a session may have") from error


def _changes(
    prefix: str, before: Mapping[str, JSON], after: Mapping[str, JSON]
) -> Iterator[tuple[str, JSON]]:
    for key in before.keys() | after.keys():
        if before.get(key) != after.get(key):
            yield f"{prefix}{key}", after.get(key)


def _progress(before: Session, after: Session) -> dict[str, JSON]:
    """Return new starts and places; all of them, if one is gone, so that a new era begins."""
    kept_starts = before.scenario_starts.items() <= after.scenario_starts.items()
    kept_places = all(after.played.get(key, 0) >= each for key, each in before.played.items())
    is_restart = not kept_starts or not kept_places
    known = Session(name=before.name) if is_restart else before
    found: dict[str, JSON] = {RESTART: True} if is_restart else {}
    found |= _changes(START, known.scenario_starts, after.scenario_starts)
    return found | dict(_changes(PLAYED, known.played, after.played))


def _record_changes(before: Records, after: Records) -> Iterator[tuple[str, JSON]]:
    for name in before.collections.keys() | after.collections.keys():
        collection = after.collections.get(name)
        if collection is not before.collections.get(name):
            yield f"{RECORDS}{name}", collection_json(collection)
