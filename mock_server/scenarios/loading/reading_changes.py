"""How scenarios' bodies are written under another reading of the documents.

Scenario files are written in the default reading. A file `readings.yaml` beside them says what
becomes of their bodies under others. What a contract's own example says is left alone: it is
already written in the reading.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from openapi.json.pointers import exists, removed, replaced, resolve
from openapi.json.types import JSON
from openapi.loading.yaml import YamlFile, read_yaml

FILE = "readings.yaml"
"""Lies beside the scenario files that it is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingChanges:
    """What becomes of the bodies of a folder's scenarios.

    Attributes:
        changes: In order; each holds `move` and `to`, `copy` and `to`, or `add` and `value`.
        digits: Fractional digits of times in place of the scenarios' own, as they are written.
    """

    changes: tuple[Mapping[str, JSON], ...] = ()
    digits: JSON = ""

    def apply(self, tree: JSON) -> JSON:
        """Return a body in the chosen readings; a change that finds nothing changes nothing."""
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
    """Return the wording that a `readings.yaml` gives to the chosen readings."""
    changes: list[Mapping[str, JSON]] = []
    digits: JSON = ""
    for discrepancy, by_reading in file.tree["readings"].items():
        chosen = by_reading.get(readings.get(discrepancy, ""), {})
        changes += chosen.get("changes", ())
        digits = chosen.get("time-digits", digits)
    return ReadingChanges(changes=tuple(changes), digits=digits)


def wording_file(folder: Path) -> YamlFile | None:
    """Return the folder's `readings.yaml`, if there is one."""
    path = folder / FILE
    return read_yaml(path) if path.is_file() else None
