"""Parsers of single parameters: from raw texts to a typed value, or the reason for a refusal.

A parameter's schema is analysed once and not at every request.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from openapi.contract import JSON_STYLE, Location, Operation, Parameter, Schema
from openapi.json.references import dereference
from openapi.json.types import JSON
from openapi.parameters.scalars import SCALAR_READERS, parse_scalar, read_json
from openapi.parameters.shape import shape_of
from openapi.schema.conversion import json_schema_of
from openapi.schema.types import takes_null, type_of
from openapi.schema.validation import (
    SchemaValidator,
    Violation,
    preview,
    preview_text,
    validator_for,
)

MAX_SHOWN = 60
"""Characters of a parameter's text that a message repeats."""

MAX_ITEMS = 1000
"""Items of one list parameter."""

MAX_CACHED_OPERATIONS = 1024
"""Operations whose parsers are kept."""

SEPARATORS = {"spaceDelimited": " ", "pipeDelimited": "|"}
"""Separator of a list's items by style; a comma for other styles."""


class InvalidParameterError(Exception):
    """A parameter's text is not as documented.

    Attributes:
        problem: A clause without its subject, such as `is missing`.
        found: The text, shortened; empty when it is missing.
        allowed: What is allowed.
    """

    def __init__(self, problem: str, *, found: str, allowed: str) -> None:
        self.problem = problem
        self.found = found
        self.allowed = allowed
        super().__init__(problem)


class ParameterParser:
    """Parses one parameter of an operation.

    Attributes:
        parameter: The documented parameter.
        name: Its name; in lower case for headers.
        place: Index of its location in `PLACES`.
        has_own_name: Whether it is sent under its name; false for `deepObject`, which is sent as
            `name[key]`.
        is_optional: Whether a request may omit it.
    """

    def __init__(self, parameter: Parameter) -> None:
        """Analyse a parameter."""
        definition = shape_of(parameter.schema).definition
        is_header = parameter.location is Location.HEADER
        self.parameter = parameter
        self.name = parameter.name.lower() if is_header else parameter.name
        self.place = PLACES.index(parameter.location)
        self._is_deep = type_of(definition) == "object" and parameter.style == "deepObject"
        self.has_own_name = not self._is_deep
        self.is_optional = not parameter.is_required
        self._read_text = _scalar_parser(parameter)
        self._takes_any_text = False  # decided with the first value, see `_validate`
        self._validator: SchemaValidator | None = None

    def read(self, sent: Sequence[tuple[str, str]]) -> tuple[bool, JSON]:
        """Return whether it was sent, and its typed value.

        Args:
            sent: Names and decoded texts of all parameters of the same location.

        Raises:
            InvalidParameterError: It is not as documented.
        """
        if self._is_deep:
            found, value = _deep_object(self.parameter, sent)
            if not found:
                return self._missing()
            self._validate(value)
            return True, value
        texts = [text for name, text in sent if name == self.name]
        if not texts:
            return self._missing()
        if len(texts) == 1:
            return True, self.parse_single(texts[0])
        value = _value(self.parameter, texts)
        self._validate(value)
        return True, value

    def parse_single(self, text: str) -> JSON:
        """Return the typed value of a parameter that was sent once, under its own name.

        Raises:
            InvalidParameterError: It is not as documented.
        """
        if self._takes_any_text:
            return text
        read_text = self._read_text
        if read_text is None:
            value = _value(self.parameter, [text])
        else:
            try:
                value = read_text(text)
            except ValueError:
                value = _value(self.parameter, [text])  # raises the full message
        self._validate(value)
        return value

    def _missing(self) -> tuple[bool, JSON]:
        if self.parameter.is_required:
            raise InvalidParameterError("is missing", found="", allowed="exactly one")
        return False, None

    def _validate(self, value: JSON) -> None:
        validator = self._validator
        if validator is None:
            # Made on demand: a parameter that is never sent needs no validator.
            schema = self.parameter.schema
            validator = self._validator = validator_for(schema)
            # Such a schema accepts every decoded text.
            self._takes_any_text = self._read_text is str and json_schema_of(schema) == {
                "type": "string"
            }
        if not validator.is_valid(value):
            raise _from_violation(validator.violations(value)[0])


PLACES = (Location.PATH, Location.QUERY, Location.HEADER, Location.COOKIE)
"""The locations; their indexes are faster dictionary keys than members of an enumeration."""


