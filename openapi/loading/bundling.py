"""`$ref`s: files of the document's folder are bundled in, local ones are looked up.

After bundling every reference is local, so whoever works with the tree (validators, Connexion,
Schemathesis) needs no file. References that leave the root folder, or name a URL, are refused: a
document must not make this program read other files or call other machines. Only what OpenAPI
calls a reference is one: a `$ref` in an example or an extension is somebody's data.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from os.path import relpath
from pathlib import Path
from urllib.parse import unquote

from openapi.errors import DocumentError
from openapi.json.anchors import named_places
from openapi.json.pointers import escape, exists, join, resolve
from openapi.json.references import dereference
from openapi.json.rewriting import Change, constant, rewritten
from openapi.json.types import JSON
from openapi.loading.complaints import Complaints
from openapi.loading.spec_objects import DOCUMENT, REFERABLE, SpecObject, objects_in
from openapi.loading.yaml import MAX_BYTES, YamlFile, read_yaml

BUNDLE = "x-files"
"""Key of the document's root under which other files are kept."""

SUFFIXES = (".json", ".yaml", ".yml")
"""Ends of the names of files that a reference may name."""

MAX_FILES = 5_000
MAX_OBJECTS = 2_000_000
"""Objects outside of schemas that are looked through for stray references."""

_MAX_INLINED = 4
"""Stray references inside what stray references lead to."""

FETCHED = ".fetched"
"""A file of this name marks the folder of what was fetched from one origin."""

