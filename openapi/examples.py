"""Examples: the documented ones of a contract, and one derived where a schema has none."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from openapi.contract import Contract, Example, MediaType, Operation, Response, Schema
from openapi.references import dereference
from openapi.validation import validator_for

JSON = Any

MAX_DEPTH = 24

_OF_FORMAT: Mapping[str, str] = {
    "date": "2000-01-01",
    "date-time": "2000-01-01T00:00:00Z",
    "email": "somebody@example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uri": "https://example.com/",
    "uuid": "00000000-0000-0000-0000-000000000000",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentedExample:
    """An example and where it belongs.

    Attributes:
        operation: Whose answer it is.
        response: The documented answer.
        media_type: The representation.
        example: The example.
    """

    operation: Operation
    response: Response
    media_type: MediaType
    example: Example


def documented_examples(contract: Contract) -> Iterator[DocumentedExample]:
    """Yield every named example of every answer, in the order of the document."""
    for operation in contract.operations:
        for response in operation.responses:
            for media_type in response.media_types:
                for example in media_type.examples:
                    yield DocumentedExample(
                        operation=operation,
                        response=response,
                        media_type=media_type,
                        example=example,
                    )


def derive_example(schema: Schema) -> JSON:
    """Return a small valid value for a schema that no document shows an example of.

    Examples, defaults and enum values that stand inside the schema are used first; the rest is
    the least that is valid. The same schema always gives the same value.

    Raises:
        ValueError: Nothing valid was found (a pattern, or a schema that contradicts itself).
    """
    value = _derive(schema.definition, schema.root, MAX_DEPTH)
    violations = validator_for(schema).explain(value)
    if violations:
        message = f"no valid value could be derived: {violations[0].message}"
        raise ValueError(message)
    return value


def _derive(value: JSON, root: Mapping[str, JSON], depth: int) -> JSON:
    schema, _ = dereference(root, value)
    if not isinstance(schema, Mapping) or not depth:
        return None
    for keyword in ("example", "default"):
        if keyword in schema:
            return schema[keyword]
    if schema.get("enum"):
        return schema["enum"][0]
    if "allOf" in schema:
        return _all_of(schema, root, depth)
    for keyword in ("oneOf", "anyOf"):
        if schema.get(keyword) and "properties" not in schema:
            return _derive(schema[keyword][0], root, depth - 1)
    match schema.get("type", "object" if "properties" in schema else ""):
        case "object":
            return _object(schema, root, depth)
        case "array":
            items = schema.get("items", {})
            count = max(schema.get("minItems", 0), 1 if depth > MAX_DEPTH // 2 else 0)
            return [_derive(items, root, depth - 1) for _ in range(count)]
        case "string":
            return _string(schema)
        case "integer" | "number":
            return _number(schema)
        case "boolean":
            return True
        case _:
            return None


def _all_of(schema: Mapping[str, JSON], root: Mapping[str, JSON], depth: int) -> JSON:
    parts = [_derive(part, root, depth - 1) for part in schema["allOf"]]
    rest = {key: value for key, value in schema.items() if key != "allOf"}
    if "properties" in rest:
        parts.append(_object(rest, root, depth))
    objects = [part for part in parts if isinstance(part, dict)]
    if not objects:
        return parts[0]
    return {key: value for part in objects for key, value in part.items()}


def _object(schema: Mapping[str, JSON], root: Mapping[str, JSON], depth: int) -> JSON:
    required = schema.get("required", ())
    # Optional properties are shown too, but not for ever: a schema may contain itself.
    return {
        name: _derive(child, root, depth - 1)
        for name, child in schema.get("properties", {}).items()
        if name in required or depth > MAX_DEPTH // 2
    }


def _string(schema: Mapping[str, JSON]) -> str:
    text = _OF_FORMAT.get(schema.get("format", ""), "text")
    if "pattern" in schema and not re.search(schema["pattern"], text):
        # A plain literal pattern is its own example; cleverer ones need an example in the document.
        text = schema["pattern"].strip("^$")
    text = text.ljust(schema.get("minLength", 0), "x")
    return text[: schema["maxLength"]] if "maxLength" in schema else text


def _number(schema: Mapping[str, JSON]) -> JSON:
    low, high = schema.get("minimum"), schema.get("maximum")
    step = schema.get("multipleOf", 1)
    if low is not None and (low > 0 or (schema.get("exclusiveMinimum") and low == 0)):
        return low + step if schema.get("exclusiveMinimum") else -(-low // step) * step
    if high is not None and (high < 0 or (schema.get("exclusiveMaximum") and high == 0)):
        return high - step if schema.get("exclusiveMaximum") else high // step * step
    return 0
