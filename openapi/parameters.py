"""Parameters: raw request text to typed values and back.

Frameworks read parameters with `int()` and friends, which take `+5`, `007`, `1_0` and Arabic
digits, and silently drop repeated ones. Here a number has one spelling, the canonical one of
JSON without leading zeros, and a scalar stands once.
"""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from openapi.contract import JSON_STYLE, Location, Operation, Parameter, Schema
from openapi.json_text import JsonError, read_json, write_json
from openapi.references import dereference
from openapi.validation import SchemaValidator, Violation, shown, shown_text, validator_for

JSON = Any

MAX_SHOWN = 60
"""Characters of a sent text that a message repeats."""

MAX_ITEMS = 1000
"""Items of a list that are read."""

MAX_PLANS = 1024
"""Operations for which it is remembered how their parameters are read."""

_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,18}")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,308})(\.[0-9]{1,308})?([eE][-+]?[0-9]{1,3})?")
_SEPARATORS = {"spaceDelimited": " ", "pipeDelimited": "|"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterViolation:
    """Why a request's parameter is refused.

    Attributes:
        location: Where it travels.
        name: Its name as documented.
        message: One sentence: what was found against what is allowed.
        found: The text that was sent, shortened; empty when it is missing.
        allowed: What is allowed.
    """

    location: Location
    name: str
    message: str
    found: str
    allowed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """A request's documented parameters, typed; parameters that were not sent are absent.

    Attributes:
        path: By name.
        query: By name.
        header: By lower-case name.
        cookie: By name.
        violations: Why the request is refused; empty for a valid one.
    """

    path: Mapping[str, JSON] = field(default_factory=dict)
    query: Mapping[str, JSON] = field(default_factory=dict)
    header: Mapping[str, JSON] = field(default_factory=dict)
    cookie: Mapping[str, JSON] = field(default_factory=dict)
    violations: tuple[ParameterViolation, ...] = ()


def read_parameters(
    operation: Operation,
    *,
    path: Mapping[str, str],
    query: Sequence[tuple[str, str]],
    headers: Sequence[tuple[str, str]],
) -> Parameters:
    """Read and judge the parameters of one request.

    Args:
        operation: The operation that was called.
        path: Decoded text by path parameter.
        query: Decoded names and texts in order, repetitions included.
        headers: Names in any case and texts in order, repetitions included.

    Returns:
        Typed values and every violation; parameters that no document names are ignored.
    """
    plan = _PLANS.of(operation)
    sent: tuple[Sequence[tuple[str, str]], ...] = (
        [*path.items()],
        query,
        [(name.lower(), text) for name, text in headers] if plan.has_headers else (),
        _cookies(headers) if plan.has_cookies else (),
    )
    values: tuple[dict[str, JSON], ...] = ({}, {}, {}, {})
    violations: list[ParameterViolation] = []
    for reader in plan.readers:
        try:
            found, value = reader.read(sent[reader.place])
        except _RefusedError as refusal:
            violations.append(refusal.violation(reader.parameter))
            continue
        if found:
            values[reader.place][reader.name] = value
    return Parameters(
        path=values[0],
        query=values[1],
        header=values[2],
        cookie=values[3],
        violations=tuple(violations),
    )


def read_text(text: str, schema: Schema) -> JSON:
    """Return the typed value of one scalar parameter's text.

    Raises:
        ValueError: The text is not a canonical spelling of the schema's type.
    """
    return _scalar(text, schema)


def write_parameter(parameter: Parameter, value: JSON) -> list[tuple[str, str]]:
    """Return the name and text pairs, not yet percent-encoded, that carry a typed value."""
    if parameter.style == JSON_STYLE:
        return [(parameter.name, write_json(value).decode())]
    if isinstance(value, list):
        texts = [_text(item) for item in value]
        if parameter.style == "form" and parameter.explode:
            return [(parameter.name, text) for text in texts]
        return [(parameter.name, _SEPARATORS.get(parameter.style, ",").join(texts))]
    if isinstance(value, dict) and parameter.style == "deepObject":
        return [(f"{parameter.name}[{key}]", _text(item)) for key, item in value.items()]
    return [(parameter.name, _text(value))]


def write_path(template: str, values: Mapping[str, str]) -> str:
    """Return a path template filled with decoded texts, each percent-encoded as one segment."""
    return re.sub(r"\{([^{}/]+)\}", lambda match: quote(values[match[1]], safe=""), template)


class _RefusedError(Exception):
    def __init__(self, problem: str, *, found: str, allowed: str) -> None:
        self.problem = problem
        self.found = found
        self.allowed = allowed
        super().__init__(problem)

    def violation(self, parameter: Parameter) -> ParameterViolation:
        kind = "header" if parameter.location is Location.HEADER else f"{parameter.location} "
        kind = kind if kind == "header" else f"{kind}parameter"
        return ParameterViolation(
            location=parameter.location,
            name=parameter.name,
            message=f"{kind} {parameter.name} {self.problem}",
            found=self.found,
            allowed=self.allowed,
        )


class _Reader:
    """Reads one parameter; what every request would find out anew is found out once."""

    def __init__(self, parameter: Parameter) -> None:
        definition = parameter.schema.definition
        is_header = parameter.location is Location.HEADER
        self.parameter = parameter
        self.name = parameter.name.lower() if is_header else parameter.name
        self.place = _PLACES.index(parameter.location)
        self._is_deep = definition.get("type") == "object" and parameter.style == "deepObject"
        self._read_text = _plain_reader(parameter)
        self._validator: SchemaValidator | None = None

    def read(self, sent: Sequence[tuple[str, str]]) -> tuple[bool, JSON]:
        """Return whether it was sent, and its typed value; raises _RefusedError."""
        parameter, name = self.parameter, self.name
        if self._is_deep:
            found, value = _deep_object(parameter, sent)
        else:
            texts = [text for sent_name, text in sent if sent_name == name] if sent else []
            found = bool(texts)
            value = self._value(texts) if found else None
        if not found:
            if parameter.is_required:
                raise _RefusedError("is missing", found="", allowed="exactly one")
            return False, None
        validator = self._validator
        if validator is None:
            # A parameter that nobody sends needs none.
            validator = self._validator = validator_for(parameter.schema)
        if not validator.is_valid(value):
            raise _refused(validator.explain(value)[0])
        return True, value

    def _value(self, texts: list[str]) -> JSON:
        if self._read_text is not None and len(texts) == 1:
            try:
                return self._read_text(texts[0])
            except ValueError:
                pass  # told in full below
        return _value(self.parameter, texts)


_PLACES = (Location.PATH, Location.QUERY, Location.HEADER, Location.COOKIE)
"""Where parameters travel; a number is found faster than a member of an enumeration."""


def _plain_reader(parameter: Parameter) -> Callable[[str], JSON] | None:
    """Return what reads a scalar that was sent once; None where there is more to it."""
    definition = parameter.schema.definition
    kind = definition.get("type")
    if parameter.style == JSON_STYLE or definition.get("nullable") or kind in (None, "array"):
        return None
    return _READERS.get(kind, str)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """How the parameters of an operation are read."""

    readers: tuple[_Reader, ...]
    has_headers: bool
    has_cookies: bool


@dataclass(slots=True)
class _Plans:
    """Plans by the identity of their operation, which holds JSON and so has no hash."""

    _kept: dict[int, tuple[Operation, _Plan]] = field(default_factory=dict)

    def of(self, operation: Operation) -> _Plan:
        kept = self._kept.get(id(operation))
        # The operation is kept along, so that no other one gets its identity.
        if kept is None or kept[0] is not operation:
            if len(self._kept) >= MAX_PLANS:
                self._kept.clear()
            kept = self._kept[id(operation)] = (operation, _plan(operation))
        return kept[1]


_PLANS = _Plans()


def _plan(operation: Operation) -> _Plan:
    locations = {parameter.location for parameter in operation.parameters}
    return _Plan(
        readers=tuple(map(_Reader, operation.parameters)),
        has_headers=Location.HEADER in locations,
        has_cookies=Location.COOKIE in locations,
    )


def _value(parameter: Parameter, texts: list[str]) -> JSON:
    schema = parameter.schema
    if schema.definition.get("type") == "array" and parameter.style != JSON_STYLE:
        return [_item(text, schema) for text in _split(parameter, texts)]
    if len(texts) > 1 and parameter.location is not Location.HEADER:
        raise _RefusedError(
            f"stands {len(texts)} times, allowed is once", found=_short(texts[1]), allowed="once"
        )
    text = ", ".join(texts)
    try:
        return _json(text) if parameter.style == JSON_STYLE else _scalar(text, schema)
    except ValueError as error:
        raise _RefusedError(
            f"is {_quoted(text)}, allowed is {error}", found=_short(text), allowed=str(error)
        ) from error


def _split(parameter: Parameter, texts: list[str]) -> list[str]:
    if parameter.style == "form" and parameter.explode:
        parts = texts
    elif len(texts) > 1 and parameter.location is not Location.HEADER:
        raise _RefusedError("stands more than once", found=_short(texts[1]), allowed="once")
    else:
        separator = _SEPARATORS.get(parameter.style, ",")
        parts = ",".join(texts).split(separator) if any(texts) else []
    if len(parts) > MAX_ITEMS:
        allowed = f"at most {MAX_ITEMS} items"
        raise _RefusedError(f"has {len(parts)} items", found="", allowed=allowed)
    return [part.strip() if parameter.location is Location.HEADER else part for part in parts]


def _item(text: str, schema: Schema) -> JSON:
    items, pointer = dereference(schema.root, schema.definition.get("items", {}))
    try:
        return _scalar(text, Schema(definition=items, pointer=pointer, root=schema.root))
    except ValueError as error:
        allowed = f"items that are {error}"
        raise _RefusedError(
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
            raise _RefusedError(f"has {_short(key)} twice", found=_short(text), allowed="once")
        child, at = dereference(parameter.schema.root, properties.get(key, {}))
        schema = Schema(definition=child, pointer=at, root=parameter.schema.root)
        try:
            value[key] = _scalar(text, schema)
        except ValueError as error:
            raise _RefusedError(
                f"has {_short(key)} {_quoted(text)}, allowed is {error}",
                found=_short(text),
                allowed=str(error),
            ) from error
    return bool(value), value


def _scalar(text: str, schema: Schema) -> JSON:
    """Return the typed value of `text`; the ValueError's text says what is allowed."""
    definition = schema.definition
    kind = definition.get("type")
    if definition.get("nullable") and text == "" and kind not in {"string", None}:
        return None
    if kind is None:
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
        return read_json(text.encode("utf-8", "surrogatepass"))
    except JsonError as error:
        message = "JSON"
        raise ValueError(message) from error


_READERS: Mapping[str, Callable[[str], JSON]] = {
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "object": _json,
}


def _refused(first: Violation) -> _RefusedError:
    place = f" at {first.pointer}" if first.pointer else ""
    found = first.value if isinstance(first.value, str) else shown(first.value)
    problem = f"is {_quoted(first.value)}{place}, allowed is {first.allowed}"
    if first.key or first.keyword == "required":
        problem = f"{first.problem}{place}"
    return _RefusedError(problem, found=_short(found), allowed=first.allowed)


def _cookies(headers: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    pairs = []
    for name, text in headers:
        if name.lower() == "cookie":
            for part in text.split(";"):
                key, separator, value = part.strip().partition("=")
                if separator:
                    pairs.append((key, value.strip('"')))
    return pairs


def _text(value: JSON) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    return write_json(value).decode()


def _short(text: str) -> str:
    return shown_text(text if len(text) <= MAX_SHOWN else f"{text[: MAX_SHOWN - 1]}…")


def _quoted(value: JSON) -> str:
    return shown(_short(value) if isinstance(value, str) else value)