_ROOT_MARKERS = (".git", FETCHED)
_ASIDE = frozenset({"Callback", "Link", "Example", "{Callback}", "{Link}", "{Example}"})
"""Objects without which an operation can be served."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLimits:
    """How much a document and its files may be.

    Attributes:
        max_files: Files beside the document.
        max_bytes: Bytes of each.
    """

    max_files: int = MAX_FILES
    max_bytes: int = MAX_BYTES


def root_of(folder: Path) -> Path:
    """Return the folder whose files a document of `folder` may refer to: its repository's.

    Without a repository (a folder with `.git` in it), it is `folder` itself. What was fetched from
    one origin is a root too.
    """
    folder = folder.resolve()
    return next(
        (
            each
            for each in (folder, *folder.parents)
            if any((each / marker).exists() for marker in _ROOT_MARKERS)
        ),
        folder,
    )


def bundle(
    main: YamlFile,
    folder: Path,
    *,
    root: Path | None = None,
    complaints: Complaints | None = None,
    limits: FileLimits | None = None,
) -> YamlFile:
    """Return `main` with every referenced file inside its tree and every `$ref` local.

    Args:
        main: The document.
        folder: Its folder.
        root: The folder whose files it may refer to; by default `root_of(folder)`.
        complaints: Where complaints about references go that no operation needs.
        limits: How many files there may be, and how large.

    Raises:
        DocumentError: A reference that an operation needs leaves the root, names a URL, or leads
            nowhere.
    """
    folder = folder.resolve()
    allowed = root_of(folder) if root is None else root.resolve()
    bundler = _Bundler(main, folder, allowed, complaints or Complaints(is_strict=True))
    bundler.limits = limits or FileLimits(max_files=MAX_FILES)
    return bundler.bundle()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Visit:
    """One object that is looked at.

    Attributes:
        name: The file it is in; empty for the document itself.
        part: The object, its pointer counted from the root of its file.
        base: Pointer of the schema resource (`$id`) around it, from which `#/…` counts first.
    """

    name: str
    part: SpecObject
    base: str = ""


class _Bundler:
    def __init__(self, main: YamlFile, folder: Path, root: Path, complaints: Complaints) -> None:
        self.main = main
        self.folder = folder
        self.root = root
        self.complaints = complaints
        self.main_path = Path(main.file).resolve()
        self.limits = FileLimits()
        self.files: dict[str, YamlFile] = {}
        self.changes: dict[str, dict[str, Change]] = {"": {}}
        self.references: list[tuple[str, str, bool]] = []
        """Place in the bundled tree, text in the file, whether an operation needs it."""
        self._names: dict[str, dict[str, str]] = {}
        self._unreadable: dict[str, DocumentError] = {}
        self._seen: set[tuple[str, str, str]] = set()
        self._aside: list[_Visit] = []

    def bundle(self) -> YamlFile:
        tree = self.main.tree
        needed = {key: tree[key] for key in ("paths",) if key in tree}
        self._follow_all([self._visit("", "", DOCUMENT, needed)], is_needed=True)
        self._seen.discard(("", "", DOCUMENT))
        self._follow_all([self._visit("", "", DOCUMENT, tree), *self._aside], is_needed=False)
        trees = {
            name: rewritten(file.tree, self.changes.get(name, {}))
            for name, file in self.files.items()
        }
        tree = rewritten(tree, self.changes[""])
        if trees:
            tree = {**tree, BUNDLE: dict(sorted(trees.items()))}
        whole = replace(
            self.main,
            tree=tree,
            bundled={f"/{BUNDLE}/{escape(name)}": file for name, file in self.files.items()},
        )
        return _inlined(self._checked(whole), self.complaints)

    @staticmethod
    def _visit(name: str, pointer: str, kind: str, value: JSON, base: str = "") -> _Visit:
        return _Visit(
            name=name, part=SpecObject(pointer=pointer, kind=kind, value=value), base=base
        )

    def _follow_all(self, pending: list[_Visit], *, is_needed: bool) -> None:
        while pending:
            visit = pending.pop()
            part = visit.part
            key = (visit.name, part.pointer, part.kind)
            if key in self._seen:
                continue
            if is_needed and part.kind in _ASIDE:
                self._aside.append(visit)
                continue
            self._seen.add(key)
            if not isinstance(part.value, dict):
                pending += [self._inside(visit, child) for child in objects_in(part)]
                continue
            if part.kind == "Schema":
                visit = self._schema(visit)
            text = _reference_of(part)
            if text:
                pending += self._follow(visit, text, is_needed=is_needed)
            if not text or part.kind == "Schema":
                pending += [self._inside(visit, child) for child in objects_in(part)]

    @staticmethod
    def _inside(visit: _Visit, child: SpecObject) -> _Visit:
        return _Visit(name=visit.name, part=child, base=visit.base)

    def _schema(self, visit: _Visit) -> _Visit:
        """Localise the names in a discriminator's mapping, and note a new resource."""
        value, pointer = visit.part.value, visit.part.pointer
        discriminator = value.get("discriminator")
        mapping = discriminator.get("mapping") if isinstance(discriminator, dict) else None
        for key, text in mapping.items() if isinstance(mapping, dict) else ():
            if isinstance(text, str) and (".json" in text or ".y" in text):
                at = join(pointer, "discriminator", "mapping", key)
                self._follow_text(visit, text, at, "Schema", is_needed=False)
        own = value.get("$id")
        if isinstance(own, str) and not own.startswith("#") and pointer != visit.base:
            return replace(visit, base=pointer)
        return visit

    def _follow(self, visit: _Visit, text: str, *, is_needed: bool) -> list[_Visit]:
        part = visit.part
        at = join(part.pointer, "$ref")
        if "$ref" not in part.value:
            # A dynamic reference is read as a plain one: nothing here extends a schema later.
            self._change(visit.name, part.pointer, _without_dynamic)
            at = join(part.pointer, "$dynamicRef")
        return self._follow_text(visit, text, at, part.kind, is_needed=is_needed)

    def _follow_text(
        self, visit: _Visit, text: str, at: str, kind: str, *, is_needed: bool
    ) -> list[_Visit]:
        file = self.files[visit.name] if visit.name else self.main
        path = self.folder / visit.name if visit.name else self.main_path
        prefix = f"/{BUNDLE}/{escape(visit.name)}" if visit.name else ""
        try:
            name, pointer = self._target(text, file, at, path, visit.base)
        except DocumentError as error:
            where = replace(self.main, bundled=self._bundled())
            tell = self.complaints.fail if is_needed else self.complaints.warn
            tell("reference", where, prefix + at, error)
            self._change(visit.name, at.rpartition("/")[0], _emptied)
            return []
        local = f"#/{BUNDLE}/{escape(name)}{pointer}" if name else f"#{pointer}"
        if local != text:
            self._change(visit.name, at, lambda _: local)
        # A dynamic reference is a plain one by the time this is looked at again.
        now = join(at.rpartition("/")[0], "$ref") if at.endswith("/$dynamicRef") else at
        self.references.append((prefix + now, text, is_needed))
        tree = self.files[name].tree if name else self.main.tree
        if not exists(tree, pointer):
            return []
        return [self._visit(name, pointer, kind, resolve(tree, pointer))]

    def _bundled(self) -> dict[str, YamlFile]:
        return {f"/{BUNDLE}/{escape(name)}": file for name, file in self.files.items()}

    def _change(self, name: str, pointer: str, change: Change) -> None:
        self.changes.setdefault(name, {})[pointer] = change

    def _target(self, text: str, file: YamlFile, at: str, path: Path, base: str) -> tuple[str, str]:
        """Return the file that a reference leads to (empty for the document), and the pointer."""
        place, _, fragment = text.partition("#")
        fragment = unquote(fragment)
        own = "" if path == self.main_path else relpath(path, self.folder).replace("\\", "/")
        if ":" in place and place in (names := self._names_in(own, file.tree)):
            return own, names[place] + fragment
        if place and (named := _bare_name(file.tree, text)):
            return own, named
        name = self._file(place, text, file, at, path) if place else own
        tree = self.files[name].tree if name else self.main.tree
        if fragment and not fragment.startswith("/"):
            names = self._names_in(name, tree)
            if f"#{fragment}" not in names:
                raise self._error(text, file, at, "a fragment that is a JSON pointer (#/…)")
            return name, names[f"#{fragment}"]
        if not place and base and exists(tree, base + fragment):
            return name, base + fragment
        return name, fragment

    def _names_in(self, name: str, tree: JSON) -> dict[str, str]:
        """Return what has a name in a file, looked up once."""
        if name not in self._names:
            self._names[name] = named_places(tree)
        return self._names[name]

    def _file(self, place: str, text: str, file: YamlFile, at: str, path: Path) -> str:
        """Return the name of a file, read if it has not been read before."""
        target = self._path(place, path)
        if target == self.main_path:
            return ""
        if target is None or not target.is_relative_to(self.root):
            raise self._error(text, file, at, f"files in {self._allowed}")
        if target.suffix.lower() not in SUFFIXES and not (self.root / FETCHED).exists():
            # An error quotes what it finds, and a file such as .env may hold secrets; what was
            # fetched anybody may read.
            raise self._error(text, file, at, f"files that end in {', '.join(SUFFIXES)}")
        if not target.is_file():
            raise DocumentError(
                f"$ref {text!r} names a file that is missing",
                where=file.location(at),
                found="no such file",
                allowed=f"files in {self._allowed}",
                hint=f"put it there, or mend its name, which counts from {path.name}",
            )
        name = relpath(target, self.folder).replace("\\", "/")
        if name not in self.files:
            if len(self.files) >= self.limits.max_files:
                raise DocumentError(
                    f"$ref {text!r} is refused",
                    where=file.location(at),
                    found="one file more",
                    allowed=f"at most {self.limits.max_files} files",
                    hint="allow more with --max-document-files, or bundle them into one file",
                )
            if name in self._unreadable:
                raise self._unreadable[name]
            try:
                self.files[name] = read_yaml(target, max_bytes=self.limits.max_bytes)
            except DocumentError as error:
                # However often it is referred to, it is read once.
                self._unreadable[name] = error
                raise
            self.complaints.take(self.files[name].complaints)
        return name

    @property
    def _allowed(self) -> str:
        own = self.root == self.folder
        return "the document's own folder" if own else f"{self.root.name}, the document's root"

    @staticmethod
    def _path(place: str, path: Path) -> Path | None:
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
            where=file.location(pointer),
            found=ref,
            allowed=allowed,
            hint="copy what is needed beside the document, name a wider folder with --root, or "
            "bundle the document into one file",
        )

    def _checked(self, whole: YamlFile) -> YamlFile:
        """Follow every reference to its end; what leads nowhere and is not needed is emptied."""
        changes: dict[str, Change] = {}
        for pointer, text, is_needed in self.references:
            local = resolve(whole.tree, pointer) if exists(whole.tree, pointer) else None
            if not isinstance(local, str):
                continue
            try:
                dereference(whole.tree, {"$ref": local})
            except KeyError as error:
                problem = DocumentError(
                    f"$ref {text!r} leads nowhere",
                    where=whole.location(pointer),
                    found=str(error.args[0]),
                    allowed="a pointer to a value of the document",
                    hint="mend the pointer; '/' inside a key is written '~1'",
                )
                tell = self.complaints.fail if is_needed else self.complaints.warn
                tell("reference", whole, pointer, problem)
                changes[pointer.rpartition("/")[0]] = _emptied
        return replace(whole, tree=rewritten(whole.tree, changes))


