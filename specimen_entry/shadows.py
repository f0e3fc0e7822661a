"""Modules of a project that hide packages of Specimen, because Python finds them first."""

import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

HOME = Path(__file__).resolve().parents[1]
"""The folder in which Specimen's packages are."""


def shadow_message(names: Sequence[str], home: Path = HOME) -> str:
    """Return which files hide which packages, and what to do; empty if none does.

    Args:
        names: Top-level packages.
        home: The folder in which they should be.
    """
    lines = [
        f"{found} hides the package {name!r} of Specimen, which is {home / name}"
        for name in names
        if (found := found_at(name)) is not None and not _is_within(found, home / name)
    ]
    if not lines:
        return ""
    return "\n".join(
        [
            *lines,
            (
                "Rename your module or move it into a package of your own, or take its folder out "
                "of PYTHONPATH and pytest's `pythonpath`."
            ),
        ]
    )


def found_at(name: str) -> Path | None:
    """Return the file or folder from which Python imports a module; does not import it."""
    loaded = sys.modules.get(name)
    try:
        spec = loaded.__spec__ if loaded is not None else find_spec(name)
    except (ImportError, ValueError):
        return None
    if spec is None:
        file = getattr(loaded, "__file__", None)
        return Path(file) if file else None
    if spec.has_location and spec.origin:
        return Path(spec.origin)
    folders = [*(spec.submodule_search_locations or ())]
    return Path(folders[0]) if folders else None


def _is_within(found: Path, folder: Path) -> bool:
    return found.resolve().is_relative_to(folder.resolve())
