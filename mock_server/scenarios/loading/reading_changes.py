"""Changes of scenarios' bodies under another reading of the documents.

Scenario files are written in the default reading. A file `readings.yaml` beside them states the
changes of their bodies under other readings. Examples of the contract are not changed: they are
already written in the chosen reading.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from openapi.json.pointers import exists, removed, replaced, resolve
from openapi.json.types import JSON
from openapi.loading.yaml import YamlFile, read_yaml

FILE = "readings.yaml"  # name of the file, in the folder of the scenario files that it changes


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingChanges:
    """The changes of the bodies of a folder's scenarios."""

    changes: tuple[Mapping[str, JSON], ...] = ()  # `move` and `to`, `copy` and `to`, or `add`
    digits: JSON = ""  # `time-digits` that replaces the scenarios' own; empty to keep it

    def apply(self, tree: JSON) -> JSON:
        """Return a body with the changes; a change whose place does not exist is skipped."""
        for change in self.changes:
            tree = _apply(tree, change)
        return tree


def _apply(tree: JSON, change: Mapping[str, JSON]) -> JSON:
    if "add" in change:
        at = change["add"]
        fits = exists(tree, at.rpartition("/")[0]) and not exists(tree, at)
        return replaced(tree, at, change["value"]) if fits else tree
    source = change.get("move", change.get("copy"))
    if not exists(tree, source):
        return tree
    value = resolve(tree, source)
    if "move" in change:
        tree = removed(tree, source)
    return replaced(tree, change["to"], value)


def changes_for(file: YamlFile, readings: Mapping[str, str]) -> ReadingChanges:
    """Return the changes of a `readings.yaml` for the chosen readings, by discrepancy."""
    changes: list[Mapping[str, JSON]] = []
    digits: JSON = ""
    for discrepancy, by_reading in file.tree["readings"].items():
        chosen = by_reading.get(readings.get(discrepancy, ""), {})
        changes += chosen.get("changes", ())
        digits = chosen.get("time-digits", digits)
    return ReadingChanges(changes=tuple(changes), digits=digits)


def readings_file(folder: Path) -> YamlFile | None:
    """Return the folder's `readings.yaml`; None if it has none."""
    path = folder / FILE
    return read_yaml(path) if path.is_file() else None
