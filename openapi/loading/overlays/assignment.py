"""Finds out which overlay is for which document."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from openapi.errors import DocumentError, did_you_mean
from openapi.loading.overlays.reading import read_overlay
from openapi.loading.yaml import MAX_BYTES


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
