"""The register of discrepancies and the overlays of the chosen readings.

A reading changes the document before anything else looks at it, so whoever works with the
contract sees one consistent document and never asks which reading is in force.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from openapi.contract import Change, Discrepancy, Reading, Severity, Side
from openapi.errors import DocumentError, ReadingError, did_you_mean
from openapi.json.pointers import merge_patch, remove_at, resolve, set_at
from openapi.loading.metaschema import check_register
from openapi.loading.sources import source_of
from openapi.loading.yaml import YamlFile

JSON = Any


def read_register(register: YamlFile) -> tuple[Discrepancy, ...]:
    """Return the entries of a register, in its order.

    Raises:
        ExtensionError: The file is not as the vocabulary allows.
        DocumentError: An id stands twice, or a default names no reading.
    """
    check_register(register)
    found: dict[str, Discrepancy] = {}
    for index, entry in enumerate(register.tree["discrepancies"]):
        pointer = f"/discrepancies/{index}"
        discrepancy = _discrepancy(entry, register.lines.get(pointer, 0))
        names = [reading.name for reading in discrepancy.readings]
        if discrepancy.id in found:
            raise DocumentError(
                f"discrepancy {discrepancy.id!r} stands twice", where=register.where(pointer)
            )
        if discrepancy.default and discrepancy.default not in names:
            raise DocumentError(
                f"the default reading of {discrepancy.id!r} does not exist",
                where=register.where(f"{pointer}/default"),
                found=discrepancy.default,
                allowed=", ".join(names),
            )
        found[discrepancy.id] = discrepancy
    return tuple(found.values())


def _discrepancy(entry: Mapping[str, JSON], line: int) -> Discrepancy:
    return Discrepancy(
        id=entry["id"],
        number=entry["number"],
        title=entry["title"],
        sides=tuple(
            Side(says=side["says"], source=source_of(side.get("x-source")))
            for side in entry["sides"]
        ),
        ruling=entry["ruling"],
        severity=Severity(entry["severity"]),
        default=entry.get("default", ""),
        readings=tuple(
            Reading(
                name=name,
                summary=reading["summary"],
                overlay=tuple(_change(change) for change in reading.get("overlay", ())),
            )
            for name, reading in entry.get("readings", {}).items()
        ),
        line=line,
    )


def _change(change: Mapping[str, JSON]) -> Change:
    verb = next(verb for verb in ("merge", "set", "remove") if verb in change)
    return Change(at=change["at"], verb=verb, value=change[verb])


def choose_readings(
    discrepancies: Sequence[Discrepancy], wanted: Mapping[str, str]
) -> dict[str, str]:
    """Return the reading in force of every discrepancy that has readings.

    Args:
        discrepancies: Of one API.
        wanted: Reading name by discrepancy id; ids of other APIs are left alone.

    Raises:
        ReadingError: A reading does not exist.
    """
    chosen: dict[str, str] = {}
    for discrepancy in discrepancies:
        if not discrepancy.readings:
            continue
        name = wanted.get(discrepancy.id, discrepancy.default)
        names = [reading.name for reading in discrepancy.readings]
        if name not in names:
            raise ReadingError(
                f"reading {name!r} of {discrepancy.id} does not exist{did_you_mean(name, names)}",
                found=f"{discrepancy.id}={name}",
                allowed=", ".join(f"{discrepancy.id}={each}" for each in names),
            )
        chosen[discrepancy.id] = name
    return chosen


def refuse_unknown_readings(known: Sequence[Discrepancy], wanted: Mapping[str, str]) -> None:
    """Refuse readings of discrepancies that no loaded contract has.

    Raises:
        ReadingError: With the nearest match.
    """
    ids = [discrepancy.id for discrepancy in known if discrepancy.readings]
    for asked in wanted:
        if asked not in ids:
            raise ReadingError(
                f"there is no discrepancy {asked!r} with readings{did_you_mean(asked, ids)}",
                found=asked,
                allowed=", ".join(ids) or "none: no loaded document has a register",
            )


def apply_readings(
    tree: JSON, discrepancies: Sequence[Discrepancy], chosen: Mapping[str, str]
) -> JSON:
    """Return the document tree as the chosen readings make it.

    Raises:
        DocumentError: An overlay points to a place that the document does not have.
    """
    for discrepancy in discrepancies:
        for reading in discrepancy.readings:
            if chosen.get(discrepancy.id) == reading.name:
                for change in reading.overlay:
                    tree = _apply(tree, change, discrepancy, reading)
    return tree


def _apply(tree: JSON, change: Change, discrepancy: Discrepancy, reading: Reading) -> JSON:
    try:
        if change.verb == "remove":
            return remove_at(tree, change.at)
        if change.verb == "set":
            return set_at(tree, change.at, change.value)
        return set_at(tree, change.at, merge_patch(resolve(tree, change.at), change.value))
    except KeyError as error:
        raise DocumentError(
            f"the overlay of {discrepancy.id}={reading.name} leads nowhere",
            where=f"discrepancies.yaml:{discrepancy.line}",
            found=f"{change.verb} at {change.at} (no {error.args[0]!r})",
            allowed="a pointer to a value of the document",
        ) from error
