"""The register of discrepancies and the overlays of the chosen readings.

A reading changes the document before anything else looks at it, so whoever works with the
contract sees one consistent document and never asks which reading is in force.
"""

from collections.abc import Mapping, Sequence

from openapi.contract import Claim, Discrepancy, OverlayAction, Reading, Severity
from openapi.errors import DocumentError, ReadingError, did_you_mean
from openapi.json.pointers import merge_patch, removed, replaced, resolve
from openapi.json.types import JSON
from openapi.loading.metaschema import validate_discrepancies
from openapi.loading.sources import parse_source
from openapi.loading.yaml import YamlFile


def parse_discrepancies(register: YamlFile) -> tuple[Discrepancy, ...]:
    """Return the entries of a register, in its order.

    Raises:
        ExtensionError: The file is not as the vocabulary allows.
        DocumentError: An id stands twice, or a default names no reading.
    """
    validate_discrepancies(register)
    found: dict[str, Discrepancy] = {}
    for index, entry in enumerate(register.tree["discrepancies"]):
        pointer = f"/discrepancies/{index}"
        discrepancy = _discrepancy(entry, register.lines.get(pointer, 0))
        names = [reading.name for reading in discrepancy.readings]
        if discrepancy.id in found:
            raise DocumentError(
                f"discrepancy {discrepancy.id!r} stands twice", where=register.location(pointer)
            )
        if discrepancy.default and discrepancy.default not in names:
            raise DocumentError(
                f"the default reading of {discrepancy.id!r} does not exist",
                where=register.location(f"{pointer}/default"),
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
            Claim(says=side["says"], source=parse_source(side.get("x-source")))
            for side in entry["sides"]
        ),
        decision=entry["ruling"],
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


def _change(change: Mapping[str, JSON]) -> OverlayAction:
    verb = next(verb for verb in ("merge", "set", "remove") if verb in change)
    return OverlayAction(at=change["at"], verb=verb, value=change[verb])


def resolve_readings(
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


def check_reading_names(known: Sequence[Discrepancy], wanted: Mapping[str, str]) -> None:
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


def _apply(tree: JSON, change: OverlayAction, discrepancy: Discrepancy, reading: Reading) -> JSON:
    try:
        if change.verb == "remove":
            return removed(tree, change.at)
        if change.verb == "set":
            return replaced(tree, change.at, change.value)
        return replaced(tree, change.at, merge_patch(resolve(tree, change.at), change.value))
    except KeyError as error:
        raise DocumentError(
            f"the overlay of {discrepancy.id}={reading.name} leads nowhere",
            where=f"discrepancies.yaml:{discrepancy.line}",
            found=f"{change.verb} at {change.at} (no {error.args[0]!r})",
            allowed="a pointer to a value of the document",
        ) from error
