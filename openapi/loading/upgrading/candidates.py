"""The objects of a valid document that a later step may change: few of many.

Most objects of a large document are schemas such as `{type: string, description: …}`, which are the
same in every version and in every direction. A list of all objects takes longer than all that is
done with it.
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet

from openapi.json.pointers import escape
from openapi.json.types import JSON
from openapi.loading.spec_objects import SpecObject, document_root, is_at_home, keys_of, objects_in
from openapi.loading.upgrading.closed_parts import COMBINED
from openapi.loading.upgrading.slips import may_have_slips

HOLDERS = frozenset(keys_of("Schema"))  # the keywords in whose value there are schemas

NAMED = frozenset(key for key in HOLDERS if keys_of("Schema")[key].startswith("{"))
BOOLEANS = frozenset(
    {"additionalProperties", "unevaluatedProperties", "unevaluatedItems", "additionalItems"}
)
"""Keywords whose value may stay a boolean."""

_CHANGED = frozenset({"$ref", "nullable", "exclusiveMinimum", "exclusiveMaximum"})
_DIRECTIONS = frozenset({"readOnly", "writeOnly"})
_WORDS = frozenset({"pattern", "enum", "additionalProperties", *COMBINED, *_CHANGED})


def candidates(
    tree: Mapping[str, JSON], keys: AbstractSet[str], *, has_siblings: bool
) -> Sequence[SpecObject] | None:
    """Return the objects that a repair, a newer dialect or a direction may change.

    `keys` are all of the tree; `has_siblings`: whether those beside a schema's `$ref` have an
    effect (OpenAPI 3.1). Parents come before children; None if all objects have to be looked at,
    because a reference leads out of the place for its kind.
    """
    extensions = frozenset(key for key in keys if key.startswith("x-"))
    words = _WORDS | extensions
    if not _DIRECTIONS.isdisjoint(keys):
        words |= _DIRECTIONS | {"required"}
    walk = _Walk(words, extensions, has_siblings=has_siblings)
    found = walk.candidates(tree)
    is_plain = walk.is_plain and all(is_at_home(kind, text) for kind, text in walk.references)
    return found if is_plain else None


class _Walk:
    """One walk over a document.

    Attributes:
        references: The kind and the text of every reference.
        is_plain: Whether no ignored key has an object that is seen nevertheless.
    """

    def __init__(
        self, words: frozenset[str], extensions: frozenset[str], *, has_siblings: bool
    ) -> None:
        self._words = words
        self._extensions = extensions
        self._interesting = words | HOLDERS
        self._has_siblings = has_siblings
        self.references: set[tuple[str, str]] = set()
        self.is_plain = True

    def candidates(self, tree: Mapping[str, JSON]) -> list[SpecObject]:
        """Return the objects of a document that may be changed."""
        found: list[SpecObject] = []
        pending = [document_root(tree)]
        while pending:
            part = pending.pop()
            pointer, kind, value, _ = part
            reference = value.get("$ref")
            if isinstance(reference, str):
                self.references.add((kind, reference))
                if kind != "Schema" or len(value) == 1:
                    continue
                if not self._has_siblings and not HOLDERS.isdisjoint(value):
                    self.is_plain = False
            if self._is_candidate(kind, value):
                found.append(part)
            if kind != "Schema":
                pending += reversed(objects_in(part))
            elif not HOLDERS.isdisjoint(value):
                pending += reversed(self._schemas_in(pointer, value))
        return found

    def _is_candidate(self, kind: str, value: Mapping[str, JSON]) -> bool:
        if kind == "Schema":
            return not self._words.isdisjoint(value) or not is_newest(value)
        if not self._extensions.isdisjoint(value):
            return True
        if kind == "Components":
            return has_boolean(value.get("schemas"))
        return isinstance(value.get("schema"), bool) or may_have_slips(kind, value)

    def _schemas_in(self, pointer: str, value: Mapping[str, JSON]) -> list[SpecObject]:
        """Return the schemas in a schema that may be changed, or have such a schema in them."""
        found: list[SpecObject] = []
        for key, child in value.items():
            if key not in HOLDERS:
                continue
            if type(child) is list:
                self._add(found, f"{pointer}/{key}", enumerate(child))
            elif type(child) is dict and key in NAMED:
                self._add(found, f"{pointer}/{key}", child.items())
            elif type(child) is dict:
                self._add(found, pointer, ((key, child),))
        return found

    def _add(
        self, found: list[SpecObject], pointer: str, children: Iterable[tuple[str | int, JSON]]
    ) -> None:
        interesting, has_lists = self._interesting, self._has_siblings
        for key, child in children:
            if type(child) is not dict:
                continue
            if "$ref" in child and len(child) == 1 and type(child["$ref"]) is str:
                self.references.add(("Schema", child["$ref"]))
            elif not interesting.isdisjoint(child) or (
                has_lists and type(child.get("type")) is list
            ):
                token = escape(key) if type(key) is str else str(key)
                found.append(SpecObject(f"{pointer}/{token}", "Schema", child))


def is_newest(schema: Mapping[str, JSON]) -> bool:
    """Whether a schema surely needs no change to be one of JSON Schema 2020-12."""
    if not _CHANGED.isdisjoint(schema) or type(schema.get("type")) is list:
        return False
    for key, value in schema.items():
        if key not in HOLDERS:
            continue
        kind = type(value)
        if kind is dict:
            if key in NAMED and bool in map(type, value.values()):
                return False
        elif kind is list:
            if key == "items" or not value or bool in map(type, value):
                return False
        elif kind is bool and key not in BOOLEANS:
            return False
    return True


def has_boolean(schemas: JSON) -> bool:
    """Whether a map of schemas has one that is a boolean."""
    return isinstance(schemas, Mapping) and any(isinstance(v, bool) for v in schemas.values())
