"""What passes between the process that divides a run and those that do its parts: JSON values.

A worker gets one `Unit` with its `Share` of the budgets, and returns one `Partial`. They have no
secret and no document: a worker has both from its own process, or reads them on its own machine.
The values are versioned; a worker of another version is refused.
"""

from dataclasses import dataclass

from contracts.errors import OptionError
from contracts.results.merging.layouts import (
    COUNT,
    FLAG,
    NUMBER,
    PLAIN,
    TEXT,
    TEXTS,
    Layout,
    MemberKind,
)
from contracts.results.merging.members import Members, of_version
from contracts.results.merging.report_json import as_json, report_from_json
from contracts.results.report import Report
from contracts.run.progress import NOTHING, Reached
from openapi.json.types import JSON

VERSION = 1  # changes with the meaning of a unit, a share or a partial result

MAX_OPERATIONS = 100_000  # operations of a unit, more than any document has
MAX_SETTLED = 10_000  # findings of which a unit gets the id

_RESULT = "the result of a unit of work"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A part of a run that one worker does from its beginning to its end."""

    number: int  # its place in the plan, from 1
    api: str  # short name of the API
    operations: tuple[str, ...]  # ids, in the order of the document
    # Whether the API has other units: then the run has made sure of the base path.
    is_part: bool = True
    # Whether each operation gets one request before any probe; so it is where the whole run is
    # about many operations.
    asks_each: bool = False
    # Units with the same text here are never done at the same time, since they may change the data
    # of one server; empty for one that only reads.
    exclusive: str = ""
    turn: int = 0  # for `fuzz`: the round, from 0; the first round begins with the corpus
    # For `fuzz`: ids of findings that the run has already; they are counted, and not made shorter
    # again.
    settled: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What a unit may take of the budgets of the run; 0 for no limit."""

    requests: int = 0  # requests, repetitions included
    received_bytes: int = 0  # bytes of all answers
    elapsed: float = 0.0  # seconds since the run has sent its first request


@dataclass(frozen=True, slots=True, kw_only=True)
class Partial:
    """The result of one unit."""

    number: int  # of the unit
    report: Report  # on its operations alone; secrets are redacted
    stop: str = ""  # why no other unit should be begun, one clause: the server fails, or is silent
    kept_bytes: int = 0  # what it has taken of the budget of bytes
    reached: Reached = NOTHING  # how far it came


def _operations(about: Members, key: str) -> tuple[str, ...]:
    operations = about.texts(key)
    if not 0 < len(operations) <= MAX_OPERATIONS:
        raise OptionError(
            "this is not a unit of work",
            where="operations",
            found=f"{len(operations)} operations",
            allowed=f"1 to {MAX_OPERATIONS}",
        )
    return operations


_UNIT = Layout(
    Unit,
    operations=MemberKind(_operations, list),
    number=COUNT,
    api=TEXT,
    is_part=FLAG,
    asks_each=FLAG,
    exclusive=PLAIN,
    turn=COUNT,
    settled=MemberKind(
        lambda about, key: about.texts(key)[:MAX_SETTLED], lambda ids: list(ids[:MAX_SETTLED])
    ),
)
_SHARE = Layout(Share, requests=COUNT, received_bytes=COUNT, elapsed=NUMBER)
_PARTIAL = Layout(
    Partial,
    number=COUNT,
    stop=PLAIN,
    kept_bytes=COUNT,
    reached=Layout(
        Reached,
        called=TEXTS,
        finished=TEXTS,
        asked_once=TEXTS,
        stopped=PLAIN,
        answers=COUNT,
        busy=COUNT,
    ).inner,
    report=MemberKind(lambda about, key: report_from_json(about.get(key), _RESULT), as_json),
)


def unit_to_json(unit: Unit, share: Share) -> dict[str, JSON]:
    """Return a unit and its share as a JSON value."""
    return {"version": VERSION, "unit": _UNIT.write(unit), "share": _SHARE.write(share)}


def unit_from_json(document: JSON) -> tuple[Unit, Share]:
    """Return the unit and the share that a JSON value describes.

    Raises:
        OptionError: It describes none, or one of another version.
    """
    root = of_this_release(document, VERSION, "a unit of work")
    return _UNIT.read(root.inner("unit")), _SHARE.read(root.inner("share"))


def partial_to_json(partial: Partial) -> dict[str, JSON]:
    """Return the result of a unit as a JSON value."""
    return {"version": VERSION, **_PARTIAL.write(partial)}


def partial_from_json(document: JSON) -> Partial:
    """Return the result of a unit that a JSON value describes.

    Raises:
        OptionError: It describes none, or one of another version.
    """
    return _PARTIAL.read(of_this_release(document, VERSION, _RESULT))


def of_this_release(document: JSON, version: int, what: str) -> Members:
    """Return the members of what a process of the same release has written.

    Raises:
        OptionError: It is no object, or one of another version; the message names `what` it is.
    """
    return of_version(document, version, what, what, "let all workers have the same release")