def with_moved_references(tree: JSON, moves: Mapping[str, str]) -> JSON:
    """Return a bundled tree whose references lead to where their targets are now.

    Args:
        tree: The tree, its values moved already.
        moves: By the old pointer of a value, the tokens that its last token has become.
    """
    changes: dict[str, Change] = {}
    pending = [SpecObject(pointer="", kind=DOCUMENT, value=tree)]
    seen: set[tuple[str, str]] = set()
    while pending:
        part = pending.pop()
        if (part.pointer, part.kind) in seen:
            continue
        seen.add((part.pointer, part.kind))
        pending += objects_in(part)
        text = part.value.get("$ref") if isinstance(part.value, dict) else None
        if isinstance(text, str) and text.startswith("#"):
            pointer = _moved(text[1:], moves)
            if pointer != text[1:]:
                changes[f"{part.pointer}/$ref"] = constant(f"#{pointer}")
            if exists(tree, pointer):
                pending.append(
                    SpecObject(pointer=pointer, kind=part.kind, value=resolve(tree, pointer))
                )
    return rewritten(tree, changes)


def _moved(pointer: str, moves: Mapping[str, str]) -> str:
    old = new = ""
    for token in pointer.split("/")[1:]:
        old += f"/{token}"
        new += moves.get(old, f"/{token}")
    return new