def _scalar_parser(parameter: Parameter) -> Callable[[str], JSON] | None:
    """Return the reader of a scalar's text, or None if the text alone does not decide the value."""
    kind = type_of(shape_of(parameter.schema).definition)
    if (
        parameter.style == JSON_STYLE
        or takes_null(parameter.schema.definition)
        or kind in ("", "array")
    ):
        return None
    return SCALAR_READERS.get(kind, str)


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationParsers:
    """The parsers of an operation's parameters, in the order of the document."""

    readers: tuple[ParameterParser, ...]
    has_headers: bool
    has_cookies: bool


@lru_cache(maxsize=MAX_CACHED_OPERATIONS)
def parsers_for(operation: Operation) -> OperationParsers:
    """Return the parsers of an operation's parameters, made once."""
    locations = {parameter.location for parameter in operation.parameters}
    return OperationParsers(
        readers=tuple(map(ParameterParser, operation.parameters)),
        has_headers=Location.HEADER in locations,
        has_cookies=Location.COOKIE in locations,
    )


def _value(parameter: Parameter, texts: list[str]) -> JSON:
    schema = shape_of(parameter.schema)
    if type_of(schema.definition) == "array" and parameter.style != JSON_STYLE:
        return [_item(text, schema) for text in _split(parameter, texts)]
    if len(texts) > 1 and parameter.location is not Location.HEADER:
        raise InvalidParameterError(
            f"is sent {len(texts)} times, allowed is once", found=_short(texts[1]), allowed="once"
        )
    text = ", ".join(texts)
    try:
        return read_json(text) if parameter.style == JSON_STYLE else parse_scalar(text, schema)
    except ValueError as error:
        raise InvalidParameterError(
            f"is {_quoted(text)}, allowed is {error}", found=_short(text), allowed=str(error)
        ) from error


def _split(parameter: Parameter, texts: list[str]) -> list[str]:
    if parameter.style == "form" and parameter.explode:
        parts = texts
    elif len(texts) > 1 and parameter.location is not Location.HEADER:
        raise InvalidParameterError(
            "is sent more than once", found=_short(texts[1]), allowed="once"
        )
    else:
        separator = SEPARATORS.get(parameter.style, ",")
        parts = ",".join(texts).split(separator) if any(texts) else []
    if len(parts) > MAX_ITEMS:
        allowed = f"at most {MAX_ITEMS} items"
        raise InvalidParameterError(f"has {len(parts)} items", found="", allowed=allowed)
    return [part.strip() if parameter.location is Location.HEADER else part for part in parts]


def _item(text: str, schema: Schema) -> JSON:
    items, pointer = dereference(schema.root, schema.definition.get("items", {}))
    try:
        return parse_scalar(text, Schema(definition=items, pointer=pointer, root=schema.root))
    except ValueError as error:
        allowed = f"items that are {error}"
        raise InvalidParameterError(
            f"has the item {_quoted(text)}, allowed are {allowed}",
            found=_short(text),
            allowed=allowed,
        ) from error


def _deep_object(parameter: Parameter, sent: Sequence[tuple[str, str]]) -> tuple[bool, JSON]:
    pattern = re.compile(re.escape(parameter.name) + r"\[([^\[\]]+)\]")
    properties = shape_of(parameter.schema).definition.get("properties", {})
    value: dict[str, JSON] = {}
    for name, text in sent:
        match = pattern.fullmatch(name)
        if match is None:
            continue
        key = match[1]
        if key in value:
            raise InvalidParameterError(
                f"has {_short(key)} twice", found=_short(text), allowed="once"
            )
        child, at = dereference(parameter.schema.root, properties.get(key, {}))
        schema = Schema(definition=child, pointer=at, root=parameter.schema.root)
        try:
            value[key] = parse_scalar(text, schema)
        except ValueError as error:
            raise InvalidParameterError(
                f"has {_short(key)} {_quoted(text)}, allowed is {error}",
                found=_short(text),
                allowed=str(error),
            ) from error
    return bool(value), value


def _from_violation(first: Violation) -> InvalidParameterError:
    place = f" at {first.pointer}" if first.pointer else ""
    found = first.value if isinstance(first.value, str) else preview(first.value)
    problem = f"is {_quoted(first.value)}{place}, allowed is {first.allowed}"
    if first.key or first.keyword == "required":
        problem = f"{first.problem}{place}"
    return InvalidParameterError(problem, found=_short(found), allowed=first.allowed)


def _short(text: str) -> str:
    return preview_text(text if len(text) <= MAX_SHOWN else f"{text[: MAX_SHOWN - 1]}…")


def _quoted(value: JSON) -> str:
    return preview(_short(value) if isinstance(value, str) else value)
