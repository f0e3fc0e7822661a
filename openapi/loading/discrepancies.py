"""The register of discrepancies and the overlays of the chosen readings.

A reading changes the document before it is bundled and validated, so no other module needs to know
which reading was chosen.
"""

from collections.abc import Iterable, Mapping, Sequence

from openapi.contract import Claim, Discrepancy, OverlayAction, Reading, Severity
from openapi.errors import DocumentError, ReadingError, did_you_mean
from openapi.json.pointers import merge_patch, removed, replaced, resolve
from openapi.json.types import JSON
from openapi.loading.sources import parse_source
from openapi.loading.yaml import YamlFile


def parse_discrepancies(register: YamlFile) -> tuple[Discrepancy, ...]:
    """Return the entries of a register, in its order.

    Raises:
        ExtensionError: The file does not follow the vocabulary.
        DocumentError: An id is listed twice, or a default names no reading.
    """
    # Imported when it is needed: a prepared register is valid.
    from openapi.loading.extensions import validate_discrepancies  # noqa: PLC0415

    validate_discrepancies(register)
    found: dict[str, Discrepancy] = {}
    entries = register.tree["discrepancies"]
    lines = [register.lines.get(f"/discrepancies/{index}", 0) for index in range(len(entries))]
    for index, discrepancy in enumerate(discrepancies_of(zip(entries, lines, strict=True))):
        pointer = f"/discrepancies/{index}"
        names = [reading.name for reading in discrepancy.readings]
        if discrepancy.id in found:
            raise DocumentError(
                f"discrepancy {discrepancy.id!r} is listed twice", where=register.location(pointer)
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


def api_of(name: str) -> str:
    """Return the API that a discrepancy is about, from its id."""
    return name.partition(".")[0]


def discrepancies_of(entries: Iterable[tuple[JSON, int]]) -> tuple[Discrepancy, ...]:
    """Return valid entries of a register, each with its line, as values."""
    return tuple(_discrepancy(entry, line) for entry, line in entries)


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
    action = next(name for name in ("merge", "set", "remove") if name in change)
    return OverlayAction(pointer=change["at"], action=action, value=change[action])


def resolve_readings(
    discrepancies: Sequence[Discrepancy], wanted: Mapping[str, str]
) -> dict[str, str]:
    """Return the chosen or default reading of every discrepancy that has readings.

    `wanted` has names of readings by discrepancy id; ids of other APIs are ignored.

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
        ReadingError: A discrepancy does not exist or has no readings.
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
    """Return the document tree changed by the overlays of the chosen readings.

    Raises:
        DocumentError: An overlay points to a value that does not exist.
    """
    for discrepancy in discrepancies:
        for reading in discrepancy.readings:
            if chosen.get(discrepancy.id) == reading.name:
                for change in reading.overlay:
                    tree = _apply(tree, change, discrepancy, reading)
    return tree


def _apply(tree: JSON, change: OverlayAction, discrepancy: Discrepancy, reading: Reading) -> JSON:
    try:
        if change.action == "remove":
            return removed(tree, change.pointer)
        if change.action == "set":
            return replaced(tree, change.pointer, change.value)
        merged = merge_patch(resolve(tree, change.pointer), change.value)
        return replaced(tree, change.pointer, merged)
    except KeyError as error:
        raise DocumentError(
            f"the overlay of {discrepancy.id}={reading.name} points to no value",
            where=f"discrepancies.yaml:{discrepancy.line}",
            found=f"{change.action} at {change.pointer} (no {error.args[0]!r})",
            allowed="a pointer to a value of the document",
        ) from error
