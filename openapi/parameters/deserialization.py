"""Readers of single parameters: raw texts to a typed value, or the reason why there is none.

What every request would find out anew about a parameter is found out once, and remembered.
"""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from openapi.contract import JSON_STYLE, Location, Operation, Parameter, Schema
from openapi.json.parsing import JsonError, parse_json
from openapi.json.references import dereference
from openapi.json.types import JSON
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
"""Characters of a sent text that a message repeats."""

MAX_ITEMS = 1000
"""Items of a list that are read."""

MAX_CACHED_OPERATIONS = 1024
"""Operations for which it is remembered how their parameters are read."""

_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,18}")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,308})(\.[0-9]{1,308})?([eE][-+]?[0-9]{1,3})?")
SEPARATORS = {"spaceDelimited": " ", "pipeDelimited": "|"}
"""Of the items of a list, by style; elsewhere it is a comma."""


class InvalidParameterError(Exception):
    """A parameter's text is not as documented.

    Attributes:
        problem: A clause whose subject is left out.
        found: The text, shortened; empty when it is missing.
        allowed: What is allowed.
    """

    def __init__(self, problem: str, *, found: str, allowed: str) -> None:
        self.problem = problem
        self.found = found
        self.allowed = allowed
        super().__init__(problem)


class ParameterParser:
    """Reads one parameter; what every request would find out anew is found out once.

    Attributes:
        parameter: What is read.
        name: As it is looked for; lower-case for headers.
        place: Where it travels, as a place in `PLACES`.
        has_own_name: Whether it travels under its own name, not as an object's parts.
        is_optional: Whether it is optional.
    """

    def __init__(self, parameter: Parameter) -> None:
        """Look at the parameter once and for all."""
        definition = parameter.schema.definition
        is_header = parameter.location is Location.HEADER
        self.parameter = parameter
        self.name = parameter.name.lower() if is_header else parameter.name
        self.place = PLACES.index(parameter.location)
        self._is_deep = type_of(definition) == "object" and parameter.style == "deepObject"
        self.has_own_name = not self._is_deep
        self.is_optional = not parameter.is_required
        self._read_text = _scalar_parser(parameter)
        self._takes_any_text = False  # until its schema has been looked at
        self._validator: SchemaValidator | None = None

    def read(self, sent: Sequence[tuple[str, str]]) -> tuple[bool, JSON]:
        """Return whether it was sent, and its typed value.

        Args:
            sent: Names and decoded texts of everything that travels at the same place.

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
        """Return the typed value of what was sent just once, not as an object's parts.

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
                value = _value(self.parameter, [text])  # which tells in full
        self._validate(value)
        return value

    def _missing(self) -> tuple[bool, JSON]:
        if self.parameter.is_required:
            raise InvalidParameterError("is missing", found="", allowed="exactly one")
        return False, None

    def _validate(self, value: JSON) -> None:
        validator = self._validator
        if validator is None:
            # A parameter that nobody sends needs none.
            schema = self.parameter.schema
            validator = self._validator = validator_for(schema)
            # Texts come decoded, so nothing is left that such a schema could refuse.
            self._takes_any_text = self._read_text is str and json_schema_of(schema) == {
                "type": "string"
            }
        if not validator.is_valid(value):
            raise _from_violation(validator.violations(value)[0])


PLACES = (Location.PATH, Location.QUERY, Location.HEADER, Location.COOKIE)
"""Where parameters travel; a number is found faster than a member of an enumeration."""


def _scalar_parser(parameter: Parameter) -> Callable[[str], JSON] | None:
    """Return what reads a scalar that was sent once; None where there is more to it."""
    definition = parameter.schema.definition
    kind = type_of(definition)
    if parameter.style == JSON_STYLE or takes_null(definition) or kind in ("", "array"):
        return None
    return _READERS.get(kind, str)


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationParsers:
    """How the parameters of an operation are read.

    Attributes:
        readers: In the order of the document.
        has_headers: Whether any of them is a header.
        has_cookies: Whether any of them is a cookie.
    """

    readers: tuple[ParameterParser, ...]
    has_headers: bool
    has_cookies: bool


