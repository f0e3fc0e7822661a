"""The types that a schema declares: `type` is a name or a list of names."""

from collections.abc import Mapping

from openapi.json.types import JSON

NULL = "null"


def types_of(schema: Mapping[str, JSON]) -> frozenset[str]:
    """Return the declared types, `null` included; empty if the schema declares none."""
    declared = schema.get("type", ())
    names = (declared,) if isinstance(declared, str) else declared
    return frozenset(name for name in names if isinstance(name, str))


def type_of(schema: Mapping[str, JSON]) -> str:
    """Return the only type beside `null`; empty if there is none or more than one."""
    names = types_of(schema) - {NULL}
    return next(iter(names)) if len(names) == 1 else ""


def takes_null(schema: Mapping[str, JSON]) -> bool:
    """Whether a schema declares null as a value, by its type or by a branch for null alone."""
    branches = [b for key in ("anyOf", "oneOf") for b in schema.get(key, ())]
    return NULL in types_of(schema) or {"type": NULL} in branches


def examples_in(schema: Mapping[str, JSON]) -> tuple[JSON, ...]:
    """Return the examples of a schema: `example` (OpenAPI 3.0), then `examples`."""
    more = schema.get("examples", ())
    own = (schema["example"],) if "example" in schema else ()
    return (*own, *(more if isinstance(more, list) else ()))


def types_of_scalar(value: JSON) -> frozenset[str]:
    """Return the types that a scalar has; none for an object, a list or null.

    >>> sorted(types_of_scalar(1.0)), sorted(types_of_scalar("1")), sorted(types_of_scalar(None))
    (['integer', 'number'], ['string'], [])
    """
    if isinstance(value, bool):
        return frozenset({"boolean"})
    if isinstance(value, int | float):
        return frozenset({"number", "integer"} if value == value // 1 else {"number"})
    return frozenset({"string"} if isinstance(value, str) else ())
