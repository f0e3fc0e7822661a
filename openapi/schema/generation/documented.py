"""The values that a schema states itself: examples, default, const and enum."""

from collections.abc import Iterator, Mapping

from openapi.json.types import JSON
from openapi.schema.generation.merging import every
from openapi.schema.types import examples_in

_STATING = frozenset({"example", "examples", "default", "const", "enum", "allOf"})


def documented_values(schema: Mapping[str, JSON], number: int) -> Iterator[JSON]:
    """Yield the values that a merged schema states, in the order in which they are meant.

    Args:
        schema: The schema, its `allOf` merged.
        number: The place in a list; each item begins with the next example or value.
    """
    if not _STATING & schema.keys():
        return
    yield from _from(examples_in(schema), number)
    for keyword in ("default", "const"):
        yield from every(schema, keyword)
    for listed in every(schema, "enum"):
        yield from _from(listed, number)


def _from(values: tuple[JSON, ...] | list[JSON], number: int) -> Iterator[JSON]:
    """Yield the values from one of them on, and then those before it."""
    start = number % len(values) if values else 0
    yield from values[start:]
    yield from values[:start]
