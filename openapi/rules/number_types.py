"""Conversion of JSON numbers to the type that their schema declares.

JSON has one kind of number, CEL has two that do not mix. Before a rule compares numbers, `4000.0`
must become `4000` if the schema states integer, and `1` must become `1.0` if it states number.
"""

import sys
from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache

from openapi.contract import Schema
from openapi.json.identity import IdentityKey
from openapi.json.references import dereference
from openapi.json.types import JSON

_Schemas = tuple[Mapping[str, JSON], ...]

_MAX_FLOAT = int(sys.float_info.max)


def coerce_numbers(value: JSON, schema: Schema) -> JSON:
    """Return `value` with its numbers as `schema` declares them; nothing else changes."""
    return _numbers(schema).typed(value)


class _NumberTypes:
    """The number types that some schemas declare together; those inside are computed on demand."""

    def __init__(
        self,
        schemas: _Schemas,
        root: Mapping[str, JSON],
        known: dict[tuple[IdentityKey, ...], "_NumberTypes"],
    ) -> None:
        kinds = {kind for schema in schemas for kind in _types(schema)}
        self._schemas = schemas
        self._root = root
        self._known = known
        self._is_integer = "integer" in kinds
        self._is_number = "number" in kinds
        self._of_names: dict[str, _NumberTypes] = {}

    def typed(self, value: JSON) -> JSON:
        """Return a value with its numbers as declared."""
        if not self._schemas:
            return value
        if isinstance(value, dict):
            return {key: self._of_key(key).typed(child) for key, child in value.items()}
        if isinstance(value, list):
            return [self._items.typed(item) for item in value]
        if isinstance(value, float) and self._is_integer and value.is_integer():
            return int(value)
        if isinstance(value, int) and not isinstance(value, bool) and self._is_number:
            return float(value) if not self._is_integer and abs(value) <= _MAX_FLOAT else value
        return value

    @cached_property
    def _items(self) -> "_NumberTypes":
        return self._inside(schema["items"] for schema in self._schemas if "items" in schema)

    @cached_property
    def _others(self) -> "_NumberTypes":
        return self._inside(schema.get("additionalProperties") for schema in self._schemas)

    def _of_key(self, key: str) -> "_NumberTypes":
        found = self._of_names.get(key)
        if found is not None:
            return found
        # Undocumented names of a body are not kept: there may be any number of them.
        if all(key not in schema.get("properties", {}) for schema in self._schemas):
            return self._others
        found = self._inside(
            schema.get("properties", {}).get(key, schema.get("additionalProperties"))
            for schema in self._schemas
        )
        return self._of_names.setdefault(key, found)

    def _inside(self, schemas: Iterable[JSON]) -> "_NumberTypes":
        together = _flatten_all_of(schemas, self._root)
        # A schema that contains itself is the same one at every depth.
        key = tuple(map(IdentityKey, together))
        if key not in self._known:
            self._known[key] = _NumberTypes(together, self._root, self._known)
        return self._known[key]


@lru_cache(maxsize=1024)
def _numbers(schema: Schema) -> _NumberTypes:
    return _NumberTypes(_flatten_all_of([schema.definition], schema.root), schema.root, {})


def _flatten_all_of(schemas: Iterable[JSON], root: Mapping[str, JSON]) -> _Schemas:
    """Return the schemas and those in their allOf, each once."""
    found: dict[IdentityKey, Mapping[str, JSON]] = {}
    pending = [*schemas]
    while pending:
        schema, _ = dereference(root, pending.pop())
        if isinstance(schema, Mapping) and IdentityKey(schema) not in found:
            found[IdentityKey(schema)] = schema
            pending += schema.get("allOf", ())
    return (*found.values(),)


def _types(schema: Mapping[str, JSON]) -> Iterable[str]:
    """Return the declared types: a name or a list of names."""
    declared: str | list[str] = schema.get("type", ())
    return (declared,) if isinstance(declared, str) else declared
