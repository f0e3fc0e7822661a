"""Applies an overlay: each action removes values, merges into objects, or appends to lists.

As Overlay 1.0 has it, objects are merged recursively; the rest is replaced, except that lists of
both sides are concatenated. The document's own tree is never changed in place.
"""

from collections.abc import Mapping
from dataclasses import replace

from openapi.errors import DocumentError
from openapi.json.pointers import join, removed, replaced, resolve
from openapi.json.types import JSON
from openapi.loading.complaints import Complaints
from openapi.loading.overlays.origins import Origins
from openapi.loading.overlays.reading import Action, Overlay
from openapi.loading.overlays.targets import find_targets, nearest_target
from openapi.loading.yaml import YamlFile
from openapi.loading.yaml.file import Origin
from openapi.schema.validation import preview

_OBJECT = "an object, as the target is"
_CONTAINER = "a target that is an object or a list; select the object around a value to change it"


def apply_overlay(document: YamlFile, overlay: Overlay, complaints: Complaints) -> YamlFile:
    """Return a document with the changes of an overlay; lines of its values are kept.

    Actions that select nothing are complaints.

    Raises:
        DocumentError: A target is not a JSONPath, or an action cannot be applied to it.
    """
    change = _Change(document, overlay)
    for action in overlay.actions:
        targets = change.targets(action)
        if not targets:
            error = DocumentError(
                "the target of an action selects nothing",
                where=overlay.file.location(f"{action.pointer}/target"),
                found=action.target,
                hint=nearest_target(change.tree, action.target) or "the action has no effect",
            )
            complaints.warn("overlay-target", overlay.file, f"{action.pointer}/target", error)
        change.apply(action, targets)
    return replace(document, tree=change.tree, origins=change.origins.by_pointer())


class _Change:
    """A document that is being changed."""

    def __init__(self, document: YamlFile, overlay: Overlay) -> None:
        self.tree: JSON = document.tree
        self.origins = Origins(document)
        self._file = overlay.file

    def targets(self, action: Action) -> tuple[str, ...]:
        try:
            return find_targets(self.tree, action.target)
        except DocumentError as error:
            where = self._file.location(f"{action.pointer}/target")
            raise DocumentError(
                error.what,
                where=where,
                found=error.found,
                allowed=error.allowed,
                hint=error.hint,
            ) from error

    def apply(self, action: Action, targets: tuple[str, ...]) -> None:
        if action.is_removal:
            # From the last to the first, so that the places of the others stay the same.
            for pointer in reversed(targets):
                self._remove(action, pointer)
            return
        for pointer in targets:
            self._update(action, pointer)

    def _remove(self, action: Action, pointer: str) -> None:
        if not pointer:
            raise self._refusal(action, "the whole document", "a value inside the document")
        try:
            holder = resolve(self.tree, pointer.rpartition("/")[0])
            self.tree = removed(self.tree, pointer)
        except KeyError:
            return  # it was inside another removed value
        if isinstance(holder, list):
            self.origins.close_gap(pointer, len(holder))
        else:
            self.origins.forget(pointer)

    def _update(self, action: Action, pointer: str) -> None:
        target, at = resolve(self.tree, pointer), f"{action.pointer}/update"
        if isinstance(target, Mapping) and isinstance(action.update, Mapping):
            value = self._merged(target, action.update, pointer, at)
        elif isinstance(target, list):
            value = [*target, action.update]
            self.origins.add(join(pointer, len(target)), Origin(file=self._file, pointer=at))
        else:
            wanted = _OBJECT if isinstance(target, Mapping) else _CONTAINER
            raise self._refusal(action, preview(action.update), wanted)
        self.tree = replaced(self.tree, pointer, value)

    def _merged(
        self, old: Mapping[str, JSON], new: Mapping[str, JSON], pointer: str, at: str
    ) -> JSON:
        merged = dict(old)
        for key, value in new.items():
            place, source, before = join(pointer, key), join(at, key), old.get(key)
            if isinstance(before, Mapping) and isinstance(value, Mapping):
                merged[key] = self._merged(before, value, place, source)
            elif isinstance(before, list) and isinstance(value, list):
                merged[key] = [*before, *value]
                for index in range(len(value)):
                    origin = Origin(file=self._file, pointer=join(source, index))
                    self.origins.add(join(place, len(before) + index), origin)
            else:
                merged[key] = value
                self.origins.add(place, Origin(file=self._file, pointer=source))
        return merged

    def _refusal(self, action: Action, found: str, allowed: str) -> DocumentError:
        return DocumentError(
            f"an action cannot be applied to its target {action.target}",
            where=self._file.location(action.pointer),
            found=found,
            allowed=allowed,
        )
