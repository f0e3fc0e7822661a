"""The schemas of a value and of the values inside it, found once for all values of a schema.

`openapi.schema.walk.members` says which schemas apply to a member. Here its answers are kept as a
tree, so that a long list of equal items costs one step a member.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache

from openapi.contract import Schema
from openapi.schema.types import types_of
from openapi.schema.walk import LONGEST_KEPT_KEY, applicable, members, subschemas

_OF_MAPS = frozenset(
    {"additionalProperties", "unevaluatedProperties", "patternProperties", "propertyNames"}
)
MAX_KEPT = 500  # members of one value that are kept; names that no schema has are not


class DescribedValue:
    """The schemas that describe a value.

    Attributes:
        schemas: Those that were given, each with what it refers to.
    """

    def __init__(
        self,
        schemas: tuple[Schema, ...],
        known: "dict[tuple[Schema, ...], DescribedValue]",
    ) -> None:
        """Take the schemas, and the values that are described already."""
        self.schemas = schemas
        self._known = known
        self._of: dict[str | int, DescribedValue | None] = {}

    @cached_property
    def pointers(self) -> tuple[str, ...]:
        """The pointers of all schemas that apply to the value."""
        return tuple(part.pointer for part in self._parts())

    @cached_property
    def names_members(self) -> bool:
        """Whether a schema has `properties`."""
        return any("properties" in part.definition for part in self._parts())

    @cached_property
    def is_map(self) -> bool:
        """Whether schemas describe members without a name, and none has `properties`."""
        stated = [each for part in self._parts() for each in part.definition.items() if each[1]]
        keywords = {keyword for keyword, value in stated if isinstance(value, Mapping)}
        return not _OF_MAPS.isdisjoint(keywords) and "properties" not in keywords

    @cached_property
    def types(self) -> frozenset[str]:
        """The types that the schemas declare."""
        return frozenset(kind for part in self._parts() for kind in types_of(part.definition))

    def member(self, token: str | int) -> "DescribedValue | None":
        """Return what describes a member; None if no schema does.

        `token`: a key of an object, or an index of an array.
        """
        if isinstance(token, int):
            # All items behind those of `prefixItems` have the same schemas.
            token = min(token, self._prefix)
        try:
            return self._of[token]
        except KeyError:
            return self._new_member(token)

    def _new_member(self, token: str | int) -> "DescribedValue | None":
        if isinstance(token, str) and len(token) > LONGEST_KEPT_KEY:
            return self._inside(token)
        found = self._inside(token)
        if len(self._of) < MAX_KEPT:
            self._of[token] = found
        return found

    @cached_property
    def _prefix(self) -> int:
        inner = (each for part in self._parts() for each in subschemas(part))
        return sum(each.keyword == "prefixItems" for each in inner)

    def _parts(self) -> Iterator[Schema]:
        return (part for each in self.schemas for part in applicable(each))

    def _inside(self, token: str | int) -> "DescribedValue | None":
        key = members(self.schemas, token)
        if not key:
            return None
        # A schema that contains itself is the same one at every depth.
        if key not in self._known:
            self._known[key] = DescribedValue(key, self._known)
        return self._known[key]


@lru_cache(maxsize=1024)
def described(schema: Schema) -> DescribedValue:
    """Return what describes a value of a schema."""
    return DescribedValue((schema,), {})
