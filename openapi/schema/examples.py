"""Examples: the documented ones of a contract, and one generated for a schema without any."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

from openapi.contract import Contract, Example, MediaType, Operation, Response, Schema
from openapi.json.identity import IdentityKey
from openapi.json.pointers import join
from openapi.json.references import dereference
from openapi.json.types import JSON
from openapi.schema.types import examples_in, type_of, types_of
from openapi.schema.validation import validator_for

MAX_VALUES = 1000
"""Values in one example; a schema that refers to itself could require any number."""

MAX_DEPTH = 50
"""Levels of nested schemas."""

MAX_TEXT = 10_000
"""Characters of one generated text."""

MAX_SIZE = 1_000_000
"""Characters of one example as JSON, roughly."""

_BEYOND_FLOATS = 2**53
_TEXT = "text"
_OF_FORMAT: Mapping[str, str] = {
    "date": "2000-01-01",
    "date-time": "2000-01-01T00:00:00Z",
    "email": "user@example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uri": "https://example.com/",
    "uuid": "00000000-0000-0000-0000-000000000000",
}
_IMPLIED: Mapping[str, str] = {
    "properties": "object",
    "items": "array",
    "format": "string",
    "pattern": "string",
    "minLength": "string",
    "minimum": "number",
    "maximum": "number",
    "exclusiveMinimum": "number",
    "exclusiveMaximum": "number",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentedExample:
    """An example of an answer, with its operation, response and media type."""

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


def generate_example(schema: Schema) -> JSON:
    """Return a small valid value for a schema without a documented example.

    Examples, defaults and enum values inside the schema are used first; the rest is generated.
    The same schema always gives the same value. Optional properties are left out if they contain
    themselves or no valid value is found.

    Raises:
        ValueError: No valid value was found: a pattern is too complex, or the schema contradicts
            itself or is endless.
    """
    return ExampleGenerator(schema.root).derive(schema.definition, schema.pointer, frozenset())


class NoExampleError(ValueError):
    """No example can be generated for a schema."""


class _TooLargeError(NoExampleError):
    """The schema requires a value that is larger than any example may be."""

    def __init__(self, pointer: str) -> None:
        place = pointer or "the schema"
        super().__init__(f"no example can be derived for {place}: it would be too large")


class ExampleGenerator:
    """Generates one example, within a bounded number of values."""

    def __init__(self, root: Mapping[str, JSON]) -> None:
        self._root = root
        self._left = MAX_VALUES

    def derive(self, value: JSON, pointer: str, above: frozenset[IdentityKey]) -> JSON:
        """Return an example for the schema `value`.

        Args:
            value: The schema, which may be a reference.
            pointer: Its pointer in the document, for messages.
            above: The schemas around it.

        Raises:
            NoExampleError: No valid value was found.
        """
        schema, pointer = dereference(self._root, value, pointer)
        self._left -= 1
        endless = IdentityKey(schema) in above or len(above) > MAX_DEPTH or self._left < 0
        if not isinstance(schema, Mapping) or endless:
            message = f"no example can be derived for {pointer or 'the schema'}: it never ends"
            raise NoExampleError(message)
        place = Schema(definition=schema, pointer=pointer, root=self._root)
        validator = validator_for(place)
        problems: list[_TooLargeError] = []
        merged, above = self._merged(schema), above | {IdentityKey(schema)}
        for candidate in self._candidates(merged, pointer, above, problems):
            if validator.is_valid(candidate):
                return candidate
        if problems:
            raise problems[0]
        message = f"no example can be derived for {pointer or 'the schema'}: give it one"
        raise NoExampleError(message)

    def _merged(self, schema: Mapping[str, JSON]) -> dict[str, JSON]:
        """Return a schema merged with those in its allOf; of two bounds the narrower one wins."""
        merged: dict[str, JSON] = {}
        pending, seen = [schema], {IdentityKey(schema)}
        for part in pending:
            for keyword, value in part.items():
                if keyword == "allOf":
                    parts = [dereference(self._root, each)[0] for each in value]
                    new = {IdentityKey(p): p for p in parts if isinstance(p, Mapping)}
                    pending += [p for key, p in new.items() if key not in seen]
                    seen |= new.keys()
                else:
                    known = keyword in merged
                    merged[keyword] = (
                        _merge_keyword(keyword, merged[keyword], value) if known else value
                    )
        return merged

    def _candidates(
        self,
        schema: Mapping[str, JSON],
        pointer: str,
        above: frozenset[IdentityKey],
        problems: list[_TooLargeError],
    ) -> Iterator[JSON]:
        yield from examples_in(schema)
        yield from (schema[keyword] for keyword in ("default", "const") if keyword in schema)
        yield from schema.get("enum", ())
        for keyword in ("oneOf", "anyOf"):
            rest = {key: value for key, value in schema.items() if key != keyword}
            for reference in schema.get(keyword, ()):
                branch, _ = dereference(self._root, reference)
                if IdentityKey(branch) not in above and len(above) <= MAX_DEPTH:
                    alternative = self._merged({**rest, "allOf": [branch]})
                    inside = above | {IdentityKey(branch)}
                    yield from self._candidates(alternative, pointer, inside, problems)
        others = sorted(types_of(schema) - {type_of(schema)})
        for typed in (schema, *({**schema, "type": kind} for kind in others)):
            with suppress(NoExampleError):
                try:
                    yield from self._of_type(typed, pointer, above)
                except _TooLargeError as error:
                    problems.append(error)

    def _of_type(
        self, schema: Mapping[str, JSON], pointer: str, above: frozenset[IdentityKey]
    ) -> Iterator[JSON]:
        implied = next((kind for key, kind in _IMPLIED.items() if key in schema), "")
        match type_of(schema) or ("" if types_of(schema) else implied):
            case "object":
                yield self._object(schema, pointer, above)
            case "array":
                yield self._array(schema, pointer, above)
            case "string":
                if schema.get("minLength", 0) > MAX_TEXT:
                    raise _TooLargeError(pointer)
                yield from _strings(schema)
            case "integer" | "number":
                yield from _numbers(schema)
            case "boolean":
                yield True
            case _:
                yield None

    def _object(
        self, schema: Mapping[str, JSON], pointer: str, above: frozenset[IdentityKey]
    ) -> dict[str, JSON]:
        required = schema.get("required", ())
        if schema.get("minProperties", 0) > MAX_VALUES:
            raise _TooLargeError(pointer)
        found: dict[str, JSON] = {}
        for name, child in schema.get("properties", {}).items():
            if name not in required and self._is_of_other_direction(child):
                continue
            try:
                found[name] = self.derive(child, join(pointer, "properties", name), above)
            except NoExampleError:
                if name in required:
                    raise
        others = schema.get("additionalProperties", {})
        others = others if isinstance(others, Mapping) else {}
        made_up = (f"key{number}" for number in range(schema.get("minProperties", 0)))
        for name in [*required, *made_up]:
            enough = len(found) >= schema.get("minProperties", 0)
            if name not in found and (name in required or not enough):
                found[name] = self.derive(others, join(pointer, "additionalProperties"), above)
        if _size_of(found) > MAX_SIZE:
            raise _TooLargeError(pointer)
        return found

    def _is_of_other_direction(self, child: JSON) -> bool:
        """Whether a message does not carry a property (`Schema.definition`)."""
        places = (child, dereference(self._root, child)[0])
        words = ("readOnly", "writeOnly")
        return any(
            isinstance(each, Mapping) and each.get(word) is True
            for each in places
            for word in words
        )

    def _array(
        self, schema: Mapping[str, JSON], pointer: str, above: frozenset[IdentityKey]
    ) -> list[JSON]:
        least = schema.get("minItems", 0)
        try:
            item = self.derive(schema.get("items", {}), join(pointer, "items"), above)
        except NoExampleError:
            if least:
                raise
            return []
        if least > MAX_VALUES or least * _size_of(item) > MAX_SIZE:
            raise _TooLargeError(pointer)
        count = min(max(least, 1), schema.get("maxItems", MAX_VALUES))
        return [_distinct_item(item, number) for number in range(count)]


def _merge_keyword(keyword: str, first: JSON, second: JSON) -> JSON:
    match keyword:
        case "properties":
            return {**second, **first}
        case "required":
            return [*dict.fromkeys([*first, *second])]
        case "minimum" | "exclusiveMinimum" | "minLength" | "minItems" | "minProperties":
            return max(first, second)
        case "maximum" | "exclusiveMaximum" | "maxLength" | "maxItems" | "maxProperties":
            return min(first, second)
        case _:
            return first


def _size_of(value: JSON) -> int:
    """Return how many characters a value has as JSON, roughly."""
    if isinstance(value, Mapping):
        return 2 + sum(len(key) + 4 + _size_of(each) for key, each in value.items())
    if isinstance(value, list):
        return 2 + sum(1 + _size_of(each) for each in value)
    return len(value) + 2 if isinstance(value, str) else 8


def _distinct_item(item: JSON, number: int) -> JSON:
    """Return a variant of `item` for each place of a list, if there is a simple one."""
    if isinstance(item, bool) or not number:
        return item
    if isinstance(item, int | float):
        return item + number
    return f"{item}{number}" if item == _TEXT else item


def _strings(schema: Mapping[str, JSON]) -> Iterator[str]:
    texts = [_OF_FORMAT.get(schema.get("format", ""), _TEXT)]
    if "pattern" in schema:
        # A literal pattern is its own example; all others need an example in the document.
        texts.append(schema["pattern"].strip("^$"))
    for text in texts:
        padded = text.ljust(min(schema.get("minLength", 0), MAX_TEXT), "x")
        yield padded[: schema["maxLength"]] if "maxLength" in schema else padded


def _numbers(schema: Mapping[str, JSON]) -> Iterator[JSON]:
    step = schema.get("multipleOf", 1)
    yield 0
    bounds = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
    for bound in map(schema.get, bounds):
        if bound is not None and abs(bound) < _BEYOND_FLOATS:
            on_step = bound // step * step
            yield from (bound, on_step, on_step + step, on_step - step, bound + 0.5, bound - 0.5)
