"""Changes of the references in a bundled tree: moved, removed, or replaced by their targets."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from openapi.errors import DocumentError
from openapi.json.pointers import dereference, exists, resolve, unescape
from openapi.json.rewriting import Change, constant, rewritten
from openapi.json.types import JSON
from openapi.loading.complaints import Complaints
from openapi.loading.references.options import BUNDLE
from openapi.loading.spec_objects import (
    REFERABLE,
    SpecObject,
    document_root,
    iter_reachable,
    objects_in,
    reference_of,
    walk_objects,
)
from openapi.loading.yaml import YamlFile
from openapi.loading.yaml.file import Origin

MAX_OBJECTS = 2_000_000  # objects outside of schemas that are searched for misplaced references
_MAX_ROUNDS = 4  # levels of misplaced references inside the targets of others


def with_moved_references(tree: JSON, moves: Mapping[str, str]) -> JSON:
    """Return a bundled tree whose references point to the new places of their targets.

    The values are moved already: `moves` has, by the old pointer of a value, the tokens that
    replace its last token.
    """
    changes: dict[str, Change] = {}

    def target(part: SpecObject) -> SpecObject | None:
        text = reference_of(part)
        if text is None or not text.startswith("#"):
            return None
        pointer = _moved(text[1:], moves)
        if pointer != text[1:]:
            changes[f"{part.pointer}/$ref"] = constant(f"#{pointer}")
        if not exists(tree, pointer):
            return None
        return SpecObject(pointer=pointer, kind=part.kind, value=resolve(tree, pointer))

    for _ in iter_reachable(tree, target):
        pass
    return rewritten(tree, changes)


def _moved(pointer: str, moves: Mapping[str, str]) -> str:
    old = new = ""
    for token in pointer.split("/")[1:]:
        old += f"/{token}"
        new += moves.get(old, f"/{token}")
    return new


def without_dead_references(tree: JSON) -> JSON:
    """Return a bundled tree without the references that do not point to an object."""
    changes: dict[str, Change] = {}

    def target(part: SpecObject) -> SpecObject | None:
        if reference_of(part) is None:
            return None
        value, pointer = _target_of(tree, part.value)
        if value is None:
            changes[part.pointer] = without_reference
            return None
        return SpecObject(pointer=pointer, kind=part.kind, value=value)

    for _ in iter_reachable(tree, target):
        pass
    return rewritten(tree, changes)


def with_inlined_targets(whole: YamlFile, complaints: Complaints) -> YamlFile:
    """Return a bundled document with misplaced references replaced by their targets.

    Each reference where OpenAPI allows none is a complaint. What is in the targets keeps its place
    in messages.

    Raises:
        DocumentError: The targets are too many objects.
    """
    left = MAX_OBJECTS
    # OpenAPI 3.2 has references to `components.mediaTypes`.
    is_newest = str(whole.tree.get("openapi")).startswith("3.2")
    for _ in range(_MAX_ROUNDS):
        changes: dict[str, Change] = {}
        origins: dict[str, Origin] = {}
        for part in walk_objects(document_root(whole.tree), _outside_schemas):
            left -= 1
            if left < 0:
                raise DocumentError(
                    "misplaced references expand to too many objects",
                    where=partial(whole.location, part.pointer),
                    allowed=f"{MAX_OBJECTS} objects outside of schemas",
                    hint="use references only where OpenAPI allows them",
                )
            if _is_misplaced(part):
                target, place = _target_of(whole.tree, part.value)
                if target is not None:
                    origins[part.pointer] = Origin(file=whole, pointer=place)
                changes[part.pointer] = constant({} if target is None else target)
                if is_newest and part.kind == "MediaType":
                    continue
                error = DocumentError(
                    f"a $ref cannot replace an object of kind {part.kind.strip('[]{}')}",
                    where=partial(whole.location, part.pointer),
                    found=_as_written(part.value["$ref"]),
                    hint="read as its target",
                )
                complaints.warn("reference-place", whole, part.pointer, error)
        if not changes:
            break
        tree = rewritten(whole.tree, changes)
        whole = replace(whole, tree=tree, origins={**whole.origins, **origins})
    return whole


def _is_misplaced(part: SpecObject) -> bool:
    return part.kind not in REFERABLE and reference_of(part) is not None


def _outside_schemas(part: SpecObject) -> list[SpecObject]:
    return [] if part.kind == "Schema" or _is_misplaced(part) else objects_in(part)


def without_reference(value: JSON) -> JSON:
    """Return an object without its `$ref` and `$dynamicRef`."""
    if not isinstance(value, Mapping):
        return value
    return {key: child for key, child in value.items() if key not in {"$ref", "$dynamicRef"}}


def _as_written(reference: str) -> str:
    """Return a reference in the bundled tree with the name of its file, as in the document."""
    inside = reference.removeprefix(f"#/{BUNDLE}/")
    if inside == reference:
        return reference
    name, slash, pointer = inside.partition("/")
    return unescape(name) + (f"#/{pointer}" if slash else "")


def _target_of(tree: JSON, value: JSON) -> tuple[JSON, str]:
    try:
        target, pointer = dereference(tree, value)
    except (KeyError, ValueError):
        return None, ""
    return (target, pointer) if isinstance(target, dict) else (None, "")
