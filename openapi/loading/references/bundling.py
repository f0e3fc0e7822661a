"""Bundling: referenced files become a part of the document's tree, and every `$ref` local.

After that the users of the tree (validators, Connexion, Schemathesis) need no file. A document must
not make this program read other files or contact other machines: references to files outside the
root folder are refused, and what is at a URL is read as "anything". A `$ref` in an example or an
extension is data and is left unchanged.
"""

from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from openapi.contract.schemas import DEAD_REFERENCE
from openapi.errors import DocumentError, nearest
from openapi.json.anchors import NamedPlaces, named_places, resolved_uri
from openapi.json.pointers import dereference, exists, join, lookup, resolve
from openapi.json.rewriting import Change, constant, rewritten
from openapi.json.types import JSON
from openapi.loading.complaints import Complaints
from openapi.loading.references.files import (
    ElsewhereError,
    ReferencedFiles,
    bundle_pointer,
    refusal,
    root_of,
)
from openapi.loading.references.options import BUNDLE, FileLimits
from openapi.loading.references.payloads import is_self_contained, payload_change, payload_files
from openapi.loading.references.retargeting import with_inlined_targets, without_reference
from openapi.loading.spec_objects import (
    DOCUMENT,
    SpecObject,
    document_root,
    objects_in,
    reference_of,
)
from openapi.loading.yaml import YamlFile

_OPTIONAL = frozenset({"Callback", "Link", "Example", "{Callback}", "{Link}", "{Example}"})
"""Kinds of objects without which an operation can be served."""


def bundle(
    main: YamlFile,
    folder: Path,
    *,
    root: Path | None = None,
    complaints: Complaints | None = None,
    limits: FileLimits | None = None,
) -> YamlFile:
    """Return `main` with every referenced file inside its tree and every `$ref` local.

    `root` is the folder whose files it may refer to, by default `root_of(folder)`. Errors in
    references that no operation needs are complaints.

    Raises:
        DocumentError: `root` is no folder; a reference that an operation needs is not allowed, or
            names a file that is missing; or, if complaints are strict, any does not resolve.
    """
    folder = folder.resolve()
    if root is not None and not root.is_dir():
        raise DocumentError(
            "the root of a document is no folder",
            where=str(root),
            found="a file" if root.exists() else "nothing of this name",
            allowed="the folder whose files the document may refer to",
        )
    allowed = root_of(folder) if root is None else root.resolve()
    complaints = complaints or Complaints(is_strict=True)
    files = ReferencedFiles(main, folder, allowed, complaints, limits or FileLimits())
    if is_self_contained(main.contents()):
        return with_inlined_targets(replace(main, bundled=files.by_pointer()), complaints)
    return _Bundler(main, files, complaints).bundle()


class _FileObject(NamedTuple):
    """An object of the document or of a referenced file; a tuple for speed."""

    file: str  # name of the file; empty for the document
    part: SpecObject  # the object, with its pointer in the file
    base: str = ""  # pointer of the schema resource (`$id`) that references are relative to


