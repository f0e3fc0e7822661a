"""Conversion of JSON numbers to the type that their schema declares.

JSON has one kind of number, CEL has two that do not mix. Before a rule compares numbers, `4000.0`
must become `4000` if the schema states integer, and `1` must become `1.0` if it states number.
"""

import sys
from functools import lru_cache

from openapi.contract import Schema
from openapi.json.types import JSON
from openapi.schema.types import types_of
from openapi.schema.walk import applicable, members, subschemas

_MAX_FLOAT = int(sys.float_info.max)
_NEVER_TYPED = frozenset({str, bool, type(None)})  # no schema is looked up for these
_UNDOCUMENTED = -1  # under which the type of undocumented members is kept


def coerce_numbers(value: JSON, schema: Schema) -> JSON:
    """Return `value` with its numbers as `schema` declares them; nothing else changes."""
    return _numbers(schema).typed(value)


class _NumberTypes:
    """The number types that some schemas declare together; those inside are computed on demand."""

    def __init__(
        self, schemas: tuple[Schema, ...], known: dict[tuple[Schema, ...], "_NumberTypes"]
    ) -> None:
        parts = [part for schema in schemas for part in applicable(schema)]
        inner = [each for part in parts for each in subschemas(part)]
        kinds = {kind for part in parts for kind in types_of(part.definition)}
        self._schemas = schemas
        self._known = known
        self._is_integer = "integer" in kinds
        self._is_number = "number" in kinds
        self._names = {each.step for each in inner if each.keyword == "properties"}
        self._has_patterns = any(each.pattern for each in inner)
        self._prefix = sum(each.keyword == "prefixItems" for each in inner)
        self._of_names: dict[str | int, _NumberTypes] = {}

    def typed(self, value: JSON) -> JSON:
        """Return a value with its numbers as declared."""
        if not self._schemas:
            return value
        if isinstance(value, dict):
            return {
                key: child if type(child) in _NEVER_TYPED else self._of_key(key).typed(child)
                for key, child in value.items()
            }
        if isinstance(value, list):
            return [
                item if type(item) in _NEVER_TYPED else self._of_index(index).typed(item)
                for index, item in enumerate(value)
            ]
        if isinstance(value, float) and self._is_integer and value.is_integer():
            return int(value)
        if isinstance(value, int) and not isinstance(value, bool) and self._is_number:
            return float(value) if not self._is_integer and abs(value) <= _MAX_FLOAT else value
        return value

    def _of_index(self, index: int) -> "_NumberTypes":
        # All items behind those of `prefixItems` have the same type.
        return self._of(min(index, self._prefix), min(index, self._prefix))

    def _of_key(self, key: str) -> "_NumberTypes":
        if key in self._names:
            return self._of(key, key)
        # Undocumented names of a body are not kept: there may be any number of them.
        return self._inside(key) if self._has_patterns else self._of(_UNDOCUMENTED, key)

    def _of(self, name: str | int, token: str | int) -> "_NumberTypes":
        found = self._of_names.get(name)
        return found or self._of_names.setdefault(name, self._inside(token))

    def _inside(self, token: str | int) -> "_NumberTypes":
        # A schema that contains itself is the same one at every depth.
        key = members(self._schemas, token)
        if key not in self._known:
            self._known[key] = _NumberTypes(key, self._known)
        return self._known[key]


@lru_cache(maxsize=1024)
def _numbers(schema: Schema) -> _NumberTypes:
    return _NumberTypes((schema,), {})
