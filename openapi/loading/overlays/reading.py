"""Reads overlay files (OpenAPI Overlay 1.0, YAML or JSON), and assigns them to documents."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from openapi.errors import DocumentError, did_you_mean, nearest
from openapi.json.types import JSON
from openapi.loading.yaml import MAX_BYTES, YamlFile, read_yaml
from openapi.text.previews import preview

_VERSION = re.compile(r"1\.[0-9]+(\.[0-9]+)?")
_KEYS = ("overlay", "info", "extends", "actions")
_ACTION_KEYS = ("target", "description", "update", "remove")


def assign_overlays(
    overlays: Sequence[Path], documents: Sequence[Path], *, max_bytes: int = MAX_BYTES
) -> Mapping[Path, tuple[Path, ...]]:
    """Return the overlays of each document, in their order.

    One document has all of them. Of several documents, each overlay names its own (`extends`).

    Raises:
        DocumentError: An overlay cannot be read, or does not name one of several documents.
    """
    if len(documents) == 1 or not overlays:
        return {document: tuple(overlays) for document in documents}
    found: dict[Path, list[Path]] = {document: [] for document in documents}
    for path in overlays:
        overlay = read_overlay(path, max_bytes=max_bytes)
        own = next((each for each in documents if overlay.is_for(each)), None)
        if not overlay.extends or own is None:
            names = [document.name for document in documents]
            near = did_you_mean(overlay.extends.rpartition("/")[2], names)
            raise DocumentError(
                f"an overlay names none of the {len(documents)} documents{near}",
                where=overlay.file.location("/extends"),
                found=overlay.extends or "no key extends",
                allowed=f"extends: {' or '.join(names)}",
            )
        found[own].append(path)
    return {document: tuple(paths) for document, paths in found.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One change of a document."""

    target: str  # JSONPath of the values to change
    pointer: str  # JSON pointer of the action in its file
    is_removal: bool  # whether the values are removed
    update: JSON = None  # what is merged into objects, or appended to lists


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlay:
    """An overlay file."""

    file: YamlFile
    extends: str  # the document that it is for, as a path or URL; empty if it names none
    actions: tuple[Action, ...]  # in order

    def is_for(self, document: Path) -> bool:
        """Whether the overlay names this document; a URL is compared by its last segment."""
        if "://" in self.extends:
            return self.extends.rpartition("/")[2] == document.name
        return (Path(self.file.file).parent / self.extends).resolve() == document.resolve()


def read_overlay(path: Path, *, max_bytes: int = MAX_BYTES) -> Overlay:
    """Read and check an overlay file (DocumentError: it cannot be read, or is not an overlay)."""
    file = read_yaml(path, max_bytes=max_bytes)
    tree = file.tree
    if not isinstance(tree, Mapping) or "overlay" not in tree:
        keys = [str(key) for key in tree] if isinstance(tree, Mapping) else []
        raise DocumentError(
            f"not an overlay{_meant('overlay', keys)}",
            where=file.location(),
            found=", ".join(keys) or preview(tree),
            allowed="an object with overlay: 1.0.0, info and actions",
        )
    _check_keys(file, "", tree, _KEYS)
    version = tree["overlay"]
    if not _VERSION.fullmatch(str(version)):
        raise DocumentError(
            "this version of overlays is not known",
            where=file.location("/overlay"),
            found=preview(version),
            allowed="1.0.0 (any 1.x)",
        )
    actions = tree.get("actions")
    if not isinstance(actions, list) or not actions:
        raise DocumentError(
            "an overlay has no actions",
            where=file.location("/actions"),
            found=preview(actions) if "actions" in tree else "no key actions",
            allowed="a list of objects with target and update or remove",
        )
    extends = tree.get("extends", "")
    return Overlay(
        file=file,
        extends=extends if isinstance(extends, str) else "",
        actions=tuple(_action(file, raw, f"/actions/{i}") for i, raw in enumerate(actions)),
    )


def _action(file: YamlFile, raw: JSON, pointer: str) -> Action:
    if not isinstance(raw, Mapping):
        raise DocumentError(
            "an action is not an object",
            where=file.location(pointer),
            found=preview(raw),
            allowed="target, and update or remove",
        )
    _check_keys(file, pointer, raw, _ACTION_KEYS)
    target, removal = raw.get("target"), raw.get("remove", False)
    if not isinstance(target, str):
        raise DocumentError(
            "an action has no target",
            where=file.location(f"{pointer}/target"),
            found=preview(target) if "target" in raw else "no key target",
            allowed="a JSONPath, such as $.paths['/orders'].get",
        )
    if not isinstance(removal, bool) or ("update" not in raw and not removal):
        raise DocumentError(
            "an action neither updates nor removes",
            where=file.location(pointer),
            found=", ".join(raw),
            allowed="update: …, or remove: true",
        )
    return Action(target=target, pointer=pointer, is_removal=removal, update=raw.get("update"))


def _check_keys(
    file: YamlFile, pointer: str, raw: Mapping[str, JSON], allowed: Sequence[str]
) -> None:
    for key in raw:
        if key not in allowed and not key.startswith("x-"):
            raise DocumentError(
                f"an overlay has no key {key!r} here{did_you_mean(key, allowed)}",
                where=file.location(f"{pointer}/{key}"),
                found=key,
                allowed=", ".join(allowed),
            )


def _meant(name: str, keys: Sequence[str]) -> str:
    return f"; did you mean {name!r}?" if nearest(name, keys) else ""
