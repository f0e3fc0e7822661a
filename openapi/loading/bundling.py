"""`$ref`s: other files of the document's folder are bundled in, local ones are looked up.

After bundling every reference is local, so whoever works with the tree (validators, Connexion,
Schemathesis) needs no file. References that leave the folder, or name a URL, are refused: a
document must not make this program read other files or call other machines.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from openapi.errors import DocumentError
from openapi.json.pointers import escape, iter_values
from openapi.json.references import dereference
from openapi.loading.yaml import YamlFile, read_yaml

JSON = Any

BUNDLE = "x-files"
"""Key of the document's root under which other files are kept."""

SUFFIXES = (".json", ".yaml", ".yml")
"""Ends of the names of files that a reference may name."""

MAX_FILES = 50


def bundle(main: YamlFile, folder: Path) -> YamlFile:
    """Return `main` with every referenced file inside its tree and every `$ref` local.

    Args:
        main: The document.
        folder: Its folder; references are resolved inside it only.

    Raises:
        DocumentError: A reference leaves the folder, names a URL, or leads nowhere.
    """
    return _Bundler(main, folder.resolve()).bundle()


class _Bundler:
    def __init__(self, main: YamlFile, folder: Path) -> None:
        self.main = main
        self.folder = folder
        self.main_path = Path(main.file).resolve()
        self.files: dict[str, YamlFile] = {}
        self.trees: dict[str, JSON] = {}

    def bundle(self) -> YamlFile:
        tree = self._rewrite(self.main.tree, "", self.main, self.main_path)
        pending = set(self.files)
        while pending:
            name = pending.pop()
            file = self.files[name]
            self.trees[name] = self._rewrite(file.tree, "", file, self.folder / name)
            pending |= set(self.files) - set(self.trees)
        if self.trees:
            tree = {**tree, BUNDLE: dict(sorted(self.trees.items()))}
        whole = YamlFile(
            tree=tree,
            lines=self.main.lines,
            file=self.main.file,
            bundled={f"/{BUNDLE}/{escape(name)}": file for name, file in self.files.items()},
        )
        _check(whole)
        return whole

    def _rewrite(self, value: JSON, pointer: str, file: YamlFile, path: Path) -> JSON:
        if isinstance(value, Mapping):
            rewritten = {
                key: self._rewrite(child, f"{pointer}/{escape(key)}", file, path)
                for key, child in value.items()
            }
            # A property may be called $ref; a reference is a text.
            if isinstance(value.get("$ref"), str):
                rewritten["$ref"] = self._localize(value["$ref"], file, pointer, path)
            return rewritten
        if isinstance(value, list):
            return [
                self._rewrite(child, f"{pointer}/{i}", file, path) for i, child in enumerate(value)
            ]
        return value

    def _localize(self, ref: str, file: YamlFile, pointer: str, path: Path) -> str:
        place, _, fragment = ref.partition("#")
        fragment = unquote(fragment)
        if fragment and not fragment.startswith("/"):
            raise self._error(ref, file, pointer, "a fragment that is a JSON pointer (#/…)")
        target = self._target(place, path) if place else path
        if target == self.main_path:
            return f"#{fragment}"
        if target is None or not target.is_relative_to(self.folder):
            raise self._error(ref, file, pointer, "files in the document's own folder")
        if target.suffix.lower() not in SUFFIXES:
            # An error quotes what it finds, and a file such as .env may hold secrets.
            raise self._error(ref, file, pointer, f"files that end in {', '.join(SUFFIXES)}")
        if not target.is_file():
            raise DocumentError(
                f"$ref {ref!r} names a file that is missing",
                where=file.location(f"{pointer}/$ref"),
                found="no such file",
                allowed="files in the document's own folder",
                advice=f"put it there, or mend its name, which counts from {path.name}",
            )
        name = target.relative_to(self.folder).as_posix()
        if name not in self.files:
            if len(self.files) >= MAX_FILES:
                raise self._error(ref, file, pointer, f"at most {MAX_FILES} files")
            self.files[name] = read_yaml(target)
        return f"#/{BUNDLE}/{escape(name)}{fragment}"

    @staticmethod
    def _target(place: str, path: Path) -> Path | None:
        if "://" in place:
            return None
        try:
            # Symbolic links are followed first: what counts is where the file lies.
            target = (path.parent / unquote(place)).resolve()
            return target if target.is_file() or not target.exists() else None
        except (OSError, RuntimeError, ValueError):
            return None

    @staticmethod
    def _error(ref: str, file: YamlFile, pointer: str, allowed: str) -> DocumentError:
        return DocumentError(
            f"$ref {ref!r} is refused",
            where=file.location(f"{pointer}/$ref"),
            found=ref,
            allowed=allowed,
            advice="copy what is needed beside the document",
        )


def _check(whole: YamlFile) -> None:
    # The final tree is walked, not the file: an overlay may have put a reference there.
    for pointer, value in iter_values(whole.tree):
        if isinstance(value, Mapping) and isinstance(value.get("$ref"), str):
            _check_reference(whole, value["$ref"], pointer)


def _check_reference(whole: YamlFile, ref: str, pointer: str) -> None:
    try:
        dereference(whole.tree, {"$ref": ref})
    except KeyError as error:
        raise DocumentError(
            f"$ref {ref!r} leads nowhere",
            where=whole.location(f"{pointer}/$ref"),
            found=str(error.args[0]),
            allowed="a pointer to a value of the document",
            advice="mend the pointer; '/' inside a key is written '~1'",
        ) from error
