"""The text of a scalar parameter to a typed value: one spelling per value, that of JSON."""

import math
import re
from collections.abc import Callable, Mapping

from openapi.contract import Schema
from openapi.json.parsing import JsonError, parse_json
from openapi.json.types import JSON
from openapi.schema.types import takes_null, type_of
from openapi.schema.validation import validator_for

_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,18}")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,308})(\.[0-9]{1,308})?([eE][-+]?[0-9]{1,3})?")


def parse_scalar(text: str, schema: Schema) -> JSON:
    """Return the typed value of one scalar's text.

    Raises:
        ValueError: It is not a canonical spelling of the schema's type; the message is what is
            allowed.
    """
    definition = schema.definition
    kind = type_of(definition)
    if takes_null(definition) and text == "" and kind not in {"string", ""}:
        return None
    if not kind:
        return _untyped(text, schema)
    read = SCALAR_READERS.get(kind)
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
    """Return the first reading of `text` that a schema without a type (anyOf, allOf) accepts."""
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


def read_json(text: str) -> JSON:
    """Return the value of a JSON text (ValueError: it is not JSON)."""
    try:
        return parse_json(text.encode("utf-8", "surrogatepass"))
    except JsonError as error:
        message = "JSON"
        raise ValueError(message) from error


SCALAR_READERS: Mapping[str, Callable[[str], JSON]] = {
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "object": read_json,
}
"""Reader of a text by the type of its schema."""
