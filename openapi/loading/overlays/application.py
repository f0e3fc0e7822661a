"""Applies an overlay: each action removes values, merges into objects, or appends to lists.

As Overlay 1.0 has it, objects are merged recursively; the rest is replaced, except that lists of
both sides are concatenated. The document's own tree is never changed in place. Every value keeps
the file and the line that it came from.
"""

from collections.abc import Mapping
from dataclasses import replace

from openapi.errors import DocumentError
from openapi.json.pointers import join, removed, replaced, resolve, split_at_known
from openapi.json.types import JSON
from openapi.loading.complaints import Complaints
from openapi.loading.overlays.reading import Action, Overlay
from openapi.loading.overlays.targets import find_targets, nearest_target
from openapi.loading.yaml import YamlFile
from openapi.loading.yaml.file import Origin
from openapi.text.previews import preview

_OBJECT = "an object, as the target is"
_CONTAINER = "a target that is an object or a list; select the object around a value to change it"


class ValueOrigins:
    """The origins of values that are not at their place in the document's own file."""

    def __init__(self, document: YamlFile) -> None:
        """Start with a document, which earlier overlays may have changed."""
        self._document = replace(document, origins={})
        self._found: dict[str, Origin] = dict(document.origins)

    def of(self, pointer: str) -> Origin:
        """Return where a value comes from."""
        at, below = split_at_known(pointer, self._found)
        origin = self._found.get(at, Origin(file=self._document, pointer=""))
        return Origin(file=origin.file, pointer=origin.pointer + below)

    def add(self, pointer: str, origin: Origin) -> None:
        """Note a value that is new or replaced."""
        self.forget(pointer)
        self._found[pointer] = origin

    def forget(self, pointer: str) -> None:
        """Forget a value that is removed, and all values in it."""
        inside = f"{pointer}/"
        for known in [known for known in self._found if f"{known}/".startswith(inside)]:
            del self._found[known]

    def close_gap(self, pointer: str, length: int) -> None:
        """Note that an item of a list is removed, so that the items after it move up.

        `length` is that of the list before.
        """
        parent, _, index = pointer.rpartition("/")
        self.forget(pointer)
        after = range(int(index) + 1, length)
        moved = {join(parent, old - 1): self.of(join(parent, old)) for old in after}
        for known in [known for known in self._found if known.startswith(f"{parent}/")]:
            token, _, below = known.removeprefix(f"{parent}/").partition("/")
            if int(token) in after:
                origin = self._found.pop(known)
                if below:
                    moved[f"{join(parent, int(token) - 1)}/{below}"] = origin
        self._found.update(moved)

    def by_pointer(self) -> Mapping[str, Origin]:
        """Return the origins by pointer in the changed document."""
        return dict(self._found)


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
        self.origins = ValueOrigins(document)
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
