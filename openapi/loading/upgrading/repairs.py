"""Repairs of a document that does not follow its version, with a complaint for each.

Frequent mistakes are read as what was meant (`slips`); a number in place of a text is converted;
other invalid values are left out. Unknown keys stay, as they do no harm.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from openapi.errors import DocumentError, did_you_mean
from openapi.json.pointers import join
from openapi.json.rewriting import DELETE, Change, Deletion, constant, rewritten, with_keys
from openapi.json.types import JSON
from openapi.loading.complaints import Complaints
from openapi.loading.extensions import extension_errors
from openapi.loading.references.retargeting import without_dead_references, without_reference
from openapi.loading.spec_objects import (
    DOCUMENT,
    SpecObject,
    document_root,
    iter_objects,
    reference_of,
)
from openapi.loading.upgrading.candidates import candidates
from openapi.loading.upgrading.schema_slips import inner_slips
from openapi.loading.upgrading.shapes import (
    alone,
    document_validator,
    known_keys,
    required_keys,
    shape_validator,
    usable_validator,
)
from openapi.loading.upgrading.slip import Slip
from openapi.loading.upgrading.slips import fillings, may_have_slips, usual_slips
from openapi.loading.yaml import YamlFile
from openapi.schema.validators import unknown_keys
from openapi.schema.violations import Violation
from openapi.text.previews import preview

_ROUNDS = 8  # attempts to repair one object; an object that is still invalid is left out

_RULES: Mapping[str, str] = {
    "required": "missing-key",
    "additionalProperties": "unknown-key",
    "type": "wrong-type",
    "enum": "wrong-value",
    "const": "wrong-value",
    "format": "wrong-format",
    "pattern": "wrong-format",
    "not": "contradiction",
}
_INTEGER = re.compile(r"-?[0-9]{1,300}")
_NUMBER = re.compile(r"-?[0-9]{1,300}(\.[0-9]{1,300})?")


def repaired(
    file: YamlFile, version: str, complaints: Complaints
) -> tuple[YamlFile, Sequence[SpecObject] | None]:
    """Return a bundled document that follows its version, and its `candidates` if they are known.

    A walk over a large document takes long; the next steps can use the objects of this one.

    `version` is `3.0`, `3.1` or `3.2`; every repair is a complaint.
    """
    repairs = _Repairs(file, version, complaints)
    tree = repairs.tree()
    return replace(file, tree=tree), repairs.candidates if tree is file.tree else None


class _Repairs:
    def __init__(self, file: YamlFile, version: str, complaints: Complaints) -> None:
        self._file = file
        self._version = version
        self._complaints = complaints
        self._title = Path(file.file).stem
        self._changes: dict[str, Change] = {}
        self._has_citations = True
        self.candidates: Sequence[SpecObject] | None = None

    def tree(self) -> JSON:
        tree = rewritten(self._file.tree, self._root_changes())
        has_siblings = self._version != "3.0"
        is_valid = document_validator(self._version).is_valid(tree)
        if is_valid:
            keys = replace(self._file, tree=tree).contents().keys
            self._has_citations = "x-source" in keys
            self.candidates = candidates(tree, keys, has_siblings=has_siblings)
        if self.candidates is not None:
            for part in self.candidates:
                if has_siblings or part.kind != "Schema" or reference_of(part) is None:
                    self._repair(part, is_valid=True)
        else:
            tree = self._all_repaired(tree, is_valid=is_valid)
        return without_dead_references(rewritten(tree, self._changes)) if self._changes else tree

    def _all_repaired(self, tree: JSON, *, is_valid: bool) -> JSON:
        """Look at every object, and return the tree that the changes are about."""
        has_siblings = self._version != "3.0"
        every = [*iter_objects(tree, has_siblings=has_siblings)]
        inlined = self._answers_among_schemas(every)
        if inlined:
            tree = rewritten(tree, inlined)
            every = [*iter_objects(tree, has_siblings=has_siblings)]
            is_valid = document_validator(self._version).is_valid(tree)
        is_valid = is_valid and not any(part.referenced_from for part in every)
        homes = {part.pointer: part.kind for part in every if not part.referenced_from}
        for part in every:
            if part.referenced_from and homes.get(part.pointer, part.kind) != part.kind:
                self._other_kind(part, homes[part.pointer])
                continue
            self._repair(part, is_valid=is_valid)
        return tree

    def _repair(self, part: SpecObject, *, is_valid: bool) -> None:
        """Look at one object of a document that is valid as a whole, or not."""
        if isinstance(part.value, dict) and any(key[:2] == "x-" for key in part.value):
            self._extensions(part)
        if not isinstance(part.value, Mapping):
            self._not_an_object(part)
        elif not is_valid or may_have_slips(part.kind, part.value):
            self._object(part)

    def _answers_among_schemas(self, every: Sequence[SpecObject]) -> dict[str, Change]:
        """Return the changes that put answers under `components.schemas` where they are used."""
        changes: dict[str, Change] = {}
        for part in every:
            is_answer = part.kind == "Response" and isinstance(part.value, Mapping)
            if not (is_answer and part.referenced_from and "content" in part.value):
                continue
            if not part.pointer.startswith("/components/schemas/"):
                continue
            referrer = part._replace(pointer=part.referenced_from, value=None)
            slip = Slip(rule="reference", pointer="", problem="leads to a place for schemas",
                        found=part.pointer, allowed="a place in components.responses",
                        hint="read as the answer that is there")  # fmt: skip
            self._complain(referrer, slip)
            changes[part.referenced_from.rpartition("/")[0]] = constant(part.value)
        return changes

    def _root_changes(self) -> dict[str, Change]:
        """Fill in the required keys of the root, before its objects are iterated over."""
        root, changes = self._file.tree, dict[str, Change]()
        for key in ("info", "paths"):
            if isinstance(root.get(key), Mapping):
                continue
            # OpenAPI 3.1 asks for one of three.
            is_empty = key == "paths" and {"components", "webhooks"}.isdisjoint(root)
            if key in root or is_empty or key in required_keys(self._version, DOCUMENT):
                slip = Slip(rule="missing-key", pointer="", problem=f"lacks {key}",
                            allowed=f"{key}: {{…}}", found=preview(root.get(key)),
                            hint="read as empty")  # fmt: skip
                self._complain(document_root(root), slip)
        info = {"title": self._title, "version": ""}
        fillings = {
            key: filling
            for key, filling in (("info", info), ("paths", {}))
            if not isinstance(root.get(key), Mapping)
        }
        if fillings:
            changes[""] = lambda value: {**value, **fillings}
        return changes

    def _complain(self, part: SpecObject, slip: Slip) -> None:
        pointer = part.pointer + slip.pointer
        error = DocumentError(
            " ".join(filter(None, [part.kind, slip.pointer, slip.problem])),
            where=partial(self._file.location_with_pointer, pointer),
            found=slip.found,
            allowed=slip.allowed,
            hint=slip.hint,
        )
        self._complaints.warn(slip.rule, self._file, pointer, error)

    def _change(self, pointer: str, change: Change) -> None:
        before = self._changes.get(pointer)
        if before is None or isinstance(change, Deletion):
            self._changes[pointer] = change
        elif not isinstance(before, Deletion):
            self._changes[pointer] = lambda value: change(before(value))

    def _not_an_object(self, part: SpecObject) -> None:
        if part.kind == "Schema" and isinstance(part.value, bool):
            return
        where = f"the $ref at {self._file.location(part.referenced_from)} points here"
        slip = Slip(rule="wrong-type", pointer="", problem=f"is {preview(part.value)}",
                    found=preview(part.value), allowed="an object", hint=where)  # fmt: skip
        self._complain(part, slip)
        if part.pointer:
            self._change(part.pointer, lambda _: {})

    def _other_kind(self, part: SpecObject, kind: str) -> None:
        """Leave out a reference to an object of another kind."""
        referrer = SpecObject(pointer=part.referenced_from, kind=part.kind, value=None)
        slip = Slip(rule="reference", pointer="", problem=f"leads to an object of kind {kind}",
                    found=part.pointer or "/", allowed=f"an object of kind {part.kind}",
                    hint="ignored")  # fmt: skip
        self._complain(referrer, slip)
        self._change(part.referenced_from.rpartition("/")[0], without_reference)

    def _extensions(self, part: SpecObject) -> None:
        for rule, pointer, error, is_harmful in extension_errors(
            self._file, part, has_citations=self._has_citations
        ):
            self._complaints.warn(rule, self._file, pointer, error)
            if is_harmful:
                self._change(pointer, DELETE)

    def _object(self, part: SpecObject) -> None:
        value: JSON = alone(part.kind, part.value)
        required = required_keys(self._version, part.kind)
        inner = inner_slips(part.value) if part.kind == "Schema" else ()
        for slip in [*inner, *usual_slips(part.kind, value, self._title, required)]:
            self._complain(part, slip)
            if slip.change is None:
                continue
            self._change(part.pointer + slip.pointer, slip.change)
            if slip.change is DELETE and not slip.pointer:
                return
            value = rewritten(value, {slip.pointer: slip.change})
        for slip in self._shape(part, value):
            self._complain(part, slip)
        self._make_usable(part, value)

    def _shape(self, part: SpecObject, value: Mapping[str, JSON]) -> Iterator[Slip]:
        known = known_keys(self._version, part.kind)
        if known is not None:
            keys, patterns = known
            every = {name: dict.fromkeys(names) for name, names in
                     (("properties", keys), ("patternProperties", patterns))}  # fmt: skip
            for key in unknown_keys(value, every):
                if part.kind in {"Paths", "Responses"}:
                    continue
                names = ", ".join(sorted(keys))
                yield Slip(rule="unknown-key", pointer=join("", key),
                           problem=f"is not a known key{did_you_mean(key, keys)}",
                           found=key, allowed=names,
                           hint=self._reading(part.kind, key))  # fmt: skip
        named = {"/openapi"} if part.kind == DOCUMENT else set[str]()
        for violation in shape_validator(self._version, part.kind).violations(value):
            if violation.keyword == "additionalProperties" and not violation.pointer:
                continue
            if violation.pointer in named:
                continue
            named.add(violation.pointer)
            # All values that the specification lists are texts.
            is_typed = violation.keyword != "enum" or isinstance(violation.value, str)
            yield Slip(
                rule=_RULES.get(violation.keyword, "wrong-value") if is_typed else "wrong-type",
                pointer=violation.pointer + (join("", violation.key) if violation.key else ""),
                problem=violation.problem,
                found=preview(violation.value),
                allowed=violation.allowed,
                hint="ignored" if violation.pointer else "",
            )

    @staticmethod
    def _reading(kind: str, key: str) -> str:
        newer = kind == "Schema" and key in _NEWER
        return "read as JSON Schema 2020-12 has it" if newer else "ignored"

    def _make_usable(self, part: SpecObject, value: JSON) -> None:
        validator = usable_validator(self._version, part.kind)
        for _ in range(_ROUNDS):
            violations = validator.violations(value)
            if not violations:
                return
            round_: dict[str, Change] = {}
            for violation in violations:
                pointer, change = _repair(violation)
                round_.setdefault(pointer, change)
            if round_.get("") is DELETE:
                required = required_keys(self._version, part.kind)
                filled = fillings(part.kind, value, self._title, required)
                if not filled:
                    break
                round_[""] = with_keys(filled)
            for pointer, change in round_.items():
                self._change(part.pointer + pointer, change)
            value = rewritten(value, round_)
        if part.kind not in {DOCUMENT, "Info", "Paths", "Components", "Tag", "Link", "Example"}:
            self._change(part.pointer, DELETE)


_NEWER = frozenset(
    {"const", "patternProperties", "examples", "if", "then", "else", "contains", "prefixItems",
     "propertyNames", "dependentRequired", "dependentSchemas", "$defs", "unevaluatedItems",
     "unevaluatedProperties", "$comment", "$id", "$anchor"}
)  # fmt: skip


def _repair(violation: Violation) -> tuple[str, Change]:
    """Return the pointer and the change that repair a violation: a conversion, or a removal."""
    is_reference = violation.pointer.endswith("/$ref")
    if violation.keyword == "type" and not is_reference:
        for kind, read in (("string", _text), ("number", _number), ("integer", _number),
                           ("boolean", _boolean)):  # fmt: skip
            found = read(violation.value) if kind in violation.allowed.split(" or ") else None
            if found is not None:
                return violation.pointer, lambda _, found=found: found
    return violation.pointer, DELETE


def _text(value: JSON) -> str | None:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int | float) else None


def _number(value: JSON) -> int | float | None:
    if isinstance(value, str) and _INTEGER.fullmatch(value):
        return int(value)
    return float(value) if isinstance(value, str) and _NUMBER.fullmatch(value) else None


def _boolean(value: JSON) -> bool | None:
    return {"true": True, "false": False}.get(value.lower()) if isinstance(value, str) else None