class _Bundler:
    def __init__(self, main: YamlFile, files: ReferencedFiles, complaints: Complaints) -> None:
        self.main = main
        self.files = files
        self.complaints = complaints
        self.changes: dict[str, dict[str, Change]] = {}
        """By name of the file."""
        self.references: list[tuple[str, str, str, bool]] = []
        """Pointer in the bundled tree, original text, kind, whether an operation needs it."""
        self._names: dict[str, NamedPlaces] = {}
        self._seen: set[tuple[str, str, str]] = set()
        self._deferred: list[_FileObject] = []

    def bundle(self) -> YamlFile:
        tree = self.main.tree
        # Operations first: an error is graver in a reference that an operation needs.
        needed = {key: tree[key] for key in ("paths",) if key in tree}
        self._follow_all([self._root(needed)], is_needed=True)
        self._seen.discard(("", "", DOCUMENT))
        self._follow_all([self._root(tree), *self._deferred], is_needed=False)
        trees = {
            name: rewritten(file.tree, self.changes.get(name, {}))
            for name, file in self.files.read.items()
        }
        tree = rewritten(tree, self.changes.get("", {}))
        if trees:
            tree = {**tree, BUNDLE: dict(sorted(trees.items()))}
        whole = replace(self.main, tree=tree, bundled=self.files.by_pointer())
        return with_inlined_targets(self._checked(whole), self.complaints)

    @staticmethod
    def _root(tree: JSON) -> _FileObject:
        return _FileObject(file="", part=document_root(tree))

    def _follow_all(self, pending: list[_FileObject], *, is_needed: bool) -> None:
        while pending:
            item = pending.pop()
            part = item.part
            key = (item.file, part.pointer, part.kind)
            if key in self._seen:
                continue
            if is_needed and part.kind in _OPTIONAL:
                self._deferred.append(item)
                continue
            self._seen.add(key)
            if part.kind == "Schema" and isinstance(part.value, dict):
                item = self._with_base(item)
                self._follow_mapping(item)
            self._follow_payloads(item)
            text = _reference_of(part)
            if text:
                pending += self._follow(item, text, is_needed=is_needed)
            if not text or part.kind == "Schema":
                file, base = item.file, item.base
                pending += [_FileObject(file, child, base) for child in objects_in(part)]

    @staticmethod
    def _with_base(item: _FileObject) -> _FileObject:
        own, pointer = item.part.value.get("$id"), item.part.pointer
        is_resource = isinstance(own, str) and not own.startswith("#")
        return item._replace(base=pointer) if is_resource else item

    def _follow_mapping(self, item: _FileObject) -> None:
        """Make the files in a discriminator's mapping local."""
        discriminator = item.part.value.get("discriminator")
        mapping = discriminator.get("mapping") if isinstance(discriminator, dict) else None
        for key, text in mapping.items() if isinstance(mapping, dict) else ():
            # Other texts are names of schemas in the document.
            if isinstance(text, str) and (".json" in text or ".y" in text):
                at = join(item.part.pointer, "discriminator", "mapping", key)
                self._follow_text(item, text, at, "Schema", is_needed=False)

    def _follow(self, item: _FileObject, text: str, *, is_needed: bool) -> list[_FileObject]:
        part = item.part
        at = join(part.pointer, "$ref")
        if "$ref" not in part.value:
            # A dynamic reference is read as a plain one: no schema is extended at run time here.
            self._change(item.file, part.pointer, _without_dynamic)
            at = join(part.pointer, "$dynamicRef")
        return self._follow_text(item, text, at, part.kind, is_needed=is_needed)

    def _follow_text(
        self, item: _FileObject, text: str, at: str, kind: str, *, is_needed: bool
    ) -> list[_FileObject]:
        prefix = bundle_pointer(item.file)
        try:
            name, pointer = self._target(text, item, at)
        except DocumentError as error:
            where = replace(self.main, bundled=self.files.by_pointer())
            is_elsewhere = isinstance(error, ElsewhereError)
            # The author of a document can give the file, or allow it: half a mock is no help.
            report = self.complaints.refuse if is_needed else self.complaints.warn
            if is_elsewhere:
                self.complaints.warn("remote-reference", where, prefix + at, error)
            else:
                report("reference", where, prefix + at, error)
            change = self._as_anything(kind, "" if is_elsewhere else text)
            self._change(item.file, at.rpartition("/")[0], change)
            return []
        local = f"#{bundle_pointer(name)}{pointer}"
        if local != text:
            self._change(item.file, at, constant(local))
        # In the bundled tree a dynamic reference is a plain one.
        now = join(at.rpartition("/")[0], "$ref") if at.endswith("/$dynamicRef") else at
        self.references.append((prefix + now, text, kind, is_needed))
        tree = self.files[name].tree
        if not exists(tree, pointer):
            return []  # reported by `_checked`
        target = SpecObject(pointer=pointer, kind=kind, value=resolve(tree, pointer))
        return [_FileObject(name, target, self._base_at(name, pointer))]

    def _as_anything(self, kind: str, dead: str = "") -> Change:
        """Return the change to an object whose reference is not followed: all that it may be.

        `dead` is the text of one to what does not exist: no value is derived there.
        """
        schema: dict[str, JSON] = {DEAD_REFERENCE: dead} if dead else {}
        if kind == "Schema":
            return lambda value: {**without_reference(value), **schema}
        if "swagger" in self.main.tree:
            bodies: dict[str, JSON] = {"schema": schema}
        elif dead and kind == "Response":
            bodies = {"content": {"application/json": {"schema": schema}}}
        else:
            bodies = {"content": {"*/*": {}}}
        added = {"Response": {"description": "", **bodies}, "RequestBody": bodies}.get(kind, {})

        def change(value: JSON) -> JSON:
            rest = without_reference(value)
            return {**added, **rest} if isinstance(rest, dict) else rest

        return change

    def _follow_payloads(self, item: _FileObject) -> None:
        """Make the files local whose content is an example; what names no file is data."""
        for at, text in payload_files(item.part):
            with suppress(DocumentError):
                name = self.files.find(text, item.file, at)
                fragment = unquote(text.partition("#")[2])
                local = f"#{bundle_pointer(name)}{fragment}"
                if name and exists(self.files[name].tree, fragment):
                    self._change(item.file, at, payload_change(at, local))

    def _change(self, name: str, pointer: str, change: Change) -> None:
        self.changes.setdefault(name, {})[pointer] = change

    def _target(self, text: str, item: _FileObject, at: str) -> tuple[str, str]:
        """Return the name of the file that a reference points to, and the pointer inside it."""
        own, tree = item.file, self.files[item.file].tree
        place, _, fragment = text.partition("#")
        fragment = unquote(fragment)
        named = self._named_schema(item, place, fragment)
        if named is not None:
            return own, named
        if place and (named := _bare_name(tree, text)):
            return own, named
        name = self.files.find(text, own, at) if place else own
        if fragment and not fragment.startswith("/"):
            names = self._names_in(name).places
            if f"#{fragment}" not in names:
                where = self.files[own].location(at)
                raise refusal(text, where, "a fragment that is a JSON pointer (#/…)")
            return name, names[f"#{fragment}"]
        return name, fragment

    def _named_schema(self, item: _FileObject, place: str, fragment: str) -> str | None:
        """Return the pointer of a schema that a reference names by `$id` or anchor; else None.

        A reference in a schema with an `$id` is relative to that, and so is a `#/…`.
        """
        if not item.base and ":" not in place:
            return None  # the names need not be collected: most documents have none
        names = self._names_in(item.file)
        uri = names.uris.get(item.base, "")
        target = names.places.get(resolved_uri(uri, place)) if place else item.base
        if place and target is None:
            target = names.places.get(place) if ":" in place else None
        if target is None:
            return None
        if not fragment or fragment.startswith("/"):
            is_there = bool(place) or exists(self.files[item.file].tree, target + fragment)
            return target + fragment if is_there else None
        return names.places.get(f"{names.uris.get(target, '')}#{fragment}")

    def _base_at(self, name: str, pointer: str) -> str:
        """Return the pointer of the schema with an `$id` around a place, if names are known."""
        names = self._names.get(name)
        return (names.base_of(pointer) or "") if names else ""

    def _names_in(self, name: str) -> NamedPlaces:
        """Return the named schemas of a file, collected once."""
        if name not in self._names:
            self._names[name] = named_places(self.files[name].tree)
        return self._names[name]

    def _checked(self, whole: YamlFile) -> YamlFile:
        """Follow every reference to its end; one that is dead is removed."""
        changes: dict[str, Change] = {}
        alive: set[str] = set()
        for pointer, text, kind, is_needed in self.references:
            local = lookup(whole.tree, pointer)
            if not isinstance(local, str) or local in alive:
                continue
            try:
                dereference(whole.tree, {"$ref": local})
                alive.add(local)
            except KeyError as error:
                problem = DocumentError(
                    f"$ref {text!r} does not resolve{_meant(whole.tree, text)}",
                    where=partial(whole.location, pointer),
                    found=str(error.args[0]),
                    allowed="a pointer to a value of the document",
                    hint="correct the pointer; '/' inside a key is written '~1'",
                )
                report = self.complaints.fail if is_needed else self.complaints.warn
                report("reference", whole, pointer, problem)
                changes[pointer.rpartition("/")[0]] = self._as_anything(kind, text)
        return replace(whole, tree=rewritten(whole.tree, changes))


def _reference_of(part: SpecObject) -> str:
    """Return the text of an object's reference, or an empty text."""
    text = reference_of(part)
    if text is None and part.kind == "Schema" and isinstance(part.value, dict):
        text = part.value.get("$dynamicRef")
    return text if isinstance(text, str) else ""


def _meant(tree: JSON, text: str) -> str:
    """Return the place beside that of a dead reference which was probably meant, if it is local."""
    parent, _, name = text.removeprefix("#").rpartition("/")
    beside = lookup(tree, unquote(parent)) if text.startswith("#/") else None
    names = beside if isinstance(beside, dict) else {}
    match = nearest(unquote(name), names)
    return f"; did you mean {f'#{join(parent, match)}'!r}?" if match else ""


def _without_dynamic(value: JSON) -> JSON:
    rest = {key: child for key, child in value.items() if key != "$dynamicRef"}
    return {"$ref": value["$dynamicRef"], **rest}


def _bare_name(tree: JSON, text: str) -> str:
    """Return the pointer of a definition whose mere name is the text of a `$ref`."""
    for section in ("/components/schemas", "/definitions"):
        if "/" not in text and "." not in text and exists(tree, join(section, text)):
            return join(section, text)
    return ""