@lru_cache(maxsize=MAX_CACHED_OPERATIONS)
def parsers_for(operation: Operation) -> OperationParsers:
    """Return how the parameters of an operation are read, made once."""
    locations = {parameter.location for parameter in operation.parameters}
    return OperationParsers(
        readers=tuple(map(ParameterParser, operation.parameters)),
        has_headers=Location.HEADER in locations,
        has_cookies=Location.COOKIE in locations,
    )


def _value(parameter: Parameter, texts: list[str]) -> JSON:
    schema = parameter.schema
    if type_of(schema.definition) == "array" and parameter.style != JSON_STYLE:
        return [_item(text, schema) for text in _split(parameter, texts)]
    if len(texts) > 1 and parameter.location is not Location.HEADER:
        raise InvalidParameterError(
            f"stands {len(texts)} times, allowed is once", found=_short(texts[1]), allowed="once"
        )
    text = ", ".join(texts)
    try:
        return _json(text) if parameter.style == JSON_STYLE else read_scalar(text, schema)
    except ValueError as error:
        raise InvalidParameterError(
            f"is {_quoted(text)}, allowed is {error}", found=_short(text), allowed=str(error)
        ) from error


def _split(parameter: Parameter, texts: list[str]) -> list[str]:
    if parameter.style == "form" and parameter.explode:
        parts = texts
    elif len(texts) > 1 and parameter.location is not Location.HEADER:
        raise InvalidParameterError("stands more than once", found=_short(texts[1]), allowed="once")
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
        return read_scalar(text, Schema(definition=items, pointer=pointer, root=schema.root))
    except ValueError as error:
        allowed = f"items that are {error}"
        raise InvalidParameterError(
            f"has the item {_quoted(text)}, allowed are {allowed}",
            found=_short(text),
            allowed=allowed,
        ) from error


def _deep_object(parameter: Parameter, sent: Sequence[tuple[str, str]]) -> tuple[bool, JSON]:
    pattern = re.compile(re.escape(parameter.name) + r"\[([^\[\]]+)\]")
    properties = parameter.schema.definition.get("properties", {})
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
            value[key] = read_scalar(text, schema)
        except ValueError as error:
            raise InvalidParameterError(
                f"has {_short(key)} {_quoted(text)}, allowed is {error}",
                found=_short(text),
                allowed=str(error),
            ) from error
    return bool(value), value


def read_scalar(text: str, schema: Schema) -> JSON:
    """Return the typed value of one scalar's text.

    Raises:
        ValueError: It is no canonical spelling of the schema's type; its text says what is.
    """
    definition = schema.definition
    kind = type_of(definition)
    if takes_null(definition) and text == "" and kind not in {"string", ""}:
        return None
    if not kind:
        return _untyped(text, schema)
    read = _READERS.get(kind)
    return read(text) if read else text


def _integer(text: str) -> int:
    if not _INTEGER.fullmatch(text):
        message = "an integer in plain decimal digits, at most 19 of them"
        raise ValueError(message)
    return int(text)


def _number(text: str) -> float:
    value = float(text) if _NUMBER.fullmatch(text) else math.inf
    if math.isinf(value):
        message = "a number as JSON writes it"
        raise ValueError(message)
    return value if re.search(r"[.eE]", text) else int(text)


def _boolean(text: str) -> bool:
    if text not in {"true", "false"}:
        message = "true or false"
        raise ValueError(message)
    return text == "true"


def _untyped(text: str, schema: Schema) -> JSON:
    """Read `text` as what a schema without a type of its own (anyOf, allOf) takes it for."""
    validator = validator_for(schema)
    if validator.is_valid(text):
        return text
    for read in (_integer, _number, _boolean):
        try:
            value = read(text)
        except ValueError:
            continue
        if validator.is_valid(value):
            return value
    return text


def _json(text: str) -> JSON:
    try:
        return parse_json(text.encode("utf-8", "surrogatepass"))
    except JsonError as error:
        message = "JSON"
        raise ValueError(message) from error


_READERS: Mapping[str, Callable[[str], JSON]] = {
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "object": _json,
}


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
