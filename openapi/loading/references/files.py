"""The files that a document refers to: found within its root folder, read once, bounded."""

import re
from collections.abc import Mapping
from os.path import relpath
from pathlib import Path
from urllib.parse import unquote

from openapi.errors import DocumentError
from openapi.json.pointers import escape
from openapi.json.types import JSON
from openapi.loading.complaints import Complaints
from openapi.loading.references.options import BUNDLE, FileLimits
from openapi.loading.yaml import YamlFile, read_yaml

SUFFIXES = (".json", ".yaml", ".yml")  # suffixes of the files that a reference may name

FETCHED = ".fetched"
"""A file of this name marks the folder of files that were fetched from one origin."""

_URL = re.compile("https?://", re.IGNORECASE)

_ROOT_MARKERS = (".git", FETCHED)


class ElsewhereError(DocumentError):
    """A reference to a URL, which is not fetched."""


def root_of(folder: Path) -> Path:
    """Return the folder whose files a document in `folder` may refer to.

    That is the repository (the nearest folder with `.git` in it), or the folder of files fetched
    from one origin; without either it is `folder` itself.
    """
    folder = folder.resolve()
    parents = (folder, *folder.parents)
    marked = (each for each in parents if any((each / marker).exists() for marker in _ROOT_MARKERS))
    return next(marked, folder)


class ReferencedFiles:
    """A document and the files that it refers to, each read once.

    The name of a file is its path relative to the document's folder; that of the document is empty.
    """

    def __init__(
        self, main: YamlFile, folder: Path, root: Path, complaints: Complaints, limits: FileLimits
    ) -> None:
        """Both folders are resolved; files outside `root` are not read."""
        self.read: dict[str, YamlFile] = {}
        self._main = main
        self._main_path = Path(main.file).resolve()
        self._folder = folder
        self._root = root
        self._complaints = complaints
        self._limits = limits
        self._unreadable: dict[str, DocumentError] = {}

    def __getitem__(self, name: str) -> YamlFile:
        """Return a file that was read."""
        return self.read[name] if name else self._main

    def by_pointer(self) -> dict[str, YamlFile]:
        """Return the files by the pointer of their place in the bundled tree."""
        return {bundle_pointer(name): file for name, file in self.read.items()}

    def find(self, reference: str, name: str, pointer: str) -> str:
        """Return the name of a referenced file, which is read if it was not read before.

        `name` is that of the file that has the reference, at `pointer`.

        Raises:
            DocumentError: The file is missing, outside the root, of another suffix, cannot be read
                or exceeds the limits.
            ElsewhereError: The reference is a URL.
        """
        source = self._folder / name if name else self._main_path
        place = _without_origin(reference.partition("#")[0], self[name].tree)
        if not place:
            return name
        target = _resolved(place, source)
        if target == self._main_path:
            return ""
        where = self[name].location(pointer)
        if target is None and _URL.match(reference):
            raise ElsewhereError(
                f"$ref {reference!r} is not followed: it leads to another machine",
                where=where,
                found=reference,
                allowed=f"files in {self._allowed}",
                hint="read as anything; copy the file beside the document to have it judged",
            )
        if target is None or not target.is_relative_to(self._root):
            raise refusal(reference, where, f"files in {self._allowed}")
        if target.suffix.lower() not in SUFFIXES and not (self._root / FETCHED).exists():
            # Errors quote the file, and a local file such as .env may hold secrets.
            raise refusal(reference, where, f"files that end in {', '.join(SUFFIXES)}")
        if not target.is_file():
            raise DocumentError(
                f"$ref {reference!r} names a file that is missing",
                where=where,
                found="no such file",
                allowed=f"files in {self._allowed}",
                hint=f"add the file, or correct its path, which is relative to {source.name}",
            )
        found = relpath(target, self._folder).replace("\\", "/")
        if found not in self.read:
            self._read(found, target, reference, where)
        return found

    def _read(self, name: str, path: Path, reference: str, where: str) -> None:
        if len(self.read) >= self._limits.max_files:
            raise DocumentError(
                f"$ref {reference!r} is refused",
                where=where,
                found="one more file",
                allowed=f"at most {self._limits.max_files} files",
                hint="allow more with --max-document-files, or bundle them into one file",
            )
        if name in self._unreadable:
            raise self._unreadable[name]
        try:
            self.read[name] = read_yaml(path, max_bytes=self._limits.max_bytes)
        except DocumentError as error:
            # Kept, so that a file with many references is read once.
            self._unreadable[name] = error
            raise
        self._complaints.add(self.read[name].complaints)

    @property
    def _allowed(self) -> str:
        own = self._root == self._folder
        return "the document's own folder" if own else f"{self._root.name}, the document's root"


def _without_origin(place: str, tree: JSON) -> str:
    """Return a URL relative to the folder of the file's own one, `$self` (OpenAPI 3.2).

    The URL of the file itself is the empty text; others are returned unchanged.
    """
    own = tree.get("$self") if isinstance(tree, Mapping) else None
    if not isinstance(own, str) or "://" not in own:
        return place
    folder = own[: own.rfind("/") + 1]
    return "" if place == own else place.removeprefix(folder)


def bundle_pointer(name: str) -> str:
    """Return the pointer of a file in the bundled tree; empty for the document."""
    return f"/{BUNDLE}/{escape(name)}" if name else ""


def refusal(reference: str, where: str, allowed: str) -> DocumentError:
    """Return the error for a reference that is not allowed."""
    return DocumentError(
        f"$ref {reference!r} is refused",
        where=where,
        found=reference,
        allowed=allowed,
        hint="copy what is needed beside the document, name a wider folder with --root, or "
        "bundle the document into one file",
    )


def _resolved(place: str, source: Path) -> Path | None:
    """Return the path that a reference in `source` names; None if it is no path to a file."""
    if "://" in place:
        return None
    try:
        # Symbolic links are resolved first: the real path must be inside the root.
        target = (source.parent / unquote(place)).resolve()
        return target if target.is_file() or not target.exists() else None
    except (OSError, RuntimeError, ValueError):
        return None