def without_dead_references(tree: JSON) -> JSON:
    """Return a bundled tree in which every reference leads to an object.

    One that leads to what has been left out, or is none, is emptied.
    """
    changes: dict[str, Change] = {}
    pending = [SpecObject(pointer="", kind=DOCUMENT, value=tree)]
    seen: set[tuple[str, str]] = set()
    while pending:
        part = pending.pop()
        if (part.pointer, part.kind) in seen:
            continue
        seen.add((part.pointer, part.kind))
        pending += objects_in(part)
        if isinstance(part.value, dict) and isinstance(part.value.get("$ref"), str):
            target, place = _target_of(tree, part.value)
            if target is None:
                changes[part.pointer] = _emptied
            else:
                pending.append(SpecObject(pointer=place, kind=part.kind, value=target))
    return rewritten(tree, changes)


def _target_of(tree: JSON, value: JSON) -> tuple[JSON, str]:
    try:
        target, place = dereference(tree, value)
    except (KeyError, ValueError):
        return None, ""
    return (target, place) if isinstance(target, dict) else (None, "")


def _reference_of(part: SpecObject) -> str:
    """Return what an object refers to, or nothing."""
    text = part.value.get("$ref")
    if isinstance(text, str):
        return text
    dynamic = part.value.get("$dynamicRef") if part.kind == "Schema" else None
    return dynamic if isinstance(dynamic, str) else ""


def _without_dynamic(value: JSON) -> JSON:
    rest = {key: child for key, child in value.items() if key != "$dynamicRef"}
    return {"$ref": value["$dynamicRef"], **rest}


def _emptied(value: JSON) -> JSON:
    """Return an object without its reference, which leads nowhere."""
    if not isinstance(value, Mapping):
        return value
    return {key: child for key, child in value.items() if key not in {"$ref", "$dynamicRef"}}


def _bare_name(tree: JSON, text: str) -> str:
    """Return the pointer of a definition that a `$ref` names without saying where it is."""
    for section in ("/components/schemas", "/definitions"):
        if "/" not in text and "." not in text and exists(tree, join(section, text)):
            return join(section, text)
    return ""


def _inlined(whole: YamlFile, complaints: Complaints) -> YamlFile:
    """Return the document with what stray references lead to in their place."""
    left = MAX_OBJECTS
    for _ in range(_MAX_INLINED):
        changes: dict[str, Change] = {}
        pending = [SpecObject(pointer="", kind=DOCUMENT, value=whole.tree)]
        while pending:
            part = pending.pop()
            left -= 1
            if left < 0:
                raise DocumentError(
                    "stray references lead to too much",
                    where=whole.location(part.pointer),
                    allowed=f"{MAX_OBJECTS} objects outside of schemas",
                    hint="let references stand only where OpenAPI has them",
                )
            if (
                isinstance(part.value, dict)
                and isinstance(part.value.get("$ref"), str)
                and part.kind not in REFERABLE
            ):
                target = _target_of(whole.tree, part.value)[0]
                changes[part.pointer] = constant({} if target is None else target)
                error = DocumentError(
                    f"an object of kind {part.kind.strip('[]{}')} is no place for a $ref",
                    where=whole.location(part.pointer),
                    found=part.value["$ref"],
                    hint="read as what it leads to",
                )
                complaints.warn("reference-place", whole, part.pointer, error)
            elif part.kind != "Schema":
                pending += objects_in(part)
        if not changes:
            break
        whole = replace(whole, tree=rewritten(whole.tree, changes))
    return whole
